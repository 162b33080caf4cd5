//! Peered networks with the same addresses.

use crate::eval::value::Basis;
use crate::finding::Severity;
use crate::graph::network::Network;
use crate::graph::peerings::Peering;
use crate::graph::subject::display_name;
use crate::graph::subnets::overlap;
use crate::look::confidence;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "NW016",
        name: "vnet-peering-overlap",
        title: "Peered virtual networks have overlapping address spaces",
        severity: Severity::Error,
        why: "Networks can be peered only while no address stands in both. A peering of networks that overlap is refused, and a range cannot be added that overlaps one of a peer.",
        looks_at: "The address spaces of two networks of this world with a peering between them; peerings of single subnets are passed over, and so are ranges that are not known. Reported at the first of the two halves.",
        fix: "Give one of the networks another address space.",
        references: &[
            "https://learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview",
            "https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-peering",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "hub", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [
      "10.1.0.0/16"
      ] }, "subnets": [
      { "name": "one", "properties": {
        "addressPrefix": "10.1.0.0/24"
      } } ] } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "spoke", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [
      "10.1.0.0/16"
      ] }, "subnets": [
      { "name": "one", "properties": {
        "addressPrefix": "10.1.9.0/24"
      } } ] } },
  { "type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
    "apiVersion": "2024-05-01", "name": "hub/to-spoke", "properties": { "allowVirtualNetworkAccess": true,
      "remoteVirtualNetwork": {
        "id": "[resourceId('Microsoft.Network/virtualNetworks', 'spoke')]" // <- finding
      } } },
  { "type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
    "apiVersion": "2024-05-01", "name": "spoke/to-hub", "properties": { "allowVirtualNetworkAccess": true,
      "remoteVirtualNetwork": {
        "id": "[resourceId('Microsoft.Network/virtualNetworks', 'hub')]"
      } } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "hub", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [
      "10.1.0.0/16"
      ] }, "subnets": [
      { "name": "one", "properties": {
        "addressPrefix": "10.1.0.0/24"
      } } ] } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "spoke", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [
      "10.2.0.0/16"
      ] }, "subnets": [
      { "name": "one", "properties": {
        "addressPrefix": "10.2.0.0/24"
      } } ] } },
  { "type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
    "apiVersion": "2024-05-01", "name": "hub/to-spoke", "properties": { "allowVirtualNetworkAccess": true,
      "remoteVirtualNetwork": {
        "id": "[resourceId('Microsoft.Network/virtualNetworks', 'spoke')]"
      } } },
  { "type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
    "apiVersion": "2024-05-01", "name": "spoke/to-hub", "properties": { "allowVirtualNetworkAccess": true,
      "remoteVirtualNetwork": {
        "id": "[resourceId('Microsoft.Network/virtualNetworks', 'hub')]"
      } } }
] }
"#,
            ),
            Example::bicep(
                r"resource hub 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'hub'
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
          addressPrefix: '10.1.0.0/24'
        }
      }
    ]
  }
}
resource spoke 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'spoke'
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
          addressPrefix: '10.1.9.0/24'
        }
      }
    ]
  }
}
resource hubTospoke 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  parent: hub
  name: 'to-spoke'
  properties: {
    allowVirtualNetworkAccess: true
    remoteVirtualNetwork: {
      id: spoke.id // <- finding
    }
  }
}
resource spokeTohub 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  parent: spoke
  name: 'to-hub'
  properties: {
    allowVirtualNetworkAccess: true
    remoteVirtualNetwork: {
      id: hub.id
    }
  }
}
",
            ),
            Example::bicep(
                r"resource hub 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'hub'
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
          addressPrefix: '10.1.0.0/24'
        }
      }
    ]
  }
}
resource spoke 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'spoke'
  location: 'westeurope'
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.2.0.0/16'
      ]
    }
    subnets: [
      {
        name: 'one'
        properties: {
          addressPrefix: '10.2.0.0/24'
        }
      }
    ]
  }
}
resource hubTospoke 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  parent: hub
  name: 'to-spoke'
  properties: {
    allowVirtualNetworkAccess: true
    remoteVirtualNetwork: {
      id: spoke.id
    }
  }
}
resource spokeTohub 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  parent: spoke
  name: 'to-hub'
  properties: {
    allowVirtualNetworkAccess: true
    remoteVirtualNetwork: {
      id: hub.id
    }
  }
}
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    let peerings = context.network().peerings().list;
    for (at, peering) in peerings.iter().enumerate() {
        if !peerings[..at].iter().any(|other| other.is_other_half_of(peering).is_yes())
            && peering.is_whole()
        {
            check_one(context, peering);
        }
    }
}

fn check_one<'w>(context: &Context<'w>, peering: &Peering<'w>) {
    let (local, remote) = (Network::ranges(peering.local).0, Network::ranges(peering.remote).0);
    let pairs = || local.iter().flat_map(|own| remote.iter().map(move |other| (own, other)));
    let Some((own, other)) = pairs().find(|(own, other)| overlap(&own.net, &other.net)) else {
        return;
    };
    let basis = own
        .spot
        .value
        .zip(other.spot.value)
        .map_or(Basis::CERTAIN, |(own, other)| own.basis.and(other.basis));
    let message = format!(
        "'{}' of '{}' overlaps '{}' of '{}', its peer.",
        own.net,
        display_name(peering.local),
        other.net,
        display_name(peering.remote)
    );
    if let Some(finding) =
        context.report(&RULE.card, peering.instance, &peering.spot, confidence(basis), message)
    {
        finding
            .related(own.spot.place, "the one range")
            .related(other.spot.place, "the other range");
    }
}
