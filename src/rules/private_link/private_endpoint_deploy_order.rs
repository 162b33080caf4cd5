//! Endpoints, zone groups and links that do not wait for what they refer to.

use crate::eval::instance::Instance;
use crate::finding::Confidence;
use crate::graph::end::End;
use crate::graph::endpoint::{ENDPOINT, ZONE_GROUP};
use crate::graph::subject::display_name;
use crate::graph::zone::LINK;
use crate::look::words::text_at;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL016",
        name: "private-endpoint-deploy-order",
        title: "Private endpoint can be deployed before its virtual network",
        why: "Resources of a template are deployed side by side unless one waits for the other. `resourceId()` and a name handed over as text are no reason to wait: on a first run the endpoint may be asked for while its network is not there yet, and the deployment fails.",
        looks_at: "Endpoints and the network or subnet of this world that they lie in, zone groups and their zones, links and their networks. Ways of waiting are `dependsOn`, `reference()`, symbolic names, outputs of deployments, and parents; what a deployment waits for, all resources in it wait for. Silent when the network is under a condition that is not known, or when an entry of `dependsOn` cannot be told.",
        fix: "Add `dependsOn` (ARM JSON), or use the symbolic name or an output of the module (Bicep).",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/resource-dependency",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/resource-dependencies",
        ],
        resource_types: &[ENDPOINT, ZONE_GROUP, LINK],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "vault", "location": "westeurope",
    "properties": { "publicNetworkAccess": "disabled" } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.1.0.0/16" ] }, "subnets": [
      { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/privateEndpoints", // <- finding
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
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.1.0.0/16" ] }, "subnets": [
      { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/privateEndpoints",
    "apiVersion": "2024-05-01", "name": "pe", "location": "westeurope",
    "dependsOn": [ "[resourceId('Microsoft.Network/virtualNetworks', 'net')]" ],
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
resource pe 'Microsoft.Network/privateEndpoints@2024-05-01' = { // <- finding
  name: 'pe'
  location: 'westeurope'
  properties: {
    subnet: { id: resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints') }
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
  dependsOn: [ net ]
  properties: {
    subnet: { id: resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints') }
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
    if instance.is(ENDPOINT) {
        check_endpoint(context, instance);
    } else if instance.is(LINK) {
        let id = instance.look("properties.virtualNetwork.id").value();
        check_end(
            context,
            instance,
            id.map(|id| context.network().end(id, instance)),
            "link",
            "virtual network",
        );
    } else {
        check_group(context, instance);
    }
}

fn check_endpoint<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    let Some(endpoint) = context.network().endpoint(instance) else { return };
    if !check_end(context, instance, endpoint.network, "endpoint", "virtual network")
        && !is_listed(endpoint.network, endpoint.subnet)
    {
        check_end(context, instance, endpoint.subnet, "endpoint", "subnet");
    }
}

/// Whether a subnet comes with its network.
fn is_listed(network: Option<End<'_>>, subnet: Option<End<'_>>) -> bool {
    let name = subnet.and_then(|subnet| subnet.name()?.as_str());
    let (Some(network), Some(name)) = (network.and_then(|network| network.instance()), name) else {
        return true;
    };
    let (elements, open) = network.list("properties.subnets");
    let is = |index: usize| {
        text_at(network, &format!("properties.subnets[{index}].name"))
            .is_none_or(|own| own.eq_ignore_ascii_case(name))
    };
    open || (0..elements.len()).any(is)
}

fn check_group<'w>(context: &Context<'w>, group: &'w Instance<'w>) {
    for config in group.list("properties.privateDnsZoneConfigs").0 {
        let id = group.look_from(&config, "properties.privateDnsZoneId").value();
        if check_end(
            context,
            group,
            id.map(|id| context.network().end(id, group)),
            "zone group",
            "zone",
        ) {
            return;
        }
    }
}

fn check_end<'w>(
    context: &Context<'w>,
    from: &'w Instance<'w>,
    to: Option<End<'w>>,
    what: &str,
    other: &str,
) -> bool {
    let Some(to) = to.and_then(|end| end.instance()) else { return false };
    let presence = to.presence();
    if !presence.truth.is_yes() || !context.network().waits_for(from, to).is_no() {
        return false;
    }
    let sure = if presence.basis.has(crate::eval::value::Basis::DEFAULT) {
        Confidence::Medium
    } else {
        Confidence::High
    };
    let message = format!(
        "Nothing makes the {what} wait for its {other} '{}': it may be deployed first, and fail.",
        display_name(to)
    );
    let Some(finding) = context.report(&RULE.card, from, &from.spot(), sure, message) else {
        return true;
    };
    finding.related_resource(to, format!("the {other}"));
    true
}
