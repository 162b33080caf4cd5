//! How resources refer to each other.

pub mod approval;
pub mod cards;
pub mod clients;
pub mod dns;
pub mod end;
pub mod endpoint;
pub mod exposure;
pub mod firewalls;
pub mod hubs;
mod index;
pub mod landscape;
pub mod locations;
pub mod names;
pub mod needs;
pub mod network;
pub mod occupants;
mod order;
pub mod peerings;
pub mod picture;
pub mod prefixes;
pub mod region;
pub mod roles;
pub mod secrets;
pub mod security;
pub mod subject;
pub mod subnets;
pub mod tagged;
pub mod tags;
pub mod targets;
pub mod twins;
pub mod zone;

pub use index::Lookup;

use crate::eval::by_type::ByType;
use crate::eval::instance::Instance;
use crate::eval::world::World;
use landscape::RuleSettings;
use network::Network;
use std::cell::OnceCell;
use std::rc::Rc;
use subject::is_deployed;

/// The resources of a world by type, and what connects them.
pub struct Graph<'w> {
    /// The world.
    pub world: &'w World<'w>,
    /// What the configuration says to rules.
    pub settings: &'w RuleSettings,
    by_type: Rc<ByType<'w>>,
    network: OnceCell<Network<'w>>,
}

impl<'w> Graph<'w> {
    /// Looks over the resources of a world.
    pub fn new(world: &'w World<'w>, settings: &'w RuleSettings) -> Self {
        let by_type = Rc::new(ByType::new(world));
        Self { world, settings, by_type, network: OnceCell::new() }
    }

    /// All resources of the world, those that are only looked up included.
    pub fn instances(&self) -> &'w [&'w Instance<'w>] {
        self.world.instances()
    }

    /// The resources of a type, those that are only looked up included.
    pub fn of_type(&self, resource_type: &str) -> &[&'w Instance<'w>] {
        self.by_type.get(resource_type)
    }

    /// The resources of a type that this world deploys and that can be there.
    pub fn deployed(&self, resource_type: &str) -> impl Iterator<Item = &'w Instance<'w>> {
        self.of_type(resource_type).iter().copied().filter(|instance| is_deployed(instance))
    }

    /// The types that stand in the world, in lower case.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        self.by_type.groups().iter().map(|group| group.name)
    }

    /// Endpoints, networks, zones and what connects them.
    pub fn network(&self) -> &Network<'w> {
        self.network.get_or_init(|| Network::of(self))
    }
}
