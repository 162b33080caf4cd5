//! From expressions to values, without guessing: known, one of some, symbolic text, or unknown.

pub mod equal;
pub mod functions;
pub mod heap;
pub mod scope;
pub mod symbol;
pub mod thunk;
pub mod value;
