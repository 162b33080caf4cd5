//! Functions of objects.

use super::args::{self, error};
use super::compare::linguistic;
use super::{Failure, Outcome};
use crate::eval::heap::Heap;
use crate::eval::thunk::Slot;
use crate::eval::value::{Array, Data, Member, Object, Val};
use std::cmp::Ordering;

/// An object literal of keys and values in turn. Keys that differ in case alone stay two members, as in Azure.
pub(super) fn create<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    if !args.len().is_multiple_of(2) {
        return error("the number of arguments must be even");
    }
    let mut index = rustc_hash::FxHashMap::default();
    let mut members: Vec<Member<'w>> = Vec::with_capacity(args.len() / 2);
    let mut open = false;
    for (at, pair) in args.chunks_exact(2).enumerate() {
        let [key, value] = *pair else { continue };
        let member = match key.data {
            Data::Str(text) => Member { key: text, key_site: key.site, value: heap.slot(value) },
            Data::Text(_) | Data::Unknown(_) | Data::OneOf(_) => {
                open = true;
                continue;
            }
            _ => return args::wrong(at * 2, "text", key),
        };
        let at = *index.entry(member.key).or_insert(members.len());
        match members.get_mut(at) {
            Some(before) => *before = member,
            None => members.push(member),
        }
    }
    let members = heap.slice(&members);
    Ok(heap.value(Data::Object(Object { members, open })))
}

/// Keys and values as an array, sorted by key.
pub(super) fn items<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let object = args::object(args, 0)?;
    let items = sorted(object).into_iter().map(|member| {
        let key = heap.slot(heap.borrowed(member.key));
        let pair = [
            Member { key: "key", key_site: None, value: key },
            Member { key: "value", key_site: None, value: member.value },
        ];
        let members = heap.slice(&pair);
        Slot::done(heap.value(Data::Object(Object { members, open: false })))
    });
    list(heap, items.collect(), object.open)
}

/// The keys, sorted.
pub(super) fn keys<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let object = args::object(args, 0)?;
    let keys = sorted(object).into_iter().map(|member| Slot::done(heap.borrowed(member.key)));
    list(heap, keys.collect(), object.open)
}

fn list<'w>(heap: Heap<'w>, slots: Vec<Slot<'w>>, open: bool) -> Outcome<'w> {
    if open && slots.is_empty() {
        return Err(Failure::NotKnown);
    }
    let items = heap.slots(slots);
    Ok(heap.value(Data::Array(Array { items, open })))
}

fn sorted(object: Object<'_>) -> Vec<&Member<'_>> {
    let mut members: Vec<_> = object.members.iter().collect();
    let ascii = members.iter().all(|member| member.key.is_ascii());
    members.sort_by(|a, b| {
        // Letters beyond ASCII come after the others, by their number: the order is for the eye only.
        let order = if ascii { linguistic(a.key, b.key) } else { None };
        order.unwrap_or_else(|| {
            if ascii { Ordering::Equal } else { a.key.to_lowercase().cmp(&b.key.to_lowercase()) }
        })
    });
    members
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use crate::syntax::function::Function::{CreateObject, Items, ObjectKeys};

    #[test]
    fn objects_are_made_of_pairs() {
        check(CreateObject, r#"["a", 1, "b", "‹p›"]"#, r#"{"a":1,"b":‹p›}"#);
        check(CreateObject, r#"["a", 1, "a", 2, "A", 3]"#, r#"{"a":2,"A":3}"#);
        check(CreateObject, r#"["a", 1, "x‹p›", 2]"#, r#"{"a":1,…}"#);
        check(CreateObject, r#"["a"]"#, "error: the number of arguments must be even");
        check(CreateObject, "[1, 2]", "error: argument 1 must be text, not a number");
    }

    #[test]
    fn items_are_sorted() {
        check(
            ObjectKeys,
            r#"[{"b2": 1, "B": 1, "a": 1, "A": 1, "1": 1}]"#,
            r#"["1","A","B","b2"]"#,
        );
        check(
            Items,
            r#"[{"foo": "‹p›", "bar": 1}]"#,
            r#"[{"key":"bar","value":1},{"key":"foo","value":‹p›}]"#,
        );
        check(Items, r#"[{"foo": 1, "…": 0}]"#, r#"[{"key":"foo","value":1},…]"#);
        check(Items, r#"["‹p›"]"#, "?");
    }
}
