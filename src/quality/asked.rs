//! The API versions with which a template asks for resources that it does not deploy there: those of existing resources, and
//! those in calls of `reference()` and `list…()`.

use super::nodes::bare;
use super::{sensitive, templates};
use crate::eval::frame::Frame;
use crate::rule::Context;
use crate::rule::words::api_version_spot;
use crate::source::Place;
use crate::syntax::document::{Kind, List, NodeRef};
use crate::syntax::function::Function;
use rustc_hash::FxHashSet;

/// An API version that a template asks with.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'w> {
    /// The type that is asked.
    pub resource_type: &'w str,
    /// The API version.
    pub version: &'w str,
    /// Where it stands.
    pub place: Place,
}

impl Asked<'_> {
    /// What tells faults of one file apart.
    pub fn about(&self) -> String {
        format!("{} {}", self.resource_type, self.version)
    }
}

/// The versions that the templates of a world ask with, of each file, type and version the first place. Those of deployments are
/// left out, which the Bicep compiler writes.
pub fn versions<'w>(context: &Context<'w>) -> Vec<Asked<'w>> {
    let existing = context.instances().iter().filter(|instance| {
        instance.declaration.resource.existing && !instance.frame().unit.restored
    });
    let existing = existing.filter_map(|instance| {
        let version = instance.api_version()?;
        let place = api_version_spot(instance).place;
        Some(Asked { resource_type: instance.resource_type(), version, place })
    });
    let mut found = once(context, existing.chain(all_calls(context)).collect());
    found.retain(|asked| {
        !asked.resource_type.eq_ignore_ascii_case("Microsoft.Resources/deployments")
    });
    found
}

/// The versions in calls of `reference()` and `list…()`, where the type is told by the id: of each file, type and version the
/// first place.
pub fn calls<'w>(context: &Context<'w>) -> Vec<Asked<'w>> {
    once(context, all_calls(context))
}

/// Of each file, type and version the first, where no resource of the file is deployed with it, which is reported itself.
fn once<'w>(context: &Context<'w>, mut found: Vec<Asked<'w>>) -> Vec<Asked<'w>> {
    if found.is_empty() {
        return found;
    }
    let key = |file, name: &str, version: &'w str| (file, name.to_ascii_lowercase(), version);
    let deployed = context.instances().iter().filter_map(|instance| {
        let version = instance.api_version()?;
        let file = instance.frame().unit.document.file;
        let is_deployed = !instance.declaration.resource.existing;
        is_deployed.then(|| key(file, instance.resource_type(), version))
    });
    let mut seen: FxHashSet<_> = deployed.collect();
    found.retain(|asked| seen.insert(key(asked.place.file, asked.resource_type, asked.version)));
    found
}

fn all_calls<'w>(context: &Context<'w>) -> Vec<Asked<'w>> {
    let mut found = Vec::new();
    for frame in context.templates() {
        templates::walk(frame, &mut |node| {
            let Kind::Call { function: Function::Reference | Function::List, arguments, .. } =
                node.kind()
            else {
                return;
            };
            let argument = |at| arguments.get(at).map(|id| node.at(id));
            let (Some(id), Some(version)) = (argument(0), argument(1)) else { return };
            // The version of `resource.listKeys()` is the resource's own, and stands nowhere.
            if matches!(version.kind(), Kind::Text(_))
                && !version.written().starts_with(['\'', '"'])
            {
                return;
            }
            let place = version.place();
            let Some(version) = sensitive::through_variables(frame, version).as_text() else {
                return;
            };
            if let Some(resource_type) = resource_type(frame, id) {
                found.push(Asked { resource_type, version, place });
            }
        });
    }
    found
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
            let is_it = |name| frame.text(name) == symbol;
            let mut declarations = frame.declarations().iter();
            let declaration = declarations.find(|one| one.resource.symbol.is_some_and(is_it))?;
            let instance = declaration.instances().first()?;
            is_id.then(|| instance.resource_type()).filter(|name| is_type(name))
        }
        _ => None,
    }
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
