//! Service tags that nobody knows.

use crate::catalogue::service_tags;
use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::security::{self, GROUP, SecurityRule, Side};
use crate::graph::tags;
use crate::look::Spot;
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::suggest::closest;
use ipnet::IpNet;
use std::net::IpAddr;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "NW021",
        name: "service-tag-unknown",
        title: "Service tag is not a known one",
        severity: Severity::Note,
        confidence: Confidence::Medium,
        why: "A rule with a tag that does not exist is refused. Most often it is a slip of the pen.",
        looks_at: "Addresses of security rules, prefixes of routes, and destinations of the network rules of Azure Firewall that are neither an address, a range, `*`, nor a service tag of the list of 2023 with which this tool comes. A note, as newer tags are not in the list. Addresses that are not known are passed over.",
        fix: "Correct the name of the tag.",
        references: &["https://learn.microsoft.com/azure/virtual-network/service-tags-overview"],
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
        "name": "one", "properties": { "priority": 100, "access": "Allow", "direction": "Outbound", "protocol": "Tcp",
        "sourcePortRange": "*", "destinationPortRange": "*",
        "sourceAddressPrefix": "*",
        "destinationAddressPrefix": "AzureKeyVaults" // <- finding
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
        "destinationAddressPrefix": "AzureKeyVault.WestEurope"
      } },
      {
        "name": "two", "properties": { "priority": 110, "access": "Allow", "direction": "Outbound", "protocol": "Tcp",
        "sourcePortRange": "*", "destinationPortRange": "*",
        "sourceAddressPrefix": "*",
        "destinationAddressPrefix": "10.0.0.0/8"
      } }
    ] } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/routeTables", "apiVersion": "2024-05-01", "name": "routes", "location": "westeurope",
    "properties": { "routes": [
      { "name": "backup", "properties": {
        "addressPrefix": "AzureBackups", // <- finding
        "nextHopType": "Internet" } }
    ] } }
] }
"#,
            ),
            Example::bicep(
                r"resource rules 'Microsoft.Network/firewallPolicies/ruleCollectionGroups@2024-05-01' = {
  name: 'policy/rules'
  properties: {
    priority: 100
    ruleCollections: [
      {
        ruleCollectionType: 'FirewallPolicyFilterRuleCollection'
        name: 'out'
        priority: 100
        action: { type: 'Allow' }
        rules: [
          {
            ruleType: 'NetworkRule'
            name: 'backup'
            sourceAddresses: [ '10.0.0.0/8' ]
            destinationAddresses: [ 'AzureBackup', '203.0.113.7' ]
            destinationPorts: [ '443' ]
            ipProtocols: [ 'TCP' ]
          }
        ]
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
          destinationAddressPrefix: 'Storages' // <- finding
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
          sourceAddressPrefix: '10.0.0.4'
          destinationAddressPrefix: 'Storage'
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

/// Older names that still stand for all addresses.
const WORDS: [&str; 3] = ["*", "any", "Default"];

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
    let Some(text) =
        spot.value.and_then(crate::eval::value::Value::as_str).filter(|text| is_unknown(text))
    else {
        return;
    };
    let names = service_tags::all().iter().map(|tag| tag.name);
    let hint =
        closest(text, names).map(|name| format!(" Did you mean '{name}'?")).unwrap_or_default();
    let message = format!("'{text}' is no known service tag.{hint}");
    context.report(&RULE.card, instance, spot, spot.confidence(), message);
}

fn is_unknown(text: &str) -> bool {
    let is_word = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    let is_name = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
    is_name
        && text.parse::<IpNet>().is_err()
        && text.parse::<IpAddr>().is_err()
        && !is_word(&WORDS)
        && !is_word(service_tags::seen_elsewhere())
        && service_tags::by_name(text).is_none()
}
