//! What lies in subnets: where each type names its subnet or network.

use crate::eval::instance::Instance;
use crate::look::{Look, Spot};

/// A type and where it names its subnet (or network); `*` is each element of a list.
const PATHS: &[(&str, &[&str])] = &[
    (
        "Microsoft.ApiManagement/service",
        &["properties.virtualNetworkConfiguration.subnetResourceId"],
    ),
    ("Microsoft.App/managedEnvironments", &["properties.vnetConfiguration.infrastructureSubnetId"]),
    ("Microsoft.Cache/redis", &["properties.subnetId"]),
    ("Microsoft.Compute/virtualMachineScaleSets", &[SCALE_SET]),
    ("Microsoft.ContainerInstance/containerGroups", &["properties.subnetIds.*.id"]),
    (
        "Microsoft.ContainerService/managedClusters",
        &["properties.agentPoolProfiles.*.vnetSubnetID"],
    ),
    ("Microsoft.DBforMySQL/flexibleServers", &["properties.network.delegatedSubnetResourceId"]),
    (
        "Microsoft.DBforPostgreSQL/flexibleServers",
        &["properties.network.delegatedSubnetResourceId"],
    ),
    (
        "Microsoft.Network/applicationGateways",
        &["properties.gatewayIPConfigurations.*.properties.subnet.id"],
    ),
    ("Microsoft.Network/azureFirewalls", &[CONFIGURATIONS]),
    ("Microsoft.Network/bastionHosts", &[CONFIGURATIONS]),
    ("Microsoft.Network/dnsResolvers", &["properties.virtualNetwork.id"]),
    (
        "Microsoft.Network/loadBalancers",
        &["properties.frontendIPConfigurations.*.properties.subnet.id"],
    ),
    ("Microsoft.Network/networkInterfaces", &[CONFIGURATIONS]),
    ("Microsoft.Network/privateLinkServices", &[CONFIGURATIONS]),
    ("Microsoft.Network/virtualNetworkGateways", &[CONFIGURATIONS]),
    ("Microsoft.Sql/managedInstances", &["properties.subnetId"]),
    ("Microsoft.Web/hostingEnvironments", &["properties.virtualNetwork.id"]),
    ("Microsoft.Web/sites", &["properties.virtualNetworkSubnetId"]),
];
const CONFIGURATIONS: &str = "properties.ipConfigurations.*.properties.subnet.id";
const SCALE_SET: &str = "properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations.*.properties.ipConfigurations.*.properties.subnet.id";
/// The types of resources that lie in subnets or networks.
pub const TYPES: &[&str] = &{
    let mut types = [""; PATHS.len()];
    let mut at = 0;
    while at < PATHS.len() {
        types[at] = PATHS[at].0;
        at += 1;
    }
    types
};

/// Where a resource names the subnets (or networks) that it lies in.
pub fn subnets<'w>(instance: &'w Instance<'w>) -> Vec<Spot<'w>> {
    let Some((_, paths)) = PATHS.iter().find(|(name, _)| instance.is(name)) else {
        return Vec::new();
    };
    let start = Spot { value: Some(instance.body()), ..instance.spot() };
    paths.iter().flat_map(|path| spots(instance, &start, path)).collect()
}

/// What stands at a path with `*` for each element of a list.
fn spots<'w>(instance: &'w Instance<'w>, start: &Spot<'w>, path: &str) -> Vec<Spot<'w>> {
    let Some((list, rest)) = path.split_once(".*.") else {
        return instance.look_from(start, path).found().into_iter().collect();
    };
    let Look::Found(list) = instance.look_from(start, list) else { return Vec::new() };
    instance.elements(&list).0.iter().flat_map(|element| spots(instance, element, rest)).collect()
}
