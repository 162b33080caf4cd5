//! What rules say of a service that is not offered in a region.

use super::{Card, Context};
use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::locations;
use crate::look::Spot;
use crate::look::words;
use crate::quality::given;

/// Reports the location of a resource where the service is not offered, and whether it did: the location itself, else each value
/// that is allowed for the parameter that gives it.
pub fn check_service<'w>(
    context: &Context<'w>,
    card: &'static Card,
    instance: &'w Instance<'w>,
    service: &str,
    name: &str,
) -> bool {
    let message = |region: &str| {
        format!("{name} is not offered in the region '{region}', as far as known in 2026-07.")
    };
    let allowed = given::allowed_texts(instance, "location");
    match locations::without_service(instance, service) {
        // One of several allowed values: what is wrong stands there.
        Some((_, Confidence::Low)) if !allowed.is_empty() => {}
        Some((spot, confidence)) => {
            let region = spot.value.map(words::shown).unwrap_or_default();
            context.report(card, instance, &spot, confidence, message(&region));
            return true;
        }
        None => {}
    }
    let mut is_found = false;
    for (node, region) in allowed {
        if !locations::is_without(region, service) {
            continue;
        }
        let spot = Spot { place: node.place(), path: "location".to_owned(), value: None };
        let reported = context.report(card, instance, &spot, Confidence::Low, message(region));
        if let Some(handle) = reported {
            handle.severity(Severity::Note);
            is_found = true;
        }
    }
    is_found
}
