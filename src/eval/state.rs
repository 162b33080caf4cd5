//! The state of resources: what `reference()`, symbolic names and properties of resources tell before anything is deployed.

use super::heap::Heap;
use super::instance::Instance;
use super::resource_id::{self, ResourceId};
use super::scope::Scope;
use super::symbol::{State, Symbol};
use super::thunk::Slot;
use super::value::{Array, Basis, Data, How, Member, Val};
use crate::model::DeploymentSource;
use crate::syntax::document::{Access, NodeRef};

/// The value of a symbolic name: the resource, or all turns of its loop.
pub(super) fn symbol<'w>(scope: &'w Scope<'w>, node: NodeRef<'w>, name: &'w str) -> Val<'w> {
    let Some(declaration) = scope.frame.declared(name) else {
        return scope.world.fail(node.place(), &format!("there is no resource '{name}'"));
    };
    if declaration.resource.copy.is_none() {
        return declaration
            .instances()
            .first()
            .map_or_else(|| scope.world.opaque(), |instance| whole(instance));
    }
    let heap = scope.heap();
    let items =
        heap.slots(declaration.instances().iter().map(|instance| Slot::done(whole(instance))));
    heap.value(Data::Array(Array { items, open: declaration.is_open() }))
}

/// The state of a whole declared resource.
pub(super) fn whole<'w>(instance: &'w Instance<'w>) -> Val<'w> {
    let heap = instance.scope.heap();
    let state = State { instance: Some(instance), id: instance.id(), path: &[] };
    heap.unknown(Symbol::State(heap.keep(state)))
}

/// `reference(idOrName, apiVersion, 'Full')`.
pub(super) fn reference<'w>(scope: &'w Scope<'w>, values: &[Val<'w>]) -> Val<'w> {
    let heap = scope.heap();
    let Some(target) = values.first() else { return heap.null() };
    let full = values
        .get(2)
        .and_then(|mode| mode.as_str())
        .is_some_and(|mode| mode.eq_ignore_ascii_case("full"));
    let path = if full { &[][..] } else { heap.slice(&[heap.borrowed("properties")]) };
    let instance = find(scope, target);
    let id = instance.map_or(*target, Instance::id);
    heap.unknown(Symbol::State(heap.keep(State { instance, id, path })))
}

/// `references('symbol')`: all turns of a loop.
pub(super) fn references<'w>(scope: &'w Scope<'w>, values: &[Val<'w>]) -> Val<'w> {
    let heap = scope.heap();
    let declaration =
        values.first().and_then(|name| name.as_str()).and_then(|name| scope.frame.declared(name));
    let Some(declaration) = declaration else { return scope.world.opaque() };
    let full = values
        .get(1)
        .and_then(|mode| mode.as_str())
        .is_some_and(|mode| mode.eq_ignore_ascii_case("full"));
    let path = if full { &[][..] } else { heap.slice(&[heap.borrowed("properties")]) };
    let state = |instance: &&'w Instance<'w>| {
        let state = State { instance: Some(instance), id: instance.id(), path };
        Slot::done(heap.unknown(Symbol::State(heap.keep(state))))
    };
    let items = heap.slots(declaration.instances().iter().map(state));
    heap.value(Data::Array(Array { items, open: declaration.is_open() }))
}

/// `resourceInfo('symbol')`.
pub(super) fn info<'w>(scope: &'w Scope<'w>, values: &[Val<'w>]) -> Val<'w> {
    let instance = values.first().and_then(|target| find(scope, target));
    instance.map_or_else(|| scope.world.opaque(), whole)
}

/// The id that a symbolic name means; anything else as it is.
pub(super) fn id_of<'w>(scope: &'w Scope<'w>, target: Val<'w>) -> Val<'w> {
    let symbol = target.as_str().filter(|name| !name.contains('/'));
    let instance = symbol.and_then(|symbol| scope.frame.by_symbol(symbol));
    instance.map_or(target, Instance::id)
}

