//! Gateways, firewalls and Bastion hosts in subnets without the name that they ask for.

use crate::catalogue::subnets::reserved_for;
use crate::eval::instance::Instance;
use crate::eval::resource_id::ResourceId;
use crate::eval::value::Value;
use crate::finding::Severity;
use crate::graph::occupants;
use crate::graph::subnets::SUBNET;
use crate::look::confidence;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "NW025",
        name: "service-outside-reserved-subnet",
        title: "Gateway, firewall or Bastion lies in a subnet without its name",
        severity: Severity::Error,
        why: "Virtual network gateways, Azure Firewall and Azure Bastion are deployed into a subnet of one fixed name, and refused in any other.",
        looks_at: "The name of the subnet in the address configurations of virtual network gateways, firewalls and Bastion hosts. Names that are not known are passed over.",
        fix: "Name the subnet as the service asks for.",
        references: &[
            "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings",
            "https://learn.microsoft.com/azure/firewall/firewall-faq",
            "https://learn.microsoft.com/azure/bastion/configuration-settings",
        ],
        resource_types: &[
            "Microsoft.Network/virtualNetworkGateways",
            "Microsoft.Network/azureFirewalls",
            "Microsoft.Network/bastionHosts",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/bastionHosts", "apiVersion": "2024-05-01", "name": "bastion", "location": "westeurope",
    "properties": { "ipConfigurations": [ { "name": "default", "properties": { "subnet": {
      "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'Bastion')]" // <- finding
    } } } ] } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/bastionHosts", "apiVersion": "2024-05-01", "name": "bastion", "location": "westeurope",
    "properties": { "ipConfigurations": [ { "name": "default", "properties": { "subnet": {
      "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'AzureBastionSubnet')]"
    } } } ] } }
] }
"#,
            ),
            Example::bicep(
                r"resource net 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {
  name: 'net'
}
resource gateway 'Microsoft.Network/virtualNetworkGateways@2024-05-01' = {
  name: 'gateway'
  location: 'westeurope'
  properties: {
    gatewayType: 'Vpn'
    ipConfigurations: [
      {
        name: 'default'
        properties: {
          subnet: {
            id: '${net.id}/subnets/gateways' // <- finding
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
}
resource gateway 'Microsoft.Network/virtualNetworkGateways@2024-05-01' = {
  name: 'gateway'
  location: 'westeurope'
  properties: {
    gatewayType: 'Vpn'
    ipConfigurations: [
      {
        name: 'default'
        properties: {
          subnet: {
            id: '${net.id}/subnets/gatewaySubnet'
          }
        }
      }
    ]
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
    let allowed: Vec<_> =
        reserved_for(instance.resource_type()).map(|subnet| subnet.name).collect();
    for spot in occupants::subnets(instance) {
        let Some(value) = spot.value else { continue };
        let Some(subnet) = ResourceId::parse(context.world.heap, value) else { continue };
        let is_subnet = subnet.under.is_none() && subnet.resource_type.eq_ignore_ascii_case(SUBNET);
        let Some(name) = subnet.name().filter(|_| is_subnet).and_then(Value::as_str) else {
            continue;
        };
        if allowed.is_empty() || allowed.iter().any(|own| own.eq_ignore_ascii_case(name)) {
            continue;
        }
        let message = format!("The subnet is named '{name}', not '{}'.", allowed.join("' or '"));
        context.report(&RULE.card, instance, &spot, confidence(value.basis), message);
    }
}
