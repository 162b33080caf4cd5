//! Connections that wait for somebody although they need not.

use crate::eval::equal::same_name;
use crate::eval::instance::Instance;
use crate::eval::resource_id::segments;
use crate::finding::{Confidence, Severity};
use crate::graph::approval::is_approved;
use crate::graph::end::End;
use crate::graph::endpoint::ENDPOINT;
use crate::look::Look;
use crate::look::words::says;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL021",
        name: "private-endpoint-manual-pending",
        title: "Manual connection stays pending until somebody approves it",
        confidence: Confidence::Medium,
        why: "A connection in the manual list is made in the state pending, and carries nothing until the owner of the target approves it. Whoever may deploy the target may as well have the connection approved at once.",
        looks_at: "Endpoints with manual connections. A warning where the target is deployed here, or by its id is in the same subscription; a note for other targets, for aliases and for targets that are not known, where somebody else may have to approve. Silent where the template approves a connection of that target itself. Lists that are not known are passed over.",
        fix: "Move the connection to `privateLinkServiceConnections`, or plan its approval.",
        references: &[
            "https://learn.microsoft.com/azure/private-link/manage-private-endpoint",
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
      "manualPrivateLinkServiceConnections": [ // <- finding
      { "name": "vault", "properties": {
        "privateLinkServiceId": "[resourceId('Microsoft.KeyVault/vaults', 'vault')]",
        "groupIds": [ "vault" ],
        "requestMessage": "team a"  } } ] } }
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
    manualPrivateLinkServiceConnections: [ // <- finding
      { name: 'vault', properties: { privateLinkServiceId: vault.id, groupIds: [ 'vault' ], requestMessage: 'team a' } }
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
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &[],
};

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    let Some(endpoint) = context.network().endpoint(instance) else { return };
    let Some(manual) = endpoint.connections.iter().find(|connection| connection.manual) else {
        return;
    };
    let Look::Found(spot) = instance.look("properties.manualPrivateLinkServiceConnections") else {
        return;
    };
    let target = manual.target;
    if target.is_some_and(|target| is_approved(context, &target)) {
        return;
    }
    let name =
        target.map_or_else(|| "its target".to_owned(), |target| format!("'{}'", target.display()));
    let is_near = target.is_some_and(|target| is_near(context, instance, &target));
    let closed = target.and_then(|target| target.instance()).is_some_and(|target| {
        says(target, "properties.publicNetworkAccess", &["Disabled"]).is_yes()
    });
    let mut message =
        format!("The connection to {name} carries nothing until its owner approves it.");
    if is_near {
        message = format!(
            "The connection to {name} waits for approval, which it would have at once in `privateLinkServiceConnections`."
        );
    }
    if closed {
        message = format!(
            "{message} Until then the target, closed to public networks, cannot be reached."
        );
    }
    let Some(finding) =
        context.report(&RULE.card, instance, &spot, manual.spot.confidence(), message)
    else {
        return;
    };
    if !is_near {
        finding.severity(Severity::Note);
    }
}

/// Whether who deploys the endpoint has the target in the same subscription.
fn is_near<'w>(context: &Context<'w>, endpoint: &'w Instance<'w>, target: &End<'w>) -> bool {
    if target.instance().is_some() {
        return true;
    }
    let Some(id) = target.id.filter(|id| id.under.is_none()) else { return false };
    let scope = segments(context.world.heap, id.scope);
    let subscription = scope.get(2).copied();
    subscription.is_some_and(|own| same_name(own, endpoint.frame().home.subscription).is_yes())
}
