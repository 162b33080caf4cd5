//! JSON that is data: parameter files, loaded files. Strings in brackets are text there.

use super::heap::Heap;
use super::thunk::Slot;
use super::value::{Array, Basis, Data, Member, Val, Value};
use crate::syntax::document::{Kind, NodeRef};

/// The value of a node of data, with its place.
pub fn value<'w>(heap: Heap<'w>, node: NodeRef<'w>) -> Val<'w> {
    let data = match node.kind() {
        Kind::Bool(value) => Data::Bool(value),
        Kind::Int(bits) => Data::Int(bits.unpack() as i64),
        Kind::Float(bits) => Data::Float(f64::from_bits(bits.unpack())),
        Kind::Text(_) | Kind::Expression(_) => Data::Str(text(heap, node)),
        Kind::Array(_) => {
            let items = heap.slots(
                node.elements().map(|element| Slot::done(value(heap, element))).collect::<Vec<_>>(),
            );
            Data::Array(Array { items, open: false })
        }
        Kind::Object(_) => heap.object_of(&members(heap, node), false).data,
        _ => Data::Null,
    };
    heap.keep(Value { data, site: Some(node.place()), basis: Basis::CERTAIN, cause: None })
}

fn members<'w>(heap: Heap<'w>, node: NodeRef<'w>) -> Vec<Member<'w>> {
    let member = |(key, item): (NodeRef<'w>, NodeRef<'w>)| Member {
        key: text(heap, key),
        key_site: Some(key.place()),
        value: heap.slot(value(heap, item)),
    };
    node.members().map(member).collect()
}

fn text<'w>(heap: Heap<'w>, node: NodeRef<'w>) -> &'w str {
    match node.as_text() {
        Some(text) if !node.written().starts_with("\"[[") => text,
        _ => node.raw_text_unescaped().map_or("", |text| heap.text(&text)),
    }
}
