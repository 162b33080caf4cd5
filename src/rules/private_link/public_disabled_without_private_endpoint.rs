//! Resources that nobody can reach: public access is off, and there is no private way in.

use crate::catalogue::private_link;
use crate::catalogue::public_access::{self, Exposure, FlagRole};
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::value::{Val, Value};
use crate::finding::{Confidence, Severity};
use crate::graph::endpoint::ENDPOINT;
use crate::graph::network::NETWORK;
use crate::look::{Look, Spot, judge};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL012",
        name: "public-disabled-without-private-endpoint",
        title: "Public access is disabled but nothing gives private access",
        confidence: Confidence::Medium,
        why: "With public access off, only a private endpoint lets callers in. A resource that was closed and has none cannot be reached by anybody.",
        looks_at: "Resources whose switch for public network access is set to a closing value, in a world that declares virtual networks or private endpoints. Private endpoints, managed endpoints, shared private links, perimeters and network injection count as ways in; so does anything that cannot be told. A note for key vaults and storage accounts that trusted services may still use.",
        fix: "Add a private endpoint for the resource.",
        references: &[
            "https://learn.microsoft.com/azure/private-link/private-endpoint-overview",
            "https://learn.microsoft.com/azure/private-link/availability",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "vault", "location": "westeurope",
    "properties": {
      "publicNetworkAccess": "disabled" // <- finding
    } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-11-01", "name": "net", "location": "westeurope",
    "properties": { "subnets": [ { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "vault", "location": "westeurope",
    "properties": { "publicNetworkAccess": "disabled" } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-11-01", "name": "net", "location": "westeurope",
    "properties": { "subnets": [ { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/privateEndpoints",
    "apiVersion": "2023-11-01", "name": "pe",
    "location": "westeurope",
    "properties": {
      "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints')]" },
      "privateLinkServiceConnections": [ { "name": "vault",
        "properties": {
          "privateLinkServiceId": "[resourceId('Microsoft.KeyVault/vaults', 'vault')]",
          "groupIds": [ "vault" ] } } ] } },
  { "type": "Microsoft.Network/privateDnsZones",
    "apiVersion": "2020-06-01", "name": "privatelink.vaultcore.azure.net", "location": "global" },
  { "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "apiVersion": "2020-06-01", "location": "global",
    "name": "privatelink.vaultcore.azure.net/net",
    "properties": {
      "registrationEnabled": false,
      "virtualNetwork": {
        "id": "[resourceId('Microsoft.Network/virtualNetworks', 'net')]"
      } } },
  { "type": "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "apiVersion": "2023-11-01", "name": "pe/default",
    "properties": {
      "privateDnsZoneConfigs": [
      { "name": "zone", "properties": {
        "privateDnsZoneId": "[resourceId('Microsoft.Network/privateDnsZones', 'privatelink.vaultcore.azure.net')]"
      } } ] } }
] }
"#,
            ),
            Example::bicep(
                r"resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'vault'
  location: 'westeurope'
  properties: {
    publicNetworkAccess: 'disabled' // <- finding
  }
}
resource net 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    subnets: [ { name: 'endpoints', properties: { addressPrefix: '10.1.1.0/24' } } ]
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
resource net 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    subnets: [ { name: 'endpoints', properties: { addressPrefix: '10.1.1.0/24' } } ]
  }
}
resource pe 'Microsoft.Network/privateEndpoints@2023-11-01' = {
  name: 'pe'
  location: 'westeurope'
  properties: {
    subnet: { id: net.properties.subnets[0].id }
    privateLinkServiceConnections: [
      {
        name: 'vault'
        properties: {
          privateLinkServiceId: vault.id
          groupIds: [ 'vault' ]
        }
      }
    ]
  }
}
resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'privatelink.vaultcore.azure.net'
  location: 'global'
}
resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: zone
  name: 'net'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: net.id
    }
  }
}
resource group 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2023-11-01' = {
  parent: pe
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'zone'
        properties: {
          privateDnsZoneId: zone.id
        }
      }
    ]
  }
}
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    let has_network = [NETWORK, ENDPOINT]
        .iter()
        .any(|name| context.deployed(name).any(|instance| instance.presence().is_there()));
    if !has_network || context.network().is_open() {
        return;
    }
    for name in context.types().filter(|name| takes_endpoints(name)) {
        for instance in context.deployed(name) {
            check_resource(context, instance);
        }
    }
}

/// A private cluster makes its endpoint itself.
const SELF_MADE: &str = "Microsoft.ContainerService/managedClusters";

fn takes_endpoints(name: &str) -> bool {
    !name.eq_ignore_ascii_case(SELF_MADE)
        && private_link::by_type(name).is_some_and(|link| !link.groups.is_empty())
}

fn check_resource<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    let Some((spot, sure)) = closing_switch(instance) else { return };
    if is_project(instance) || is_injected(instance) || !has_no_way_in(context, instance) {
        return;
    }
    let message = format!(
        "Public access to '{}' is off, and no private endpoint or other private way leads to it.",
        crate::graph::subject::display_name(instance)
    );
    let Some(finding) = context.report(&RULE.card, instance, &spot, sure, message) else { return };
    if lets_trusted_services_in(instance) {
        finding.severity(Severity::Note);
    }
}

