//! Resources in subnets that a service keeps for itself.

use crate::catalogue::subnets::reserved;
use crate::eval::instance::Instance;
use crate::eval::resource_id::ResourceId;
use crate::finding::Severity;
use crate::graph::endpoint::ENDPOINT;
use crate::graph::occupants;
use crate::graph::subnets::SUBNET;
use crate::look::{Spot, confidence};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "NW024",
        name: "reserved-subnet-occupied",
        title: "Resource lies in a subnet that a service keeps for itself",
        severity: Severity::Error,
        why: "The subnets of gateways and of Azure Bastion take nothing else. A private endpoint, network card or other resource in them is refused, or keeps the gateway from being updated.",
        looks_at: "Where private endpoints, network cards, clusters and other resources say that they lie, by the name of the subnet in the id; the subnet may be outside of this world. Only subnets are judged whose documentation keeps others out. Names that are not known are passed over.",
        fix: "Use a subnet of its own.",
        references: &[
            "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings",
            "https://learn.microsoft.com/azure/bastion/configuration-settings",
        ],
        resource_types: TYPES,
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/privateEndpoints", "apiVersion": "2024-05-01", "name": "pe", "location": "westeurope",
    "properties": {
      "subnet": {
        "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'GatewaySubnet')]" // <- finding
      },
      "privateLinkServiceConnections": [ { "name": "vault", "properties": {
        "privateLinkServiceId": "[resourceId('Microsoft.KeyVault/vaults', 'vault')]",
        "groupIds": [ "vault" ] } } ] } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/virtualNetworkGateways", "apiVersion": "2024-05-01", "name": "gateway", "location": "westeurope",
    "properties": { "gatewayType": "Vpn", "ipConfigurations": [ { "name": "default", "properties": {
      "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'GatewaySubnet')]" } } } ] } }
] }
"#,
            ),
            Example::bicep(
                r"resource net 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {
  name: 'net'
  resource bastion 'subnets' existing = {
    name: 'AzureBastionSubnet'
  }
}
resource card 'Microsoft.Network/networkInterfaces@2024-05-01' = {
  name: 'card'
  location: 'westeurope'
  properties: {
    ipConfigurations: [
      {
        name: 'one'
        properties: {
          subnet: {
            id: net::bastion.id // <- finding
          }
        }
      }
    ]
  }
}
",
            ),
            Example::bicep(
                r"resource net 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {
  name: 'net'
  resource machines 'subnets' existing = {
    name: 'machines'
  }
}
resource card 'Microsoft.Network/networkInterfaces@2024-05-01' = {
  name: 'card'
  location: 'westeurope'
  properties: {
    ipConfigurations: [ { name: 'one', properties: { subnet: { id: net::machines.id } } } ]
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

const TYPES: &[&str] = &{
    let mut types = [ENDPOINT; occupants::TYPES.len() + 1];
    let mut at = 0;
    while at < occupants::TYPES.len() {
        types[at] = occupants::TYPES[at];
        at += 1;
    }
    types
};

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    if instance.is(ENDPOINT) {
        if let Some(spot) = instance.look("properties.subnet.id").found() {
            check_spot(context, instance, &spot);
        }
        return;
    }
    for spot in occupants::subnets(instance) {
        check_spot(context, instance, &spot);
    }
}

fn check_spot<'w>(context: &Context<'w>, instance: &'w Instance<'w>, spot: &Spot<'w>) {
    let Some(value) = spot.value else { return };
    let Some(subnet) = ResourceId::parse(context.world.heap, value) else { return };
    let is_subnet = subnet.under.is_none() && subnet.resource_type.eq_ignore_ascii_case(SUBNET);
    let Some(kept) = subnet
        .name()
        .filter(|_| is_subnet)
        .and_then(crate::eval::value::Value::as_str)
        .and_then(reserved)
        .filter(|kept| kept.shared == Some(false) && !instance.is(kept.owner))
    else {
        return;
    };
    let message = format!("'{}' takes nothing but {}.", kept.name, kept.service);
    context.report(&RULE.card, instance, spot, confidence(value.basis), message);
}
