//! Api floors: the first api version that knows a property, for the properties that rules need.
//!
//! Source: the providers' type definitions (Azure/bicep-types-az), 2026-08.

use super::api_versions::{ApiVersion, v};

include!(concat!(env!("OUT_DIR"), "/floors.rs"));

/// The first version with a property.
#[derive(Debug)]
pub struct Floor {
    /// The type.
    pub name: &'static str,
    /// The property; empty for the type itself.
    pub path: &'static str,
    /// The first version.
    pub since: ApiVersion<'static>,
    /// The first stable version, where it is another.
    pub since_stable: Option<ApiVersion<'static>>,
    /// Later versions that lack it.
    pub missing_in: &'static [ApiVersion<'static>],
    /// What else to know.
    pub note: Option<&'static str>,
}

impl Floor {
    /// Whether the version knows the property.
    pub fn holds(&self, version: ApiVersion<'_>) -> bool {
        self.since <= version && !self.missing_in.contains(&version)
    }
}

/// All floors, sorted by type and path.
pub fn all() -> &'static [Floor] {
    &FLOORS
}
