//! The older switch of Machine Learning workspaces, set to open.

use crate::eval::instance::Instance;
use crate::finding::Confidence;
use crate::look::words::{self, says};
use crate::look::{Look, judge};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PA004",
        name: "ml-legacy-public-flag",
        title: "Older switch opens a workspace behind its private endpoint",
        confidence: Confidence::Medium,
        security_severity: Some("5.0"),
        why: "Before `publicNetworkAccess` there was `allowPublicAccessWhenBehindVnet`: when true, a workspace with a private endpoint is also reachable from everywhere. Beside the newer switch it only confuses, because that one wins.",
        looks_at: "`properties.allowPublicAccessWhenBehindVnet` of Machine Learning workspaces, where it is true. Absent is false.",
        fix: "Remove the property, and set `publicNetworkAccess` with api version 2021-07-01 or later.",
        references: &[
            "https://learn.microsoft.com/azure/machine-learning/how-to-configure-private-link",
        ],
        resource_types: &["Microsoft.MachineLearningServices/workspaces"],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.MachineLearningServices/workspaces", "apiVersion": "2020-08-01", "name": "lab", "location": "westeurope",
  "properties": {
    "allowPublicAccessWhenBehindVnet": true // <- finding
  }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.MachineLearningServices/workspaces", "apiVersion": "2020-08-01", "name": "lab", "location": "westeurope",
  "properties": { "allowPublicAccessWhenBehindVnet": false }
} ] }"#,
            ),
            Example::bicep(
                r"resource lab 'Microsoft.MachineLearningServices/workspaces@2024-04-01' = {
  name: 'lab'
  location: 'westeurope'
  properties: {
    publicNetworkAccess: 'Disabled'
    allowPublicAccessWhenBehindVnet: true // <- finding
  }
}
",
            ),
            Example::bicep(
                r"resource lab 'Microsoft.MachineLearningServices/workspaces@2024-04-01' = {
  name: 'lab'
  location: 'westeurope'
  properties: {
    publicNetworkAccess: 'Disabled'
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

const PATH: &str = "properties.allowPublicAccessWhenBehindVnet";

fn check<'w>(context: &Context<'w>, workspace: &'w Instance<'w>) {
    let Look::Found(spot) = workspace.look(PATH) else { return };
    let Some(confidence) = spot.value.and_then(|value| judge(value, words::is_true)) else {
        return;
    };
    let closed = says(workspace, "properties.publicNetworkAccess", &["Disabled"]).is_yes();
    let message = if closed {
        "'allowPublicAccessWhenBehindVnet' is 'true' while 'publicNetworkAccess' is 'Disabled': the two contradict each other, and the newer one wins."
    } else {
        "'allowPublicAccessWhenBehindVnet' is 'true': the workspace stays open to public networks beside its private endpoint."
    };
    context.report(&RULE.card, workspace, &spot, confidence, message.to_owned());
}