/// The declared resource that a symbolic name, a bare name or an id means.
fn find<'w>(scope: &'w Scope<'w>, target: Val<'w>) -> Option<&'w Instance<'w>> {
    match target.as_str() {
        Some(name) if !name.contains('/') => {
            scope.frame.by_symbol(name).or_else(|| scope.frame.by_name(target))
        }
        _ => {
            let id = ResourceId::parse(scope.heap(), target);
            match id {
                Some(id) => scope.frame.by_id(&id),
                None => scope.frame.by_name(target),
            }
        }
    }
}

/// A property or element of a resource's state.
pub(super) fn reach<'w>(
    scope: &'w Scope<'w>,
    node: NodeRef<'w>,
    state: &'w State<'w>,
    key: Val<'w>,
    access: Access,
) -> Val<'w> {
    let heap = scope.heap();
    let mut path = state.path.to_vec();
    path.push(key);
    if is_module_output(state) {
        // A module's `outputs.x` is the `properties.outputs.x.value` of the deployment that it becomes.
        path = vec![heap.borrowed("properties"), heap.borrowed("outputs"), key];
        if let Some(value) = state.instance.and_then(|module| output(module, node, key, access)) {
            return value;
        }
        path.push(heap.borrowed("value"));
        let state = State { path: heap.slice(&path), ..*state };
        return heap.unknown(Symbol::State(heap.keep(state)));
    }
    let names: Vec<_> = path.iter().map(|key| key.as_str().unwrap_or_default()).collect();
    let beyond = || {
        let state = State { path: heap.slice(&path), ..*state };
        heap.unknown(Symbol::State(heap.keep(state)))
    };
    if names.len() == 1 && names[0].eq_ignore_ascii_case("id") {
        return state.id;
    }
    let Some(instance) = state.instance else {
        return known_by_id(scope, state, &names).unwrap_or_else(beyond);
    };
    match names.as_slice() {
        [name] if name.eq_ignore_ascii_case("name") => return instance.written_name(),
        [name] if name.eq_ignore_ascii_case("type") => {
            return heap.borrowed(instance.resource_type());
        }
        [name] if name.eq_ignore_ascii_case("apiVersion") => {
            return instance.api_version().map_or_else(beyond, |version| heap.borrowed(version));
        }
        [properties, outputs, _]
            if properties.eq_ignore_ascii_case("properties")
                && outputs.eq_ignore_ascii_case("outputs") =>
        {
            return output(instance, node, key, access)
                .map_or_else(beyond, |value| wrapped(heap, value));
        }
        _ => {}
    }
    declared(instance, &path).unwrap_or_else(beyond)
}

/// What an id alone tells: name and type.
fn known_by_id<'w>(scope: &'w Scope<'w>, state: &State<'w>, names: &[&str]) -> Option<Val<'w>> {
    let [name] = names else { return None };
    let id = ResourceId::parse(scope.heap(), state.id)?;
    if name.eq_ignore_ascii_case("name") {
        return id.name();
    }
    (name.eq_ignore_ascii_case("type") && id.under.is_none())
        .then(|| scope.heap().borrowed(id.resource_type))
}

/// An output of a deployment whose template could be read.
fn output<'w>(
    instance: &'w Instance<'w>,
    node: NodeRef<'w>,
    key: Val<'w>,
    access: Access,
) -> Option<Val<'w>> {
    let name = key.as_str()?;
    let frame = instance.deployed()?;
    Some(match frame.output(name) {
        Some(value) => value,
        None if access.safe => frame.world.heap.null(),
        None => frame.world.fail(node.place(), &format!("the deployment has no output '{name}'")),
    })
}

/// `{ "value": … }`.
fn wrapped<'w>(heap: Heap<'w>, value: Val<'w>) -> Val<'w> {
    if value.is_null() {
        return value;
    }
    let member = Member { key: "value", key_site: value.site, value: heap.slot(value) };
    heap.object_of(&[member], false)
}

