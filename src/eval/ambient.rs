//! What the place of deployment tells: subscription, group, tenant, cloud. Known by name only, so mostly symbols.

use super::frame::{Frame, Home};
use super::heap::Heap;
use super::instance::Instance;
use super::resource_id;
use super::scope::Scope;
use super::symbol::Symbol;
use super::value::{Data, Member, Piece, Val};
use crate::model::TargetScope;
use crate::syntax::document::NodeRef;
use crate::syntax::function::Function;
use std::fmt::Write as _;

/// The value of `resourceGroup()` and its kin. With arguments they are scopes in Bicep.
pub(super) fn call<'w>(
    scope: &'w Scope<'w>,
    node: NodeRef<'w>,
    function: Function,
    values: &[Val<'w>],
) -> Val<'w> {
    let heap = scope.heap();
    let home = scope.frame.home;
    match (function, values) {
        (Function::ResourceGroup, []) => group(scope, home.subscription, home.group, home.location),
        (Function::ResourceGroup, [name]) => {
            let location = group_location(scope.frame, name);
            group(scope, home.subscription, name, location)
        }
        (Function::ResourceGroup, [subscription, name, ..]) => {
            group(scope, subscription, name, ambient(heap, "resourceGroup().location", &key(name)))
        }
        (Function::Subscription, given) => {
            subscription(heap, given.first().copied().unwrap_or(home.subscription))
        }
        (Function::ManagementGroup, given) => {
            management_group(heap, given.first().copied().unwrap_or(home.management_group))
        }
        (Function::Tenant, _) => {
            open(heap, &[("tenantId", ambient(heap, "tenant().tenantId", ""))])
        }
        (Function::Deployer, _) => {
            let part = |name| ambient(heap, name, "");
            open(
                heap,
                &[
                    ("objectId", part("deployer().objectId")),
                    ("tenantId", part("tenant().tenantId")),
                ],
            )
        }
        (Function::Environment, _) => environment(scope),
        (Function::Deployment, _) => deployment(scope.frame),
        _ => scope.world.fail(node.place(), "this function cannot be used here"),
    }
}

/// A fact of the place of deployment.
pub fn ambient<'w>(heap: Heap<'w>, name: &'static str, of: &str) -> Val<'w> {
    heap.unknown(Symbol::Ambient { name, of: heap.text(of) })
}

/// A home of which nothing is known, for a root template of the given scope.
pub fn unknown_home(heap: Heap<'_>, target: TargetScope) -> Home<'_> {
    let location = match target {
        TargetScope::ResourceGroup => ambient(heap, "resourceGroup().location", ""),
        _ => ambient(heap, "deployment().location", ""),
    };
    Home {
        target,
        subscription: ambient(heap, "subscription().subscriptionId", ""),
        group: ambient(heap, "resourceGroup().name", ""),
        management_group: ambient(heap, "managementGroup().name", ""),
        location,
    }
}

/// A name as part of a symbol: the same name gives the same text.
pub fn key(value: Val<'_>) -> String {
    let mut key = String::with_capacity(64);
    write_key(value, &mut key);
    key
}

fn write_key(value: Val<'_>, key: &mut String) {
    match value.data {
        Data::Str(text) => push_lower(text, key),
        Data::Unknown(Symbol::Ambient { name, of }) => key.extend(["‹", name, of, "›"]),
        Data::Unknown(Symbol::Parameter(name)) => key.extend(["‹", name, "›"]),
        Data::Text(pieces) => {
            for piece in pieces {
                match piece {
                    Piece::Literal(text) => push_lower(text, key),
                    Piece::Symbol(value) => write_key(value, key),
                }
            }
        }
        Data::Unknown(Symbol::Call { function, arguments, .. }) => {
            key.extend(["‹", function.name(), "("]);
            for (at, argument) in arguments.iter().enumerate() {
                if at > 0 {
                    key.push(',');
                }
                write_key(argument, key);
            }
            key.push_str(")›");
        }
        // Writing to a text cannot fail.
        Data::Int(number) => _ = write!(key, "{number}"),
        Data::Unknown(Symbol::Opaque(number)) => _ = write!(key, "‹{number}›"),
        // Different values may share this key, so it holds what tells them apart: where they live.
        _ => _ = write!(key, "‹{value:p}›"),
    }
}

fn push_lower(text: &str, key: &mut String) {
    let start = key.len();
    key.push_str(text);
    if let Some(added) = key.get_mut(start..) {
        added.make_ascii_lowercase();
    }
}

fn open<'w>(heap: Heap<'w>, members: &[(&'w str, Val<'w>)]) -> Val<'w> {
    let members: Vec<_> = members
        .iter()
        .map(|(key, value)| Member { key, key_site: None, value: heap.slot(value) })
        .collect();
    heap.object_of(&members, true)
}

