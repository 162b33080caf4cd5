//! Zones that are linked, but not to the network of the endpoint.

use crate::eval::instance::Instance;
use crate::finding::Confidence;
use crate::graph::dns::{DnsFault, Fault};
use crate::graph::endpoint::ENDPOINT;
use crate::graph::subject::display_name;
use crate::graph::zone::LINK;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL009",
        name: "private-dns-zone-linked-to-other-vnet",
        title: "Zone is linked, but not to the VNet of the endpoint's subnet",
        confidence: Confidence::Medium,
        why: "Clients in a network resolve the endpoint's name by the zones that this network is linked to. A zone linked to other networks only does not answer here, unless names are resolved there.",
        looks_at: "The links of zones that this world deploys and that a zone group points at. Silent as soon as one link may be to the endpoint's network, or leads to a network with a resolver. A note where the endpoint's network has DNS servers of its own or peerings.",
        fix: "Add a link for the endpoint's network.",
        references: &[
            "https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links",
            "https://learn.microsoft.com/azure/private-link/private-endpoint-dns-integration",
        ],
        resource_types: &[LINK],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "vault", "location": "westeurope",
    "properties": { "publicNetworkAccess": "disabled" } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-11-01", "name": "net", "location": "westeurope",
    "properties": { "subnets": [ { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-11-01", "name": "other", "location": "westeurope" },
  { "type": "Microsoft.Network/privateEndpoints",
    "apiVersion": "2023-11-01", "name": "pe",
    "location": "westeurope",
    "properties": {
      "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints')]" },
      "privateLinkServiceConnections": [ { "name": "vault",
        "properties": {
          "privateLinkServiceId": "[resourceId('Microsoft.KeyVault/vaults', 'vault')]",
          "groupIds": [ "vault" ] } } ] } },
  { "type": "Microsoft.Network/privateDnsZones",
    "apiVersion": "2020-06-01", "name": "privatelink.vaultcore.azure.net", "location": "global" },
  { "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "apiVersion": "2020-06-01", "location": "global",
    "name": "privatelink.vaultcore.azure.net/net",
    "properties": {
      "registrationEnabled": false,
      "virtualNetwork": {
        "id": "[resourceId('Microsoft.Network/virtualNetworks', 'other')]" // <- finding
      } } },
  { "type": "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "apiVersion": "2023-11-01", "name": "pe/default",
    "properties": {
      "privateDnsZoneConfigs": [
      { "name": "zone", "properties": {
        "privateDnsZoneId": "[resourceId('Microsoft.Network/privateDnsZones', 'privatelink.vaultcore.azure.net')]"
      } } ] } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "vault", "location": "westeurope",
    "properties": { "publicNetworkAccess": "disabled" } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-11-01", "name": "net", "location": "westeurope",
    "properties": { "subnets": [ { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/privateEndpoints",
    "apiVersion": "2023-11-01", "name": "pe",
    "location": "westeurope",
    "properties": {
      "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints')]" },
      "privateLinkServiceConnections": [ { "name": "vault",
        "properties": {
          "privateLinkServiceId": "[resourceId('Microsoft.KeyVault/vaults', 'vault')]",
          "groupIds": [ "vault" ] } } ] } },
  { "type": "Microsoft.Network/privateDnsZones",
    "apiVersion": "2020-06-01", "name": "privatelink.vaultcore.azure.net", "location": "global" },
  { "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "apiVersion": "2020-06-01", "location": "global",
    "name": "privatelink.vaultcore.azure.net/net",
    "properties": {
      "registrationEnabled": false,
      "virtualNetwork": {
        "id": "[resourceId('Microsoft.Network/virtualNetworks', 'net')]"
      } } },
  { "type": "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "apiVersion": "2023-11-01", "name": "pe/default",
    "properties": {
      "privateDnsZoneConfigs": [
      { "name": "zone", "properties": {
        "privateDnsZoneId": "[resourceId('Microsoft.Network/privateDnsZones', 'privatelink.vaultcore.azure.net')]"
      } } ] } }
] }
"#,
            ),
            Example::bicep(
                r"resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'vault'
  location: 'westeurope'
  properties: { publicNetworkAccess: 'disabled' }
}
resource net 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    subnets: [ { name: 'endpoints', properties: { addressPrefix: '10.1.1.0/24' } } ]
  }
}
resource other 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: 'other'
  location: 'westeurope'
}
resource pe 'Microsoft.Network/privateEndpoints@2023-11-01' = {
  name: 'pe'
  location: 'westeurope'
  properties: {
    subnet: { id: net.properties.subnets[0].id }
    privateLinkServiceConnections: [
      {
        name: 'vault'
        properties: {
          privateLinkServiceId: vault.id
          groupIds: [ 'vault' ]
        }
      }
    ]
  }
}
resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'privatelink.vaultcore.azure.net'
  location: 'global'
}
resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: zone
  name: 'net'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: other.id // <- finding
    }
  }
}
resource group 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2023-11-01' = {
  parent: pe
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'zone'
        properties: {
          privateDnsZoneId: zone.id
        }
      }
    ]
  }
}
",
            ),
            Example::bicep(
                r"resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'vault'
  location: 'westeurope'
  properties: { publicNetworkAccess: 'disabled' }
}
resource net 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    subnets: [ { name: 'endpoints', properties: { addressPrefix: '10.1.1.0/24' } } ]
  }
}
resource pe 'Microsoft.Network/privateEndpoints@2023-11-01' = {
  name: 'pe'
  location: 'westeurope'
  properties: {
    subnet: { id: net.properties.subnets[0].id }
    privateLinkServiceConnections: [
      {
        name: 'vault'
        properties: {
          privateLinkServiceId: vault.id
          groupIds: [ 'vault' ]
        }
      }
    ]
  }
}
resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'privatelink.vaultcore.azure.net'
  location: 'global'
}
resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: zone
  name: 'net'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: net.id
    }
  }
}
resource group 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2023-11-01' = {
  parent: pe
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'zone'
        properties: {
          privateDnsZoneId: zone.id
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
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    if context.of_type(ENDPOINT).is_empty() || context.of_type(LINK).is_empty() {
        return;
    }
    let mut by_link: Vec<(&Instance<'_>, Vec<&DnsFault<'_>>)> = Vec::new();
    for fault in context.network().dns_faults() {
        let Fault::LinkedToOther { link, .. } = fault.fault else { continue };
        match by_link.iter_mut().find(|(known, _)| std::ptr::eq(*known, link)) {
            Some((_, faults)) => faults.push(fault),
            None => by_link.push((link, vec![fault])),
        }
    }
    for (_, faults) in by_link {
        report(context, &faults);
    }
}

fn report<'w>(context: &Context<'w>, faults: &[&DnsFault<'w>]) {
    let Some(first) = faults.first() else { return };
    let Fault::LinkedToOther { zone, link, spot, linked, network } = &first.fault else { return };
    let message = format!(
        "Zone '{}' is linked to '{}', but endpoint '{}' lies in '{}'.",
        display_name(zone),
        linked.display(),
        display_name(first.endpoint),
        network.display()
    );
    let Some(mut finding) = context.report(&RULE.card, link, spot, first.confidence, message)
    else {
        return;
    };
    finding =
        finding.severity(faults.iter().map(|fault| fault.severity).max().unwrap_or(first.severity));
    for fault in faults {
        finding = finding.related_resource(
            fault.endpoint,
            format!("endpoint '{}' uses the zone", display_name(fault.endpoint)),
        );
    }
}
