//! Endpoints that lead nowhere.

use crate::eval::instance::Instance;
use crate::finding::Severity;
use crate::graph::endpoint::ENDPOINT;
use crate::look::Look;
use crate::look::words::{is_something, lacking};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL018",
        name: "private-endpoint-no-connection",
        title: "Private endpoint has no connection",
        severity: Severity::Error,
        why: "An endpoint without a connection, or with one that names no target, leads nowhere: the deployment is refused.",
        looks_at: "Both lists of connections missing or empty, and connections without `privateLinkServiceId`. Lists that are not known are passed over, and so are endpoints whose own condition is off.",
        fix: "Add `privateLinkServiceConnections` with the id of the target and its group.",
        references: &[
            "https://learn.microsoft.com/azure/private-link/private-endpoint-overview",
            "https://learn.microsoft.com/azure/templates/microsoft.network/privateendpoints",
        ],
        resource_types: &[ENDPOINT],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.1.0.0/16" ] }, "subnets": [
      { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/privateEndpoints",
    "apiVersion": "2024-05-01", "name": "pe", "location": "westeurope",
    "properties": { // <- finding
      "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints')]" } } }
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
        "groupIds": [ "vault" ] } } ] } }
] }
"#,
            ),
            Example::bicep(
                r"resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
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
    privateLinkServiceConnections: [] // <- finding
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
    manualPrivateLinkServiceConnections: null
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

const LISTS: [&str; 2] =
    ["properties.privateLinkServiceConnections", "properties.manualPrivateLinkServiceConnections"];

fn check<'w>(context: &Context<'w>, endpoint: &'w Instance<'w>) {
    if !endpoint.presence().is_there() {
        return;
    }
    check_lists(context, endpoint);
    for connection in LISTS.iter().flat_map(|list| endpoint.list(list).0) {
        let missing = match endpoint.look_from(&connection, "properties.privateLinkServiceId") {
            Look::Missing(spot) => spot,
            Look::Found(spot) if spot.value.is_some_and(|value| is_something(value).is_no()) => {
                spot
            }
            _ => continue,
        };
        let sure = missing.confidence();
        context.report(
            &RULE.card,
            endpoint,
            &missing,
            sure,
            "The connection names no target.".to_owned(),
        );
    }
}

fn check_lists<'w>(context: &Context<'w>, endpoint: &'w Instance<'w>) {
    let (Some((first, sure)), Some((second, too))) =
        (lacking(endpoint, LISTS[0]), lacking(endpoint, LISTS[1]))
    else {
        return;
    };
    let is_written = |path: &str| matches!(endpoint.look(path), Look::Found(_));
    let spot = if !is_written(LISTS[0]) && is_written(LISTS[1]) { second } else { first };
    context.report(
        &RULE.card,
        endpoint,
        &spot,
        sure.min(too),
        "The endpoint connects to nothing.".to_owned(),
    );
}
