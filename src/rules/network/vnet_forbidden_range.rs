//! Ranges that no network can have.

use crate::catalogue::subnets::ranges;
use crate::eval::instance::Instance;
use crate::finding::Severity;
use crate::graph::network::{NETWORK, Network};
use crate::graph::subnets::{overlap, parse};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "NW019",
        name: "vnet-forbidden-range",
        title: "Address space that no virtual network can have",
        severity: Severity::Error,
        why: "Multicast, broadcast, loopback and link-local addresses, and the address of the platform's own DNS, are not given to networks: the deployment is refused.",
        looks_at: "The address space of networks. Ranges that are not known are passed over.",
        fix: "Choose a range of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.",
        references: &["https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq"],
        resource_types: &[NETWORK],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [
      "169.254.10.0/24" // <- finding
      ] }, "subnets": [
 ] } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [
      "192.168.0.0/16"
      ] }, "subnets": [
 ] } }
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
        '224.0.1.0/24' // <- finding
      ]
    }
    subnets: [

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
        '172.16.0.0/16'
      ]
    }
    subnets: [

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

fn check<'w>(context: &Context<'w>, network: &'w Instance<'w>) {
    for range in Network::ranges(network).0 {
        let forbidden = ranges().iter().filter(|known| known.forbidden);
        let hit = forbidden
            .into_iter()
            .find(|known| parse(known.cidr).is_some_and(|known| overlap(&known, &range.net)));
        let Some(known) = hit else { continue };
        let message = format!(
            "'{}' overlaps {} ({}), which no network can have.",
            range.net, known.cidr, known.why
        );
        context.report(&RULE.card, network, &range.spot, range.spot.confidence(), message);
    }
}
