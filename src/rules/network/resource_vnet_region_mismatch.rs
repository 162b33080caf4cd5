//! Resources in another region than the network that they lie in.

use crate::eval::instance::Instance;
use crate::eval::value::Val;
use crate::finding::Severity;
use crate::graph::end::shown;
use crate::rule::look::{Look, Spot};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "NW002",
        name: "resource-vnet-region-mismatch",
        title: "Resource is not in the region of its virtual network",
        severity: Severity::Error,
        why: "Network interfaces, gateways, firewalls, clusters and services with network integration are put into a subnet, and Azure creates them in the region of its virtual network only.",
        looks_at: "`location` of resources that name a subnet or a virtual network to lie in, and of that network as declared in this world or told by the configuration. A known region against `resourceGroup().location` of the same group is a warning. Regions that are not known are passed over.",
        fix: "Give the resource the location of its virtual network, or a subnet of a network in its region.",
        references: &[
            "https://learn.microsoft.com/azure/virtual-network/virtual-network-network-interface",
            "https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq",
            "https://learn.microsoft.com/azure/app-service/overview-vnet-integration",
            "https://learn.microsoft.com/azure/virtual-network/virtual-network-for-azure-services",
        ],
        resource_types: TYPES,
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-11-01", "name": "net", "location": "westeurope",
    "properties": { "subnets": [ { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/networkInterfaces", "apiVersion": "2023-11-01", "name": "nic",
    "location": "northeurope", // <- finding
    "properties": { "ipConfigurations": [ { "name": "one", "properties": {
      "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints')]" } } } ] } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-11-01", "name": "net", "location": "westeurope",
    "properties": { "subnets": [ { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/networkInterfaces", "apiVersion": "2023-11-01", "name": "nic",
    "location": "westeurope",
    "properties": { "ipConfigurations": [ { "name": "one", "properties": {
      "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints')]" } } } ] } }
] }
"#,
            ),
            Example::bicep(
                r"resource net 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    subnets: [ { name: 'endpoints', properties: { addressPrefix: '10.1.1.0/24' } } ]
  }
}
resource nic 'Microsoft.Network/networkInterfaces@2023-11-01' = {
  name: 'nic'
  location: 'northeurope' // <- finding
  properties: {
    ipConfigurations: [ { name: 'one', properties: { subnet: { id: net.properties.subnets[0].id } } } ]
  }
}
",
            ),
            Example::bicep(
                r"resource net 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    subnets: [ { name: 'endpoints', properties: { addressPrefix: '10.1.1.0/24' } } ]
  }
}
resource nic 'Microsoft.Network/networkInterfaces@2023-11-01' = {
  name: 'nic'
  location: 'westeurope'
  properties: {
    ipConfigurations: [ { name: 'one', properties: { subnet: { id: net.properties.subnets[0].id } } } ]
  }
}
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &[],
};

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
const TYPES: &[&str] = &{
    let mut types = [""; PATHS.len()];
    let mut at = 0;
    while at < PATHS.len() {
        types[at] = PATHS[at].0;
        at += 1;
    }
    types
};

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    let Some((_, paths)) = PATHS.iter().find(|(name, _)| instance.is(name)) else { return };
    let Some(spot) = instance.look("location").found() else { return };
    let start = Spot { value: Some(instance.body()), ..instance.spot() };
    for subnet in paths.iter().flat_map(|path| values(instance, &start, path)) {
        if check_subnet(context, instance, &spot, subnet) {
            return;
        }
    }
}

/// The values at a path with `*` for each element of a list.
fn values<'w>(instance: &'w Instance<'w>, start: &Spot<'w>, path: &str) -> Vec<Val<'w>> {
    let Some((list, rest)) = path.split_once(".*.") else {
        return instance.look_from(start, path).value().into_iter().collect();
    };
    let Look::Found(list) = instance.look_from(start, list) else { return Vec::new() };
    instance.elements(&list).0.iter().flat_map(|element| values(instance, element, rest)).collect()
}

fn check_subnet<'w>(
    context: &Context<'w>,
    instance: &'w Instance<'w>,
    spot: &Spot<'w>,
    subnet: Val<'w>,
) -> bool {
    let network = context.network();
    let (Some(location), Some(vnet)) = (spot.value, network.around(subnet, instance)) else {
        return false;
    };
    let Some(gap) = network.region_gap(instance, location, &vnet) else { return false };
    let other = network.location(&vnet);
    let message = format!(
        "The resource is in '{}', its virtual network '{}' in '{}'.",
        shown(location),
        vnet.display(),
        other.map(shown).unwrap_or_default()
    );
    let Some(mut finding) = context.report(&RULE.card, instance, spot, gap.confidence, message)
    else {
        return true;
    };
    finding = finding.severity(gap.severity);
    if let Some(other) = other {
        finding = finding.trace(other);
    }
    if let Some(vnet) = vnet.instance() {
        finding.related_resource(vnet, "the virtual network");
    }
    true
}
