//! A connection that asks for a part that its target does not have.

use crate::catalogue::private_link::{self, LinkType};
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::value::Val;
use crate::finding::Severity;
use crate::fix::{self, New};
use crate::graph::endpoint::{Connection, ENDPOINT};
use crate::look::{Spot, judge};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL004",
        name: "private-endpoint-subresource-wrong",
        title: "Private endpoint asks for a sub-resource the target does not have",
        severity: Severity::Error,
        why: "Each service has fixed group ids: `vault` for a key vault, `amlworkspace` for a machine learning workspace, `API` for Digital Twins. With another id the endpoint is refused.",
        looks_at: "The entries of `groupIds` against the groups of the target's type, without regard to case. The type is read from the target's id, so the target may lie elsewhere. Types whose groups are not known, or bear the names of children, are passed over.",
        fix: "Use a group id of the target's type.",
        references: &[
            "https://learn.microsoft.com/azure/private-link/private-endpoint-overview#private-link-resource",
            "https://learn.microsoft.com/azure/private-link/private-endpoint-dns",
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
        "properties": {
          "privateLinkServiceId": "[resourceId('Microsoft.KeyVault/vaults', 'vault')]",
          "groupIds": [
            "keyvault" // <- finding
          ] } } ] } }
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
          groupIds: [
            'keyvault' // <- finding
          ]
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
        let link = connection
            .target
            .and_then(|target| target.resource_type())
            .and_then(private_link::by_type);
        if let Some(link) = link.filter(|link| link.knows_groups() && !link.wants_no_group()) {
            for spot in &connection.group_ids {
                check_group(context, instance, connection, link, spot);
            }
        }
    }
}

fn check_group<'w>(
    context: &Context<'w>,
    instance: &'w Instance<'w>,
    connection: &Connection<'w>,
    link: &'static LinkType,
    spot: &Spot<'w>,
) {
    let is_wrong = |value: Val<'w>| {
        Tri::from(value.as_str().is_some_and(|id| !id.is_empty() && link.group(id).is_none()))
    };
    let Some(sure) = spot.value.and_then(|value| judge(value, is_wrong)) else { return };
    let wrong = spot
        .value
        .and_then(|value| value.alternatives().find(|value| is_wrong(value).is_yes())?.as_str());
    let groups: Vec<_> = link
        .groups
        .iter()
        .filter(|group| !group.described && group.disputed.is_none())
        .map(|group| group.id)
        .collect();
    let message = format!(
        "'{}' has no group '{}', only '{}'.",
        link.name,
        wrong.unwrap_or_default(),
        groups.join("', '")
    );
    let Some(finding) = context.report(&RULE.card, instance, spot, sure, message) else { return };
    let finding = match connection.target.and_then(|target| target.instance()) {
        Some(target) => finding.related_resource(target, "the target"),
        None => finding,
    };
    // With a wrong group the deployment fails, so that nothing relies on it.
    if let ([group], [_]) = (groups.as_slice(), connection.group_ids.as_slice())
        && let Some(fix) = fix::set(instance, spot, &spot.path, New::Text(group))
    {
        finding.fix(fix.safely());
    }
}
