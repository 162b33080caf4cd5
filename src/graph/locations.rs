//! Regions of services that are not everywhere.

use crate::catalogue::regions;
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::value::Val;
use crate::finding::Confidence;
use crate::look::{Spot, judge};

/// The location of a resource, where it is a region that certainly lacks the service.
pub fn without_service<'w>(
    instance: &'w Instance<'w>,
    service: &str,
) -> Option<(Spot<'w>, Confidence)> {
    let offered = regions::of_service(service)?;
    let spot = instance.look("location").found()?;
    let confidence = judge(spot.value?, |value| lacks(value, offered))?;
    Some((spot, confidence))
}

/// Whether a location is a region that is not in a list. Staged regions and names that are no region are not known.
fn lacks(location: Val<'_>, offered: &[&str]) -> Tri {
    location.as_str().map_or(Tri::Maybe, |region| is_outside(region, offered))
}

/// Whether a name is that of a region that certainly lacks the service.
pub fn is_without(region: &str, service: &str) -> bool {
    regions::of_service(service).is_some_and(|offered| is_outside(region, offered).is_yes())
}

fn is_outside(region: &str, offered: &[&str]) -> Tri {
    let is_staged =
        ["euap", "stage", "stg"].iter().any(|end| regions::normalise(region).ends_with(end));
    if is_staged || regions::by_name(region).is_none() {
        return Tri::Maybe;
    }
    (!offered.iter().any(|one| regions::same(one, region))).into()
}
