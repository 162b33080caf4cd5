//! Zone groups: how many, and with how many zones.

use crate::catalogue::private_link::{self, Role};
use crate::catalogue::private_link::{MOST_ZONE_CONFIGS, MOST_ZONE_GROUPS};
use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::endpoint::{ENDPOINT, Endpoint, ZoneGroup};
use crate::graph::subject::display_name;
use crate::graph::targets::same;
use crate::look::Look;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL027",
        name: "private-dns-zone-group-multiple",
        title: "Private endpoint has several zone groups, or one with too many zones",
        severity: Severity::Error,
        confidence: Confidence::Medium,
        why: "An endpoint takes one zone group, and a zone group at most five zones. A second group is refused; all zones of an endpoint belong into one group. A group without zones writes no records.",
        looks_at: "The zone groups that certainly belong to one endpoint, and the length of their lists. A group without zones is a warning. A group with as many zones as its endpoint needs is silent, even where they are more than five. Groups under a condition that is not known, and lists that are not known, are passed over.",
        fix: "Put all zones of the endpoint into one zone group.",
        references: &[
            "https://learn.microsoft.com/azure/private-link/private-endpoint-dns-integration",
            "https://learn.microsoft.com/azure/templates/microsoft.network/privateendpoints/privatednszonegroups",
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
  { "type": "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
    "apiVersion": "2024-05-01", "name": "pe/default", "properties": { "privateDnsZoneConfigs": [
      { "name": "privatelink-api-azureml-ms", "properties": { "privateDnsZoneId": "[resourceId('Microsoft.Network/privateDnsZones', 'privatelink.api.azureml.ms')]" } } ] } },
  { "type": "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", // <- finding
    "apiVersion": "2024-05-01", "name": "pe/second", "properties": { "privateDnsZoneConfigs": [
      { "name": "privatelink-notebooks-azure-net", "properties": { "privateDnsZoneId": "[resourceId('Microsoft.Network/privateDnsZones', 'privatelink.notebooks.azure.net')]" } } ] } }
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
        "groupIds": [ "vault" ] } } ] } },
  { "type": "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
    "apiVersion": "2024-05-01", "name": "pe/default", "properties": { "privateDnsZoneConfigs": [
      { "name": "privatelink-api-azureml-ms", "properties": { "privateDnsZoneId": "[resourceId('Microsoft.Network/privateDnsZones', 'privatelink.api.azureml.ms')]" } },
      { "name": "privatelink-notebooks-azure-net", "properties": { "privateDnsZoneId": "[resourceId('Microsoft.Network/privateDnsZones', 'privatelink.notebooks.azure.net')]" } } ] } }
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
resource default 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = {
  parent: pe
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [ // <- finding
      { name: 'privatelink-api-azureml-ms', properties: { privateDnsZoneId: resourceId('Microsoft.Network/privateDnsZones', 'privatelink.api.azureml.ms') } }
      { name: 'privatelink-notebooks-azure-net', properties: { privateDnsZoneId: resourceId('Microsoft.Network/privateDnsZones', 'privatelink.notebooks.azure.net') } }
      { name: 'a-example', properties: { privateDnsZoneId: resourceId('Microsoft.Network/privateDnsZones', 'a.example') } }
      { name: 'b-example', properties: { privateDnsZoneId: resourceId('Microsoft.Network/privateDnsZones', 'b.example') } }
      { name: 'c-example', properties: { privateDnsZoneId: resourceId('Microsoft.Network/privateDnsZones', 'c.example') } }
      { name: 'd-example', properties: { privateDnsZoneId: resourceId('Microsoft.Network/privateDnsZones', 'd.example') } }
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
resource default 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = {
  parent: pe
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      { name: 'privatelink-api-azureml-ms', properties: { privateDnsZoneId: resourceId('Microsoft.Network/privateDnsZones', 'privatelink.api.azureml.ms') } }
      { name: 'privatelink-notebooks-azure-net', properties: { privateDnsZoneId: resourceId('Microsoft.Network/privateDnsZones', 'privatelink.notebooks.azure.net') } }
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
    for group in &endpoint.groups.list {
        check_length(context, endpoint, group);
    }
    let certain = endpoint
        .groups
        .list
        .iter()
        .map(|group| group.instance)
        .filter(|group| group.presence().truth.is_yes());
    let mut different: Vec<&'w Instance<'w>> = Vec::new();
    for group in certain {
        if different.iter().all(|other| same(other, group).is_no()) {
            different.push(group);
        }
    }
    let (Some(first), Some(more)) = (different.first(), different.get(MOST_ZONE_GROUPS)) else {
        return;
    };
    let message = format!(
        "'{}' has {} zone groups; an endpoint takes one.",
        display_name(instance),
        different.len()
    );
    if let Some(finding) =
        context.report(&RULE.card, more, &more.spot(), Confidence::Medium, message)
    {
        finding.related_resource(first, "another zone group of the endpoint");
    }
}

fn check_length<'w>(context: &Context<'w>, endpoint: &Endpoint<'w>, group: &ZoneGroup<'w>) {
    let (Look::Found(spot) | Look::Missing(spot)) = &group.list else { return };
    let (elements, open) = group.instance.list("properties.privateDnsZoneConfigs");
    // Azure Monitor in US Government needs six: there the limit and the list of zones cannot both hold.
    let needs_all = || most_needed(context, endpoint) >= elements.len();
    if elements.len() > MOST_ZONE_CONFIGS {
        if needs_all() {
            return;
        }
        let message =
            format!("The zone group has {} zones; it takes {MOST_ZONE_CONFIGS}.", elements.len());
        context.report(&RULE.card, group.instance, spot, spot.confidence(), message);
    } else if elements.is_empty() && !open {
        let message = "The zone group names no zone: no records are written.".to_owned();
        if let Some(finding) =
            context.report(&RULE.card, group.instance, spot, spot.confidence(), message)
        {
            finding.severity(Severity::Warning);
        }
    }
}

/// The most zones that a group of an endpoint's targets needs.
fn most_needed<'w>(context: &Context<'w>, endpoint: &Endpoint<'w>) -> usize {
    let targets = endpoint.connections.iter().filter_map(|connection| connection.target);
    let groups = targets
        .filter_map(|target| private_link::by_type(target.resource_type()?))
        .flat_map(|link| link.groups.iter());
    let cloud = context.settings.cloud;
    groups.map(|group| group.in_role(Role::Required, cloud, None).count()).max().unwrap_or(0)
}
