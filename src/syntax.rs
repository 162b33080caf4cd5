//! From text to syntax trees: parsers return what they could read, and errors; they never fail.
pub mod bicep;
