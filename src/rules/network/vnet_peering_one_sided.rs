//! Peerings whose halves do not fit.

use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::peerings::Peering;
use crate::graph::subject::display_name;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "NW017",
        name: "vnet-peering-one-sided",
        title: "The two halves of a peering do not agree",
        severity: Severity::Error,
        why: "A peering is made of two halves, one in each network. While there is only one it stays in the state initiated, and nothing passes. A half that uses the gateways of its peer is refused unless the other half lets it.",
        looks_at: "Peerings between two networks that this world deploys: one without the other half (a warning), and `useRemoteGateways` against `allowGatewayTransit` of the other half (an error). Silent where a network is not of this world, and where a peering or setting is not known.",
        fix: "Declare the other half, and set `allowGatewayTransit` in the network that has the gateway.",
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
      "10.2.0.0/16"
      ] }, "subnets": [
      { "name": "one", "properties": {
        "addressPrefix": "10.2.0.0/24"
      } } ] } },
  { "type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", // <- finding
    "apiVersion": "2024-05-01", "name": "hub/to-spoke", "properties": { "allowVirtualNetworkAccess": true,
      "remoteVirtualNetwork": {
        "id": "[resourceId('Microsoft.Network/virtualNetworks', 'spoke')]"
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
    useRemoteGateways: true // <- finding
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
    allowGatewayTransit: true
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
    useRemoteGateways: true
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
    let peerings = context.network().peerings();
    for peering in &peerings.list {
        match peerings.list.iter().find(|other| !other.is_other_half_of(peering).is_no()) {
            Some(other) if other.is_other_half_of(peering).is_yes() => {
                check_gateways(context, peering, other);
            }
            Some(_) => {}
            None if !peerings.open && is_certain(peering.local) && is_certain(peering.remote) => {
                report_single(context, peering);
            }
            None => {}
        }
    }
}

fn is_certain<'w>(network: &'w Instance<'w>) -> bool {
    network.presence().truth.is_yes()
}

fn report_single<'w>(context: &Context<'w>, peering: &Peering<'w>) {
    let (local, remote) = (display_name(peering.local), display_name(peering.remote));
    let message = format!(
        "'{local}' is peered with '{remote}', and '{remote}' not with '{local}': nothing passes."
    );
    let Some(finding) =
        context.report(&RULE.card, peering.instance, &peering.whole, Confidence::High, message)
    else {
        return;
    };
    finding
        .severity(Severity::Warning)
        .related_resource(peering.remote, "the network without its half");
}

fn check_gateways<'w>(context: &Context<'w>, peering: &Peering<'w>, other: &Peering<'w>) {
    let Some(spot) =
        peering.instance.look_from(&peering.body, "properties.useRemoteGateways").found()
    else {
        return;
    };
    if !peering.is_on("useRemoteGateways").is_yes() || !other.is_on("allowGatewayTransit").is_no() {
        return;
    }
    let message = format!(
        "The gateways of '{}' are used, and its half of the peering does not let them be used.",
        display_name(peering.remote)
    );
    if let Some(finding) =
        context.report(&RULE.card, peering.instance, &spot, spot.confidence(), message)
    {
        finding.related(other.whole.place, "the other half");
    }
}
