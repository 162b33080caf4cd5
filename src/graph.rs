//! How resources refer to each other.

pub mod exposure;
pub mod locations;
pub mod network;
pub mod secrets;
pub mod targets;
