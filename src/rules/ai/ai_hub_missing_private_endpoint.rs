//! An AI hub or workspace without a private way in.

use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::subject::display_name;
use crate::graph::{hubs, targets};
use crate::look::words;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "AI001",
        name: "ai-hub-missing-private-endpoint",
        title: "AI hub has no private endpoint",
        confidence: Confidence::Medium,
        why: "Inbound isolation of an AI hub rests on its private endpoint. Without one the hub is either open to everybody, or reachable by nobody.",
        looks_at: "AI hubs, Machine Learning workspaces, and AI services accounts that manage projects, to which no private endpoint of the deployment leads. A warning where the deployment builds a network or other endpoints, else a note. Silent for projects, and while the target of some endpoint is not known.",
        fix: "Add a private endpoint with the group `amlworkspace` (an account: `account`) and its DNS zones.",
        references: &[
            "https://learn.microsoft.com/azure/ai-studio/how-to/configure-private-link",
            "https://learn.microsoft.com/azure/machine-learning/how-to-configure-private-link",
        ],
        resource_types: &[
            "Microsoft.MachineLearningServices/workspaces",
            "Microsoft.CognitiveServices/accounts",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.MachineLearningServices/workspaces", // <- finding
  "apiVersion": "2024-10-01", "name": "hub", "location": "westeurope", "kind": "Hub", "properties": {}
}, {
  "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-11-01", "name": "net", "location": "westeurope",
  "properties": { "addressSpace": { "addressPrefixes": [ "10.0.0.0/16" ] } }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.MachineLearningServices/workspaces",
  "apiVersion": "2024-10-01", "name": "hub", "location": "westeurope", "kind": "Hub", "properties": {}
}, {
  "type": "Microsoft.Network/privateEndpoints", "apiVersion": "2023-11-01", "name": "door", "location": "westeurope",
  "properties": { "subnet": { "id": "[parameters('subnetId')]" }, "privateLinkServiceConnections": [ { "name": "hub", "properties": {
    "privateLinkServiceId": "[resourceId('Microsoft.MachineLearningServices/workspaces', 'hub')]", "groupIds": [ "amlworkspace" ] } } ] }
} ], "parameters": { "subnetId": { "type": "string" } } }"#,
            ),
            Example::bicep(
                r"resource foundry 'Microsoft.CognitiveServices/accounts@2025-06-01' = { // <- finding
  name: 'foundry'
  location: 'westeurope'
  kind: 'AIServices'
  sku: {
    name: 'S0'
  }
  properties: {
    allowProjectManagement: true
    customSubDomainName: 'contoso-foundry'
  }
}
",
            ),
            Example::bicep(
                r"param hubId string

resource project 'Microsoft.MachineLearningServices/workspaces@2024-10-01' = {
  name: 'project'
  location: 'westeurope'
  kind: 'Project'
  properties: {
    hubResourceId: hubId
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

fn check<'w>(context: &Context<'w>, hub: &'w Instance<'w>) {
    if !is_hub(hub) {
        return;
    }
    let endpoints = targets::endpoints_of(context, hub);
    if endpoints.perhaps || !endpoints.certain.is_empty() {
        return;
    }
    let has_network = ["Microsoft.Network/virtualNetworks", "Microsoft.Network/privateEndpoints"]
        .iter()
        .any(|name| context.deployed(name).next().is_some());
    let (severity, beside) = if has_network {
        (Severity::Warning, ", though this deployment builds a network")
    } else {
        (Severity::Note, "")
    };
    let message = format!("No private endpoint leads to '{}'{beside}.", display_name(hub));
    if let Some(handle) = context.report(&RULE.card, hub, &hub.spot(), Confidence::Medium, message)
    {
        handle.severity(severity);
    }
}

/// A workspace that is no project, or an account that holds projects itself.
fn is_hub<'w>(instance: &'w Instance<'w>) -> bool {
    if instance.is(hubs::ACCOUNT) {
        return words::is_on(instance, "properties.allowProjectManagement").is_yes();
    }
    hubs::is_project(instance) == Tri::No
}
