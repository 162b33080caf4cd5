//! What a rule is: its card, what it is given, and how rules are run.

pub(crate) mod by_type;
pub mod card;
pub mod context;
pub mod custom;
pub mod declarative;
pub mod engine;
pub mod index;
pub mod look;
pub mod own;
pub mod page;
pub mod regions;
pub mod set;
pub mod settings;
mod trail;
pub mod words;

pub use card::{Card, Example, Languages};
pub use context::Context;
pub use engine::{Check, Rule};
pub use index::RuleIndex;
pub use set::RuleSet;
