//! The functions of the template language, as functions of values.

use super::heap::Heap;
use super::value::Val;
use crate::syntax::function::Function;

/// Why a function gave no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The deployment would fail: a wrong type, a range, an overflow. Plain words, without a period.
    Error(String),
    /// It depends on arguments that are not known.
    NotKnown,
}

/// The result of a function.
pub type Outcome<'w> = Result<Val<'w>, Failure>;

/// A function of values: no argument is `OneOf` at its outermost, any of them may be unknown, symbolic or partly known.
pub type Body = for<'w> fn(Heap<'w>, &[Val<'w>]) -> Outcome<'w>;

/// The body of a pure function; `None` for those that need more than their arguments, which the evaluator knows itself.
pub fn body(_function: Function) -> Option<Body> {
    None
}
