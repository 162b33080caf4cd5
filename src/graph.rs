//! How resources refer to each other.

pub mod dns;
pub mod end;
pub mod endpoint;
mod index;

pub mod names;
pub mod needs;
pub mod network;
pub mod region;
pub mod zone;

pub use index::Lookup;
