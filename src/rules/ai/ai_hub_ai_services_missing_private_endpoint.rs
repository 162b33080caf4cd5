//! An account that a private hub uses, without a private way in.

use crate::eval::instance::Instance;
use crate::eval::value::Value;
use crate::finding::{Confidence, Severity};
use crate::graph::subject::display_name;
use crate::graph::{hubs, targets};
use crate::look::words::says;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "AI002",
        name: "ai-hub-ai-services-missing-private-endpoint",
        title: "AI services account of a private hub has no private endpoint",
        confidence: Confidence::Medium,
        why: "Users of a private hub call its AI services account from the same network. Without an endpoint of its own the account is reached over the public side, or not at all.",
        looks_at: "Accounts that the deployment creates and that a connection of a hub (category `AIServices` or `AzureOpenAI`) leads to, while the hub has a private endpoint and the account has none. A note where the hub's managed network has an outbound rule to the account. Storage and search are not asked for.",
        fix: "Add a private endpoint with the group `account`, and its DNS zones.",
        references: &[
            "https://learn.microsoft.com/azure/ai-studio/how-to/configure-private-link",
            "https://learn.microsoft.com/azure/ai-services/cognitive-services-virtual-networks",
        ],
        resource_types: &["Microsoft.MachineLearningServices/workspaces/connections"],
        examples: &[
            Example::arm(
                r#"{ "parameters": { "subnetId": { "type": "string" } }, "resources": [ {
  "type": "Microsoft.MachineLearningServices/workspaces", "apiVersion": "2024-10-01", "name": "hub", "location": "westeurope",
  "kind": "Hub", "properties": { "publicNetworkAccess": "Disabled" }
}, {
  "type": "Microsoft.CognitiveServices/accounts", // <- finding
  "apiVersion": "2024-10-01", "name": "models", "location": "westeurope", "kind": "OpenAI", "sku": { "name": "S0" },
  "properties": { "customSubDomainName": "contoso-models" }
}, {
  "type": "Microsoft.MachineLearningServices/workspaces/connections", "apiVersion": "2024-10-01", "name": "hub/models",
  "properties": { "category": "AzureOpenAI", "target": "https://contoso-models.openai.azure.com/", "authType": "AAD" }
}, {
  "type": "Microsoft.Network/privateEndpoints", "apiVersion": "2023-11-01", "name": "door", "location": "westeurope",
  "properties": { "subnet": { "id": "[parameters('subnetId')]" }, "privateLinkServiceConnections": [ { "name": "hub", "properties": {
    "privateLinkServiceId": "[resourceId('Microsoft.MachineLearningServices/workspaces', 'hub')]", "groupIds": [ "amlworkspace" ] } } ] }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.MachineLearningServices/workspaces", "apiVersion": "2024-10-01", "name": "hub", "location": "westeurope",
  "kind": "Hub", "properties": {}
}, {
  "type": "Microsoft.CognitiveServices/accounts",
  "apiVersion": "2024-10-01", "name": "models", "location": "westeurope", "kind": "OpenAI", "sku": { "name": "S0" },
  "properties": { "customSubDomainName": "contoso-models" }
}, {
  "type": "Microsoft.MachineLearningServices/workspaces/connections", "apiVersion": "2024-10-01", "name": "hub/models",
  "properties": { "category": "AzureOpenAI", "target": "https://contoso-models.openai.azure.com/", "authType": "AAD" }
} ] }"#,
            ),
            Example::bicep(
                r"param subnetId string

resource hub 'Microsoft.MachineLearningServices/workspaces@2024-10-01' = {
  name: 'hub'
  location: 'westeurope'
  kind: 'Hub'
  properties: {}

  resource connection 'connections' = {
    name: 'models'
    properties: {
      category: 'AIServices'
      authType: 'AAD'
      target: models.properties.endpoint
      metadata: {
        ResourceId: models.id
      }
    }
  }
}

resource models 'Microsoft.CognitiveServices/accounts@2024-10-01' = { // <- finding
  name: 'models'
  location: 'westeurope'
  kind: 'AIServices'
  sku: {
    name: 'S0'
  }
}

resource door 'Microsoft.Network/privateEndpoints@2023-11-01' = {
  name: 'door'
  location: 'westeurope'
  properties: {
    subnet: {
      id: subnetId
    }
    privateLinkServiceConnections: [
      {
        name: 'hub'
        properties: {
          privateLinkServiceId: hub.id
          groupIds: [
            'amlworkspace'
          ]
        }
      }
    ]
  }
}
",
            ),
            Example::bicep(
                r"resource models 'Microsoft.CognitiveServices/accounts@2024-10-01' = {
  name: 'models'
  location: 'westeurope'
  kind: 'AIServices'
  sku: {
    name: 'S0'
  }
}
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &["public-disabled-without-private-endpoint"],
};

fn check<'w>(context: &Context<'w>, connection: &'w Instance<'w>) {
    let category =
        says(connection, "properties.category", &["AIServices", "AzureOpenAI", "CognitiveService"]);
    if !category.is_yes() {
        return;
    }
    let Some(account) =
        hubs::connected(context, connection).filter(|found| found.is(hubs::ACCOUNT))
    else {
        return;
    };
    let Some(hub) = targets::parent_of(context, connection) else { return };
    if targets::endpoints_of(context, hub).certain.is_empty() {
        return;
    }
    let endpoints = targets::endpoints_of(context, account);
    if endpoints.perhaps || !endpoints.certain.is_empty() {
        return;
    }
    let message = format!(
        "No private endpoint leads to '{}', which the hub '{}' uses; the hub itself has one.",
        display_name(account),
        display_name(hub)
    );
    let severity = if is_served_by_managed_network(context, hub, account) {
        Severity::Note
    } else {
        Severity::Warning
    };
    if let Some(handle) =
        context.report(&RULE.card, account, &account.spot(), Confidence::Medium, message)
    {
        handle.severity(severity).related_resource(connection, "the hub's connection");
    }
}

/// Whether the hub's own network has an endpoint to the account: it serves the hub's compute, not its users.
fn is_served_by_managed_network<'w>(
    context: &Context<'w>,
    hub: &'w Instance<'w>,
    account: &'w Instance<'w>,
) -> bool {
    let Some(rules) = hub.look("properties.managedNetwork.outboundRules").found() else {
        return false;
    };
    let Some(object) = rules.value.and_then(Value::as_object) else {
        return false;
    };
    object.members.iter().any(|member| {
        let path = format!("{}.destination.serviceResourceId", member.key);
        let id = hub.look_from(&rules, &path).value();
        id.is_some_and(|id| targets::is_id_of(context, id, account).is_yes())
    })
}
