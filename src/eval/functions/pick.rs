//! Picking elements and members that may not be there.

use super::args::{self, error};
use super::{Failure, Outcome};
use crate::eval::heap::Heap;
use crate::eval::thunk::Slot;
use crate::eval::value::{Array, Data, Val};

/// The n-th element from the end, from 1.
pub(super) fn index_from_end<'w>(_heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let array = args::array(args, 0)?;
    let index = args::int(args, 1)?;
    if array.open {
        return if index < 1 {
            error("the index must be at least 1")
        } else {
            Err(Failure::NotKnown)
        };
    }
    match from_end(array, index) {
        Some(value) => Ok(value),
        None => error(format!(
            "there is no element {index} from the end of an array of {}",
            array.items.len()
        )),
    }
}

fn from_end(array: Array<'_>, index: i64) -> Option<Val<'_>> {
    let back = usize::try_from(index).ok().filter(|back| *back > 0)?;
    let at = array.items.len().checked_sub(back)?;
    array.items.get(at).map(Slot::get)
}

/// The n-th element from the end, or null.
pub(super) fn try_index_from_end<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let (base, index) = (args::at(args, 0)?, args::at(args, 1)?);
    let rest = args.get(2..).unwrap_or_default();
    let step = Step { index, from_end: true };
    match step.of(heap, base)? {
        Some(value) => path(heap, value, rest),
        None => Ok(heap.null()),
    }
}

/// What a path of keys and indexes leads to, or null.
pub(super) fn try_get<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    path(heap, args::at(args, 0)?, args.get(1..).unwrap_or_default())
}

fn path<'w>(heap: Heap<'w>, base: Val<'w>, steps: &[Val<'w>]) -> Outcome<'w> {
    let Some((step, rest)) = steps.split_first() else { return Ok(base) };
    if let Data::OneOf(values) = base.data {
        let found: Result<Vec<_>, _> =
            values.iter().map(|value| path(heap, value, steps)).collect();
        return Ok(heap.one_of(&found?));
    }
    match Step::read(step)?.of(heap, base)? {
        Some(value) => path(heap, value, rest),
        None => Ok(heap.null()),
    }
}

/// A key or an index.
#[derive(Clone, Copy)]
struct Step<'w> {
    index: Val<'w>,
    from_end: bool,
}

impl<'w> Step<'w> {
    /// A step can also be an object `{value, fromEnd}`.
    fn read(step: Val<'w>) -> Result<Self, Failure> {
        let Data::Object(object) = step.data else {
            return Ok(Self { index: step, from_end: false });
        };
        let Some(index) = object.get("value") else { return Err(Failure::NotKnown) };
        match object.get("fromEnd").map(|value| value.data) {
            None if !object.open => Ok(Self { index, from_end: false }),
            Some(Data::Bool(from_end)) => Ok(Self { index, from_end }),
            _ => Err(Failure::NotKnown),
        }
    }

    /// Takes the step; `None` where it leads nowhere.
    fn of(self, heap: Heap<'w>, base: Val<'w>) -> Result<Option<Val<'w>>, Failure> {
        match (base.data, self.index.data) {
            (Data::Null, _) => Ok(Some(heap.null())),
            (Data::Object(object), Data::Str(key)) => match object.get(key) {
                None if object.open => Err(Failure::NotKnown),
                found => Ok(found),
            },
            (Data::Array(array), Data::Int(_)) if array.open => Err(Failure::NotKnown),
            (Data::Array(array), Data::Int(index)) if self.from_end => Ok(from_end(array, index)),
            (Data::Array(array), Data::Int(index)) => {
                Ok(usize::try_from(index).ok().and_then(|at| array.items.get(at)).map(Slot::get))
            }
            (Data::Array(_), Data::Str(_)) | (Data::Object(_), Data::Int(_)) => Ok(None),
            _ => Err(Failure::NotKnown),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use crate::syntax::function::Function::{IndexFromEnd, TryGet, TryIndexFromEnd};

    #[test]
    fn a_path_leads_to_a_value_or_null() {
        let foo = r#"{"foo": [{"bar": "baz"}], "p": "‹p›"}"#;
        check(TryGet, &format!(r#"[{foo}, "foo", 0, "BAR"]"#), r#""baz""#);
        check(TryGet, &format!(r#"[{foo}, "fizz", 0, "bar"]"#), "null");
        check(TryGet, &format!(r#"[{foo}, "foo", 10, "bar"]"#), "null");
        check(
            TryGet,
            &format!(r#"[{foo}, "foo", {{"value": 1, "fromEnd": true}}, "bar"]"#),
            r#""baz""#,
        );
        check(TryGet, &format!(r#"[{foo}, "p"]"#), "‹p›");
        check(TryGet, &format!(r#"[{foo}, "p", "q"]"#), "?");
        check(TryGet, r#"[{"a": 1, "…": 0}, "b"]"#, "?");
        check(TryGet, r#"[{"a": "‹{\"b\":1}|{}›"}, "a", "b"]"#, "1|null");
    }

    #[test]
    fn indexes_from_the_end_start_at_one() {
        check(IndexFromEnd, "[[1, 2, 3], 3]", "1");
        let none = "error: there is no element -1 from the end of an array of 1";
        check(IndexFromEnd, "[[1], -1]", none);
        check(TryIndexFromEnd, "[[1, 2, 3], 1]", "3");
        check(TryIndexFromEnd, "[[1, 2, 3], -1]", "null");
        check(TryIndexFromEnd, r#"[[1], "2"]"#, "null");
        check(TryIndexFromEnd, "[null, 1]", "null");
        check(TryIndexFromEnd, r#"[[{"a": 1}], 1, "a"]"#, "1");
    }
}
