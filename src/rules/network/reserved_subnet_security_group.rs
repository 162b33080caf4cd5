//! Security groups on subnets that take none.

use crate::catalogue::subnets::reserved;
use crate::eval::instance::Instance;
use crate::graph::network::NETWORK;
use crate::graph::subnets::{SUBNET, declared};
use crate::look::words::is_something;
use crate::look::{Look, judge};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "NW018",
        name: "reserved-subnet-security-group",
        title: "Security group on a subnet that takes none",
        why: "The subnets of gateways, Azure Firewall and Route Server belong to their service. A security group on them is not supported: it is refused, or cuts the service off.",
        looks_at: "`networkSecurityGroup` of subnets whose reserved name says that they take none. The subnet of Bastion takes one. Names and groups that are not known are passed over.",
        fix: "Remove the security group from the subnet, and filter at the subnets of the clients.",
        references: &[
            "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings",
            "https://learn.microsoft.com/azure/firewall/firewall-faq",
            "https://learn.microsoft.com/azure/route-server/route-server-faq",
        ],
        resource_types: &[NETWORK, SUBNET],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [
      "10.1.0.0/16"
      ] }, "subnets": [
      { "name": "GatewaySubnet", "properties": {
        "addressPrefix": "10.1.1.0/27",
        "networkSecurityGroup": { // <- finding
          "id": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/net/providers/Microsoft.Network/networkSecurityGroups/rules" }
      } } ] } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [
      "10.1.0.0/16"
      ] }, "subnets": [
      { "name": "AzureBastionSubnet", "properties": {
        "addressPrefix": "10.1.1.0/26",
        "networkSecurityGroup": {
          "id": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/net/providers/Microsoft.Network/networkSecurityGroups/rules" }
      } } ] } }
] }
"#,
            ),
            Example::bicep(
                r"resource rules 'Microsoft.Network/networkSecurityGroups@2024-05-01' existing = {
  name: 'rules'
}
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.1.0.0/16'
      ]
    }
    subnets: [
      {
        name: 'AzureFirewallSubnet'
        properties: {
          addressPrefix: '10.1.1.0/26'
          networkSecurityGroup: { // <- finding
            id: rules.id
          }
        }
      }
    ]
  }
}
",
            ),
            Example::bicep(
                r"resource rules 'Microsoft.Network/networkSecurityGroups@2024-05-01' existing = {
  name: 'rules'
}
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.1.0.0/16'
      ]
    }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: '10.1.1.0/26'
          networkSecurityGroup: {
            id: rules.id
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
    for subnet in declared(instance) {
        let Some(found) = subnet.known_name().and_then(reserved).filter(|found| !found.nsg_allowed)
        else {
            continue;
        };
        let Look::Found(spot) = subnet.look("properties.networkSecurityGroup") else { continue };
        let Some(id) = instance.look_from(&spot, "id").value() else { continue };
        let Some(sure) = judge(id, is_something) else { continue };
        let message = format!(
            "'{}' is the subnet of {}, and takes no security group.",
            found.name, found.service
        );
        context.report(&RULE.card, instance, &spot, sure, message);
    }
}
