//! Files that templates load as text or data (Bicep). Only literal paths below the working root are followed.

mod decode;
mod folder;
mod select;
mod yaml;

use super::call;
use super::functions::{self, Failure};
use super::heap::Heap;
use super::scope::Scope;
use super::thunk::Slot;
use super::value::{Array, Data, Member, Object, Val, Value};
use super::work;
use crate::source::Place;
use crate::syntax::document::{List, NodeRef};
use crate::syntax::function::Function;
use base64::Engine as _;
use rustc_hash::FxHashMap;

/// So many bytes of a file cost as much as one step of an evaluation.
const BYTES_OF_A_STEP: usize = 64;

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
    if function == Function::LoadDirectoryFileInfo {
        return folder::load(scope, node, path, values.get(1).copied());
    }
    let bytes = match scope.world.files.bytes(node.document, path) {
        Ok(bytes) => bytes,
        Err(absent) => {
            scope.world.note_absent(&absent, node.place(), path);
            return scope.world.opaque();
        }
    };
    if !work::spend((bytes.len() / BYTES_OF_A_STEP) as u64) {
        return scope.world.opaque();
    }
    let heap = scope.heap();
    if function == Function::LoadFileAsBase64 {
        return heap.str(&base64::engine::general_purpose::STANDARD.encode(bytes));
    }
    let encoding = if function == Function::LoadTextContent { 1 } else { 2 };
    let encoding = match values.get(encoding).map(|encoding| encoding.data) {
        None | Some(Data::Null) => None,
        Some(Data::Str(name)) => Some(name),
        Some(_) => return scope.world.opaque(),
    };
    let Some(text) = decode::text(&bytes, encoding) else {
        return scope.world.fail(node.place(), "this encoding is not known");
    };
    let data = match function {
        Function::LoadTextContent => return heap.str(&text),
        Function::LoadYamlContent => yaml::read(heap, &|| scope.world.opaque(), &text),
        _ => functions::read_json(heap, &text),
    };
    match data.and_then(|data| selected(scope, data, values.get(1).copied())) {
        Ok(data) => Siting::default().of(heap, data, node.place()),
        Err(Failure::Error(why)) => scope.world.fail(node.place(), &why),
        Err(Failure::NotKnown) => scope.world.opaque(),
    }
}

/// The part of loaded data that the second argument leads to.
fn selected<'w>(
    scope: &'w Scope<'w>,
    data: Val<'w>,
    path: Option<Val<'w>>,
) -> functions::Outcome<'w> {
    match path.map(|path| path.data) {
        None | Some(Data::Null) => Ok(data),
        Some(Data::Str(path)) => select::select(scope.heap(), data, path),
        Some(_) => Err(Failure::NotKnown),
    }
}

/// Loaded data with the place of the call that loads it, throughout.
#[derive(Default)]
struct Siting<'w> {
    /// Collections that stand in several places of the data are the same collection afterwards too.
    known: FxHashMap<*const Value<'w>, Val<'w>>,
}

impl<'w> Siting<'w> {
    fn of(&mut self, heap: Heap<'w>, value: Val<'w>, place: Place) -> Val<'w> {
        let is_collection = matches!(value.data, Data::Array(_) | Data::Object(_));
        if let Some(known) = self.known.get(&std::ptr::from_ref(value)) {
            return known;
        }
        let data = match value.data {
            Data::Array(array) => {
                let items: Vec<_> = array.values().map(|item| self.of(heap, item, place)).collect();
                let items = heap.slots(items.into_iter().map(Slot::done));
                Data::Array(Array { items, ..array })
            }
            Data::Object(object) => {
                let member = |member: &Member<'w>| {
                    let value = heap.slot(self.of(heap, member.value.get(), place));
                    Member { key: member.key, key_site: Some(place), value }
                };
                let members: Vec<_> = object.members.iter().map(member).collect();
                Data::Object(Object { members: heap.slice(&members), ..object })
            }
            data => data,
        };
        let sited = heap.keep(Value { data, site: Some(place), ..*value });
        if is_collection {
            self.known.insert(std::ptr::from_ref(value), sited);
        }
        sited
    }
}
