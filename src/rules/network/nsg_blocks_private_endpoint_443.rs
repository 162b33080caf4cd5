//! Rules that keep clients from an endpoint.

use crate::catalogue::subnets::{endpoints_obey_nsg, reserved};
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::endpoint::{ENDPOINT, Endpoint};
use crate::graph::security::{SecurityRule, Traffic, Way};
use crate::graph::subject::display_name;
use crate::graph::subnets::Subnet;
use crate::look::Look;
use crate::look::words::is_any;
use crate::rule::{Card, Check, Context, Example, Rule};
use ipnet::IpNet;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "NW010",
        name: "nsg-blocks-private-endpoint-443",
        title: "Security rules block TCP 443 between clients and a private endpoint",
        severity: Severity::Error,
        confidence: Confidence::Medium,
        why: "Clients reach the service over HTTPS at the address of its endpoint. A rule that denies TCP 443 on the way ends in time-outs, and the endpoint might as well not be there.",
        looks_at: "For each endpoint the subnets of its network that are declared here: the outbound rules of the groups on the other subnets, and the inbound rules on the endpoint's own subnet where its network policies are on for security groups. The first rule by priority that acts on TCP 443 between the two subnets decides. Silent when a rule before it might act too, when a rule or an address is not known, in regions where security groups do not act on endpoints, for the subnets of gateways, firewalls and Bastion, and for services that are reached over other ports.",
        fix: "Add a rule that allows TCP 443 from the subnet of the clients to that of the endpoint, with a lower priority number than the one that denies it.",
        references: &[
            "https://learn.microsoft.com/azure/private-link/troubleshoot-private-endpoint-connectivity",
            "https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
        ],
        resource_types: &[ENDPOINT],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "vault", "location": "westeurope",
    "properties": { "publicNetworkAccess": "disabled" } },
  { "type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "rules", "location": "westeurope",
    "properties": { "securityRules": [
      { // <- finding
        "name": "one", "properties": { "priority": 100, "access": "Deny", "direction": "Outbound", "protocol": "Tcp",
        "sourcePortRange": "*", "destinationPortRange": "*",
        "sourceAddressPrefix": "*",
        "destinationAddressPrefix": "*"
      } }
    ] } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.1.0.0/16" ] }, "subnets": [
      { "name": "app", "properties": { "addressPrefix": "10.1.2.0/24",
        "networkSecurityGroup": { "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'rules')]" } } },
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
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "vault", "location": "westeurope",
    "properties": { "publicNetworkAccess": "disabled" } },
  { "type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "rules", "location": "westeurope",
    "properties": { "securityRules": [
      {
        "name": "one", "properties": { "priority": 100, "access": "Allow", "direction": "Outbound", "protocol": "Tcp",
        "sourcePortRange": "*", "destinationPortRange": "443",
        "sourceAddressPrefix": "*",
        "destinationAddressPrefix": "VirtualNetwork"
      } },
      {
        "name": "two", "properties": { "priority": 4000, "access": "Deny", "direction": "Outbound", "protocol": "Tcp",
        "sourcePortRange": "*", "destinationPortRange": "*",
        "sourceAddressPrefix": "*",
        "destinationAddressPrefix": "*"
      } }
    ] } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.1.0.0/16" ] }, "subnets": [
      { "name": "app", "properties": { "addressPrefix": "10.1.2.0/24",
        "networkSecurityGroup": { "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'rules')]" } } },
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
resource rules 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'rules'
  location: 'westeurope'
  properties: {
    securityRules: [
      { // <- finding
        name: 'one'
        properties: {
          priority: 100
          access: 'Deny'
          direction: 'Outbound'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: [ '10.1.0.0/16' ] }
    subnets: [
      { name: 'endpoints', properties: { addressPrefix: '10.1.1.0/24' } }
      { name: 'app', properties: { addressPrefix: '10.1.2.0/24', networkSecurityGroup: { id: rules.id } } }
    ]
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
            Example::bicep(
                r"resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'vault'
  location: 'westeurope'
  properties: { publicNetworkAccess: 'disabled' }
}
resource rules 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'rules'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'one'
        properties: {
          priority: 100
          access: 'Deny'
          direction: 'Outbound'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: 'Internet'
        }
      }
    ]
  }
}
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: [ '10.1.0.0/16' ] }
    subnets: [
      { name: 'endpoints', properties: { addressPrefix: '10.1.1.0/24' } }
      { name: 'app', properties: { addressPrefix: '10.1.2.0/24', networkSecurityGroup: { id: rules.id } } }
    ]
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

