//! States that an endpoint claims for itself.

use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::endpoint::ENDPOINT;
use crate::look::words::is_any;
use crate::look::{Look, judge};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL023",
        name: "private-endpoint-state-readonly",
        title: "State of a connection is written on the side of the endpoint",
        severity: Severity::Note,
        confidence: Confidence::Medium,
        on: false,
        why: "The owner of the target decides the state of a connection. What the endpoint says of it is information that the service gives back: writing `Approved` there approves nothing.",
        looks_at: "`privateLinkServiceConnectionState` with the status `Approved` in a manual connection. In other connections it does no harm. Off unless selected: exported templates have it everywhere.",
        fix: "Remove the block, and have the connection approved by its owner.",
        references: &[
            "https://learn.microsoft.com/azure/private-link/manage-private-endpoint",
            "https://learn.microsoft.com/azure/templates/microsoft.network/privateendpoints",
        ],
        resource_types: &[ENDPOINT],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "vault", "location": "westeurope",
    "properties": { "publicNetworkAccess": "disabled" } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.1.0.0/16" ] }, "subnets": [
      { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/privateEndpoints",
    "apiVersion": "2024-05-01", "name": "pe", "location": "westeurope",
    "properties": {
      "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints')]" },
      "manualPrivateLinkServiceConnections": [ { "name": "vault", "properties": {
        "privateLinkServiceId": "[resourceId('Microsoft.KeyVault/vaults', 'vault')]",
        "groupIds": [ "vault" ],
        "privateLinkServiceConnectionState": { // <- finding
          "status": "Approved" }  } } ] } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "vault", "location": "westeurope",
    "properties": { "publicNetworkAccess": "disabled" } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.1.0.0/16" ] }, "subnets": [
      { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/privateEndpoints",
    "apiVersion": "2024-05-01", "name": "pe", "location": "westeurope",
    "properties": {
      "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints')]" },
      "privateLinkServiceConnections": [ { "name": "vault", "properties": {
        "privateLinkServiceId": "[resourceId('Microsoft.KeyVault/vaults', 'vault')]",
        "groupIds": [ "vault" ],
        "privateLinkServiceConnectionState": {
          "status": "Approved" }  } } ] } }
] }
"#,
            ),
            Example::bicep(
                r"resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'vault'
  location: 'westeurope'
  properties: { publicNetworkAccess: 'disabled' }
}
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: [ '10.1.0.0/16' ] }
    subnets: [ { name: 'endpoints', properties: { addressPrefix: '10.1.1.0/24' } } ]
  }
}
resource pe 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'pe'
  location: 'westeurope'
  properties: {
    subnet: { id: net.properties.subnets[0].id }
    manualPrivateLinkServiceConnections: [
      {
        name: 'vault'
        properties: {
          privateLinkServiceId: vault.id
          groupIds: [ 'vault' ]
          privateLinkServiceConnectionState: { // <- finding
            status: 'Approved'
          }
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
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: [ '10.1.0.0/16' ] }
    subnets: [ { name: 'endpoints', properties: { addressPrefix: '10.1.1.0/24' } } ]
  }
}
resource pe 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'pe'
  location: 'westeurope'
  properties: {
    subnet: { id: net.properties.subnets[0].id }
    privateLinkServiceConnections: [
      { name: 'vault', properties: { privateLinkServiceId: vault.id, groupIds: [ 'vault' ] } }
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

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    for connection in instance.list("properties.manualPrivateLinkServiceConnections").0 {
        let Look::Found(spot) =
            instance.look_from(&connection, "properties.privateLinkServiceConnectionState")
        else {
            continue;
        };
        let Look::Found(status) = instance.look_from(&spot, "status") else { continue };
        let Some(sure) =
            status.value.and_then(|value| judge(value, |value| is_any(value, &["Approved"])))
        else {
            continue;
        };
        let message =
            "The state is the owner's to set: writing it here does not approve the connection."
                .to_owned();
        context.report(&RULE.card, instance, &spot, sure, message);
    }
}
