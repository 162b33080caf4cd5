//! Regions, their short codes, and the regions of services that are not everywhere.
//!
//! Source: Azure Verified Modules' region data (2026-08-21), docs on pairs; service regions from
//! provider data of 2026-07.

use super::clouds::{self, Cloud};
use super::lookup::Index;

include!(concat!(env!("OUT_DIR"), "/regions.rs"));

static BY_SERVICE: Index<(&str, &[&str])> = Index::new(&SERVICES, |(name, _)| name);
include!(concat!(env!("OUT_DIR"), "/service_regions.rs"));

/// A region.
#[derive(Debug)]
pub struct Region {
    /// The name: `westeurope`.
    pub name: &'static str,
    /// The name for people: `West Europe`.
    pub display: &'static str,
    /// Its cloud.
    pub cloud: Cloud,
    /// Whether Azure recommends it; alternate regions lack services and zones.
    pub recommended: bool,
    /// Whether subscriptions commonly list it; false for restricted and new ones.
    pub listed: bool,
    /// The paired region.
    pub pair: Option<&'static str>,
    /// Availability zones; empty where there are none, or none is known.
    pub zones: &'static [&'static str],
    /// The short code that Backup zones carry: `we`.
    pub geo_code: Option<&'static str>,
    /// Another code in use.
    pub other_code: Option<&'static str>,
    /// Why the code is not firm.
    pub disputed: Option<&'static str>,
}

/// A location as Azure compares it: lower case, without blanks and dashes.
pub fn normalise(location: &str) -> String {
    letters(location).map(char::from).collect()
}

fn letters(location: &str) -> impl Iterator<Item = u8> {
    let bytes = location.bytes().filter(|b| !b.is_ascii_whitespace() && *b != b'-');
    bytes.map(|b| b.to_ascii_lowercase())
}

/// Whether two locations are the same, without regard to case, blanks and dashes.
pub fn same(a: &str, b: &str) -> bool {
    letters(a).eq(letters(b))
}

/// All regions, sorted by name.
pub fn all() -> &'static [Region] {
    &REGIONS
}

/// The region with this name or display name.
pub fn by_name(location: &str) -> Option<&'static Region> {
    let at = REGIONS.binary_search_by(|region| letters(region.name).cmp(letters(location))).ok()?;
    REGIONS.get(at)
}

/// The short code of a region.
pub fn geo_code(location: &str) -> Option<&'static str> {
    by_name(location)?.geo_code
}

/// Whether the location is no region but may stand for one: `global`, a geography.
pub fn is_logical(location: &str) -> bool {
    clouds::logical_locations().iter().any(|name| same(name, location))
}

/// The regions of a service that is not everywhere; `None` where nothing is known.
pub fn of_service(name: &str) -> Option<&'static [&'static str]> {
    BY_SERVICE.find(name).map(|(_, regions)| *regions)
}