/// Where public access is switched off, and how sure that is.
fn closing_switch<'w>(instance: &'w Instance<'w>) -> Option<(Spot<'w>, Confidence)> {
    let flags = public_access::flags_on(instance.resource_type());
    for (_, flag) in flags.filter(|(_, flag)| flag.role == FlagRole::Main) {
        let Look::Found(spot) = instance.look(flag.path) else { continue };
        let closes = |value: Val<'w>| {
            let text = value
                .as_str()
                .or_else(|| value.as_bool().map(|on| if on { "true" } else { "false" }));
            Tri::from(text.is_some_and(|text| flag.exposure(text) == Some(Exposure::Private)))
        };
        if let Some(sure) = spot.value.and_then(|value| judge(value, closes)) {
            return Some((spot, sure));
        }
    }
    None
}

/// A project is reached through its hub.
fn is_project<'w>(instance: &'w Instance<'w>) -> bool {
    let kind = instance.look("kind").value().and_then(Value::as_str);
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("Project"))
        || !instance.look("properties.hubResourceId").is_missing()
}

/// Where a service that lies in a network itself names it.
const INJECTIONS: &[&str] = &[
    "properties.network.delegatedSubnetResourceId",
    "properties.delegatedSubnetResourceId",
    "properties.vnetConfiguration.infrastructureSubnetId",
    "properties.virtualNetworkConfiguration.subnetResourceId",
    "properties.virtualNetworkConfiguration.subnetId",
    "properties.virtualNetworkProfile.subnetId",
    "properties.parameters.customVirtualNetworkId",
    "properties.networkInjections",
    "properties.subnetId",
];

fn is_injected<'w>(instance: &'w Instance<'w>) -> bool {
    INJECTIONS.iter().any(|path| !instance.look(path).is_missing())
}

/// Key vaults and storage accounts whose firewall has a door for trusted services.
fn lets_trusted_services_in<'w>(instance: &'w Instance<'w>) -> bool {
    let bypass = instance.look("properties.networkAcls.bypass").value().and_then(Value::as_str);
    bypass.is_some_and(|bypass| bypass.to_ascii_lowercase().contains("azureservices"))
}

fn has_no_way_in<'w>(context: &Context<'w>, instance: &'w Instance<'w>) -> bool {
    let network = context.network();
    if network.is_connected(instance.id()) {
        return false;
    }
    let targets = network
        .endpoints()
        .iter()
        .flat_map(|endpoint| &endpoint.connections)
        .filter_map(|connection| connection.target);
    let own = network.end(instance.id(), instance);
    let reached =
        |target: Val<'w>, from: &'w Instance<'w>| !network.end(target, from).same(&own).is_no();
    if network.endpoints().iter().any(|endpoint| endpoint.open)
        || targets.into_iter().any(|target| !target.same(&own).is_no())
    {
        return false;
    }
    let others =
        WAYS.iter().flat_map(|(name, path)| context.deployed(name).map(move |way| (way, *path)));
    let by_others = others.into_iter().any(|(way, path)| match way.look(path) {
        Look::Found(spot) => spot.value.is_none_or(|target| reached(target, way)),
        Look::Missing(_) => false,
        Look::Unknown => true,
    });
    !by_others && !is_behind_managed_network(context)
}

/// Other resources that lead to one privately, and where they name it.
const WAYS: &[(&str, &str)] = &[
    (
        "Microsoft.Search/searchServices/sharedPrivateLinkResources",
        "properties.privateLinkResourceId",
    ),
    (
        "Microsoft.DataFactory/factories/managedVirtualNetworks/managedPrivateEndpoints",
        "properties.privateLinkResourceId",
    ),
    (
        "Microsoft.Synapse/workspaces/managedVirtualNetworks/managedPrivateEndpoints",
        "properties.privateLinkResourceId",
    ),
    ("Microsoft.Kusto/clusters/managedPrivateEndpoints", "properties.privateLinkResourceId"),
    ("Microsoft.Dashboard/grafana/managedPrivateEndpoints", "properties.privateLinkResourceId"),
    (
        "Microsoft.StreamAnalytics/clusters/privateEndpoints",
        "properties.manualPrivateLinkServiceConnections[0].properties.privateLinkServiceId",
    ),
    (
        "Microsoft.SignalRService/signalR/sharedPrivateLinkResources",
        "properties.privateLinkResourceId",
    ),
    (
        "Microsoft.SignalRService/webPubSub/sharedPrivateLinkResources",
        "properties.privateLinkResourceId",
    ),
    (
        "Microsoft.Cdn/profiles/originGroups/origins",
        "properties.sharedPrivateLinkResource.privateLink.id",
    ),
    (
        "Microsoft.Network/networkSecurityPerimeters/resourceAssociations",
        "properties.privateLinkResource.id",
    ),
    (
        "Microsoft.MachineLearningServices/workspaces/outboundRules",
        "properties.destination.serviceResourceId",
    ),
];

/// A workspace with a managed network makes endpoints of its own to what it uses.
fn is_behind_managed_network(context: &Context<'_>) -> bool {
    let isolates =
        |mode: Val<'_>| mode.as_str().is_none_or(|mode| !mode.eq_ignore_ascii_case("Disabled"));
    context.deployed("Microsoft.MachineLearningServices/workspaces").any(|workspace| {
        workspace.look("properties.managedNetwork.isolationMode").value().is_some_and(isolates)
    })
}
