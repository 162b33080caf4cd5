//! What keeps the name of an endpoint's target from being resolved to the endpoint: the first that holds, for each endpoint.

mod groups;
mod links;

use super::end::End;
use super::endpoint::Endpoint;
use super::needs::{Fit, Need};
use super::network::Network;
use crate::catalogue::private_link::Zone;
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::look::Spot;

/// A fault of one endpoint.
#[derive(Debug)]
pub struct DnsFault<'w> {
    /// The endpoint.
    pub endpoint: &'w Instance<'w>,
    /// What it is.
    pub fault: Fault<'w>,
    /// How grave it is at most.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
}

/// The faults, in the order in which they are looked for.
#[derive(Debug)]
pub enum Fault<'w> {
    /// A zone group points at a zone that does not serve.
    WrongZone {
        /// The zone group.
        group: &'w Instance<'w>,
        /// Where the zone's id stands.
        spot: Spot<'w>,
        /// The zone's name.
        name: &'w str,
        /// Why it is wrong.
        fit: Fit,
        /// The right names.
        right: Vec<String>,
        /// The zone, where this world deploys it.
        zone: Option<&'w Instance<'w>>,
    },
    /// There is no zone group, and a zone that it should point at is nowhere.
    ZoneMissing {
        /// The zone's name; several where one of them will do.
        zones: Vec<String>,
    },
    /// There is no zone group.
    GroupMissing {
        /// The zones that it should point at.
        zones: Vec<String>,
    },
    /// A zone group lacks zones.
    Incomplete {
        /// The zone group.
        group: &'w Instance<'w>,
        /// Its list.
        spot: Spot<'w>,
        /// The zones that it lacks.
        lacks: Vec<String>,
    },
    /// A zone is linked to no network.
    NotLinked {
        /// The zone.
        zone: &'w Instance<'w>,
    },
    /// A zone is linked to other networks only.
    LinkedToOther {
        /// The zone.
        zone: &'w Instance<'w>,
        /// The first of its links.
        link: &'w Instance<'w>,
        /// Where the link's network stands.
        spot: Spot<'w>,
        /// The network of the link.
        linked: End<'w>,
        /// The endpoint's network.
        network: End<'w>,
    },
}

impl<'w> Network<'w> {
    pub(super) fn find_dns_faults(&self) -> Vec<DnsFault<'w>> {
        self.endpoints().iter().flat_map(|endpoint| self.judge(endpoint)).collect()
    }

    fn judge(&self, endpoint: &Endpoint<'w>) -> Vec<DnsFault<'w>> {
        let needs = self.needs(endpoint);
        if endpoint.groups.list.is_empty() {
            let silent = endpoint.groups.open || self.settings.dns_by_policy;
            return needs
                .filter(|_| !silent)
                .map(|needs| self.without_group(endpoint, &needs))
                .unwrap_or_default();
        }
        let of_groups = needs.map(|needs| judge_groups(self, endpoint, &needs)).unwrap_or_default();
        if of_groups.is_empty() { self.judge_links(endpoint) } else { of_groups }
    }

    fn without_group(&self, endpoint: &Endpoint<'w>, needs: &[Need<'w>]) -> Vec<DnsFault<'w>> {
        let wanted: Vec<Wanted<'w, '_>> = needs.iter().flat_map(Wanted::of).collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let is_inside = endpoint.network.is_some_and(|network| network.instance().is_some());
        let missing = if is_inside { self.missing_zones(endpoint, &wanted) } else { Vec::new() };
        if missing.is_empty() {
            self.missing_group(endpoint, &wanted).into_iter().collect()
        } else {
            missing
        }
    }

    fn missing_zones(
        &self,
        endpoint: &Endpoint<'w>,
        wanted: &[Wanted<'w, '_>],
    ) -> Vec<DnsFault<'w>> {
        let names = self.zone_names();
        let own_dns = endpoint.network.is_some_and(|network| !self.has_own_dns(&network).is_no());
        let mut faults = Vec::new();
        for want in wanted {
            if !want.zones.iter().all(|zone| names.mention(zone).is_no()) {
                continue;
            }
            let later =
                want.zones.iter().any(|zone| names.by_default(zone)) || endpoint.groups.by_default;
            if later && !endpoint.instance.presence().is_there() {
                return Vec::new();
            }
            let severity = if own_dns || !want.firm { Severity::Note } else { Severity::Warning };
            let confidence = match (want.firm, later) {
                (false, _) => Confidence::Low,
                (true, true) => Confidence::Medium,
                (true, false) => Confidence::High,
            };
            let fault = Fault::ZoneMissing { zones: want.display() };
            faults.push(DnsFault { endpoint: endpoint.instance, fault, severity, confidence });
        }
        faults
    }

    fn missing_group(
        &self,
        endpoint: &Endpoint<'w>,
        wanted: &[Wanted<'w, '_>],
    ) -> Option<DnsFault<'w>> {
        let names = self.zone_names();
        let zones = || wanted.iter().flat_map(|want| want.zones.iter());
        let mention = zones().fold(Tri::No, |so_far, zone| so_far.or(names.mention(zone)));
        let network = endpoint.network;
        let is_inside = network.is_some_and(|network| network.instance().is_some());
        let is_outside = network.or(endpoint.subnet).is_some_and(|network| network.is_outside());
        if !mention.is_yes() && !is_inside && !is_outside {
            return None;
        }
        let own_dns = network.is_some_and(|network| self.has_own_dns(&network).is_yes());
        let by_hand = zones().any(|zone| names.by_hand(zone));
        let grave = (mention.is_yes() || is_inside) && !own_dns && !by_hand;
        let severity = if grave { Severity::Warning } else { Severity::Note };
        let firm = wanted.iter().any(|want| want.firm);
        let confidence = match (firm, endpoint.groups.by_default) {
            (false, _) => Confidence::Low,
            (true, true) => Confidence::Medium,
            (true, false) => Confidence::High,
        };
        let fault =
            Fault::GroupMissing { zones: wanted.iter().flat_map(Wanted::display).collect() };
        Some(DnsFault { endpoint: endpoint.instance, fault, severity, confidence })
    }
}

fn judge_groups<'w>(
    network: &Network<'w>,
    endpoint: &Endpoint<'w>,
    needs: &[Need<'w>],
) -> Vec<DnsFault<'w>> {
    let wrong = groups::wrong_zones(network.heap, endpoint, needs);
    if wrong.is_empty() {
        groups::incomplete(network.heap, endpoint, needs).into_iter().collect()
    } else {
        wrong
    }
}

/// Something that is wanted: a zone, or one of several.
struct Wanted<'w, 'n> {
    need: &'n Need<'w>,
    zones: Vec<&'static Zone>,
    /// Beyond doubt.
    firm: bool,
}

impl<'w, 'n> Wanted<'w, 'n> {
    fn of(need: &'n Need<'w>) -> Vec<Self> {
        let one = |zone: &'static Zone| Self { need, zones: vec![zone], firm: need.is_firm(zone) };
        let mut wanted: Vec<_> = need.required().into_iter().map(one).collect();
        let choice = need.any_of();
        if !choice.is_empty() {
            let firm = choice.iter().any(|zone| need.is_firm(zone));
            wanted.push(Self { need, zones: choice, firm });
        }
        wanted
    }

    fn display(&self) -> Vec<String> {
        self.zones.iter().map(|zone| self.need.display(zone)).collect()
    }
}
