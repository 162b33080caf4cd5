//! Subnets that are too small for what they are for.

use crate::catalogue::subnets::{delegation, limits, reserved};
use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::network::NETWORK;
use crate::graph::subnets::{SUBNET, Subnet, declared};
use crate::look::confidence;
use crate::rule::{Card, Check, Context, Example, Rule};
use ipnet::IpNet;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "NW013",
        name: "subnet-too-small",
        title: "Subnet has a size that its service or Azure does not take",
        severity: Severity::Error,
        why: "Gateways, Azure Firewall, Bastion, Route Server and some delegated services ask for a smallest size of their subnet, and are refused in a smaller one. A subnet cannot be resized while it is in use. A range of IPv6 has just one size.",
        looks_at: "The IPv4 ranges of subnets with a reserved name or a delegation whose smallest size is documented, and of any subnet against /29; ranges of IPv6 against /64. Sizes whose documentation differs are a warning of low confidence. Names and ranges that are not known are passed over.",
        fix: "Give the subnet the size that the service asks for.",
        references: &[
            "https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq",
            "https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview",
            "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings",
            "https://learn.microsoft.com/azure/firewall/firewall-faq",
            "https://learn.microsoft.com/azure/bastion/configuration-settings",
            "https://learn.microsoft.com/azure/route-server/quickstart-configure-route-server-portal",
        ],
        resource_types: &[NETWORK, SUBNET],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [
      "10.1.0.0/16"
      ] }, "subnets": [
      { "name": "AzureBastionSubnet", "properties": {
        "addressPrefix": "10.1.1.0/27" // <- finding
      } },
      { "name": "app", "properties": { "addressPrefixes": [
        "10.1.2.0/24",
        "fd00:db8::/56" // <- finding
      ] } } ] } }
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
        "addressPrefix": "10.1.1.0/26"
      } },
      { "name": "app", "properties": {
        "addressPrefixes": [ "10.1.2.0/29", "fd00:db8:0:1::/64" ]
      } } ] } }
] }
"#,
            ),
            Example::bicep(
                r"resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
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
          addressPrefix: '10.1.1.0/28' // <- finding
        }
      }
    ]
  }
}
",
            ),
            Example::bicep(
                r"resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
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
        name: 'GatewaySubnet'
        properties: {
          addressPrefix: '10.1.1.0/27'
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
        let need = need(&subnet);
        for range in subnet.ranges().0 {
            let known = range.spot.value.map_or(Confidence::Low, |value| confidence(value.basis));
            let net = match range.net {
                IpNet::V4(net) if net.prefix_len() > need.prefix => net,
                IpNet::V4(_) => continue,
                IpNet::V6(net) => {
                    let only = limits().ipv6_prefix;
                    if net.prefix_len() != only {
                        let message = format!(
                            "'{net}' is no range of a subnet: of IPv6 it takes /{only} alone."
                        );
                        context.report(&RULE.card, instance, &range.spot, known, message);
                    }
                    continue;
                }
            };
            let better = need.recommended.filter(|better| *better < need.prefix);
            let better =
                better.map_or_else(String::new, |better| format!("; /{better} is recommended"));
            let message = format!(
                "'{net}' is too small for {}: it takes /{} or larger{better}.",
                need.who, need.prefix
            );
            let sure = if need.is_disputed { Confidence::Low } else { known };
            let Some(finding) = context.report(&RULE.card, instance, &range.spot, sure, message)
            else {
                continue;
            };
            if need.is_disputed {
                finding.severity(Severity::Warning);
            }
        }
    }
}

/// The smallest size that somebody asks for.
struct Need {
    prefix: u8,
    recommended: Option<u8>,
    who: &'static str,
    is_disputed: bool,
}

fn need(subnet: &Subnet<'_>) -> Need {
    if let Some(found) = subnet.known_name().and_then(reserved) {
        return Need {
            prefix: found.min_prefix,
            recommended: found.recommended_prefix,
            who: found.service,
            is_disputed: found.disputed.is_some(),
        };
    }
    let (elements, _) = subnet
        .look("properties.delegations")
        .found()
        .map_or((Vec::new(), false), |spot| subnet.instance.elements(&spot));
    let services = elements.iter().filter_map(|element| {
        subnet.instance.look_from(element, "properties.serviceName").value()?.as_str()
    });
    let delegated =
        services.filter_map(delegation).max_by_key(|found| std::cmp::Reverse(found.min_prefix));
    if let Some(found) = delegated {
        let (prefix, who) = (found.min_prefix, found.applies_to);
        return Need { prefix, recommended: None, who, is_disputed: false };
    }
    let prefix = limits().min_ipv4_prefix;
    Need { prefix, recommended: None, who: "any subnet", is_disputed: false }
}
