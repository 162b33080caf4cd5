//! What a rule is: its card, what it is given, and how rules are run.

pub mod card;
pub mod context;
pub mod custom;
pub mod declarative;
pub mod engine;
pub mod index;
pub mod own;
pub mod page;
pub mod regions;
pub mod set;
mod trail;

pub use card::{Card, Example, Languages};
pub use context::Context;
pub use engine::{Check, Rule};
pub use index::RuleIndex;
pub use set::RuleSet;
