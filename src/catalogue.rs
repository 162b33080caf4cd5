//! What is known about Azure: private link, public access, api versions, regions, roles, subnets.
//!
//! The facts are data under `rules/catalogue`, each file with its source and date; the build turns
//! them into static tables. Small tables are sorted arrays, the big ones sorted text that a look-up
//! halves: nothing is parsed or allocated before it is asked for. Types, names and values are
//! compared without regard to case everywhere. A fact with a `disputed` reason is not firm: it
//! never makes an error, at most a finding of low confidence.

pub mod api_versions;
pub mod clouds;
pub mod floors;
pub mod frameworks;
mod hash;
mod lookup;
pub mod pattern;
pub mod private_link;
pub mod properties;
pub mod public_access;
pub mod regions;
pub mod resource_names;
pub mod roles;
pub mod secret_properties;
pub mod service_tags;
pub mod subnets;
pub mod traits;
pub mod zones;

#[cfg(test)]
mod tests;
