//! Service tags the wrong way round.

use crate::catalogue::service_tags::{self, Direction};
use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::security::{self, GROUP, SecurityRule, Side, Way};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "NW022",
        name: "service-tag-direction",
        title: "Service tag is used in the other direction than it is meant for",
        severity: Severity::Note,
        confidence: Confidence::Medium,
        why: "Each service tag is meant for traffic from its service, to it, or both. One with the addresses that a service is reached at says nothing of where the service itself connects from: a rule with it in the other direction lets nobody in that is meant.",
        looks_at: "Tags as the source of inbound rules and the destination of outbound rules that allow, by the directions that the documentation recommended in 2023. A note. `AzureDigitalTwins` has a rule of its own. Tags, directions and access that are not known are passed over.",
        fix: "Look up which tag the other direction has.",
        references: &["https://learn.microsoft.com/azure/virtual-network/service-tags-overview"],
        resource_types: &[GROUP, security::RULE],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "rules", "location": "westeurope",
    "properties": { "securityRules": [
      {
        "name": "one", "properties": { "priority": 100, "access": "Allow", "direction": "Inbound", "protocol": "Tcp",
        "sourcePortRange": "*", "destinationPortRange": "*",
        "sourceAddressPrefix": "Storage", // <- finding
        "destinationAddressPrefix": "*"
      } }
    ] } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "rules", "location": "westeurope",
    "properties": { "securityRules": [
      {
        "name": "one", "properties": { "priority": 100, "access": "Allow", "direction": "Outbound", "protocol": "Tcp",
        "sourcePortRange": "*", "destinationPortRange": "*",
        "sourceAddressPrefix": "*",
        "destinationAddressPrefix": "Storage"
      } }
    ] } }
] }
"#,
            ),
            Example::bicep(
                r"resource rules 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'rules'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'one'
        properties: {
          priority: 100
          access: 'Allow'
          direction: 'Outbound'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: 'GatewayManager' // <- finding
        }
      }
    ]
  }
}
",
            ),
            Example::bicep(
                r"resource rules 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'rules'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'one'
        properties: {
          priority: 100
          access: 'Allow'
          direction: 'Inbound'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: 'GatewayManager'
          destinationAddressPrefix: '*'
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

const OWN_RULE: &str = "AzureDigitalTwins";

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    for rule in security::declared(instance) {
        if !rule.says("access", &["Allow"]).is_yes() {
            continue;
        }
        if rule.goes(Way::Inbound).is_yes() {
            check_side(context, &rule, Side::Source, Direction::Outbound);
        } else if rule.goes(Way::Outbound).is_yes() {
            check_side(context, &rule, Side::Destination, Direction::Inbound);
        }
    }
}

fn check_side<'w>(context: &Context<'w>, rule: &SecurityRule<'w>, side: Side, wrong: Direction) {
    for spot in rule.addresses(side).0 {
        let Some(found) =
            spot.value.and_then(crate::eval::value::Value::as_str).and_then(service_tags::by_name)
        else {
            continue;
        };
        if found.tag.direction != wrong || found.tag.name == OWN_RULE {
            continue;
        }
        let meant = if wrong == Direction::Outbound { "to" } else { "from" };
        let message =
            format!("The tag '{}' is meant for traffic {meant} the service.", found.tag.name);
        context.report(&RULE.card, rule.instance, &spot, spot.confidence(), message);
    }
}
