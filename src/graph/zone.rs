//! Private DNS zones and their links to networks.

use super::end::End;
use super::network::Network;
use crate::eval::instance::Instance;
use crate::look::{Look, Spot};

/// The type of private DNS zones.
pub const ZONE: &str = "Microsoft.Network/privateDnsZones";
/// The type of a zone's links.
pub const LINK: &str = "Microsoft.Network/privateDnsZones/virtualNetworkLinks";

/// The links of a zone.
#[derive(Debug)]
pub struct Links<'w> {
    /// Those that it certainly has.
    pub list: Vec<Link<'w>>,
    /// It may have others.
    pub open: bool,
    /// It has others once a default is overridden.
    pub by_default: bool,
}

/// A link of a zone to a network.
#[derive(Debug)]
pub struct Link<'w> {
    /// The resource.
    pub instance: &'w Instance<'w>,
    /// Where the network's id stands; the resource itself where it does not.
    pub spot: Spot<'w>,
    /// The network; `None` where it cannot be told.
    pub network: Option<End<'w>>,
}

impl<'w> Network<'w> {
    /// The links of a zone that this world deploys.
    pub fn links(&self, zone: &'w Instance<'w>) -> Links<'w> {
        let found = self.index.children(zone, LINK);
        let list = found.list.into_iter().map(|link| self.read_link(link)).collect();
        Links { list, open: found.open, by_default: found.by_default }
    }

    fn read_link(&self, instance: &'w Instance<'w>) -> Link<'w> {
        match instance.look("properties.virtualNetwork.id") {
            Look::Found(spot) => {
                let network = spot.value.map(|id| self.end(id, instance));
                Link { instance, spot, network }
            }
            _ => Link { instance, spot: instance.spot(), network: None },
        }
    }

    /// The name of the zone that a link, a record set or another child is of, where it is known.
    pub fn zone_name(child: &'w Instance<'w>) -> Option<&'w str> {
        child.resource_id()?.names.first()?.as_str()
    }
}