/// Groups of services that are not reached over HTTPS.
const OTHER_PORTS: [&str; 9] = [
    "sqlserver",
    "managedinstance",
    "rediscache",
    "redisenterprise",
    "mysqlserver",
    "postgresqlserver",
    "mariadbserver",
    "file",
    "mongodb",
];

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    let network = context.network();
    let Some(endpoint) = network.endpoint(instance).filter(|endpoint| is_https(endpoint)) else {
        return;
    };
    let (Some(end), Some(vnet)) = (endpoint.subnet, endpoint.network) else { return };
    let (Some(own), Some(declared)) = (network.subnet(&end, &vnet), vnet.instance()) else {
        return;
    };
    let Some(to) = range(&own) else { return };
    let subnets = network.subnets(declared);
    let subnets = &subnets.list;
    let is_filtered = is_filtered(&own) && may_filter(declared);
    let names = |subnet: &Subnet<'w>| subnet.known_name().map(str::to_ascii_lowercase);
    let is_client = |subnet: &&Subnet<'w>| {
        names(subnet).is_some_and(|name| reserved(&name).is_none() && Some(name) != names(&own))
    };
    for client in subnets.iter().filter(is_client) {
        let Some(from) = range(client) else { continue };
        let traffic = Traffic { from, to, port: 443 };
        check_group(context, instance, client, Way::Outbound, traffic, client);
        if is_filtered {
            check_group(context, instance, &own, Way::Inbound, traffic, client);
        }
    }
}

fn is_https(endpoint: &Endpoint<'_>) -> bool {
    let ids = endpoint.connections.iter().flat_map(|connection| &connection.group_ids);
    let known = ids.filter_map(|id| id.value?.as_str()).map(str::to_ascii_lowercase);
    let is_other = |id: String| OTHER_PORTS.contains(&id.as_str());
    endpoint.instance.presence().is_there() && !known.into_iter().any(is_other)
}

fn range(subnet: &Subnet<'_>) -> Option<IpNet> {
    match subnet.ranges() {
        (ranges, false) => ranges.first().map(|range| range.net),
        _ => None,
    }
}

/// Whether security groups can act on endpoints at all where a network is.
fn may_filter<'w>(network: &'w Instance<'w>) -> bool {
    let location = network.look("location").value().and_then(crate::eval::value::Value::as_str);
    location.is_none_or(endpoints_obey_nsg)
}

/// Whether security groups act on the endpoints of a subnet.
fn is_filtered(subnet: &Subnet<'_>) -> bool {
    let Look::Found(spot) = subnet.look("properties.privateEndpointNetworkPolicies") else {
        return false;
    };
    spot.value
        .map_or(Tri::No, |value| is_any(value, &["Enabled", "NetworkSecurityGroupEnabled"]))
        .is_yes()
}

fn check_group<'w>(
    context: &Context<'w>,
    endpoint: &'w Instance<'w>,
    on: &Subnet<'w>,
    way: Way,
    traffic: Traffic,
    client: &Subnet<'w>,
) {
    let network = context.network();
    let Some(end) =
        network.security_group(on.look("properties.networkSecurityGroup.id"), on.instance)
    else {
        return;
    };
    let Some(group) = end.instance().filter(|group| group.presence().truth.is_yes()) else {
        return;
    };
    let Some(rule) = network.deciding_rule(group, way, traffic) else { return };
    if rule.says("access", &["Deny"]).is_yes() {
        report(context, endpoint, &rule, client);
    }
}

fn report<'w>(
    context: &Context<'w>,
    endpoint: &'w Instance<'w>,
    rule: &SecurityRule<'w>,
    client: &Subnet<'w>,
) {
    let name = client.known_name().unwrap_or_default();
    let message = format!(
        "The rule '{}' denies TCP 443 from the subnet '{name}' to the endpoint '{}'.",
        rule.name(),
        display_name(endpoint)
    );
    let Some(finding) =
        context.report(&RULE.card, rule.instance, &rule.spot, Confidence::Medium, message)
    else {
        return;
    };
    finding
        .related_resource(endpoint, "the endpoint")
        .related(client.name_spot().place, "the subnet of the clients");
}
