//! Endpoints whose zone is nowhere.

use crate::finding::Severity;
use crate::graph::dns::{DnsFault, Fault};
use crate::graph::endpoint::ENDPOINT;
use crate::graph::subject::display_name;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL003",
        name: "private-dns-zone-missing",
        title: "Private DNS zone that an endpoint needs is nowhere",
        why: "Without the private DNS zone of its group, clients in the network resolve the service's name to its public address: they miss the endpoint, and are refused once public access is off.",
        looks_at: "Private endpoints without a zone group in a network of this world, whose group needs a zone that is neither declared nor referred to anywhere in it. One finding for each zone, at the first endpoint. A note where the network has DNS servers of its own. Silent where zone groups or zones cannot be told, and where the configuration says that policy adds zone groups.",
        fix: "Declare the zone, link it to the network, and name it in a zone group of the endpoint.",
        references: &[
            "https://learn.microsoft.com/azure/private-link/private-endpoint-dns",
            "https://learn.microsoft.com/azure/private-link/private-endpoint-dns-integration",
        ],
        resource_types: &[ENDPOINT],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "vault", "location": "westeurope",
    "properties": { "publicNetworkAccess": "disabled" } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-11-01", "name": "net", "location": "westeurope",
    "properties": { "subnets": [ { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/privateEndpoints", // <- finding
    "apiVersion": "2023-11-01", "name": "pe",
    "location": "westeurope",
    "properties": {
      "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints')]" },
      "privateLinkServiceConnections": [ { "name": "vault",
        "properties": {
          "privateLinkServiceId": "[resourceId('Microsoft.KeyVault/vaults', 'vault')]",
          "groupIds": [ "vault" ] } } ] } }
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
resource pe 'Microsoft.Network/privateEndpoints@2023-11-01' = { // <- finding
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

/// Most endpoints that are told beside the first.
const MOST_RELATED: usize = 16;

fn check(context: &Context<'_>) {
    if context.of_type(ENDPOINT).is_empty() {
        return;
    }
    let mut by_zones: Vec<(&[String], Vec<&DnsFault<'_>>)> = Vec::new();
    for fault in context.network().dns_faults() {
        let Fault::ZoneMissing { zones } = &fault.fault else { continue };
        match by_zones.iter_mut().find(|(known, _)| known == zones) {
            Some((_, faults)) => faults.push(fault),
            None => by_zones.push((zones, vec![fault])),
        }
    }
    for (zones, faults) in by_zones {
        report(context, zones, &faults);
    }
}

fn report<'w>(context: &Context<'w>, zones: &[String], faults: &[&DnsFault<'w>]) {
    let Some(first) = faults.first() else { return };
    let severity = faults.iter().map(|fault| fault.severity).max().unwrap_or(Severity::Note);
    let confidence = faults.iter().map(|fault| fault.confidence).max().unwrap_or(first.confidence);
    let endpoint = first.endpoint;
    let message = format!(
        "Endpoint '{}' has no zone group, and its zone '{}' is nowhere declared or referred to.",
        display_name(endpoint),
        zones.join("' or '")
    );
    let Some(mut finding) =
        context.report(&RULE.card, endpoint, &endpoint.spot(), confidence, message)
    else {
        return;
    };
    finding = finding.severity(severity);
    for other in faults.iter().skip(1).take(MOST_RELATED) {
        finding = finding.related_resource(
            other.endpoint,
            format!("endpoint '{}' needs it too", display_name(other.endpoint)),
        );
    }
}
