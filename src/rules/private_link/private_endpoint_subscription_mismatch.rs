//! Endpoints in another subscription than their network.

use crate::eval::instance::Instance;
use crate::eval::resource_id::segments;
use crate::finding::Confidence;
use crate::graph::endpoint::ENDPOINT;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL026",
        name: "private-endpoint-subscription-mismatch",
        title: "Private endpoint and virtual network are in different subscriptions",
        confidence: Confidence::Low,
        on: false,
        why: "An endpoint is made in the subscription and region of its virtual network; only the target may be elsewhere.",
        looks_at: "The subscription in the id of the subnet against the one that the endpoint is deployed to, where both are literal. Off unless selected. Everything that is not known is passed over.",
        fix: "Deploy the endpoint to the subscription of its network.",
        references: &["https://learn.microsoft.com/azure/private-link/private-endpoint-overview"],
        resource_types: &[ENDPOINT],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "inner",
    "subscriptionId": "11111111-1111-1111-1111-111111111111", "resourceGroup": "app",
    "properties": { "mode": "Incremental", "expressionEvaluationOptions": { "scope": "inner" }, "template": { "resources": [
      { "type": "Microsoft.Network/privateEndpoints", "apiVersion": "2024-05-01", "name": "pe", "location": "westeurope",
        "properties": {
          "subnet": {
            "id": "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/net/subnets/endpoints" // <- finding
          },
          "privateLinkServiceConnections": [ { "name": "vault", "properties": { "groupIds": [ "vault" ],
            "privateLinkServiceId": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/app/providers/Microsoft.KeyVault/vaults/vault" } } ] } }
    ] } } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "inner",
    "subscriptionId": "11111111-1111-1111-1111-111111111111", "resourceGroup": "app",
    "properties": { "mode": "Incremental", "expressionEvaluationOptions": { "scope": "inner" }, "template": { "resources": [
      { "type": "Microsoft.Network/privateEndpoints", "apiVersion": "2024-05-01", "name": "pe", "location": "westeurope",
        "properties": {
          "subnet": {
            "id": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/net/subnets/endpoints"
          },
          "privateLinkServiceConnections": [ { "name": "vault", "properties": { "groupIds": [ "vault" ],
            "privateLinkServiceId": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/app/providers/Microsoft.KeyVault/vaults/vault" } } ] } }
    ] } } }
] }
"#,
            ),
            Example::bicep(
                "targetScope = 'subscription'
module inner 'endpoint.bicep' = {
  name: 'inner'
  scope: resourceGroup('11111111-1111-1111-1111-111111111111', 'app')
}
",
            )
            .beside(&[(
                "endpoint.bicep",
                "resource pe 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'pe'
  location: 'westeurope'
  properties: {
    subnet: {
      id: resourceId('22222222-2222-2222-2222-222222222222', 'net', 'Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints') // <- finding
    }
    privateLinkServiceConnections: [
      {
        name: 'vault'
        properties: {
          privateLinkServiceId: resourceId('Microsoft.KeyVault/vaults', 'vault')
          groupIds: [ 'vault' ]
        }
      }
    ]
  }
}
",
            )]),
            Example::bicep(
                "targetScope = 'subscription'
module inner 'endpoint.bicep' = {
  name: 'inner'
  scope: resourceGroup('11111111-1111-1111-1111-111111111111', 'app')
}
",
            )
            .beside(&[(
                "endpoint.bicep",
                "resource pe 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'pe'
  location: 'westeurope'
  properties: {
    subnet: {
      id: resourceId('11111111-1111-1111-1111-111111111111', 'net', 'Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints')
    }
    privateLinkServiceConnections: [
      {
        name: 'vault'
        properties: {
          privateLinkServiceId: resourceId('Microsoft.KeyVault/vaults', 'vault')
          groupIds: [ 'vault' ]
        }
      }
    ]
  }
}
",
            )]),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &[],
};

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    let Some(endpoint) = context.network().endpoint(instance) else { return };
    let (Some(subnet), Some(spot)) =
        (endpoint.subnet, instance.look("properties.subnet.id").found())
    else {
        return;
    };
    let Some(id) = subnet.id.filter(|id| id.under.is_none()) else { return };
    let scope = segments(context.world.heap, id.scope);
    let theirs = scope.get(2).and_then(|value| value.as_str());
    let own = instance.frame().home.subscription.as_str();
    let (Some(own), Some(theirs)) = (own, theirs) else { return };
    if own.eq_ignore_ascii_case(theirs) {
        return;
    }
    let message =
        format!("The endpoint is deployed to subscription '{own}', its subnet is in '{theirs}'.");
    context.report(&RULE.card, instance, &spot, spot.confidence(), message);
}
