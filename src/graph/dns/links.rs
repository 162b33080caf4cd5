//! Zones in use that no network, or another one, is linked to.

use super::{DnsFault, Fault};
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::end::End;
use crate::graph::endpoint::Endpoint;
use crate::graph::network::Network;
use crate::graph::zone::{Link, ZONE};

const PEERING: &str = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings";

impl<'w> Network<'w> {
    pub(super) fn judge_links(&self, endpoint: &Endpoint<'w>) -> Vec<DnsFault<'w>> {
        let configs = endpoint.groups.list.iter().flat_map(|group| &group.configs);
        let zones: Vec<_> = configs
            .filter_map(|config| config.zone.instance())
            .filter(|zone| zone.is(ZONE))
            .collect();
        let unlinked: Vec<_> =
            zones.iter().filter_map(|zone| self.not_linked(endpoint, zone)).collect();
        if !unlinked.is_empty() {
            return unlinked;
        }
        zones.iter().filter_map(|zone| self.linked_to_other(endpoint, zone)).collect()
    }

    fn not_linked(&self, endpoint: &Endpoint<'w>, zone: &'w Instance<'w>) -> Option<DnsFault<'w>> {
        let links = self.links(zone);
        if links.open || !links.list.is_empty() {
            return None;
        }
        let confidence = if links.by_default { Confidence::Medium } else { Confidence::High };
        Some(DnsFault {
            endpoint: endpoint.instance,
            fault: Fault::NotLinked { zone },
            severity: Severity::Error,
            confidence,
        })
    }

    fn linked_to_other(
        &self,
        endpoint: &Endpoint<'w>,
        zone: &'w Instance<'w>,
    ) -> Option<DnsFault<'w>> {
        let network = endpoint.network?;
        let links = self.links(zone);
        let serves = links
            .list
            .iter()
            .fold(Tri::No, |so_far, link| so_far.or(self.link_serves(link, &network)));
        if links.open || !serves.is_no() {
            return None;
        }
        let mut others = links.list.into_iter();
        let Link { instance: link, spot, network: Some(linked) } = others.next()? else {
            return None;
        };
        let severity =
            if self.asks_elsewhere(&network) { Severity::Note } else { Severity::Warning };
        let confidence = if links.by_default { Confidence::Medium } else { Confidence::High };
        let fault = Fault::LinkedToOther { zone, link, spot, linked, network };
        Some(DnsFault { endpoint: endpoint.instance, fault, severity, confidence })
    }

    fn link_serves(&self, link: &Link<'w>, network: &End<'w>) -> Tri {
        let Some(linked) = &link.network else { return Tri::Maybe };
        linked.same(network).or(self.has_resolver(linked))
    }

    /// Whether a network may have its names resolved in another one.
    fn asks_elsewhere(&self, network: &End<'w>) -> bool {
        let peered = |instance| {
            let found = self.index.children(instance, PEERING);
            found.open
                || !found.list.is_empty()
                || !instance.list("properties.virtualNetworkPeerings").0.is_empty()
        };
        self.has_own_dns(network).is_yes() || network.instance().is_some_and(peered)
    }
}
