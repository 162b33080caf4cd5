//! Subnets: reserved names, sizes, address ranges, network policies for private endpoints.
//!
//! Source: the Virtual Network FAQ (a copy of 2019) and the service pages named in the rows.

use super::api_versions::{ApiVersion, v};
use super::clouds::Cloud;
use super::lookup::Index;
use super::regions;

include!(concat!(env!("OUT_DIR"), "/subnets.rs"));

static RESERVED_BY_NAME: Index<ReservedSubnet> = Index::new(&RESERVED, |subnet| subnet.name);
static BY_DELEGATION: Index<Delegation> = Index::new(&DELEGATIONS, |delegation| delegation.service);

/// What a subnet can be at all.
#[derive(Debug)]
pub struct Limits {
    /// The smallest IPv4 subnet, as a prefix length.
    pub min_ipv4_prefix: u8,
    /// The prefix length of every IPv6 subnet.
    pub ipv6_prefix: u8,
    /// Addresses that Azure keeps in each subnet: the first four and the last.
    pub reserved_addresses: u8,
}

/// A subnet name that a service reserves.
#[derive(Debug)]
pub struct ReservedSubnet {
    /// The name.
    pub name: &'static str,
    /// The service.
    pub service: &'static str,
    /// The smallest size, as a prefix length.
    pub min_prefix: u8,
    /// The size that the service recommends.
    pub recommended_prefix: Option<u8>,
    /// Whether it takes a network security group.
    pub nsg_allowed: bool,
    /// Whether other resources may be in it, where a source says so.
    pub shared: Option<bool>,
    /// The type of the service's resource.
    pub owner: &'static str,
    /// Who says so.
    pub source: &'static str,
    /// What else to know.
    pub note: Option<&'static str>,
    /// Why the size is not firm.
    pub disputed: Option<&'static str>,
}

/// The smallest subnet for a delegation.
#[derive(Debug)]
pub struct Delegation {
    /// The delegated service.
    pub service: &'static str,
    /// The smallest size, as a prefix length.
    pub min_prefix: u8,
    /// When it holds.
    pub applies_to: &'static str,
    /// Who says so.
    pub source: &'static str,
}

/// An address range that a network should keep away from.
#[derive(Debug)]
pub struct Range {
    /// The range.
    pub cidr: &'static str,
    /// Whether no virtual network can have it.
    pub forbidden: bool,
    /// The service that needs it free; `None` for every network.
    pub service: Option<&'static str>,
    /// Why.
    pub why: &'static str,
    /// Who says so.
    pub source: &'static str,
}

/// A network policy setting of a subnet.
#[derive(Debug)]
pub struct NetworkPolicy {
    /// The property of the subnet.
    pub path: &'static str,
    /// The values that the newest version takes.
    pub values: &'static [&'static str],
    /// The values from a version on; none is any text.
    pub values_by_api: &'static [(ApiVersion<'static>, &'static [&'static str])],
    /// What the service does today where nothing is set.
    pub default: &'static str,
    /// What the schema says where nothing is set, from a version on.
    pub defaults: &'static [(ApiVersion<'static>, &'static str)],
    /// Who says so.
    pub source: &'static str,
    /// What else to know.
    pub note: Option<&'static str>,
    /// Why the defaults are not firm.
    pub disputed: Option<&'static str>,
}

impl NetworkPolicy {
    /// What the schema of a version says where nothing is set.
    pub fn default_in(&self, version: ApiVersion<'_>) -> &'static str {
        let mut known = self.defaults.iter().rev();
        known.find(|(from, _)| *from <= version).map_or(self.default, |(_, value)| *value)
    }
}

/// What a subnet can be at all.
pub fn limits() -> &'static Limits {
    &LIMITS
}

/// The reserved subnet with this name.
pub fn reserved(name: &str) -> Option<&'static ReservedSubnet> {
    RESERVED_BY_NAME.find(name)
}

/// The name that the subnets of a type of resource must have, the usual one first.
pub fn reserved_for(resource_type: &str) -> impl Iterator<Item = &'static ReservedSubnet> {
    RESERVED.iter().filter(move |subnet| subnet.owner.eq_ignore_ascii_case(resource_type))
}

/// The smallest subnet for a delegation.
pub fn delegation(service: &str) -> Option<&'static Delegation> {
    BY_DELEGATION.find(service)
}

/// Ranges to keep away from: forbidden ones, then those of services.
pub fn ranges() -> &'static [Range] {
    &RANGES
}

/// The setting at this property, `properties.privateEndpointNetworkPolicies` or its sibling.
pub fn network_policy(path: &str) -> Option<&'static NetworkPolicy> {
    POLICIES.iter().find(|policy| policy.path.eq_ignore_ascii_case(path))
}

/// Whether network security groups can act on private endpoints in a region.
pub fn endpoints_obey_nsg(location: &str) -> bool {
    let cloud = regions::by_name(location).map(|region| region.cloud);
    let off = cloud.is_some_and(|cloud: Cloud| NO_NSG_CLOUDS.contains(&cloud));
    !off && !NO_NSG_REGIONS.iter().any(|name| regions::same(name, location))
}

/// Whether routes and application security groups can act on private endpoints in a region.
pub fn endpoints_obey_routes(location: &str) -> bool {
    !NO_ROUTE_REGIONS.iter().any(|name| regions::same(name, location))
}
