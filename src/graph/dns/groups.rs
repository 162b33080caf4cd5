//! Zone groups that point at wrong zones, or at too few.

use super::{DnsFault, Fault, Wanted};
use crate::eval::heap::Heap;
use crate::eval::value::Val;
use crate::finding::{Confidence, Severity};
use crate::graph::endpoint::{Endpoint, ZoneConfig, ZoneGroup};
use crate::graph::needs::{Fit, Need};
use crate::graph::zone::ZONE;
use crate::look::{Look, confidence};

/// The zones of an endpoint's zone groups that do not serve it.
pub(super) fn wrong_zones<'w>(
    heap: Heap<'w>,
    endpoint: &Endpoint<'w>,
    needs: &[Need<'w>],
) -> Vec<DnsFault<'w>> {
    let configs = || {
        endpoint
            .groups
            .list
            .iter()
            .flat_map(|group| group.configs.iter().map(move |config| (group, config)))
    };
    let some_serves = configs().any(|(_, config)| serves(heap, config, needs));
    let judged =
        configs().filter_map(|(group, config)| wrong_zone(heap, endpoint, group, config, needs));
    judged
        .map(|mut fault| {
            if some_serves {
                fault.severity = fault.severity.min(Severity::Warning);
            }
            fault
        })
        .collect()
}

/// Whether a zone serves, or may.
fn serves<'w>(heap: Heap<'w>, config: &ZoneConfig<'w>, needs: &[Need<'w>]) -> bool {
    let may = |name: &Option<(&str, Val<'w>)>| {
        name.is_none_or(|(name, _)| best_fit(name, needs) == Fit::Serves)
    };
    config.zone.names(heap).iter().any(may)
}

fn wrong_zone<'w>(
    heap: Heap<'w>,
    endpoint: &Endpoint<'w>,
    group: &ZoneGroup<'w>,
    config: &ZoneConfig<'w>,
    needs: &[Need<'w>],
) -> Option<DnsFault<'w>> {
    let names = config.zone.names(heap);
    let is_bad = |name: &str| best_fit(name, needs) != Fit::Serves;
    let bad: Vec<_> = names.iter().flatten().filter(|(name, _)| is_bad(name)).collect();
    let (name, value) = **bad.first()?;
    if config.zone.resource_type().is_some_and(|own| !own.eq_ignore_ascii_case(ZONE)) {
        return None;
    }
    let fit = best_fit(name, needs);
    let (severity, most) = match fit {
        Fit::OtherCloud => (Severity::Note, Confidence::Medium),
        Fit::Older(true) => (Severity::Note, Confidence::Low),
        Fit::Older(false) => (Severity::Warning, Confidence::Medium),
        _ => (Severity::Error, Confidence::High),
    };
    let sure = if bad.len() < names.len() { Confidence::Low } else { confidence(value.basis) };
    let right = needs.iter().flat_map(Wanted::of).flat_map(|want| want.display()).collect();
    let fault = Fault::WrongZone {
        group: group.instance,
        spot: config.spot.clone(),
        name,
        fit,
        right,
        zone: config.zone.instance(),
    };
    Some(DnsFault { endpoint: endpoint.instance, fault, severity, confidence: sure.min(most) })
}

/// What a zone is to the needs: the best that it is to one of them.
fn best_fit(name: &str, needs: &[Need<'_>]) -> Fit {
    let fits: Vec<_> = needs.iter().map(|need| need.fit(name)).collect();
    let first = fits
        .iter()
        .find(|fit| **fit == Fit::Serves)
        .or_else(|| fits.iter().find(|fit| **fit != Fit::No));
    first.copied().unwrap_or(Fit::No)
}

/// The zones that the zone groups lack, where all that they have is known.
pub(super) fn incomplete<'w>(
    heap: Heap<'w>,
    endpoint: &Endpoint<'w>,
    needs: &[Need<'w>],
) -> Option<DnsFault<'w>> {
    let groups = &endpoint.groups;
    if groups.open || groups.by_default || groups.list.iter().any(|group| group.open) {
        return None;
    }
    let mut has: Vec<&str> = Vec::new();
    let mut sure = Confidence::High;
    for config in groups.list.iter().flat_map(|group| &group.configs) {
        for name in config.zone.names(heap) {
            let (name, value) = name?;
            has.push(name);
            sure = sure.min(confidence(value.basis).max(Confidence::Medium));
        }
    }
    let lacks = |want: &Wanted<'w, '_>| {
        !want.zones.iter().any(|zone| has.iter().any(|name| zone.matches(name).is_some()))
    };
    let lacking: Vec<_> = needs.iter().flat_map(Wanted::of).filter(lacks).collect();
    if lacking.is_empty() {
        return None;
    }
    let group = groups.list.first()?;
    let (Look::Found(spot) | Look::Missing(spot)) = group.list.clone() else { return None };
    let beyond_doubt =
        |want: &Wanted<'w, '_>| want.zones.iter().all(|zone| zone.disputed.is_none());
    let firm: Vec<_> = lacking.iter().filter(|want| beyond_doubt(want)).collect();
    let (severity, most) = match (firm.is_empty(), lacking.iter().any(|want| want.firm)) {
        (false, _) => (Severity::Error, Confidence::High),
        (true, true) => (Severity::Warning, Confidence::Medium),
        (true, false) => (Severity::Note, Confidence::Low),
    };
    let told: Vec<_> = lacking.iter().filter(|want| want.firm || firm.is_empty()).collect();
    let lacks = told.iter().map(|want| want.display().join("' or '")).collect();
    let fault = Fault::Incomplete { group: group.instance, spot, lacks };
    Some(DnsFault { endpoint: endpoint.instance, fault, severity, confidence: sure.min(most) })
}
