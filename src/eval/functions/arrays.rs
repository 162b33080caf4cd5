//! Functions that make arrays.

use super::args::{self, error};
use super::choices::spread;
use super::distinct::Set;
use super::{Failure, Outcome};
use crate::eval::equal::{Tri, same};
use crate::eval::heap::Heap;
use crate::eval::thunk::Slot;
use crate::eval::value::{Array, Data, Member, Object, Val};

/// The most elements of one array.
const LONGEST: usize = 100_000;

/// An array literal.
#[allow(clippy::unnecessary_wraps, reason = "it is a body like the others")]
pub(super) fn create<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    Ok(heap.array(args))
}

/// An array as it is; anything else as the one element of an array.
pub(super) fn array<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let value = args::at(args, 0)?;
    match value.data {
        Data::Array(_) => Ok(value),
        Data::Null | Data::Unknown(_) | Data::OneOf(_) => Err(Failure::NotKnown),
        Data::Lambda(_) => args::wrong(0, "a value", value),
        _ => Ok(heap.array(&[value])),
    }
}

/// Joins arrays; an unknown one leaves the result open.
pub(super) fn concat<'w>(heap: Heap<'w>, arrays: &[Val<'w>]) -> Outcome<'w> {
    let mut slots: Vec<Slot<'w>> = Vec::new();
    let mut open = false;
    for (index, value) in arrays.iter().enumerate() {
        match value.data {
            Data::Array(array) => {
                slots.extend(array.items.iter().cloned());
                open |= array.open;
            }
            Data::Unknown(_) | Data::OneOf(_) => open = true,
            _ => return args::wrong(index, "an array", value),
        }
        if slots.len() > LONGEST {
            return error("the array is too long");
        }
    }
    made(heap, slots, open)
}

/// An array of what is known to be in it; where nothing is, it is just not known.
fn made<'w>(heap: Heap<'w>, slots: Vec<Slot<'w>>, open: bool) -> Outcome<'w> {
    if open && slots.is_empty() {
        return Err(Failure::NotKnown);
    }
    let items = heap.slots(slots);
    Ok(heap.value(Data::Array(Array { items, open })))
}

/// Puts the elements of arrays into one.
pub(super) fn flatten<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let outer = args::array(args, 0)?;
    let inner: Vec<_> = outer.values().collect();
    spread(heap, &inner, |inner| {
        let joined = concat(heap, inner)?;
        match joined.data {
            Data::Array(array) if outer.open => made(heap, array.items.to_vec(), true),
            _ => Ok(joined),
        }
    })
}

/// Drops elements that were there before.
pub(super) fn distinct<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    args::array(args, 0)?;
    union(heap, args)
}

/// The elements of all arrays, each once.
pub(super) fn union<'w>(heap: Heap<'w>, arrays: &[Val<'w>]) -> Outcome<'w> {
    let joined = concat(heap, arrays)?;
    let Data::Array(array) = joined.data else { return Ok(joined) };
    let (mut seen, mut kept, mut open) = (Set::default(), Vec::new(), array.open);
    for value in array.values() {
        match seen.has(value) {
            Tri::Yes => continue,
            Tri::Maybe => open = true,
            Tri::No => {}
        }
        seen.add(value);
        kept.push(value);
    }
    Ok(heap.array_of(&kept, open))
}

/// What all arrays, or all objects, have in common.
pub(super) fn intersection<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let all =
        |is: fn(&Data<'w>) -> bool| args.iter().all(|arg| is(&arg.data) || args::is_vague(arg));
    if args.iter().all(|arg| args::is_vague(arg)) {
        return Err(Failure::NotKnown);
    }
    if all(|data| matches!(data, Data::Array(_))) {
        common_items(heap, args)
    } else if all(|data| matches!(data, Data::Object(_))) {
        common_members(heap, args)
    } else {
        error("the arguments must be all arrays or all objects")
    }
}

fn common_items<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let (first, others) = args.split_first().ok_or(Failure::NotKnown)?;
    let Data::Array(first) = first.data else { return Err(Failure::NotKnown) };
    let others: Vec<_> = others.iter().map(|other| Others::of(other)).collect();
    let (mut seen, mut kept, mut open) = (Set::default(), Vec::new(), first.open);
    for value in first.values() {
        let before = seen.has(value);
        let in_all = others.iter().fold(before.negate(), |all, other| all.and(other.has(value)));
        open |= in_all == Tri::Maybe;
        if in_all.is_yes() {
            kept.push(value);
        }
        seen.add(value);
    }
    if open && kept.is_empty() { Err(Failure::NotKnown) } else { Ok(heap.array_of(&kept, open)) }
}

