//! Groups and routes that endpoints do not go by.

use crate::catalogue::api_versions::ApiVersion;
use crate::catalogue::subnets;
use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::endpoint::ENDPOINT;
use crate::graph::subject::display_name;
use crate::graph::subnets::Subnet;
use crate::look::words::{is_any, is_something};
use crate::look::{Look, Spot, judge};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL033",
        name: "private-endpoint-skips-security-group",
        title: "Security group or route table does not act on the private endpoints of its subnet",
        severity: Severity::Note,
        why: "While network policies are off, the rules and routes of a subnet pass its private endpoints by: traffic to them is neither filtered nor routed, whatever the group says.",
        looks_at: "Declared subnets with a security group or a route table, and a private endpoint of this world, whose `privateEndpointNetworkPolicies` is off: set so, or left to its default. Where it is set to one of the two, the other is reported. A note, as it can be what is wanted.",
        fix: "Set `privateEndpointNetworkPolicies` to `Enabled`, or to the one that is meant, and write rules that let the clients in.",
        references: &[
            "https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy",
        ],
        resource_types: &[ENDPOINT],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "vault", "location": "westeurope",
    "properties": { "publicNetworkAccess": "disabled" } },
  { "type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "rules", "location": "westeurope",
    "properties": { "securityRules": [
      {
        "name": "one", "properties": { "priority": 100, "access": "Allow", "direction": "Inbound", "protocol": "Tcp",
        "sourcePortRange": "*", "destinationPortRange": "*",
        "sourceAddressPrefix": "*",
        "destinationAddressPrefix": "*"
      } }
    ] } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.1.0.0/16" ] }, "subnets": [
      { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24",
        "networkSecurityGroup": { // <- finding
          "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'rules')]" } } } ] } },
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
        "name": "one", "properties": { "priority": 100, "access": "Allow", "direction": "Inbound", "protocol": "Tcp",
        "sourcePortRange": "*", "destinationPortRange": "*",
        "sourceAddressPrefix": "*",
        "destinationAddressPrefix": "*"
      } }
    ] } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.1.0.0/16" ] }, "subnets": [
      { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24",
        "networkSecurityGroup": {
          "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'rules')]" }, "privateEndpointNetworkPolicies": "Enabled" } } ] } },
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
      {
        name: 'one'
        properties: {
          priority: 100
          access: 'Allow'
          direction: 'Inbound'
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
    subnets: [ { name: 'endpoints', properties: {
          addressPrefix: '10.1.1.0/24'
          networkSecurityGroup: { // <- finding
            id: rules.id
          }
          privateEndpointNetworkPolicies: 'RouteTableEnabled'
        } } ]
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
          access: 'Allow'
          direction: 'Inbound'
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
    subnets: [ { name: 'endpoints', properties: {
          addressPrefix: '10.1.1.0/24'
          networkSecurityGroup: {
            id: rules.id
          }
          privateEndpointNetworkPolicies: 'NetworkSecurityGroupEnabled'
        } } ]
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

const POLICIES: &str = "properties.privateEndpointNetworkPolicies";
/// What can act on endpoints: the property, how to call it, and the value that leaves it out.
const FILTERS: [(&str, &str, &str); 2] = [
    ("properties.networkSecurityGroup", "security group", "RouteTableEnabled"),
    ("properties.routeTable", "route table", "NetworkSecurityGroupEnabled"),
];

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    let network = context.network();
    let Some(endpoint) = network.endpoint(instance) else { return };
    let (Some(end), Some(vnet)) = (endpoint.subnet, endpoint.network) else { return };
    let Some(subnet) = network.subnet(&end, &vnet) else { return };
    for (path, what, without) in FILTERS {
        let Look::Found(spot) = subnet.look(path) else { continue };
        if subnet.look(&format!("{path}.id")).value().is_none_or(|id| !is_something(id).is_yes()) {
            continue;
        }
        let Some(sure) = passed_by(&subnet, without) else { continue };
        report(context, &subnet, &spot, sure.min(spot.confidence()), what, instance);
    }
}

/// How sure it is that the setting leaves endpoints out.
fn passed_by(subnet: &Subnet<'_>, without: &'static str) -> Option<Confidence> {
    match subnet.look(POLICIES) {
        Look::Found(spot) => judge(spot.value?, |value| is_any(value, &["Disabled", without])),
        Look::Missing(_) => {
            let version = ApiVersion::parse(subnet.instance.api_version()?)?;
            let policy = subnets::network_policy(POLICIES)?;
            (policy.default_in(version) == "Disabled").then_some(Confidence::Medium)
        }
        Look::Unknown => None,
    }
}

fn report<'w>(
    context: &Context<'w>,
    subnet: &Subnet<'w>,
    spot: &Spot<'w>,
    sure: Confidence,
    what: &str,
    endpoint: &'w Instance<'w>,
) {
    let name =
        subnet.known_name().map_or_else(|| "the subnet".to_owned(), |name| format!("'{name}'"));
    let message = format!(
        "The {what} does not act on the private endpoints of {name}: network policies are off for them."
    );
    if let Some(finding) = context.report(&RULE.card, subnet.instance, spot, sure, message) {
        finding.related_resource(endpoint, format!("the endpoint '{}'", display_name(endpoint)));
    }
}
