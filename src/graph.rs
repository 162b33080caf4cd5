//! How resources refer to each other.

pub mod exposure;
pub mod network;
pub mod targets;
