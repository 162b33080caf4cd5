//! Comparing where things are.

use super::end::End;
use super::network::Network;
use crate::catalogue::regions;
use crate::eval::equal;
use crate::eval::instance::Instance;
use crate::eval::symbol::Symbol;
use crate::eval::value::{Data, Val};
use crate::finding::{Confidence, Severity};
use crate::look::confidence;
use crate::model::TargetScope;

/// A difference of two regions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// How sure it is.
    pub confidence: Confidence,
    /// How grave it can be at most.
    pub severity: Severity,
}

impl<'w> Network<'w> {
    /// The region of a network: as declared, or as the configuration tells.
    pub fn location(&self, network: &End<'w>) -> Option<Val<'w>> {
        match network.instance() {
            Some(instance) => instance.look("location").value(),
            None => Some(self.heap.str(self.facts(network)?.location.as_ref()?)),
        }
    }

    /// Whether a resource certainly, or by default, is in another region than a network.
    pub fn region_gap(
        &self,
        own: &'w Instance<'w>,
        location: Val<'w>,
        network: &End<'w>,
    ) -> Option<Gap> {
        let other = self.location(network)?;
        if equal::same_name(location, other).is_yes() {
            return None;
        }
        let beside = network.instance();
        group_gap(own, location, other, beside)
            .or_else(|| beside.and_then(|beside| group_gap(beside, other, location, Some(own))))
            .or_else(|| known_gap(location, other))
    }
}

/// A known region against the region of the group that both are deployed to.
fn group_gap<'w>(
    own: &'w Instance<'w>,
    ambient: Val<'w>,
    known: Val<'w>,
    other: Option<&'w Instance<'w>>,
) -> Option<Gap> {
    let other = other?;
    let Data::Unknown(Symbol::Ambient { name: "resourceGroup().location", .. }) = ambient.data
    else {
        return None;
    };
    let region = known.as_str().filter(|region| is_region(region))?;
    let (here, there) = (own.frame().home, other.frame().home);
    let same_group = here.target == TargetScope::ResourceGroup
        && there.target == TargetScope::ResourceGroup
        && equal::same_name(here.group, there.group).is_yes()
        && equal::same_name(here.subscription, there.subscription).is_yes()
        && equal::same_name(here.location, ambient).is_yes();
    let sure = confidence(known.basis).min(Confidence::Medium);
    (same_group && !region.is_empty())
        .then_some(Gap { confidence: sure, severity: Severity::Warning })
}

/// Two known regions; of several that are possible, all pairs or some.
fn known_gap<'w>(left: Val<'w>, right: Val<'w>) -> Option<Gap> {
    let pairs: Vec<_> =
        left.alternatives().flat_map(|a| right.alternatives().map(move |b| (a, b))).collect();
    let apart = |(a, b): &(Val<'w>, Val<'w>)| match (a.as_str(), b.as_str()) {
        (Some(a), Some(b)) => is_region(a) && is_region(b) && !regions::same(a, b),
        _ => false,
    };
    let count = pairs.iter().filter(|pair| apart(pair)).count();
    let sure = if pairs.len() == 1 {
        confidence(left.basis.and(right.basis))
    } else {
        pairs.iter().map(|(a, b)| without_branch(a).min(without_branch(b))).min()?
    };
    let correlated = matches!((left.data, right.data), (Data::OneOf(_), Data::OneOf(_)));
    match count {
        0 => None,
        all if all == pairs.len() => Some(Gap { confidence: sure, severity: Severity::Error }),
        _ if correlated => None,
        _ => Some(Gap { confidence: Confidence::Low, severity: Severity::Error }),
    }
}

fn without_branch(value: Val<'_>) -> Confidence {
    use crate::eval::value::Basis;
    if value.basis.has(Basis::DEFAULT) { Confidence::Medium } else { Confidence::High }
}

fn is_region(location: &str) -> bool {
    !location.trim().is_empty() && !regions::is_logical(location)
}