/// Whether the next key is the name of an output of a Bicep module.
fn is_module_output(state: &State<'_>) -> bool {
    let is_module = |instance: &Instance<'_>| {
        let deployment = instance.declaration.resource.deployment.as_deref();
        deployment.is_some_and(|of| matches!(of.source, DeploymentSource::Module(_)))
    };
    matches!(state.path, [outputs] if outputs.as_str() == Some("outputs"))
        && state.instance.is_some_and(is_module)
}

/// Whether a resource is certainly not there: a safe access to it gives null.
pub(super) fn is_gone(state: &State<'_>) -> bool {
    state.instance.is_some_and(|instance| instance.presence().truth.is_no())
}

/// What the answer whether a resource is there rests on.
pub(super) fn certainty(state: &State<'_>) -> Basis {
    state.instance.map_or(Basis::CERTAIN, |instance| instance.presence().basis)
}

/// The one resource that stands for all turns of a loop of unknown length: each element is like it.
pub(super) fn stand_in(array: Array<'_>) -> Option<Val<'_>> {
    let [only] = array.items else { return None };
    let only = array.open.then(|| only.get())?;
    let Data::Unknown(Symbol::State(state)) = only.data else { return None };
    let index = state.instance?.index?;
    matches!(index.data, Data::Unknown(_)).then_some(only)
}

/// A property as the template sets it. Values that the service may yet add are found missing, never wrong.
fn declared<'w>(instance: &'w Instance<'w>, path: &[Val<'w>]) -> Option<Val<'w>> {
    if instance.declaration.resource.existing {
        return None;
    }
    let heap = instance.scope.heap();
    let (mut value, mut done) = (instance.body(), 0);
    for key in path {
        let next = match (value.data, key.data) {
            (Data::Object(object), Data::Str(name)) => object.get(name),
            (Data::Array(array), Data::Int(index)) if !array.open => {
                usize::try_from(index).ok().and_then(|index| array.items.get(index)).map(Slot::get)
            }
            _ => None,
        };
        match next {
            Some(next) => value = next,
            None if done + 1 == path.len() && key.as_str() == Some("id") => {
                return element_id(instance, value, &path[..done]);
            }
            None => return None,
        }
        done += 1;
    }
    let result = match value.data {
        Data::Object(_) => None,
        Data::Array(array) => {
            let element = |index: usize| {
                let mut path = path.to_vec();
                path.push(heap.int(index as i64));
                let state =
                    State { instance: Some(instance), id: instance.id(), path: heap.slice(&path) };
                let scalar = array
                    .items
                    .get(index)
                    .map(Slot::get)
                    .filter(|value| value.as_object().is_none());
                Slot::done(scalar.unwrap_or_else(|| heap.unknown(Symbol::State(heap.keep(state)))))
            };
            let items = heap.slots((0..array.items.len()).map(element));
            Some(heap.value(Data::Array(Array { items, open: array.open })))
        }
        Data::Null => None,
        // The service adds to objects, whichever it is.
        Data::OneOf(values) if values.iter().any(|value| is_container(value)) => None,
        _ => Some(value),
    };
    let name = instance.written_name().as_str().unwrap_or_else(|| instance.resource_type());
    result.map(|result| heap.through(result, How::Resource(name), result.site))
}

fn is_container(value: Val<'_>) -> bool {
    matches!(value.data, Data::Object(_) | Data::Array(_) | Data::Null)
}

/// The id of a named element of a resource's array, such as a subnet of a network: the documents of the network provider
/// give it the id `<resource>/<array>/<name>`.
fn element_id<'w>(
    instance: &'w Instance<'w>,
    element: Val<'w>,
    path: &[Val<'w>],
) -> Option<Val<'w>> {
    let heap = instance.scope.heap();
    let [.., list, index] = path else { return None };
    index.as_int()?;
    let name = element.as_object()?.get("name")?;
    Some(resource_id::join(
        heap,
        &[instance.id(), heap.borrowed("/"), list, heap.borrowed("/"), name],
    ))
}
