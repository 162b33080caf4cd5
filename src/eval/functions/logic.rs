//! Truth and equality.

use super::args::{self, error};
use super::search::answer;
use super::{Failure, Outcome};
use crate::eval::equal::same;
use crate::eval::heap::Heap;
use crate::eval::value::{Data, Piece, Val};

/// The opposite.
pub(super) fn not<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let value = args::at(args, 0)?;
    match value.data {
        Data::Bool(value) => Ok(heap.bool(!value)),
        _ => args::wrong(0, "a boolean", value),
    }
}

/// A boolean from text or a number.
pub(super) fn bool<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let value = args::at(args, 0)?;
    match value.data {
        Data::Bool(_) => Ok(value),
        Data::Int(number) => Ok(heap.bool(number != 0)),
        Data::Str(text) if text.trim().eq_ignore_ascii_case("true") => Ok(heap.bool(true)),
        Data::Str(text) if text.trim().eq_ignore_ascii_case("false") => Ok(heap.bool(false)),
        Data::Str(text) => error(format!("'{text}' is neither true nor false")),
        Data::Text(_) | Data::Float(_) => Err(Failure::NotKnown),
        _ => args::wrong(0, "text or a number", value),
    }
}

/// Whether two values are the same, however deep.
pub(super) fn equals<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    answer(heap, same(args::at(args, 0)?, args::at(args, 1)?))
}

/// Stops the deployment.
pub(super) fn fail<'w>(_heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let value = args::at(args, 0)?;
    let Some(pieces) = super::text::pieces(value) else { return args::wrong(0, "text", value) };
    let shown =
        pieces.iter().map(|piece| if let Piece::Literal(text) = piece { text } else { "…" });
    error(format!("the template says: {}", shown.collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use crate::syntax::function::Function::{Bool, Equals, Fail, Not};

    #[test]
    fn truth_is_read_from_text_and_numbers() {
        check(Bool, r#"["True"]"#, "true");
        check(Bool, "[0]", "false");
        check(Bool, r#"["yes"]"#, "error: 'yes' is neither true nor false");
        check(Not, "[true]", "false");
        check(Not, r#"["‹p›"]"#, "?");
        check(Not, r#"["true"]"#, "error: argument 1 must be a boolean, not text");
    }

    #[test]
    fn equality_is_deep_and_knows_what_it_does_not_know() {
        check(Equals, r#"[{"a": ["b"]}, {"A": ["b"]}]"#, "true");
        check(Equals, r#"["a", "A"]"#, "false");
        check(Equals, r#"["‹p›", "‹p›"]"#, "true");
        check(Equals, r#"["‹p›-a", "x-b"]"#, "false");
        check(Equals, r#"["‹p›", "a"]"#, "?");
    }

    #[test]
    fn fail_tells_its_message() {
        check(Fail, r#"["no ‹p›"]"#, "error: the template says: no …");
    }
}
