//! From text to trees. Parsers never fail: they give what they could read, and what they could not.

pub mod bicep;
pub mod document;
pub mod expression;
pub mod function;
pub mod json;
