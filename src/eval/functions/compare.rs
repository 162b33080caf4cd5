//! Order of numbers and of text, the latter as people sort it.

use super::args;
use super::{Failure, Outcome};
use crate::eval::heap::Heap;
use crate::eval::value::{Data, Val};
use std::cmp::Ordering;

/// Whether the first is greater.
pub(super) fn greater<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    compare(heap, args, Ordering::is_gt)
}

/// Whether the first is greater, or both are the same.
pub(super) fn greater_or_equals<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    compare(heap, args, Ordering::is_ge)
}

/// Whether the first is less.
pub(super) fn less<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    compare(heap, args, Ordering::is_lt)
}

/// Whether the first is less, or both are the same.
pub(super) fn less_or_equals<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    compare(heap, args, Ordering::is_le)
}

fn compare<'w>(heap: Heap<'w>, args: &[Val<'w>], is: fn(Ordering) -> bool) -> Outcome<'w> {
    let (left, right) = (args::at(args, 0)?, args::at(args, 1)?);
    let order = match (left.data, right.data) {
        (Data::Int(left), Data::Int(right)) => Some(left.cmp(&right)),
        (Data::Str(left), Data::Str(right)) => linguistic(left, right),
        _ => return Err(not_ordered(left, right)),
    };
    order.map(|order| heap.bool(is(order))).ok_or(Failure::NotKnown)
}

/// Two values that are not both known numbers or both known text.
fn not_ordered(left: Val<'_>, right: Val<'_>) -> Failure {
    let sort = |value: Val<'_>| match value.data {
        Data::Int(_) | Data::Float(_) => Some(0),
        Data::Str(_) | Data::Text(_) => Some(1),
        Data::Unknown(_) | Data::OneOf(_) => None,
        _ => Some(2),
    };
    match (sort(left), sort(right)) {
        (Some(a), Some(b)) if a == b && a < 2 => Failure::NotKnown,
        (Some(0 | 1) | None, None) | (None, Some(0 | 1)) => Failure::NotKnown,
        _ => Failure::Error(format!(
            "two numbers or two texts can be compared, not {} and {}",
            args::kind(left),
            args::kind(right)
        )),
    }
}

/// Blanks, punctuation and symbols as the Unicode collation orders them; digits and letters follow.
const BEFORE_DIGITS: &str = "\t\n\u{b}\u{c}\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

/// The order of people: punctuation, digits, letters in any case; where these agree lower case comes first.
/// `None` where letters beyond ASCII decide.
pub(super) fn linguistic(left: &str, right: &str) -> Option<Ordering> {
    if left == right {
        return Some(Ordering::Equal);
    }
    if !left.is_ascii() || !right.is_ascii() {
        return None;
    }
    let by_letter = left.chars().map(weight).cmp(right.chars().map(weight));
    // Lower case before upper case: the other way round than in ASCII.
    Some(by_letter.then_with(|| right.cmp(left)))
}

fn weight(c: char) -> usize {
    let rest = BEFORE_DIGITS.len();
    BEFORE_DIGITS.find(c).unwrap_or_else(|| rest + c.to_ascii_lowercase() as usize)
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use super::*;
    use crate::syntax::function::Function::{Greater, GreaterOrEquals, Less, LessOrEquals};

    #[test]
    fn lower_case_comes_first() {
        check(GreaterOrEquals, r#"["A", "a"]"#, "true");
        check(Less, r#"["A", "a"]"#, "false");
        check(Less, r#"["a", "B"]"#, "true");
        check(LessOrEquals, r#"["c", "b"]"#, "false");
        let mut keys = ["ghi", "GHI", "abc", "ABC", "123", "a-b", "ab"];
        keys.sort_by(|a, b| linguistic(a, b).unwrap_or(Ordering::Equal));
        assert_eq!(keys, ["123", "a-b", "ab", "abc", "ABC", "ghi", "GHI"]);
    }

    #[test]
    fn only_like_is_compared_with_like() {
        check(Greater, "[1, 2]", "false");
        check(Greater, r#"[1, "‹p›"]"#, "?");
        let mixed = "error: two numbers or two texts can be compared, not a number and text";
        check(Greater, r#"[1, "a"]"#, mixed);
        check(Less, r#"["é", "f"]"#, "?");
    }
}
