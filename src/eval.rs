//! From expressions to values, without guessing: known, one of some, symbolic text, or unknown.

pub mod ambient;
mod assumption;
pub(crate) mod by_type;
mod call;
mod collection;
pub mod data;
pub mod declaration;
pub mod equal;
mod expand;
pub mod frame;
pub mod functions;
pub mod heap;
mod import;
pub mod instance;
mod link;
mod load;
mod memo;
pub mod render;
pub mod resource_id;
pub mod scope;
mod state;
pub mod symbol;
pub mod text;
pub mod thunk;
pub mod value;
pub mod work;
pub mod world;

pub use text::{Context, EvalError, evaluate as evaluate_text};
