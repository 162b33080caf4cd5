//! Regional forms of tags that have none.

use crate::catalogue::service_tags;
use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::security::{self, GROUP, SecurityRule, Side};
use crate::graph::tags;
use crate::look::Spot;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "NW012",
        name: "nsg-service-tag-not-regional",
        title: "Service tag has a region that it does not take",
        severity: Severity::Error,
        why: "Some service tags exist for all regions only. A rule that narrows one of them to a region is refused.",
        looks_at: "Addresses of security rules, prefixes of routes, and destinations of the network rules of Azure Firewall of the form `Tag.Region`. `AzureDigitalTwins` and `AzureDeviceUpdate` are errors; other tags are judged by a list of 2023, as warnings of low confidence. Addresses that are not known are passed over.",
        fix: "Leave the region out.",
        references: &[
            "https://learn.microsoft.com/azure/virtual-network/service-tags-overview",
            "https://learn.microsoft.com/azure/digital-twins/concepts-security",
            "https://learn.microsoft.com/azure/iot-hub-device-update/network-security",
        ],
        resource_types: &[
            GROUP,
            security::RULE,
            tags::ROUTES,
            tags::ROUTE,
            tags::FIREWALL,
            tags::COLLECTIONS,
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "rules", "location": "westeurope",
    "properties": { "securityRules": [
      {
        "name": "one", "properties": { "priority": 100, "access": "Allow", "direction": "Inbound", "protocol": "Tcp",
        "sourcePortRange": "*", "destinationPortRange": "*",
        "sourceAddressPrefix": "AzureDigitalTwins.WestEurope", // <- finding
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
        "name": "one", "properties": { "priority": 100, "access": "Allow", "direction": "Inbound", "protocol": "Tcp",
        "sourcePortRange": "*", "destinationPortRange": "*",
        "sourceAddressPrefix": "AzureDigitalTwins",
        "destinationAddressPrefix": "*"
      } },
      {
        "name": "two", "properties": { "priority": 110, "access": "Allow", "direction": "Outbound", "protocol": "Tcp",
        "sourcePortRange": "*", "destinationPortRange": "*",
        "sourceAddressPrefix": "*",
        "destinationAddressPrefix": "Storage.WestEurope"
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
          destinationAddressPrefix: 'AzureDeviceUpdate.WestEurope' // <- finding
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
          direction: 'Outbound'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: 'AzureDeviceUpdate'
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

/// Tags whose documentation says so today.
const CERTAIN: [&str; 2] = ["AzureDigitalTwins", "AzureDeviceUpdate"];

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    for rule in security::declared(instance) {
        check_side(context, &rule, Side::Source);
        check_side(context, &rule, Side::Destination);
    }
    for spot in tags::of_routes(instance).into_iter().chain(tags::of_firewall(instance)) {
        check_spot(context, instance, &spot);
    }
}

fn check_side<'w>(context: &Context<'w>, rule: &SecurityRule<'w>, side: Side) {
    for spot in rule.addresses(side).0 {
        check_spot(context, rule.instance, &spot);
    }
}

fn check_spot<'w>(context: &Context<'w>, instance: &'w Instance<'w>, spot: &Spot<'w>) {
    let Some(text) = spot.value.and_then(crate::eval::value::Value::as_str) else { return };
    let Some(name) = not_regional(text) else { return };
    let is_certain = CERTAIN.iter().any(|tag| tag.eq_ignore_ascii_case(name));
    let sure = if is_certain { spot.confidence() } else { Confidence::Low };
    let message = format!("The service tag '{name}' has no regions: '{text}' is refused.");
    let Some(finding) = context.report(&RULE.card, instance, spot, sure, message) else { return };
    if !is_certain {
        finding.severity(Severity::Warning);
    }
}

/// The tag of a regional form that it does not have.
fn not_regional(text: &str) -> Option<&str> {
    let (start, _) = text.split_once('.')?;
    if let Some(tag) = CERTAIN.iter().find(|tag| tag.eq_ignore_ascii_case(start)) {
        return Some(tag);
    }
    let found = service_tags::by_name(text).filter(|found| found.region.is_some())?;
    (!found.tag.regional).then_some(found.tag.name)
}
