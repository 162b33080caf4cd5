//! Resources in another region than the network that they lie in.

use crate::eval::instance::Instance;
use crate::eval::value::Val;
use crate::finding::Severity;
use crate::graph::end::shown;
use crate::graph::occupants;
use crate::look::Spot;
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
        resource_types: occupants::TYPES,
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

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    let Some(spot) = instance.look("location").found() else { return };
    for subnet in occupants::subnets(instance).into_iter().filter_map(|spot| spot.value) {
        if check_subnet(context, instance, &spot, subnet) {
            return;
        }
    }
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
        finding = finding.trace_of("the network's", other);
    }
    if let Some(vnet) = vnet.instance() {
        finding.related_resource(vnet, "the virtual network");
    }
    true
}
