//! Zones in use that no network is linked to.

use crate::eval::instance::Instance;
use crate::finding::Severity;
use crate::graph::dns::{DnsFault, Fault};
use crate::graph::endpoint::ENDPOINT;
use crate::graph::subject::display_name;
use crate::graph::zone::ZONE;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL008",
        name: "private-dns-zone-not-linked",
        title: "Private DNS zone is not linked to any network",
        severity: Severity::Error,
        why: "A private DNS zone answers only in networks that it is linked to. A zone without a link holds records that nobody can ask for.",
        looks_at: "Zones that this world deploys and that a zone group points at, without a `virtualNetworkLinks` child. Zones that are only referred to are passed over, and so is a zone whose links cannot be told.",
        fix: "Add a `virtualNetworkLinks` child for the network in which the clients resolve names.",
        references: &["https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links"],
        resource_types: &[ZONE],
        examples: &[
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
  { "type": "Microsoft.Network/privateDnsZones", // <- finding
    "apiVersion": "2020-06-01", "name": "privatelink.vaultcore.azure.net", "location": "global" },
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
resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = { // <- finding
  name: 'privatelink.vaultcore.azure.net'
  location: 'global'
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
    if context.of_type(ENDPOINT).is_empty() || context.of_type(ZONE).is_empty() {
        return;
    }
    let mut by_zone: Vec<(&Instance<'_>, Vec<&DnsFault<'_>>)> = Vec::new();
    for fault in context.network().dns_faults() {
        let Fault::NotLinked { zone } = fault.fault else { continue };
        match by_zone.iter_mut().find(|(known, _)| std::ptr::eq(*known, zone)) {
            Some((_, faults)) => faults.push(fault),
            None => by_zone.push((zone, vec![fault])),
        }
    }
    for (zone, faults) in by_zone {
        report(context, zone, &faults);
    }
}

fn report<'w>(context: &Context<'w>, zone: &'w Instance<'w>, faults: &[&DnsFault<'w>]) {
    let Some(first) = faults.first() else { return };
    let message = format!(
        "Zone '{}' is linked to no network, so endpoint '{}' is not found by its name.",
        display_name(zone),
        display_name(first.endpoint)
    );
    let Some(mut finding) =
        context.report(&RULE.card, zone, &zone.spot(), first.confidence, message)
    else {
        return;
    };
    for fault in faults {
        finding = finding.related_resource(
            fault.endpoint,
            format!("endpoint '{}' uses it", display_name(fault.endpoint)),
        );
    }
}