fn group<'w>(
    scope: &'w Scope<'w>,
    subscription: Val<'w>,
    name: Val<'w>,
    location: Val<'w>,
) -> Val<'w> {
    let heap = scope.heap();
    let id = resource_id::resource_group(heap, subscription, name);
    let type_ = heap.borrowed("Microsoft.Resources/resourceGroups");
    open(heap, &[("id", id), ("name", name), ("type", type_), ("location", location)])
}

/// The location of a group of this subscription: as declared in this world, else a symbol of its own.
pub fn group_location<'w>(frame: &'w Frame<'w>, name: Val<'w>) -> Val<'w> {
    let heap = frame.world.heap;
    if super::equal::same_name(name, frame.home.group).is_yes()
        && frame.home.target == TargetScope::ResourceGroup
    {
        return frame.home.location;
    }
    let declared = std::iter::successors(Some(frame), |frame| frame.parent)
        .find_map(|frame| declared_group(frame, name));
    let location =
        declared.and_then(|group| group.body().as_object()).and_then(|body| body.get("location"));
    location.unwrap_or_else(|| ambient(heap, "resourceGroup().location", &key(name)))
}

fn declared_group<'w>(frame: &'w Frame<'w>, name: Val<'w>) -> Option<&'w Instance<'w>> {
    let is_group = |instance: &&&'w Instance<'w>| {
        instance.resource_type().eq_ignore_ascii_case("Microsoft.Resources/resourceGroups")
            && !instance.declaration.resource.existing
            && super::equal::same_name(instance.name(), name).is_yes()
    };
    let declarations = frame.declarations().iter();
    declarations
        .filter(|declaration| declaration.may_be("Microsoft.Resources/resourceGroups"))
        .flat_map(|declaration| declaration.instances())
        .find(is_group)
        .copied()
}

fn subscription<'w>(heap: Heap<'w>, id: Val<'w>) -> Val<'w> {
    let tenant = ambient(heap, "tenant().tenantId", "");
    let display = ambient(heap, "subscription().displayName", &key(id));
    let path = resource_id::subscription(heap, id);
    open(
        heap,
        &[("id", path), ("subscriptionId", id), ("tenantId", tenant), ("displayName", display)],
    )
}

fn management_group<'w>(heap: Heap<'w>, name: Val<'w>) -> Val<'w> {
    open(heap, &[("id", resource_id::management_group(heap, name)), ("name", name)])
}

fn deployment<'w>(frame: &'w Frame<'w>) -> Val<'w> {
    let heap = frame.world.heap;
    let name = frame.name.unwrap_or_else(|| ambient(heap, "deployment().name", ""));
    let link = ambient(heap, "deployment().properties.templateLink.uri", frame.prefix);
    let link = open(heap, &[("uri", link)]);
    let properties = open(heap, &[("templateLink", link)]);
    open(heap, &[("name", name), ("location", frame.home.location), ("properties", properties)])
}

fn environment<'w>(scope: &'w Scope<'w>) -> Val<'w> {
    let heap = scope.heap();
    let Some(facts) = scope.world.cloud.environment() else { return scope.world.opaque() };
    let suffixes: Vec<_> =
        facts.suffixes.iter().map(|(name, suffix)| (*name, heap.borrowed(suffix))).collect();
    let login = open(heap, &[("loginEndpoint", heap.borrowed(facts.login))]);
    open(
        heap,
        &[
            ("name", heap.borrowed(facts.name)),
            ("resourceManager", heap.borrowed(facts.resource_manager)),
            ("authentication", login),
            ("suffixes", open(heap, &suffixes)),
        ],
    )
}
