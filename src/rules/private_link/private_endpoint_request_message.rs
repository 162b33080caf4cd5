//! What the owner of a target is told.

use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::endpoint::{Connection, ENDPOINT};
use crate::look::{Look, Spot, confidence};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL022",
        name: "private-endpoint-request-message",
        title: "Manual connection has no usable request message",
        severity: Severity::Error,
        why: "Whoever has to approve a connection sees the request message and little else. Without one they cannot tell who asks. A message of more than 140 characters is refused.",
        looks_at: "`requestMessage` of manual connections, where it is missing (a note), and of all connections, where it is longer than 140 characters (an error). Messages that are not known are passed over.",
        fix: "Say in a few words who asks and why.",
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
      "manualPrivateLinkServiceConnections": [ { "name": "vault",
        "properties": { // <- finding
        "privateLinkServiceId": "[resourceId('Microsoft.KeyVault/vaults', 'vault')]",
        "groupIds": [ "vault" ] } } ] } }
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
      "manualPrivateLinkServiceConnections": [ { "name": "vault", "properties": {
        "privateLinkServiceId": "[resourceId('Microsoft.KeyVault/vaults', 'vault')]",
        "groupIds": [ "vault" ],
        "requestMessage": "team a"  } } ] } }
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
        properties: { // <- finding
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

/// The most characters of a message.
const LONGEST: usize = 140;

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    let Some(endpoint) = context.network().endpoint(instance) else { return };
    for connection in &endpoint.connections {
        match instance.look_from(&connection.spot, "properties.requestMessage") {
            Look::Missing(spot) if connection.manual => {
                report_missing(context, instance, connection, &spot);
            }
            Look::Found(spot) => check_length(context, instance, connection, &spot),
            _ => {}
        }
    }
}

fn report_missing<'w>(
    context: &Context<'w>,
    instance: &'w Instance<'w>,
    connection: &Connection<'w>,
    spot: &Spot<'w>,
) {
    let message =
        "The connection waits for approval, and does not tell its owner who asks.".to_owned();
    let sure = spot.confidence().min(connection.spot.confidence());
    if let Some(finding) = context.report(&RULE.card, instance, spot, sure, message) {
        finding.severity(Severity::Note);
    }
}

fn check_length<'w>(
    context: &Context<'w>,
    instance: &'w Instance<'w>,
    connection: &Connection<'w>,
    spot: &Spot<'w>,
) {
    let Some(text) = spot.value.and_then(crate::eval::value::Value::as_str) else { return };
    let length = text.chars().count();
    if length == 0 && connection.manual {
        report_missing(context, instance, connection, spot);
    } else if length > LONGEST {
        let message = format!("The request message has {length} characters; {LONGEST} are taken.");
        let sure = spot.value.map_or(Confidence::High, |value| confidence(value.basis));
        context.report(&RULE.card, instance, spot, sure, message);
    }
}
