//! How resources refer to each other.

pub mod network;
pub mod targets;
