//! How resources refer to each other.

pub mod exposure;
pub mod clients;
pub mod hubs;
pub mod locations;
pub mod network;
pub mod roles;
pub mod secrets;
pub mod targets;
pub mod twins;
