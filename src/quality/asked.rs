//! The API versions that rules judge: those of resources, and those with which a template asks for resources that it does not
//! deploy there, be they existing ones whose state it asks for or in calls of `reference()` and `list…()`.

use super::nodes::bare;
use super::sensitive;
use crate::eval::frame::Frame;
use crate::eval::instance::Instance;
use crate::finding::Confidence;
use crate::look::words::api_version_spot;
use crate::model::Template;
use crate::rule::{Card, Context};
use crate::source::Place;
use crate::syntax::document::{Kind, List, NodeRef};
use crate::syntax::function::Function;
use rustc_hash::{FxHashMap, FxHashSet};

/// An API version that a template asks with.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'w> {
    /// The type that is asked.
    pub resource_type: &'w str,
    /// The API version.
    pub version: &'w str,
    /// Where it stands.
    pub place: Place,
    /// The template that asks.
    template: &'w Template,
}

impl Asked<'_> {
    /// What tells faults of one file apart.
    pub fn about(&self) -> String {
        format!("{} {}", self.resource_type, self.version)
    }
}

/// The versions that the templates of a world ask with, of each template, type and version the first place. Those of deployments
/// are left out, which the Bicep compiler writes.
fn versions<'w>(context: &Context<'w>) -> Vec<Asked<'w>> {
    let mut symbols: FxHashMap<*const Frame<'w>, FxHashSet<&'w str>> = FxHashMap::default();
    let existing = context.instances().iter().filter_map(|instance| {
        let (resource, frame) = (instance.declaration.resource, instance.frame());
        if !resource.existing || frame.unit.restored {
            return None;
        }
        let version = instance.api_version()?;
        let asked = symbols
            .entry(std::ptr::from_ref(frame))
            .or_insert_with(|| asked_symbols(context, frame));
        let (place, template) = (api_version_spot(instance).place, frame.template);
        let is_asked = asked.contains(frame.text(resource.symbol?));
        let resource_type = instance.resource_type();
        is_asked.then_some(Asked { resource_type, version, place, template })
    });
    let mut found = once(context, existing.chain(all_calls(context)).collect());
    found.retain(|asked| {
        !asked.resource_type.eq_ignore_ascii_case("Microsoft.Resources/deployments")
    });
    found
}

/// The versions in calls of `reference()` and `list…()`, where the type is told by the id or a symbol: of each template, type and
/// version the first place.
pub fn calls<'w>(context: &Context<'w>) -> Vec<Asked<'w>> {
    once(context, all_calls(context))
}

/// Reports what is wrong with API versions, by type and version: those of the resources of a world that somebody can edit, but for
/// those that are passed over, and those that its templates ask with.
pub fn report<'w>(
    context: &Context<'w>,
    card: &'static Card,
    is_passed_over: impl Fn(&'w Instance<'w>) -> bool,
    fault: impl Fn(&str, &str) -> Option<String>,
) {
    let is_own = |instance: &&&'w Instance<'w>| {
        let is_fixed = instance.declaration.resource.existing || instance.frame().unit.restored;
        !is_fixed && !is_passed_over(instance)
    };
    for instance in context.instances().iter().filter(is_own) {
        let Some(version) = instance.api_version() else { continue };
        if let Some(message) = fault(instance.resource_type(), version) {
            let spot = api_version_spot(instance);
            context.report(card, instance, &spot, Confidence::High, message);
        }
    }
    for asked in versions(context) {
        if let Some(message) = fault(asked.resource_type, asked.version) {
            context.report_at(card, asked.place, Confidence::High, message).about(asked.about());
        }
    }
}

/// Of each template, type and version the first, where no resource is deployed with it there, which is reported itself.
fn once<'w>(context: &Context<'w>, mut found: Vec<Asked<'w>>) -> Vec<Asked<'w>> {
    if found.is_empty() {
        return found;
    }
    let key = |template: &'w Template, name: &str, version: &'w str| {
        (std::ptr::from_ref(template), name.to_ascii_lowercase(), version)
    };
    let deployed = context.instances().iter().filter_map(|instance| {
        let version = instance.api_version()?;
        let is_deployed = !instance.declaration.resource.existing;
        is_deployed.then(|| key(instance.frame().template, instance.resource_type(), version))
    });
    let mut seen: FxHashSet<_> = deployed.collect();
    found.retain(|asked| seen.insert(key(asked.template, asked.resource_type, asked.version)));
    found
}

