//! DNS servers outside of the network that asks them.

use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::value::Val;
use crate::finding::Severity;
use crate::graph::network::Network;
use crate::graph::subject::display_name;
use crate::look::judge;
use crate::look::words;
use crate::rule::{Card, Check, Context, Example, Rule};
use std::net::IpAddr;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "NW090",
        name: "vnet-dns-outside",
        title: "Network asks a DNS server that lies outside of it",
        severity: Severity::Note,
        on: false,
        why: "A DNS server outside of the network is out of reach when the way to it is cut, and names are then gone with it.",
        looks_at: "`dhcpOptions.dnsServers` against the address space of the network, and of the other networks of the same template. Azure's own resolver is inside of every network. Addresses and spaces that are not known are passed over. Off by default: servers of a hub, or at home, are common.",
        fix: "Use servers inside of the network, or Azure's.",
        references: &[
            "https://learn.microsoft.com/azure/virtual-network/virtual-networks-name-resolution-for-vms-and-role-instances",
        ],
        equivalents: &["AZR-000265", "Azure.VNET.LocalDNS", "CKV_AZURE_183"],
        resource_types: &["Microsoft.Network/virtualNetworks"],
        examples: &[
            Example::arm(
                r#"{
  "resources": [
    {
      "type": "Microsoft.Network/virtualNetworks",
      "apiVersion": "2025-09-01",
      "name": "net",
      "location": "westeurope",
      "properties": {
        "addressSpace": {
          "addressPrefixes": [
            "10.0.0.0/16"
          ]
        },
        "dhcpOptions": {
          "dnsServers": [
            "198.51.100.4" // <- finding
          ]
        }
      }
    }
  ]
}"#,
            ),
            Example::bicep(
                r"resource example 'Microsoft.Network/virtualNetworks@2025-09-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.0.0.0/16'
      ]
    }
    dhcpOptions: {
      dnsServers: [
        '198.51.100.4' // <- finding
      ]
    }
  }
}
",
            ),
            Example::arm(
                r#"{
  "resources": [
    {
      "type": "Microsoft.Network/virtualNetworks",
      "apiVersion": "2025-09-01",
      "name": "net",
      "location": "westeurope",
      "properties": {
        "addressSpace": {
          "addressPrefixes": [
            "10.0.0.0/16"
          ]
        },
        "dhcpOptions": {
          "dnsServers": [
            "10.0.0.4",
            "168.63.129.16"
          ]
        }
      }
    }
  ]
}"#,
            ),
            Example::bicep(
                r"resource example 'Microsoft.Network/virtualNetworks@2025-09-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.0.0.0/16'
      ]
    }
    dhcpOptions: {
      dnsServers: [
        '10.0.0.4'
        '168.63.129.16'
      ]
    }
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

/// Azure's own resolver, in every network.
const RESOLVER: &str = "168.63.129.16";

fn check<'w>(context: &Context<'w>, network: &'w Instance<'w>) {
    let (servers, _) = network.list("properties.dhcpOptions.dnsServers");
    if servers.is_empty() {
        return;
    }
    let mut space = Vec::new();
    for one in context.deployed("Microsoft.Network/virtualNetworks") {
        let (ranges, open) = Network::ranges(one);
        if open {
            return;
        }
        space.extend(ranges);
    }
    for spot in servers {
        let bad = |value: Val<'w>| {
            let Some(text) = value.as_str() else { return Tri::Maybe };
            let Ok(address) = text.trim().parse::<IpAddr>() else { return Tri::Maybe };
            let is_inside = space.iter().any(|range| range.net.contains(&address));
            (text.trim() != RESOLVER && !is_inside).into()
        };
        let Some(value) = spot.value else { continue };
        let Some(confidence) = judge(value, bad) else { continue };
        let message = format!(
            "'{}' asks the DNS server '{}', which lies outside of it.",
            display_name(network),
            words::shown(value)
        );
        context.report(&RULE.card, network, &spot, confidence, message);
    }
}
