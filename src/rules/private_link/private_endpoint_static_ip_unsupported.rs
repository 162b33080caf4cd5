//! Static addresses for targets that take none.

use crate::catalogue::private_link::NO_STATIC_IP;
use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::endpoint::ENDPOINT;
use crate::look::Look;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL034",
        name: "private-endpoint-static-ip-unsupported",
        title: "Static address for an endpoint whose target takes none",
        severity: Severity::Error,
        confidence: Confidence::Medium,
        why: "Endpoints to AKS clusters, application gateways, HDInsight, Recovery Services vaults and private link services of others take no static address: the setting is not supported.",
        looks_at: "`ipConfigurations` of endpoints that have at least one entry and lead to a target of one of these types. Targets that are not known are passed over.",
        fix: "Leave `ipConfigurations` out.",
        references: &["https://learn.microsoft.com/azure/private-link/private-endpoint-overview"],
        resource_types: &[ENDPOINT],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/applicationGateways", "apiVersion": "2024-05-01", "name": "gateway", "location": "westeurope" },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.1.0.0/16" ] }, "subnets": [
      { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/privateEndpoints",
    "apiVersion": "2024-05-01", "name": "pe", "location": "westeurope",
    "properties": {
      "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints')]" },
      "ipConfigurations": [ // <- finding
        { "name": "one", "properties": { "groupId": "frontend", "memberName": "frontend", "privateIPAddress": "10.1.1.9" } } ],
      "privateLinkServiceConnections": [ { "name": "vault", "properties": {
        "privateLinkServiceId": "[resourceId('Microsoft.Network/applicationGateways', 'gateway')]",
        "groupIds": [ "frontend" ] } } ] } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/applicationGateways", "apiVersion": "2024-05-01", "name": "gateway", "location": "westeurope" },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.1.0.0/16" ] }, "subnets": [
      { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/privateEndpoints",
    "apiVersion": "2024-05-01", "name": "pe", "location": "westeurope",
    "properties": {
      "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints')]" },
      "privateLinkServiceConnections": [ { "name": "vault", "properties": {
        "privateLinkServiceId": "[resourceId('Microsoft.Network/applicationGateways', 'gateway')]",
        "groupIds": [ "frontend" ] } } ] } }
] }
"#,
            ),
            Example::bicep(
                r"resource gateway 'Microsoft.Network/applicationGateways@2024-05-01' existing = {
  name: 'gateway'
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
    ipConfigurations: [ // <- finding
      { name: 'one', properties: { privateIPAddress: '10.1.1.9' } }
    ]
    privateLinkServiceConnections: [
      { name: 'vault', properties: { privateLinkServiceId: gateway.id, groupIds: [ 'frontend' ] } }
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
    ipConfigurations: [
      { name: 'one', properties: { privateIPAddress: '10.1.1.9' } }
    ]
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
    let Look::Found(spot) = instance.look("properties.ipConfigurations") else { return };
    if instance.elements(&spot).0.is_empty() {
        return;
    }
    let Some(endpoint) = context.network().endpoint(instance) else { return };
    let types =
        endpoint.connections.iter().filter_map(|connection| connection.target?.resource_type());
    let takes_none =
        |name: &&str| NO_STATIC_IP.iter().any(|known| known.eq_ignore_ascii_case(name));
    let Some(found) = types.into_iter().find(takes_none) else { return };
    let message = format!("An endpoint to a '{found}' takes no static address.");
    context.report(&RULE.card, instance, &spot, spot.confidence(), message);
}
