//! What a rule is: its card, and the two forms in which its logic is written.

pub mod card;
pub mod index;
pub mod own;

pub use card::{Card, Example, Languages};
pub use index::RuleIndex;
