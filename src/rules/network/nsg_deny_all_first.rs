//! Rules of a security group that stand behind one that denies everything.

use crate::eval::instance::Instance;
use crate::finding::Confidence;
use crate::graph::prefixes::is_everything;
use crate::graph::security::{self, SecurityRule, Side, Way};
use crate::look::Spot;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "NW091",
        name: "nsg-deny-all-first",
        title: "Security rule stands behind one that denies everything",
        why: "Rules are asked in order of their priority, the smallest number first, and the first that fits decides. What stands behind a rule that denies everything never applies: the traffic that it should let in is dropped.",
        looks_at: "Inbound rules of a group, inside of it and as children: one that allows, with a larger number than one that denies every address, port and protocol. Priorities and values that are not known are passed over.",
        fix: "Give the rule that denies everything the largest number.",
        references: &[
            "https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
            "https://learn.microsoft.com/azure/virtual-network/network-security-group-how-it-works",
        ],
        equivalents: &["AZR-000138", "Azure.NSG.DenyAllInbound"],
        resource_types: &[security::GROUP],
        examples: &[
            Example::arm(
                r#"{
  "resources": [
    {
      "type": "Microsoft.Network/networkSecurityGroups",
      "apiVersion": "2025-09-01",
      "name": "web",
      "location": "westeurope",
      "properties": {
        "securityRules": [
          {
            "name": "deny",
            "properties": {
              "priority": 100,
              "direction": "Inbound",
              "access": "Deny",
              "protocol": "*",
              "sourceAddressPrefix": "*",
              "sourcePortRange": "*",
              "destinationAddressPrefix": "*",
              "destinationPortRange": "*"
            }
          },
          {
            "name": "web",
            "properties": {
              "priority": 200, // <- finding
              "direction": "Inbound",
              "access": "Allow",
              "protocol": "*",
              "sourceAddressPrefix": "*",
              "sourcePortRange": "*",
              "destinationAddressPrefix": "*",
              "destinationPortRange": "443"
            }
          }
        ]
      }
    }
  ]
}"#,
            ),
            Example::bicep(
                r"resource example 'Microsoft.Network/networkSecurityGroups@2025-09-01' = {
  name: 'web'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'deny'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
      {
        name: 'web'
        properties: {
          priority: 200 // <- finding
          direction: 'Inbound'
          access: 'Allow'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '443'
        }
      }
    ]
  }
}
",
            ),
            Example::arm(
                r#"{
  "resources": [
    {
      "type": "Microsoft.Network/networkSecurityGroups",
      "apiVersion": "2025-09-01",
      "name": "web",
      "location": "westeurope",
      "properties": {
        "securityRules": [
          {
            "name": "web",
            "properties": {
              "priority": 200,
              "direction": "Inbound",
              "access": "Allow",
              "protocol": "*",
              "sourceAddressPrefix": "*",
              "sourcePortRange": "*",
              "destinationAddressPrefix": "*",
              "destinationPortRange": "443"
            }
          },
          {
            "name": "deny",
            "properties": {
              "priority": 4096,
              "direction": "Inbound",
              "access": "Deny",
              "protocol": "*",
              "sourceAddressPrefix": "*",
              "sourcePortRange": "*",
              "destinationAddressPrefix": "*",
              "destinationPortRange": "*"
            }
          }
        ]
      }
    }
  ]
}"#,
            ),
            Example::bicep(
                r"resource example 'Microsoft.Network/networkSecurityGroups@2025-09-01' = {
  name: 'web'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'web'
        properties: {
          priority: 200
          direction: 'Inbound'
          access: 'Allow'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '443'
        }
      }
      {
        name: 'deny'
        properties: {
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
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

fn check<'w>(context: &Context<'w>, group: &'w Instance<'w>) {
    let rules = context.network().security_rules(group).list;
    let ordered = |rule: &SecurityRule<'w>| rule.priority().is_some();
    let inbound = || rules.iter().filter(|rule| rule.goes(Way::Inbound).is_yes() && ordered(rule));
    let wall = inbound().filter(|rule| denies_all(rule)).min_by_key(|rule| rule.priority());
    let Some(wall) = wall else { return };
    let behind = inbound().filter(|rule| {
        rule.says("access", &["Allow"]).is_yes() && rule.priority() > wall.priority()
    });
    for rule in behind {
        let Some(spot) = rule.look("priority").found() else { continue };
        let message = format!(
            "The rule '{}' never applies: '{}', which denies everything, has the smaller number '{}'.",
            rule.name(),
            wall.name(),
            wall.priority().unwrap_or_default()
        );
        let before = wall.look("priority").found().map_or(Confidence::Low, |at| at.confidence());
        let confidence = spot.confidence().min(before);
        let handle = context.report(&RULE.card, rule.instance, &spot, confidence, message);
        if let Some(handle) = handle {
            handle.related(wall.spot.place, "the rule that denies everything");
        }
    }
}

/// Whether a rule certainly denies all that comes in.
fn denies_all(rule: &SecurityRule<'_>) -> bool {
    let all = |(spots, open): (Vec<Spot<'_>>, bool)| {
        let is_all =
            |spot: &Spot<'_>| spot.value.is_some_and(|value| is_everything(value).is_yes());
        !open && spots.iter().any(is_all)
    };
    rule.says("access", &["Deny"]).is_yes()
        && rule.says("protocol", &["*"]).is_yes()
        && rule.says("sourcePortRange", &["*"]).is_yes()
        && rule.says("destinationPortRange", &["*", "0-65535"]).is_yes()
        && all(rule.addresses(Side::Source))
        && all(rule.addresses(Side::Destination))
}
