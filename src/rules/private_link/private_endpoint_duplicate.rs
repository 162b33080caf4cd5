//! Two endpoints for the same thing.

use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::end::are_apart;
use crate::graph::endpoint::{Connection, ENDPOINT, Endpoint};
use crate::graph::subject::display_name;
use crate::graph::targets::same;
use crate::look::confidence;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL019",
        name: "private-endpoint-duplicate",
        title: "Two private endpoints for the same target and group",
        confidence: Confidence::Medium,
        why: "A second endpoint for the same sub-resource in the same network brings nothing. In another network that shares the DNS zone, the two write their addresses over each other, and one of the networks is sent to an address that it may not reach.",
        looks_at: "Endpoints of this world with the same target and the same group: in one network, or in two networks whose zone groups name the same zone. In different subnets of one network it is a note. Targets, groups and networks that are not known are passed over, and so are endpoints under a condition that is not known.",
        fix: "Keep one endpoint for each network, and give networks that resolve apart zones of their own.",
        references: &[
            "https://learn.microsoft.com/azure/private-link/private-endpoint-dns",
            "https://learn.microsoft.com/azure/private-link/private-endpoint-overview",
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
      "privateLinkServiceConnections": [ { "name": "vault", "properties": {
        "privateLinkServiceId": "[resourceId('Microsoft.KeyVault/vaults', 'vault')]",
        "groupIds": [ "vault" ] } } ] } },
  { "type": "Microsoft.Network/privateEndpoints", // <- finding
    "apiVersion": "2024-05-01", "name": "pe2", "location": "westeurope",
    "properties": {
      "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints')]" },
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
    subnet: { id: net.properties.subnets[0].id }
    privateLinkServiceConnections: [
      { name: 'vault', properties: { privateLinkServiceId: vault.id, groupIds: [ 'vault' ] } }
    ]
  }
}
resource pe2 'Microsoft.Network/privateEndpoints@2024-05-01' = { // <- finding
  name: 'pe2'
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
            Example::bicep(
                r"resource store 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'vault'
  location: 'westeurope'
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
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
      { name: 'vault', properties: { privateLinkServiceId: store.id, groupIds: [ 'blob' ] } }
    ]
  }
}
resource pe2 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'pe2'
  location: 'westeurope'
  properties: {
    subnet: { id: net.properties.subnets[0].id }
    privateLinkServiceConnections: [
      { name: 'vault', properties: { privateLinkServiceId: store.id, groupIds: [ 'file' ] } }
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
    let Some(own) = network.endpoint(instance).filter(|own| is_certain(own)) else { return };
    let own_place = |other: &Endpoint<'w>| std::ptr::eq(other.instance, instance);
    let Some(at) = network.endpoints().iter().position(own_place) else { return };
    let (before, after) = network.endpoints().split_at(at);
    let mut before = before.iter().filter_map(|other| Some((other, clash_with(own, other)?)));
    let Some((other, clash)) = before.next() else { return };
    // A third one is told of where the second is.
    if before.any(|(second, _)| clash_with(second, other).is_some()) {
        return;
    }
    let more = after
        .iter()
        .skip(1)
        .filter(|third| clash_with(third, own).is_some() && clash_with(third, other).is_some());
    let target = own
        .connections
        .first()
        .and_then(|connection| connection.target.map(|target| target.display()));
    let message = match clash {
        Clash::Network { .. } => format!(
            "'{}' has an endpoint for the same group in this network already.",
            target.unwrap_or_default()
        ),
        Clash::Zone => format!(
            "'{}' has an endpoint for the same group in another network, and both write into the same zone.",
            target.unwrap_or_default()
        ),
    };
    let id = own.connections.first().and_then(|connection| Some(connection.target?.value.basis));
    let sure = id.map_or(Confidence::Medium, confidence);
    let Some(mut finding) = context.report(&RULE.card, instance, &instance.spot(), sure, message)
    else {
        return;
    };
    if let Clash::Network { apart: true } = clash {
        finding = finding.severity(Severity::Note);
    }
    for other in std::iter::once(other).chain(more) {
        let name = display_name(other.instance);
        finding = finding.related_resource(other.instance, format!("the endpoint '{name}'"));
    }
}

fn clash_with<'w>(own: &Endpoint<'w>, other: &Endpoint<'w>) -> Option<Clash> {
    let (one, second) = (own.instance, other.instance);
    let apart = are_apart(one, second) || same(one, second).is_no();
    (is_certain(other) && apart).then(|| clash(own, other)).flatten()
}

fn is_certain(endpoint: &Endpoint<'_>) -> bool {
    endpoint.instance.presence().truth.is_yes() && !endpoint.instance.declaration.is_open()
}

/// How two endpoints get into each other's way.
#[derive(Clone, Copy)]
enum Clash {
    /// They lie in one network, perhaps in two subnets of it.
    Network { apart: bool },
    /// They write into one zone.
    Zone,
}

fn clash<'w>(own: &Endpoint<'w>, other: &Endpoint<'w>) -> Option<Clash> {
    let pairs = || {
        own.connections
            .iter()
            .flat_map(|own| other.connections.iter().map(move |other| (own, other)))
    };
    pairs().find(|(own, other)| is_same(own, other))?;
    match own.network?.same(&other.network?) {
        Tri::Yes => {
            let apart = own.subnet?.same(&other.subnet?);
            (apart != Tri::Maybe).then_some(Clash::Network { apart: apart.is_no() })
        }
        Tri::No => shares_zone(own, other).then_some(Clash::Zone),
        Tri::Maybe => None,
    }
}

fn is_same<'w>(own: &Connection<'w>, other: &Connection<'w>) -> bool {
    let (Some(target), Some(second)) = (own.target, other.target) else { return false };
    let group = |connection: &Connection<'w>| match &connection.group_ids[..] {
        [one] if !connection.open => {
            one.value.and_then(crate::eval::value::Value::as_str).map(str::to_ascii_lowercase)
        }
        _ => None,
    };
    target.same(&second).is_yes() && group(own).is_some_and(|id| group(other) == Some(id))
}

fn shares_zone<'w>(own: &Endpoint<'w>, other: &Endpoint<'w>) -> bool {
    let theirs: Vec<_> = other.groups.list.iter().flat_map(|group| &group.configs).collect();
    let mut configs = own.groups.list.iter().flat_map(|group| &group.configs);
    configs.any(|config| theirs.iter().any(|other| config.zone.same(&other.zone).is_yes()))
}
