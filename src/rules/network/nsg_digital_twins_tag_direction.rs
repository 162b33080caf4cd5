//! The service tag of Digital Twins, the wrong way round.

use crate::eval::instance::Instance;
use crate::finding::Confidence;
use crate::graph::security::{self, GROUP, SecurityRule, Side, Way};
use crate::graph::tags;
use crate::look::Spot;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "NW011",
        name: "nsg-digital-twins-tag-direction",
        title: "AzureDigitalTwins service tag is used outbound or as a destination",
        confidence: Confidence::Medium,
        why: "The tag holds the addresses that Azure Digital Twins sends from when it routes events. It does not hold those of its API: an outbound rule with it lets nobody reach the service.",
        looks_at: "Addresses of security rules, in groups and as resources of their own, and destinations of the network rules of Azure Firewall. The tag belongs to the source of an inbound rule. Directions and addresses that are not known are passed over.",
        fix: "Use the tag as the source of inbound rules, and reach the API through a private endpoint.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/concepts-security",
            "https://learn.microsoft.com/azure/virtual-network/service-tags-overview",
        ],
        resource_types: &[GROUP, security::RULE, tags::FIREWALL, tags::COLLECTIONS],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "rules", "location": "westeurope",
    "properties": { "securityRules": [
      {
        "name": "one", "properties": { "priority": 100, "access": "Allow", "direction": "Outbound", "protocol": "Tcp",
        "sourcePortRange": "*", "destinationPortRange": "*",
        "sourceAddressPrefix": "*",
        "destinationAddressPrefix": "AzureDigitalTwins" // <- finding
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
        "name": "one", "properties": { "priority": 100, "access": "Allow", "direction": "Inbound", "protocol": "Tcp",
        "sourcePortRange": "*", "destinationPortRange": "*",
        "sourceAddressPrefix": "AzureDigitalTwins",
        "destinationAddressPrefix": "*"
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
          destinationAddressPrefix: 'AzureDigitalTwins' // <- finding
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
          sourceAddressPrefix: 'AzureDigitalTwins'
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

const TAG: &str = "AzureDigitalTwins";

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    for rule in security::declared(instance) {
        check_side(context, &rule, Side::Destination);
        if rule.goes(Way::Outbound).is_yes() {
            check_side(context, &rule, Side::Source);
        }
    }
    for spot in tags::of_firewall(instance) {
        check_spot(context, instance, &spot, "a rule to it does not reach the API.");
    }
}

fn check_side<'w>(context: &Context<'w>, rule: &SecurityRule<'w>, side: Side) {
    let message = match (side, rule.goes(Way::Outbound).is_yes(), rule.goes(Way::Inbound).is_yes())
    {
        (Side::Destination, true, _) => "an outbound rule to it does not reach the API.",
        (Side::Destination, _, true) => "it is where traffic comes from, not where it goes to.",
        (Side::Source, true, _) => "an outbound rule cannot have it as its source.",
        _ => return,
    };
    for spot in rule.addresses(side).0 {
        check_spot(context, rule.instance, &spot, message);
    }
}

fn check_spot<'w>(
    context: &Context<'w>,
    instance: &'w Instance<'w>,
    spot: &Spot<'w>,
    consequence: &str,
) {
    let text = spot.value.and_then(crate::eval::value::Value::as_str);
    if text.is_some_and(|text| text.eq_ignore_ascii_case(TAG)) {
        let message =
            format!("'{TAG}' holds the addresses that the service sends from: {consequence}");
        context.report(&RULE.card, instance, spot, spot.confidence(), message);
    }
}
