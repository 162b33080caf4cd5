//! Endpoints without a subnet to lie in.

use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::resource_id::ResourceId;
use crate::eval::value::Val;
use crate::finding::Severity;
use crate::graph::endpoint::ENDPOINT;
use crate::graph::subnets::SUBNET;
use crate::look::judge;
use crate::look::words::lacking;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL014",
        name: "private-endpoint-subnet-missing",
        title: "Private endpoint has no subnet",
        severity: Severity::Error,
        why: "An endpoint is a network interface: it takes an address of one subnet of a virtual network. Without that subnet, or with the id of something else such as the whole network, the deployment is refused.",
        looks_at: "`properties.subnet.id` of private endpoints: missing, empty, or the id of a resource that is no subnet. Ids that are not known are passed over.",
        fix: "Set `properties.subnet.id` to the id of a subnet.",
        references: &[
            "https://learn.microsoft.com/azure/private-link/private-endpoint-overview",
            "https://learn.microsoft.com/azure/templates/microsoft.network/privateendpoints",
        ],
        resource_types: &[ENDPOINT],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "vault", "location": "westeurope",
    "properties": { "publicNetworkAccess": "disabled" } },
  { "type": "Microsoft.Network/privateEndpoints",
    "apiVersion": "2024-05-01", "name": "pe", "location": "westeurope",
    "properties": { // <- finding
      "privateLinkServiceConnections": [ { "name": "vault", "properties": {
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
      "privateLinkServiceConnections": [ { "name": "vault", "properties": {
        "privateLinkServiceId": "[resourceId('Microsoft.KeyVault/vaults', 'vault')]",
        "groupIds": [ "vault" ] } } ] } }
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
    subnet: {
      id: net.id // <- finding
    }
    privateLinkServiceConnections: [
      { name: 'vault', properties: { privateLinkServiceId: vault.id, groupIds: [ 'vault' ] } }
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

const ID: &str = "properties.subnet.id";

fn check<'w>(context: &Context<'w>, endpoint: &'w Instance<'w>) {
    if let Some((spot, sure)) = lacking(endpoint, ID) {
        let message = "The endpoint names no subnet to lie in.".to_owned();
        context.report(&RULE.card, endpoint, &spot, sure, message);
        return;
    }
    let Some(spot) = endpoint.look(ID).found() else { return };
    let is_other = |value: Val<'w>| Tri::from(other_type(context, value).is_some());
    let Some((value, sure)) = spot.value.and_then(|value| Some((value, judge(value, is_other)?)))
    else {
        return;
    };
    let Some(found) = value.alternatives().find_map(|value| other_type(context, value)) else {
        return;
    };
    let message = format!("The endpoint is put into a '{found}', which is no subnet.");
    context.report(&RULE.card, endpoint, &spot, sure, message);
}

/// The type of an id that is not a subnet's.
fn other_type<'w>(context: &Context<'w>, id: Val<'w>) -> Option<&'w str> {
    let id = ResourceId::parse(context.world.heap, id)?;
    (id.under.is_none() && !id.resource_type.eq_ignore_ascii_case(SUBNET))
        .then_some(id.resource_type)
}