fn all_calls<'w>(context: &Context<'w>) -> Vec<Asked<'w>> {
    let mut found = Vec::new();
    for frame in context.templates() {
        for node in context.expressions(frame).iter() {
            let Kind::Call { function: Function::Reference | Function::List, arguments, .. } =
                node.kind()
            else {
                continue;
            };
            let argument = |at| arguments.get(at).map(|id| node.at(id));
            let (Some(id), Some(version)) = (argument(0), argument(1)) else { continue };
            // The version of `resource.listKeys()` is the resource's own, and stands nowhere.
            if matches!(version.kind(), Kind::Text(_))
                && !version.written().starts_with(['\'', '"'])
            {
                continue;
            }
            let place = version.place();
            let Some(version) = sensitive::through_variables(frame, version).as_text() else {
                continue;
            };
            if let Some(resource_type) = resource_type(frame, id) {
                found.push(Asked { resource_type, version, place, template: frame.template });
            }
        }
    }
    found
}

/// The symbols of resources whose state a template asks for when it is deployed. What is known before needs no version.
fn asked_symbols<'w>(context: &Context<'w>, frame: &'w Frame<'w>) -> FxHashSet<&'w str> {
    const KNOWN: [&str; 4] = ["id", "name", "type", "apiVersion"];
    let mut found = FxHashSet::default();
    for node in context.expressions(frame).iter() {
        match node.kind() {
            Kind::Property { parts, .. } => {
                let part = |at| parts.get(at).map(|id| node.at(id));
                let (Some(base), Some(key)) = (part(0), part(1)) else { continue };
                let is_known =
                    |key: &str| KNOWN.iter().any(|known| known.eq_ignore_ascii_case(key));
                if key.as_text().is_some_and(|key| !is_known(key)) {
                    found.extend(symbol(frame, base));
                }
            }
            Kind::Call { function: Function::Reference | Function::List, name, arguments } => {
                let Some(first) = arguments.get(0).map(|id| node.at(id)) else { continue };
                found.extend(first.as_text());
                // `getSecret()` is a reference of the deployment, which knows the version itself.
                let Kind::Property { parts, .. } = first.kind() else { continue };
                let base = parts.get(0).map(|id| node.at(id));
                let is_list =
                    frame.text(name).get(..4).is_some_and(|it| it.eq_ignore_ascii_case("list"));
                found.extend(base.filter(|_| is_list).and_then(|base| symbol(frame, base)));
            }
            _ => {}
        }
    }
    found
}

/// The resource, or the resource of a loop, that an expression is.
fn symbol<'w>(frame: &'w Frame<'w>, node: NodeRef<'w>) -> Option<&'w str> {
    match node.kind() {
        Kind::Symbol(name) => Some(frame.text(name)),
        Kind::Property { parts, .. } => {
            let (base, key) = (node.at(parts.get(0)?), node.at(parts.get(1)?));
            let Kind::Symbol(name) = base.kind() else { return None };
            key.as_text().is_none().then(|| frame.text(name))
        }
        _ => None,
    }
}

/// The type of the resource whose id an expression gives, where the text tells it.
fn resource_type<'w>(frame: &'w Frame<'w>, id: NodeRef<'w>) -> Option<&'w str> {
    let id = sensitive::through_variables(frame, id);
    match id.kind() {
        Kind::Call { function, arguments, .. } => {
            // Before the type stand a subscription and a group, a group, or the id of what is extended.
            let before = match function {
                Function::ResourceId => 0..3,
                Function::SubscriptionResourceId | Function::ManagementGroupResourceId => 0..2,
                Function::TenantResourceId => 0..1,
                Function::ExtensionResourceId => 1..2,
                _ => return None,
            };
            before.filter_map(|at| text(frame, id, arguments, at)).find(|text| is_type(text))
        }
        Kind::Property { parts, .. } => {
            let part = |at| parts.get(at).map(|part| id.at(part));
            let is_id = part(1)?.as_text() == Some("id");
            let Kind::Symbol(symbol) = bare(part(0)?).kind() else { return None };
            let symbol = frame.text(symbol);
            let resource_type = declared(frame, symbol)?;
            is_id.then_some(resource_type)
        }
        Kind::Text(symbol) if frame.template.symbolic => declared(frame, frame.text(symbol)),
        _ => None,
    }
}

/// The type of the resource that a symbol stands for.
fn declared<'w>(frame: &'w Frame<'w>, symbol: &str) -> Option<&'w str> {
    let instance = frame.declared(symbol)?.instances().first()?;
    Some(instance.resource_type()).filter(|name| is_type(name))
}

fn text<'w>(frame: &'w Frame<'w>, node: NodeRef<'w>, arguments: List, at: u32) -> Option<&'w str> {
    sensitive::through_variables(frame, node.at(arguments.get(at)?)).as_text()
}

/// Whether a text is a provider and a type.
fn is_type(text: &str) -> bool {
    !text.starts_with('/')
        && text.split_once('/').is_some_and(|(provider, kind)| {
            provider.contains('.') && !provider.contains(' ') && !kind.is_empty()
        })
}
