//! Files that templates load as text or data (Bicep). Only literal paths below the working root are followed.

use super::call;
use super::functions::{self, Failure};
use super::heap::Heap;
use super::scope::Scope;
use super::thunk::Slot;
use super::value::{Array, Data, Member, Object, Val, Value};
use crate::source::Place;
use crate::syntax::document::{List, NodeRef};
use crate::syntax::function::Function;

/// The value of `loadTextContent` and its kin. What is in a file is data: no template, no expression.
pub(super) fn load<'w>(
    scope: &'w Scope<'w>,
    node: NodeRef<'w>,
    function: Function,
    arguments: List,
) -> Val<'w> {
    let values = call::values(scope, node, arguments);
    let Some(path) = values.first().and_then(|path| path.as_str()) else {
        return scope.world.opaque();
    };
    let files = scope.world.files;
    let loaded = match function {
        Function::LoadFileAsBase64 => files.base64(node.document, path),
        Function::LoadTextContent | Function::LoadJsonContent => files.text(node.document, path),
        _ => return scope.world.opaque(),
    };
    match loaded {
        Ok(text) if function == Function::LoadJsonContent => json(scope, node, text, &values),
        Ok(text) => scope.heap().borrowed(text),
        Err(absent) => {
            scope.world.note_absent(&absent, node.place(), path);
            scope.world.opaque()
        }
    }
}

/// The data of a JSON file, or the part of it that a path leads to.
fn json<'w>(scope: &'w Scope<'w>, node: NodeRef<'w>, text: &'w str, values: &[Val<'w>]) -> Val<'w> {
    let data = match functions::read_json(scope.heap(), text) {
        Ok(data) => data,
        Err(Failure::Error(why)) => return scope.world.fail(node.place(), &why),
        Err(Failure::NotKnown) => return scope.world.opaque(),
    };
    let data = match values.get(1).map(|path| path.data) {
        None | Some(Data::Null) => Some(data),
        Some(Data::Str(path)) => follow(data, path),
        Some(_) => None,
    };
    data.map_or_else(|| scope.world.opaque(), |data| sited(scope.heap(), data, node.place()))
}

/// Follows a plain JSON path: `$.a.b[0]['c']`. Anything else is not followed.
fn follow<'w>(data: Val<'w>, path: &str) -> Option<Val<'w>> {
    let path = path.strip_prefix('$').unwrap_or(path);
    path_steps(path)?.into_iter().try_fold(data, |data, step| match data.data {
        Data::Object(object) => object.get(step),
        Data::Array(array) => {
            step.parse().ok().and_then(|at: usize| array.items.get(at)).map(Slot::get)
        }
        _ => None,
    })
}

/// The names and numbers of a plain path.
fn path_steps(mut path: &str) -> Option<Vec<&str>> {
    let mut steps = Vec::new();
    while !path.is_empty() {
        if let Some(rest) = path.strip_prefix('[') {
            let (step, rest) = rest.split_once(']')?;
            steps.push(step.trim_matches(['\'', '"']));
            path = rest;
        } else {
            let rest = path.strip_prefix('.').unwrap_or(path);
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            steps.push(&rest[..end]);
            path = &rest[end..];
        }
    }
    let is_plain = |step: &&str| !step.is_empty() && !step.contains(['*', '?', ':', ',', '@']);
    steps.iter().all(is_plain).then_some(steps)
}

/// Loaded data with the place of the call that loads it, throughout.
fn sited<'w>(heap: Heap<'w>, value: Val<'w>, place: Place) -> Val<'w> {
    let data = match value.data {
        Data::Array(array) => {
            let items: Vec<_> = array.values().map(|item| sited(heap, item, place)).collect();
            let items = heap.slots(items.into_iter().map(Slot::done));
            Data::Array(Array { items, ..array })
        }
        Data::Object(object) => {
            let member = |member: &Member<'w>| {
                let value = heap.slot(sited(heap, member.value.get(), place));
                Member { key: member.key, key_site: Some(place), value }
            };
            let members: Vec<_> = object.members.iter().map(member).collect();
            Data::Object(Object { members: heap.slice(&members), ..object })
        }
        data => data,
    };
    heap.keep(Value { data, site: Some(place), ..*value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_are_followed() {
        assert_eq!(path_steps(".a.b[0]['c d']"), Some(vec!["a", "b", "0", "c d"]));
        assert_eq!(path_steps("a"), Some(vec!["a"]));
        assert_eq!(path_steps(".a[*]"), None);
        assert_eq!(path_steps("..a"), None);
    }
}
