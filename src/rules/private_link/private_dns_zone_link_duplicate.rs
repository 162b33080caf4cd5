//! Two links from one zone to one network.

use crate::eval::instance::Instance;
use crate::finding::Severity;
use crate::graph::targets::same;
use crate::graph::zone::{Link, ZONE};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL030",
        name: "private-dns-zone-link-duplicate",
        title: "Private DNS zone is linked twice to one network",
        severity: Severity::Error,
        why: "A zone has at most one link to a network. The second one, under another name, is refused.",
        looks_at: "The links of a zone of this world, by the networks that they name. The same link deployed twice is fine. Networks that are not known, and links under a condition that is not known, are passed over.",
        fix: "Keep one of the links.",
        references: &["https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links"],
        resource_types: &[ZONE],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/privateDnsZones", "apiVersion": "2020-06-01",
    "name": "privatelink.vaultcore.azure.net", "location": "global" },
  { "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "apiVersion": "2020-06-01", "location": "global",
    "name": "privatelink.vaultcore.azure.net/one", "properties": { "registrationEnabled": false,
      "virtualNetwork": {
        "id": "[resourceId('Microsoft.Network/virtualNetworks', 'net')]"
      } } },
  { "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "apiVersion": "2020-06-01", "location": "global",
    "name": "privatelink.vaultcore.azure.net/two", "properties": { "registrationEnabled": false,
      "virtualNetwork": {
        "id": "[resourceId('Microsoft.Network/virtualNetworks', 'net')]" // <- finding
      } } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/privateDnsZones", "apiVersion": "2020-06-01",
    "name": "privatelink.vaultcore.azure.net", "location": "global" },
  { "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "apiVersion": "2020-06-01", "location": "global",
    "name": "privatelink.vaultcore.azure.net/one", "properties": { "registrationEnabled": false,
      "virtualNetwork": {
        "id": "[resourceId('Microsoft.Network/virtualNetworks', 'net')]"
      } } }
] }
"#,
            ),
            Example::bicep(
                r"resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'privatelink.vaultcore.azure.net'
  location: 'global'
}
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: [ '10.1.0.0/16' ] }
    subnets: [ { name: 'endpoints', properties: { addressPrefix: '10.1.1.0/24' } } ]
  }
}
resource one 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: zone
  name: 'one'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: net.id
    }
  }
}
resource two 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: zone
  name: 'two'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: net.id // <- finding
    }
  }
}
",
            ),
            Example::bicep(
                r"resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'privatelink.vaultcore.azure.net'
  location: 'global'
}
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: [ '10.1.0.0/16' ] }
    subnets: [ { name: 'endpoints', properties: { addressPrefix: '10.1.1.0/24' } } ]
  }
}
resource other 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'other'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: [ '10.1.0.0/16' ] }
    subnets: [ { name: 'endpoints', properties: { addressPrefix: '10.1.1.0/24' } } ]
  }
}
resource one 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: zone
  name: 'one'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: net.id
    }
  }
}
resource two 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: zone
  name: 'two'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: other.id
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

fn check<'w>(context: &Context<'w>, zone: &'w Instance<'w>) {
    let links = context.network().links(zone).list;
    for (at, link) in links.iter().enumerate() {
        let Some(other) = links[..at].iter().find(|other| clash(link, other)) else { continue };
        let Some(network) = &link.network else { continue };
        let message = format!("'{}' has a link to this zone already.", network.display());
        let Some(finding) =
            context.report(&RULE.card, link.instance, &link.spot, link.spot.confidence(), message)
        else {
            continue;
        };
        finding.related(other.spot.place, "the other link");
    }
}

fn clash<'w>(one: &Link<'w>, other: &Link<'w>) -> bool {
    let is_certain = |link: &Link<'w>| {
        link.instance.presence().truth.is_yes() && !link.instance.declaration.is_open()
    };
    let networks = one.network.as_ref().zip(other.network.as_ref());
    is_certain(one)
        && is_certain(other)
        && networks.is_some_and(|(one, other)| one.same(other).is_yes())
        && same(one.instance, other.instance).is_no()
}
