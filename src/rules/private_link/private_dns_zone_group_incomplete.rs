//! Zone groups that lack one of several zones.

use crate::finding::Severity;
use crate::graph::dns::{DnsFault, Fault};
use crate::graph::endpoint::{ENDPOINT, ZONE_GROUP};
use crate::graph::subject::display_name;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL007",
        name: "private-dns-zone-group-incomplete",
        title: "Zone group lacks a zone the sub-resource needs",
        severity: Severity::Error,
        why: "Some services answer under names of several zones: a machine learning workspace under `api.azureml.ms` and `notebooks.azure.net`. The names of a zone that the zone group lacks are resolved to public addresses.",
        looks_at: "The zones of an endpoint's zone groups against those that its group needs, for the target's kind where it is known. Zones that are needed only for a feature are not asked for. Silent where one of the zones is not known.",
        fix: "Add the missing zone to the same zone group.",
        references: &[
            "https://learn.microsoft.com/azure/private-link/private-endpoint-dns",
            "https://learn.microsoft.com/azure/machine-learning/how-to-configure-private-link",
        ],
        resource_types: &[ENDPOINT, ZONE_GROUP],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.MachineLearningServices/workspaces", "apiVersion": "2024-10-01", "name": "hub", "location": "westeurope", "kind": "Hub" },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-11-01", "name": "net", "location": "westeurope",
    "properties": { "subnets": [ { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/privateEndpoints",
    "apiVersion": "2023-11-01", "name": "pe",
    "location": "westeurope",
    "properties": {
      "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints')]" },
      "privateLinkServiceConnections": [ { "name": "vault",
        "properties": {
          "privateLinkServiceId": "[resourceId('Microsoft.MachineLearningServices/workspaces', 'hub')]",
          "groupIds": [ "amlworkspace" ] } } ] } },
  { "type": "Microsoft.Network/privateDnsZones",
    "apiVersion": "2020-06-01", "name": "privatelink.api.azureml.ms", "location": "global" },
  { "type": "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "apiVersion": "2023-11-01", "name": "pe/default",
    "properties": {
      "privateDnsZoneConfigs": [ // <- finding
      { "name": "zone", "properties": {
        "privateDnsZoneId": "[resourceId('Microsoft.Network/privateDnsZones', 'privatelink.api.azureml.ms')]"
      } } ] } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.MachineLearningServices/workspaces", "apiVersion": "2024-10-01", "name": "hub", "location": "westeurope", "kind": "Hub" },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-11-01", "name": "net", "location": "westeurope",
    "properties": { "subnets": [ { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/privateEndpoints",
    "apiVersion": "2023-11-01", "name": "pe",
    "location": "westeurope",
    "properties": {
      "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints')]" },
      "privateLinkServiceConnections": [ { "name": "vault",
        "properties": {
          "privateLinkServiceId": "[resourceId('Microsoft.MachineLearningServices/workspaces', 'hub')]",
          "groupIds": [ "amlworkspace" ] } } ] } },
  { "type": "Microsoft.Network/privateDnsZones",
    "apiVersion": "2020-06-01", "name": "privatelink.api.azureml.ms", "location": "global" },
  { "type": "Microsoft.Network/privateDnsZones",
    "apiVersion": "2020-06-01", "name": "privatelink.notebooks.azure.net", "location": "global" },
  { "type": "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "apiVersion": "2023-11-01", "name": "pe/default",
    "properties": {
      "privateDnsZoneConfigs": [
      { "name": "zone1", "properties": {
        "privateDnsZoneId": "[resourceId('Microsoft.Network/privateDnsZones', 'privatelink.api.azureml.ms')]"
      } },
      { "name": "zone2", "properties": {
        "privateDnsZoneId": "[resourceId('Microsoft.Network/privateDnsZones', 'privatelink.notebooks.azure.net')]"
      } } ] } }
] }
"#,
            ),
            Example::bicep(
                r"resource hub 'Microsoft.MachineLearningServices/workspaces@2024-10-01' = {
  name: 'hub'
  location: 'westeurope'
  kind: 'Hub'
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
          privateLinkServiceId: hub.id
          groupIds: [ 'amlworkspace' ]
        }
      }
    ]
  }
}
resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'privatelink.api.azureml.ms'
  location: 'global'
}
resource group 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2023-11-01' = {
  parent: pe
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [ // <- finding
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
            Example::bicep(
                r"resource hub 'Microsoft.MachineLearningServices/workspaces@2024-10-01' = {
  name: 'hub'
  location: 'westeurope'
  kind: 'Hub'
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
          privateLinkServiceId: hub.id
          groupIds: [ 'amlworkspace' ]
        }
      }
    ]
  }
}
resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'privatelink.api.azureml.ms'
  location: 'global'
}
resource notebooks 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'privatelink.notebooks.azure.net'
  location: 'global'
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
      {
        name: 'notebooks'
        properties: {
          privateDnsZoneId: notebooks.id
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
    if context.of_type(ENDPOINT).is_empty() {
        return;
    }
    for fault in context.network().dns_faults() {
        report(context, fault);
    }
}

fn report<'w>(context: &Context<'w>, fault: &DnsFault<'w>) {
    let Fault::Incomplete { group, spot, lacks } = &fault.fault else { return };
    let message = format!(
        "The zone group of endpoint '{}' lacks '{}'.",
        display_name(fault.endpoint),
        lacks.join("', '")
    );
    let Some(finding) = context.report(&RULE.card, group, spot, fault.confidence, message) else {
        return;
    };
    finding.severity(fault.severity).related_resource(fault.endpoint, "the endpoint");
}
