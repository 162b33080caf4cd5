//! Firewalls of database servers and caches: rules that are children, each a range of addresses.

use super::Graph;
use super::targets;
use crate::eval::instance::Instance;
use crate::look::{Look, Spot};
use std::net::Ipv4Addr;

/// Servers whose firewall rules are children named `firewallRules`, with `startIpAddress` and `endIpAddress`; caches write
/// `startIP` and `endIP`.
pub const SERVERS: [&str; 7] = [
    "Microsoft.Sql/servers",
    "Microsoft.DBforMariaDB/servers",
    "Microsoft.DBforMySQL/servers",
    "Microsoft.DBforMySQL/flexibleServers",
    "Microsoft.DBforPostgreSQL/servers",
    "Microsoft.DBforPostgreSQL/flexibleServers",
    "Microsoft.Cache/redis",
];

/// A range of addresses that a rule lets in.
#[derive(Debug)]
pub struct Range<'w> {
    /// Its first address.
    pub first: Ipv4Addr,
    /// Its last address.
    pub last: Ipv4Addr,
    /// Where the last address stands.
    pub spot: Spot<'w>,
}

impl Range<'_> {
    /// How many addresses it has; none where it ends before it begins.
    pub fn size(&self) -> u64 {
        let (first, last) = (u64::from(u32::from(self.first)), u64::from(u32::from(self.last)));
        (last + 1).saturating_sub(first)
    }

    /// Whether it is private, or one of the two that mean all of Azure and all of the world, of which other rules speak.
    pub fn is_special(&self) -> bool {
        let whole = self.first.is_unspecified() && self.last.is_broadcast();
        whole || self.last.is_unspecified() || (self.first.is_private() && self.last.is_private())
    }
}

/// The firewall rules that a server certainly has.
pub fn rules_of<'w>(graph: &Graph<'w>, server: &'w Instance<'w>) -> Vec<&'w Instance<'w>> {
    let rules = format!("{}/firewallRules", server.resource_type());
    let mut rules = targets::children_of(graph, server, &rules);
    rules.retain(|rule| rule.presence().truth.is_yes());
    rules
}

/// The range of a rule, where it is known.
pub fn range<'w>(rule: &'w Instance<'w>) -> Option<Range<'w>> {
    let address = |paths: [&str; 2]| {
        let found = paths.iter().map(|path| rule.look(path)).find(|look| !look.is_missing())?;
        let Look::Found(spot) = found else { return None };
        let address = spot.value?.as_str()?.trim().parse().ok()?;
        Some((address, spot))
    };
    let (first, _) = address(["properties.startIpAddress", "properties.startIP"])?;
    let (last, spot) = address(["properties.endIpAddress", "properties.endIP"])?;
    Some(Range { first, last, spot })
}
