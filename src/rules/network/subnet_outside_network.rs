//! Subnets outside of the ranges of their network.

use crate::eval::instance::Instance;
use crate::finding::Severity;
use crate::graph::network::{NETWORK, Network};
use crate::graph::subject::display_name;
use crate::look::confidence;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "NW015",
        name: "subnet-outside-network",
        title: "Subnet is outside of the address space of its virtual network",
        severity: Severity::Error,
        why: "A subnet is a part of the address space of its network. One that is not wholly inside of one of its ranges is refused.",
        looks_at: "The ranges of all subnets of a network that this world deploys, against the address space of that network. Ranges that are not known are passed over, and so are networks with an address space that is not wholly known.",
        fix: "Choose a range inside of the address space, or extend that.",
        references: &[
            "https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq",
            "https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-subnet",
        ],
        resource_types: &[NETWORK],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [
      "10.1.0.0/16"
      ] }, "subnets": [
      { "name": "one", "properties": {
        "addressPrefix": "10.2.0.0/24" // <- finding
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
      { "name": "one", "properties": {
        "addressPrefix": "10.1.0.0/24"
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
        name: 'one'
        properties: {
          addressPrefix: '10.0.0.0/8' // <- finding
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
        name: 'one'
        properties: {
          addressPrefix: '10.1.255.0/24'
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
    let (space, open) = Network::ranges(instance);
    if open {
        return;
    }
    let shown = space.iter().map(|range| range.net.to_string()).collect::<Vec<_>>().join("', '");
    let space_basis = space.iter().filter_map(|range| range.spot.value).map(|value| value.basis);
    let space_basis = space_basis.reduce(crate::eval::value::Basis::and).unwrap_or_default();
    for subnet in &context.network().subnets(instance).list {
        for range in subnet.ranges().0 {
            if space.iter().any(|whole| whole.net.contains(&range.net)) {
                continue;
            }
            let message = format!(
                "'{}' is not inside of '{shown}', the address space of '{}'.",
                range.net,
                display_name(instance)
            );
            let own = range.spot.value.map_or(space_basis, |value| value.basis.and(space_basis));
            let Some(finding) =
                context.report(&RULE.card, subnet.instance, &range.spot, confidence(own), message)
            else {
                continue;
            };
            finding.related_resource(instance, "the virtual network");
        }
    }
}
