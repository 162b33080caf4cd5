//! Subnets of one network that overlap.

use crate::eval::equal::same_name;
use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::network::NETWORK;
use crate::graph::subnets::{Range, Subnet, first_overlaps};
use crate::look::confidence;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "NW014",
        name: "subnet-overlap",
        title: "Subnets of one virtual network overlap",
        severity: Severity::Error,
        why: "Each address of a network belongs to one subnet. A subnet whose range overlaps that of another one is refused.",
        looks_at: "The ranges of all subnets of a network that this world deploys, in its list and as resources of their own. Ranges that are not known, and subnets under a condition that is not known, are passed over.",
        fix: "Give each subnet a range of its own.",
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
        "addressPrefix": "10.1.0.0/23"
      } },
      { "name": "two", "properties": {
        "addressPrefix": "10.1.1.0/24" // <- finding
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
      } },
      { "name": "two", "properties": {
        "addressPrefix": "10.1.1.0/24"
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
          addressPrefix: '10.1.1.0/24'
        }
      }
      {
        name: 'two'
        properties: {
          addressPrefix: '10.1.0.0/16' // <- finding
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
          addressPrefix: '10.1.1.0/24'
        }
      }
      {
        name: 'two'
        properties: {
          addressPrefix: '10.1.2.0/24'
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

fn check<'w>(context: &Context<'w>, network: &'w Instance<'w>) {
    let subnets = context.network().subnets(network);
    let subnets = &subnets.list;
    let ranges: Vec<_> = subnets
        .iter()
        .filter(|subnet| is_certain(subnet))
        .flat_map(|subnet| subnet.ranges().0.into_iter().map(move |range| (subnet, range)))
        .collect();
    let first = first_overlaps(ranges.iter().map(|(_, range)| range.net));
    for ((subnet, range), first) in ranges.iter().zip(first) {
        let before =
            first.and_then(|first| ranges.get(first)).filter(|(other, _)| is_apart(subnet, other));
        if let Some((other, theirs)) = before {
            report(context, subnet, range, other, theirs);
        }
    }
}

fn is_certain(subnet: &Subnet<'_>) -> bool {
    subnet.instance.presence().truth.is_yes()
        && !subnet.instance.declaration.is_open()
        && subnet.name.is_some()
}

/// Whether two subnets certainly have different names: the same one may be deployed twice.
fn is_apart<'w>(one: &Subnet<'w>, other: &Subnet<'w>) -> bool {
    one.name.zip(other.name).is_some_and(|(one, other)| same_name(one, other).is_no())
}

fn report<'w>(
    context: &Context<'w>,
    subnet: &Subnet<'w>,
    range: &Range<'w>,
    other: &Subnet<'w>,
    theirs: &Range<'w>,
) {
    let name = other.known_name().unwrap_or("…");
    let message = format!("'{}' overlaps '{}' of the subnet '{name}'.", range.net, theirs.net);
    let basis =
        range.spot.value.zip(theirs.spot.value).map(|(one, other)| one.basis.and(other.basis));
    let sure = basis.map_or(Confidence::Low, confidence);
    if let Some(finding) = context.report(&RULE.card, subnet.instance, &range.spot, sure, message) {
        finding.related(theirs.spot.place, format!("the subnet '{name}'"));
    }
}
