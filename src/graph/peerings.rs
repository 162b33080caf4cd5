//! Peerings between networks of a world.

use super::network::{NETWORK, Network};
use super::targets::same;
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::look::words::is_true;
use crate::look::{Look, Spot};

/// The type of peerings.
pub const PEERING: &str = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings";

/// One half of a peering: in one network, to another one, both of this world.
#[derive(Debug)]
pub struct Peering<'w> {
    /// The resource that declares it.
    pub instance: &'w Instance<'w>,
    /// The half itself, to look into.
    pub body: Spot<'w>,
    /// Where a finding about the half points.
    pub whole: Spot<'w>,
    /// Where the other network's id stands.
    pub spot: Spot<'w>,
    /// The network that it is of.
    pub local: &'w Instance<'w>,
    /// The network that it leads to.
    pub remote: &'w Instance<'w>,
}

/// The peerings of a world.
#[derive(Debug)]
pub struct Peerings<'w> {
    /// Those between two networks of this world.
    pub list: Vec<Peering<'w>>,
    /// There may be others between them.
    pub open: bool,
}

impl Peering<'_> {
    /// Whether it leads back.
    pub fn is_other_half_of(&self, other: &Self) -> Tri {
        same(self.local, other.remote).and(same(self.remote, other.local))
    }

    /// Whether a setting of this half is on.
    pub fn is_on(&self, name: &str) -> Tri {
        match self.instance.look_from(&self.body, &format!("properties.{name}")) {
            Look::Found(spot) => spot.value.map_or(Tri::Maybe, is_true),
            Look::Missing(_) => Tri::No,
            Look::Unknown => Tri::Maybe,
        }
    }

    /// Whether it is about the whole networks, not about some of their subnets.
    pub fn is_whole(&self) -> bool {
        self.instance.look_from(&self.body, "properties.peerCompleteVnets").is_missing()
    }
}

impl<'w> Network<'w> {
    /// The peerings between networks of this world.
    pub fn peerings(&self) -> Peerings<'w> {
        let (mut list, mut open) = (Vec::new(), self.is_open());
        let networks = self.index.of_type(NETWORK);
        open |= networks.open;
        for network in &networks.all {
            let found = self.index.children(network, PEERING);
            open |= found.open || found.by_default;
            for instance in found.list {
                let body = Spot { value: Some(instance.body()), ..instance.spot() };
                open |= !self.add_peering(&mut list, instance, body, instance.spot(), network);
            }
            let (elements, more) = network.list("properties.virtualNetworkPeerings");
            open |= more;
            for element in elements {
                open |= !self.add_peering(&mut list, network, element.clone(), element, network);
            }
        }
        Peerings { list, open }
    }

    /// Adds a half, unless it leads outside. False where it cannot be told whom it leads to.
    fn add_peering(
        &self,
        list: &mut Vec<Peering<'w>>,
        instance: &'w Instance<'w>,
        body: Spot<'w>,
        whole: Spot<'w>,
        local: &'w Instance<'w>,
    ) -> bool {
        let Look::Found(spot) = instance.look_from(&body, "properties.remoteVirtualNetwork.id")
        else {
            return false;
        };
        let Some(end) = spot.value.map(|id| self.end(id, instance)) else { return false };
        match end.instance() {
            Some(remote) => list.push(Peering { instance, body, whole, spot, local, remote }),
            None => return end.is_outside(),
        }
        true
    }
}
