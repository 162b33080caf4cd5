//! Static addresses of endpoints.

use crate::catalogue::subnets::limits;
use crate::eval::instance::Instance;
use crate::eval::value::Val;
use crate::finding::Severity;
use crate::graph::endpoint::{ENDPOINT, Endpoint};
use crate::graph::subject::display_name;
use crate::graph::subnets::Range;
use crate::graph::targets::same;
use crate::look::{Spot, confidence};
use crate::rule::{Card, Check, Context, Example, Rule};
use ipnet::IpNet;
use std::net::IpAddr;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL025",
        name: "private-endpoint-static-ip-outside-subnet",
        title: "Static address of a private endpoint is not one of its subnet",
        severity: Severity::Error,
        why: "A static address has to be a free one of the endpoint's subnet. Azure keeps the first four addresses and the last one of each subnet for itself, and an address is given once. The deployment is refused.",
        looks_at: "`ipConfigurations` of endpoints against the ranges of their subnet, where it is declared here, and against the static addresses of other endpoints of that network. Addresses and ranges that are not known are passed over.",
        fix: "Choose a free address of the subnet, or leave the block out.",
        references: &[
            "https://learn.microsoft.com/azure/private-link/private-endpoint-overview",
            "https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq",
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
      "ipConfigurations": [ { "name": "one", "properties": { "groupId": "vault", "memberName": "default",
        "privateIPAddress": "10.9.0.5" // <- finding
      } } ],
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
      "ipConfigurations": [ { "name": "one", "properties": { "groupId": "vault", "memberName": "default",
        "privateIPAddress": "10.1.1.5"
      } } ],
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
    ipConfigurations: [
      {
        name: 'one'
        properties: {
          groupId: 'vault'
          memberName: 'default'
          privateIPAddress: '10.1.1.3' // <- finding
        }
      }
    ]
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
    ipConfigurations: [
      {
        name: 'one'
        properties: {
          groupId: 'vault'
          memberName: 'default'
          privateIPAddress: '10.1.1.10'
        }
      }
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
    let Some(endpoint) = context.network().endpoint(instance) else { return };
    for (spot, address) in addresses(instance) {
        let fault =
            of_subnet(context, endpoint, address).or_else(|| twice(context, endpoint, address));
        let (Some((message, other)), Some(value)) = (fault, spot.value) else { continue };
        let Some(finding) =
            context.report(&RULE.card, instance, &spot, confidence(value.basis), message)
        else {
            continue;
        };
        finding.related_resource(other, format!("'{}'", display_name(other)));
    }
}

fn addresses<'w>(endpoint: &'w Instance<'w>) -> Vec<(Spot<'w>, IpAddr)> {
    let (configurations, _) = endpoint.list("properties.ipConfigurations");
    let each = configurations.iter().filter_map(|configuration| {
        endpoint.look_from(configuration, "properties.privateIPAddress").found()
    });
    each.filter_map(|spot| spot.value.and_then(address).map(|address| (spot, address))).collect()
}

fn address(value: Val<'_>) -> Option<IpAddr> {
    value.as_str()?.trim().parse().ok()
}

fn of_subnet<'w>(
    context: &Context<'w>,
    endpoint: &Endpoint<'w>,
    address: IpAddr,
) -> Option<(String, &'w Instance<'w>)> {
    let subnet = context.network().subnet(&endpoint.subnet?, &endpoint.network?)?;
    let (ranges, open) = subnet.ranges();
    let Some(range) = ranges.iter().find(|range| range.net.contains(&address)) else {
        let shown =
            ranges.iter().map(|range| range.net.to_string()).collect::<Vec<_>>().join("', '");
        return (!open).then(|| {
            (
                format!("The address {address} is not one of the subnet's '{shown}'."),
                subnet.instance,
            )
        });
    };
    is_kept(range, address).then(|| {
        (
            format!("Azure keeps the address {address} of '{}' for itself.", range.net),
            subnet.instance,
        )
    })
}

/// The first four addresses, and the last one.
fn is_kept(range: &Range<'_>, address: IpAddr) -> bool {
    let (IpNet::V4(net), IpAddr::V4(address)) = (range.net, address) else { return false };
    let first = u32::from(limits().reserved_addresses).saturating_sub(1);
    u32::from(address) - u32::from(net.network()) < first || address == net.broadcast()
}

fn twice<'w>(
    context: &Context<'w>,
    endpoint: &Endpoint<'w>,
    address: IpAddr,
) -> Option<(String, &'w Instance<'w>)> {
    let before = context
        .network()
        .endpoints()
        .iter()
        .take_while(|other| !std::ptr::eq(other.instance, endpoint.instance));
    let has = |other: &&Endpoint<'w>| {
        let is_near = other.network.zip(endpoint.network).is_some_and(|(a, b)| a.same(&b).is_yes());
        let is_there = other.instance.presence().truth.is_yes()
            && same(other.instance, endpoint.instance).is_no();
        is_near && is_there && addresses(other.instance).iter().any(|(_, own)| *own == address)
    };
    let other = before.into_iter().find(has)?;
    Some((
        format!("The address {address} is that of another endpoint of the network."),
        other.instance,
    ))
}
