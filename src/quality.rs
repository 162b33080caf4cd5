//! Templates as their authors wrote them, for the rules about templates themselves: what is declared and used, and where
//! secrets go.
//!
//! The graph tells what is deployed; here is what stands in the files. Like the graph it is made when a rule asks for it.

pub mod asked;
pub mod flow;
pub mod given;
pub mod nodes;
pub mod sensitive;
pub mod templates;
pub mod uses;
