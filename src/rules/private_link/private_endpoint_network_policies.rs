//! Network policies on the subnets of endpoints.

use crate::catalogue::api_versions::ApiVersion;
use crate::catalogue::subnets;
use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::endpoint::{ENDPOINT, Endpoint};
use crate::graph::subject::display_name;
use crate::graph::subnets::Subnet;
use crate::look::words::{is_any, is_something, shown};
use crate::look::{Look, judge};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL024",
        name: "private-endpoint-network-policies",
        title: "Subnet of a private endpoint has network policies on",
        confidence: Confidence::Medium,
        why: "With network policies on, the rules and routes of the subnet act on its endpoints. That can be what is wanted; where nobody has written rules for it, clients are cut off, and some services ask for policies to be off before the endpoint is made. Before 2022 they were on unless turned off, and endpoints were refused.",
        looks_at: "`privateEndpointNetworkPolicies` of declared subnets that hold a private endpoint of this world. A warning where the endpoint leads to Azure Machine Learning or an AI service, whose documentation asks for it to be off, else a note. No word of a subnet whose security group or route table is there to act on the endpoints, or may be; `nsg-blocks-private-endpoint-443` looks at the rules. Nor where neither acts on endpoints in the region. A subnet that says nothing, by an api version whose default was on, is reported with low confidence.",
        fix: "Set `privateEndpointNetworkPolicies` to `Disabled`, or keep it on with rules that let clients in.",
        references: &[
            "https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy",
            "https://learn.microsoft.com/azure/machine-learning/how-to-configure-private-link",
        ],
        resource_types: &[ENDPOINT],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "vault", "location": "westeurope",
    "properties": { "publicNetworkAccess": "disabled" } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.1.0.0/16" ] }, "subnets": [
      { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24",
        "privateEndpointNetworkPolicies": "Enabled" // <- finding
      } } ] } },
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
  { "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "vault", "location": "brazilsoutheast",
    "properties": { "publicNetworkAccess": "disabled" } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "brazilsoutheast",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.1.0.0/16" ] }, "subnets": [
      { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24",
        "privateEndpointNetworkPolicies": "Enabled"
      } } ] } },
  { "type": "Microsoft.Network/privateEndpoints",
    "apiVersion": "2024-05-01", "name": "pe", "location": "brazilsoutheast",
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
      { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24", "privateEndpointNetworkPolicies": "Disabled" } } ] } },
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
    subnets: [ { name: 'endpoints', properties: { 
      addressPrefix: '10.1.1.0/24'
      privateEndpointNetworkPolicies: 'Enabled' // <- finding
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
            Example::bicep(
                r"resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'vault'
  location: 'westeurope'
  properties: { publicNetworkAccess: 'disabled' }
}
resource rules 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'rules'
  location: 'westeurope'
}
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: [ '10.1.0.0/16' ] }
    subnets: [ { name: 'endpoints', properties: {
      addressPrefix: '10.1.1.0/24'
      networkSecurityGroup: { id: rules.id }
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
/// Services whose documentation asks for policies to be off.
const STRICT: [&str; 2] = ["microsoft.machinelearningservices/", "microsoft.cognitiveservices/"];

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    let network = context.network();
    let Some(endpoint) = network.endpoint(instance) else { return };
    let (Some(end), Some(vnet)) = (endpoint.subnet, endpoint.network) else { return };
    let Some(subnet) = network.subnet(&end, &vnet) else { return };
    match subnet.look(POLICIES) {
        Look::Found(spot) => {
            let on = ["Enabled", "NetworkSecurityGroupEnabled", "RouteTableEnabled"];
            let Some((value, sure)) = spot
                .value
                .and_then(|value| Some((value, judge(value, |value| is_any(value, &on))?)))
            else {
                return;
            };
            let is_strict = is_strict(endpoint);
            // Who has rules for the endpoints wants the policies that make them act.
            if !is_strict && may_be_wanted(&subnet) {
                return;
            }
            let location = network.location(&vnet).and_then(crate::eval::value::Value::as_str);
            let word = value.as_str().unwrap_or_default();
            let is = |one: &str| word.eq_ignore_ascii_case(one);
            let rules =
                !is("RouteTableEnabled") && location.is_none_or(subnets::endpoints_obey_nsg);
            let routes = !is("NetworkSecurityGroupEnabled")
                && location.is_none_or(subnets::endpoints_obey_routes);
            let consequence = match (rules, routes) {
                (true, true) => ": its rules and routes act on them",
                (true, false) => ": its rules act on them",
                (false, true) => ": its routes act on them",
                // Neither does in this region, so that there is nothing but the wish of the service.
                (false, false) if is_strict => "",
                (false, false) => return,
            };
            let message = format!(
                "Network policies are '{}' on a subnet with private endpoints{consequence}.",
                shown(value)
            );
            let Some(mut finding) =
                context.report(&RULE.card, subnet.instance, &spot, sure, message)
            else {
                return;
            };
            if !is_strict {
                finding = finding.severity(Severity::Note);
            }
            finding
                .related_resource(instance, format!("the endpoint '{}'", display_name(instance)));
        }
        Look::Missing(spot) => check_default(context, instance, &subnet, &spot),
        Look::Unknown => {}
    }
}

/// Whether the subnet has a security group or a route table, or may have one.
fn may_be_wanted(subnet: &Subnet<'_>) -> bool {
    ["properties.networkSecurityGroup.id", "properties.routeTable.id"].iter().any(|path| {
        match subnet.look(path) {
            Look::Found(spot) => spot.value.is_none_or(|value| !is_something(value).is_no()),
            Look::Missing(_) => false,
            Look::Unknown => true,
        }
    })
}

fn check_default<'w>(
    context: &Context<'w>,
    endpoint: &'w Instance<'w>,
    subnet: &Subnet<'w>,
    spot: &crate::look::Spot<'w>,
) {
    let version = subnet.instance.api_version().and_then(ApiVersion::parse);
    let (Some(version), Some(policy)) = (version, subnets::network_policy(POLICIES)) else {
        return;
    };
    if policy.default_in(version) != "Enabled" {
        return;
    }
    // That the service goes by the api version is not certain.
    let sure = if policy.disputed.is_some() { Confidence::Low } else { Confidence::Medium };
    let message = "By this api version network policies are on unless turned off, and endpoints are refused then.".to_owned();
    if let Some(finding) = context.report(&RULE.card, subnet.instance, spot, sure, message) {
        finding.related_resource(endpoint, format!("the endpoint '{}'", display_name(endpoint)));
    }
}

fn is_strict(endpoint: &Endpoint<'_>) -> bool {
    let types =
        endpoint.connections.iter().filter_map(|connection| connection.target?.resource_type());
    types
        .map(str::to_ascii_lowercase)
        .any(|name| STRICT.iter().any(|start| name.starts_with(start)))
}
