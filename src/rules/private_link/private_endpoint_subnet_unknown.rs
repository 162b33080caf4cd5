//! Endpoints in a subnet that their network does not have.

use crate::eval::equal::same_name;
use crate::eval::instance::Instance;
use crate::eval::symbol::Symbol;
use crate::eval::value::Data;
use crate::finding::Severity;
use crate::graph::end::End;
use crate::graph::endpoint::ENDPOINT;
use crate::graph::subnets::{SUBNET, Subnets};
use crate::look::{Spot, confidence};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL015",
        name: "private-endpoint-subnet-unknown",
        title: "Private endpoint lies in a subnet that its virtual network does not have",
        severity: Severity::Error,
        why: "The network is declared here with all its subnets, and the one that the endpoint asks for is not among them. The deployment fails when it comes to the endpoint.",
        looks_at: "The subnet of an endpoint whose virtual network is declared in this world, against the subnets in the network's list and those that are resources of their own; and an index into that list that is beyond its end. Silent when one of the names, or the number of subnets, is not known.",
        fix: "Use the name of a declared subnet, or declare the one that is meant.",
        references: &[
            "https://learn.microsoft.com/azure/private-link/private-endpoint-overview",
            "https://learn.microsoft.com/azure/templates/microsoft.network/virtualnetworks",
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
      "subnet": {
        "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'other')]" // <- finding
      },
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
      id: '${net.id}/subnets/endpoint' // <- finding
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
resource more 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: net
  name: 'more'
  properties: { addressPrefix: '10.1.2.0/24' }
}
resource pe 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'pe'
  location: 'westeurope'
  properties: {
    subnet: { id: more.id }
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
    let network = context.network();
    let Some(endpoint) = network.endpoint(instance) else { return };
    let (Some(subnet), Some(vnet)) = (endpoint.subnet, endpoint.network) else { return };
    let (Some(declared), Some(spot)) =
        (vnet.instance(), instance.look("properties.subnet.id").found())
    else {
        return;
    };
    let subnets = network.subnets(declared);
    if subnets.open || subnet.instance().is_some() {
        return;
    }
    let Some(asked) = asked_for(&subnet, &subnets) else { return };
    report(context, instance, &spot, declared, &asked, &subnets);
}

/// What is asked for and not there.
fn asked_for<'w>(subnet: &End<'w>, subnets: &Subnets<'w>) -> Option<String> {
    if let Data::Unknown(Symbol::State(state)) = subnet.value.data {
        let index = state.path.iter().find_map(|key| key.as_int())?;
        let count = i64::try_from(subnets.list.len()).ok()?;
        return (index >= count).then(|| format!("subnet number {index}, counted from 0,"));
    }
    let id = subnet
        .id
        .filter(|id| id.under.is_none() && id.resource_type.eq_ignore_ascii_case(SUBNET))?;
    let name = id.name().filter(|name| name.as_str().is_some())?;
    let is_other = |own: &crate::graph::subnets::Subnet<'w>| {
        own.known_name().is_some() && own.name.is_some_and(|own| same_name(own, name).is_no())
    };
    subnets
        .list
        .iter()
        .all(is_other)
        .then(|| format!("the subnet '{}'", name.as_str().unwrap_or_default()))
}

fn report<'w>(
    context: &Context<'w>,
    instance: &'w Instance<'w>,
    spot: &Spot<'w>,
    vnet: &'w Instance<'w>,
    asked: &str,
    subnets: &Subnets<'w>,
) {
    let known: Vec<_> =
        subnets.list.iter().filter_map(crate::graph::subnets::Subnet::known_name).collect();
    let has =
        if known.is_empty() { "none".to_owned() } else { format!("'{}'", known.join("', '")) };
    let message = format!(
        "The endpoint asks for {asked} of '{}', which has {has}.",
        crate::graph::subject::display_name(vnet)
    );
    let sure = spot.value.map_or(crate::finding::Confidence::Low, |value| confidence(value.basis));
    if let Some(finding) = context.report(&RULE.card, instance, spot, sure, message) {
        finding.related_resource(vnet, "the virtual network");
    }
}