/// The elements of one of the later arrays.
struct Others<'w> {
    set: Set<'w>,
    open: bool,
}

impl<'w> Others<'w> {
    fn of(value: Val<'w>) -> Self {
        let mut set = Set::default();
        let Data::Array(array) = value.data else { return Self { set, open: true } };
        array.values().for_each(|item| set.add(item));
        Self { set, open: array.open }
    }

    fn has(&self, value: Val<'w>) -> Tri {
        self.set.has(value).or(if self.open { Tri::Maybe } else { Tri::No })
    }
}

fn common_members<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let (first, others) = args.split_first().ok_or(Failure::NotKnown)?;
    let Data::Object(first) = first.data else { return Err(Failure::NotKnown) };
    let (mut kept, mut open) = (Vec::new(), first.open);
    for member in first.members {
        let in_all = others.iter().fold(Tri::Yes, |all, other| all.and(has_member(other, member)));
        open |= in_all == Tri::Maybe;
        if in_all.is_yes() {
            kept.push(*member);
        }
    }
    if open && kept.is_empty() { Err(Failure::NotKnown) } else { Ok(heap.object_of(&kept, open)) }
}

fn has_member<'w>(other: Val<'w>, member: &Member<'w>) -> Tri {
    let Data::Object(Object { open, .. }) = other.data else { return Tri::Maybe };
    match other.as_object().and_then(|object| object.get(member.key)) {
        Some(value) => same(member.value.get(), value),
        None if open => Tri::Maybe,
        None => Tri::No,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use crate::syntax::function::Function::{Array, Distinct, Flatten, Intersection, Union};

    #[test]
    fn flatten_opens_for_what_is_not_known() {
        check(Flatten, "[[[1], [2, 3], []]]", "[1,2,3]");
        check(Flatten, r#"[[[1], "‹p›", [2]]]"#, "[1,2,…]");
        check(Flatten, r#"[[[1], "…"]]"#, "[1,…]");
        check(Flatten, r#"[[[1], "‹[2]|[3,4]›"]]"#, "[1,2]|[1,3,4]");
        check(Flatten, "[[[1], 2]]", "error: argument 2 must be an array, not a number");
    }

    #[test]
    fn union_keeps_each_once() {
        check(Union, r#"[["a", "b"], ["b", "c"]]"#, r#"["a","b","c"]"#);
        check(Union, r#"[["a", "‹p›"], ["‹p›", "a"]]"#, r#"["a",‹p›,…]"#);
        check(Union, r#"[["a"], "‹p›"]"#, r#"["a",…]"#);
        check(Union, r#"[[["x"]], [["x"], ["y"]]]"#, r#"[["x"],["y"]]"#);
        check(Distinct, "[[1, 2, 1]]", "[1,2]");
    }

    #[test]
    fn intersection_keeps_what_is_certain() {
        check(Intersection, "[[1, 2, 3], [2, 3, 4]]", "[2,3]");
        check(Intersection, r#"[[1, 2], [2, "‹p›"]]"#, "[2,…]");
        check(Intersection, r#"[[1, 2], "‹p›"]"#, "?");
        let (a, b) = (r#"{"a": 1, "b": 2, "c": 3}"#, r#"{"a": 1, "B": 5, "c": 3}"#);
        check(Intersection, &format!("[{a}, {b}]"), r#"{"a":1,"c":3}"#);
        let mixed = "error: the arguments must be all arrays or all objects";
        check(Intersection, "[[1], {}]", mixed);
    }

    #[test]
    fn array_wraps_what_is_no_array() {
        check(Array, "[1]", "[1]");
        check(Array, "[[1]]", "[1]");
        check(Array, r#"["a‹p›"]"#, r#"["a‹p›"]"#);
        check(Array, r#"["‹p›"]"#, "?");
    }
}
