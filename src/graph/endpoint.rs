//! A private endpoint with what it connects to, where it lies, and its zone groups.

use super::end::{End, network_of};
use super::network::Network;
use crate::eval::instance::Instance;
use crate::look::{Look, Spot};

/// The type of private endpoints.
pub const ENDPOINT: &str = "Microsoft.Network/privateEndpoints";
/// The type of an endpoint's zone groups.
pub const ZONE_GROUP: &str = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups";

/// A private endpoint that this world deploys.
#[derive(Debug)]
pub struct Endpoint<'w> {
    /// The resource.
    pub instance: &'w Instance<'w>,
    /// Its connections, of both lists.
    pub connections: Vec<Connection<'w>>,
    /// It may have more connections.
    pub open: bool,
    /// The subnet that it lies in.
    pub subnet: Option<End<'w>>,
    /// The network of that subnet.
    pub network: Option<End<'w>>,
    /// Its zone groups.
    pub groups: ZoneGroups<'w>,
}

/// A connection of an endpoint.
#[derive(Debug)]
pub struct Connection<'w> {
    /// The element of the list.
    pub spot: Spot<'w>,
    /// It waits for somebody to approve it.
    pub manual: bool,
    /// What it connects to; `None` where nothing is said.
    pub target: Option<End<'w>>,
    /// Where the groups stand, or are missing.
    pub groups: Look<'w>,
    /// The groups that it asks for.
    pub group_ids: Vec<Spot<'w>>,
    /// It may ask for more.
    pub open: bool,
}

impl<'w> Connection<'w> {
    /// Whether it leads to something that cannot be told at all.
    pub(super) fn is_unknown(&self, endpoint: &'w Instance<'w>) -> bool {
        let target = endpoint.look_from(&self.spot, "properties.privateLinkServiceId");
        matches!(target, Look::Unknown)
    }
}

/// The zone groups of an endpoint.
#[derive(Debug)]
pub struct ZoneGroups<'w> {
    /// Those that it certainly has.
    pub list: Vec<ZoneGroup<'w>>,
    /// It may have others.
    pub open: bool,
    /// It has one once a default is overridden.
    pub by_default: bool,
}

/// A zone group.
#[derive(Debug)]
pub struct ZoneGroup<'w> {
    /// The resource.
    pub instance: &'w Instance<'w>,
    /// Where its list stands, or is missing.
    pub list: Look<'w>,
    /// Its zones.
    pub configs: Vec<ZoneConfig<'w>>,
    /// It may have more zones.
    pub open: bool,
}

/// One zone of a zone group.
#[derive(Debug)]
pub struct ZoneConfig<'w> {
    /// Where the zone's id stands.
    pub spot: Spot<'w>,
    /// The zone.
    pub zone: End<'w>,
}

impl<'w> Network<'w> {
    pub(super) fn read_endpoint(&self, instance: &'w Instance<'w>) -> Endpoint<'w> {
        let (mut connections, mut open) = (Vec::new(), false);
        for (list, manual) in [
            ("privateLinkServiceConnections", false),
            ("manualPrivateLinkServiceConnections", true),
        ] {
            let (spots, more) = instance.list(&format!("properties.{list}"));
            connections
                .extend(spots.into_iter().map(|spot| self.read_connection(instance, spot, manual)));
            open |= more;
        }
        let subnet = instance.look("properties.subnet.id").value();
        let network = subnet.and_then(|subnet| network_of(self.heap, subnet));
        Endpoint {
            instance,
            connections,
            open,
            subnet: subnet.map(|id| self.end(id, instance)),
            network: network.map(|id| self.end(id, instance)),
            groups: self.read_groups(instance),
        }
    }

    fn read_connection(
        &self,
        instance: &'w Instance<'w>,
        spot: Spot<'w>,
        manual: bool,
    ) -> Connection<'w> {
        let target = instance.look_from(&spot, "properties.privateLinkServiceId").value();
        let groups = instance.look_from(&spot, "properties.groupIds");
        let (group_ids, open) = match &groups {
            Look::Found(list) => instance.elements(list),
            Look::Missing(_) => (Vec::new(), false),
            Look::Unknown => (Vec::new(), true),
        };
        let target = target.map(|id| self.end(id, instance));
        Connection { spot, manual, target, groups, group_ids, open }
    }

    fn read_groups(&self, endpoint: &'w Instance<'w>) -> ZoneGroups<'w> {
        let found = self.index.only_child(endpoint, ZONE_GROUP);
        let list = found.list.into_iter().map(|group| self.read_group(group)).collect();
        ZoneGroups { list, open: found.open, by_default: found.by_default }
    }

    pub(super) fn read_group(&self, instance: &'w Instance<'w>) -> ZoneGroup<'w> {
        let list = instance.look("properties.privateDnsZoneConfigs");
        let (elements, mut open) = match &list {
            Look::Found(spot) => instance.elements(spot),
            Look::Missing(_) => (Vec::new(), false),
            Look::Unknown => (Vec::new(), true),
        };
        let mut configs = Vec::with_capacity(elements.len());
        for element in &elements {
            match instance.look_from(element, "properties.privateDnsZoneId") {
                Look::Found(spot) => configs.extend(self.read_config(instance, spot)),
                _ => open = true,
            }
        }
        ZoneGroup { instance, list, configs, open }
    }

    fn read_config(&self, instance: &'w Instance<'w>, spot: Spot<'w>) -> Option<ZoneConfig<'w>> {
        let zone = self.end(spot.value?, instance);
        Some(ZoneConfig { spot, zone })
    }
}
