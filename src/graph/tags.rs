//! Service tags outside of security groups: in routes, and in the network rules of firewalls.

use crate::eval::instance::Instance;
use crate::look::words::is_any;
use crate::look::{Look, Spot};

/// The type of route tables.
pub const ROUTES: &str = "Microsoft.Network/routeTables";
/// The type of routes that are resources of their own.
pub const ROUTE: &str = "Microsoft.Network/routeTables/routes";
/// The type of firewalls with rules of their own.
pub const FIREWALL: &str = "Microsoft.Network/azureFirewalls";
/// The type of the rules of firewall policies.
pub const COLLECTIONS: &str = "Microsoft.Network/firewallPolicies/ruleCollectionGroups";

/// The prefixes that the routes of a resource are for: addresses, ranges or tags.
pub fn of_routes<'w>(instance: &'w Instance<'w>) -> Vec<Spot<'w>> {
    if instance.is(ROUTE) {
        return instance.look("properties.addressPrefix").found().into_iter().collect();
    }
    if !instance.is(ROUTES) {
        return Vec::new();
    }
    let (routes, _) = instance.list("properties.routes");
    let prefix = |route: &Spot<'w>| instance.look_from(route, "properties.addressPrefix").found();
    routes.iter().filter_map(prefix).collect()
}

/// The destinations of the network rules that a firewall or policy declares.
pub fn of_firewall<'w>(instance: &'w Instance<'w>) -> Vec<Spot<'w>> {
    let (collections, rules) = if instance.is(FIREWALL) {
        ("properties.networkRuleCollections", "properties.rules")
    } else if instance.is(COLLECTIONS) {
        ("properties.ruleCollections", "rules")
    } else {
        return Vec::new();
    };
    let of_policy = instance.is(COLLECTIONS);
    let mut spots = Vec::new();
    for collection in instance.list(collections).0 {
        for rule in elements(instance, &collection, rules) {
            let kind = instance.look_from(&rule, "ruleType").value();
            let is_network = kind.is_some_and(|kind| is_any(kind, &["NetworkRule"]).is_yes());
            if !of_policy || is_network {
                spots.extend(elements(instance, &rule, "destinationAddresses"));
            }
        }
    }
    spots
}

fn elements<'w>(instance: &'w Instance<'w>, of: &Spot<'w>, path: &str) -> Vec<Spot<'w>> {
    match instance.look_from(of, path) {
        Look::Found(list) => instance.elements(&list).0,
        _ => Vec::new(),
    }
}
