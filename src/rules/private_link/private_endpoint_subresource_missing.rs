//! A connection that does not say which part of its target it wants.

use crate::catalogue::private_link;
use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::endpoint::{Connection, ENDPOINT};
use crate::look::{Look, confidence};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL002",
        name: "private-endpoint-subresource-missing",
        title: "Private endpoint connection names no sub-resource",
        severity: Severity::Error,
        why: "An Azure service offers its parts, such as `blob` and `file` of a storage account, as groups of their own. A connection that names none is refused.",
        looks_at: "`groupIds` of the connections of both lists, where the target's type is known to have groups. Private link services of your own take none. An empty array counts as absent, an unknown one is passed over.",
        fix: "Name the group of the target in `groupIds`.",
        references: &[
            "https://learn.microsoft.com/azure/private-link/private-endpoint-overview#private-link-resource",
        ],
        resource_types: &[ENDPOINT],
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
        "properties": { // <- finding
          "privateLinkServiceId": "[resourceId('Microsoft.KeyVault/vaults', 'vault')]" } } ] } }
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
        properties: { // <- finding
          privateLinkServiceId: vault.id
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
    check: Check::Resource(check),
    shadowed_by: &["private-endpoint-no-connection"],
};

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    let Some(endpoint) = context.network().endpoint(instance) else { return };
    for connection in &endpoint.connections {
        check_connection(context, instance, connection);
    }
}

fn check_connection<'w>(
    context: &Context<'w>,
    instance: &'w Instance<'w>,
    connection: &Connection<'w>,
) {
    if connection.open || !connection.group_ids.is_empty() {
        return;
    }
    let (Look::Found(spot) | Look::Missing(spot)) = &connection.groups else { return };
    let Some(target) = connection.target else { return };
    let Some(link) = target.resource_type().and_then(private_link::by_type) else { return };
    if !link.knows_groups() || link.wants_no_group() {
        return;
    }
    let groups: Vec<_> =
        link.groups.iter().filter(|group| !group.described).map(|group| group.id).collect();
    let message = format!(
        "The connection to '{}' names no group; its type has '{}'.",
        target.display(),
        groups.join("', '")
    );
    let sure = spot.value.map_or(Confidence::High, |value| confidence(value.basis));
    context.report(&RULE.card, instance, spot, sure, message);
}
