//! How resources refer to each other.

pub mod approval;
pub mod cards;
pub mod clients;
pub mod dns;
pub mod end;
pub mod endpoint;
pub mod exposure;
pub mod firewalls;
pub mod hubs;
mod index;
pub mod locations;
pub mod names;
pub mod needs;
pub mod network;
pub mod occupants;
mod order;
pub mod peerings;
pub mod picture;
pub mod region;
pub mod roles;
pub mod secrets;
pub mod security;
pub mod subnets;
pub mod tagged;
pub mod tags;
pub mod targets;
pub mod twins;
pub mod zone;

pub use index::Lookup;
