//! A connection by key to a service that refuses keys.

use crate::eval::instance::Instance;
use crate::finding::Severity;
use crate::graph::hubs;
use crate::graph::subject::display_name;
use crate::look::judge;
use crate::look::words;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "AI004",
        name: "ml-connection-key-on-keyless-account",
        title: "Connection uses the key of an account that takes no keys",
        severity: Severity::Error,
        category: "identity",
        why: "With local authentication off the service answers every key with 401: the connection never works.",
        looks_at: "Connections with `authType` `ApiKey` to an account of AI services or a search service of the same deployment, found by `metadata.ResourceId`, by the address, or by whose keys are listed, with `disableLocalAuth` on.",
        fix: "Set `authType` to `AAD` and give the hub's identity a role on the service.",
        references: &[
            "https://learn.microsoft.com/azure/ai-services/disable-local-auth",
            "https://learn.microsoft.com/azure/search/search-security-enable-roles",
        ],
        resource_types: &[
            "Microsoft.MachineLearningServices/workspaces/connections",
            "Microsoft.CognitiveServices/accounts/connections",
            "Microsoft.CognitiveServices/accounts/projects/connections",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Search/searchServices", "apiVersion": "2023-11-01", "name": "find", "location": "westeurope",
  "sku": { "name": "basic" }, "properties": { "disableLocalAuth": true }
}, {
  "type": "Microsoft.MachineLearningServices/workspaces/connections", "apiVersion": "2024-10-01", "name": "hub/search",
  "properties": {
    "category": "CognitiveSearch", "target": "https://find.search.windows.net",
    "authType": "ApiKey", // <- finding
    "credentials": { "key": "[listAdminKeys(resourceId('Microsoft.Search/searchServices', 'find'), '2023-11-01').primaryKey]" }
  }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Search/searchServices", "apiVersion": "2023-11-01", "name": "find", "location": "westeurope",
  "sku": { "name": "basic" }, "properties": { "disableLocalAuth": true }
}, {
  "type": "Microsoft.MachineLearningServices/workspaces/connections", "apiVersion": "2024-10-01", "name": "hub/search",
  "properties": { "category": "CognitiveSearch", "target": "https://find.search.windows.net", "authType": "AAD" }
} ] }"#,
            ),
            Example::bicep(
                r"resource models 'Microsoft.CognitiveServices/accounts@2024-10-01' = {
  name: 'models'
  location: 'westeurope'
  kind: 'AIServices'
  sku: {
    name: 'S0'
  }
  properties: {
    disableLocalAuth: true
  }
}

resource connection 'Microsoft.MachineLearningServices/workspaces/connections@2024-10-01' = {
  name: 'hub/models'
  properties: {
    category: 'AIServices'
    target: models.properties.endpoint
    authType: 'ApiKey' // <- finding
    credentials: {
      key: models.listKeys().key1
    }
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

resource connection 'Microsoft.MachineLearningServices/workspaces/connections@2024-10-01' = {
  name: 'hub/models'
  properties: {
    category: 'AIServices'
    target: models.properties.endpoint
    authType: 'ApiKey'
    credentials: {
      key: models.listKeys().key1
    }
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

fn check<'w>(context: &Context<'w>, connection: &'w Instance<'w>) {
    let by_key = words::stated(connection, "properties.authType", &["ApiKey", "AccountKey"]);
    let Some((spot, confidence)) = by_key else { return };
    let Some(service) = hubs::connected(context, connection) else { return };
    if !service.is(hubs::ACCOUNT) && !service.is(hubs::SEARCH) {
        return;
    }
    let Some(keyless) = service.look("properties.disableLocalAuth").found() else { return };
    let Some(sure) = keyless.value.and_then(|value| judge(value, words::is_true)) else { return };
    let message = format!(
        "The connection authenticates with a key, but 'disableLocalAuth' of '{}' is 'true': it takes no keys.",
        display_name(service)
    );
    if let Some(handle) =
        context.report(&RULE.card, connection, &spot, confidence.min(sure), message)
    {
        handle.related(keyless.place, "keys are switched off here");
    }
}
