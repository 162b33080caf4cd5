//! A data role for more than the resource that needs it.

use crate::catalogue::roles::Role;
use crate::eval::instance::Instance;
use crate::finding::Severity;
use crate::graph::roles::{self, Grant};
use crate::graph::targets;
use crate::look::Spot;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "ID003",
        name: "role-assignment-scope-too-broad",
        title: "Data role is granted above the resource",
        security_severity: Some("5.0"),
        category: "identity",
        why: "A role on a resource group or subscription also covers all resources that somebody adds there later. Least privilege means the one resource that the principal works with.",
        looks_at: "Role assignments on a resource group, subscription or management group: a warning for the data roles of Azure Digital Twins, a note for those of Event Hubs, Service Bus and Storage, and for Owner in the hands of an identity that the deployment creates. Scopes and roles that are not known are passed over.",
        fix: "Set `scope` to the resource: the Digital Twins instance, the event hub, the storage account.",
        references: &[
            "https://learn.microsoft.com/azure/role-based-access-control/scope-overview",
            "https://learn.microsoft.com/azure/digital-twins/concepts-security",
        ],
        resource_types: &["Microsoft.Authorization/roleAssignments"],
        examples: &[
            Example::arm(
                r#"{ "parameters": { "principal": { "type": "string" } }, "resources": [ {
  "type": "Microsoft.Authorization/roleAssignments", // <- finding
  "apiVersion": "2022-04-01", "name": "[guid('a')]",
  "properties": { "principalId": "[parameters('principal')]", "roleDefinitionId":
    "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'd57506d4-4c8d-48b1-8587-93c323f6a5a3')]" }
} ] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "principal": { "type": "string" } }, "resources": [ {
  "type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01", "name": "[guid('a')]",
  "scope": "[resourceId('Microsoft.DigitalTwins/digitalTwinsInstances', 'twins')]",
  "properties": { "principalId": "[parameters('principal')]", "roleDefinitionId":
    "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'd57506d4-4c8d-48b1-8587-93c323f6a5a3')]" }
} ] }"#,
            ),
            Example::bicep(
                r"targetScope = 'subscription'

param principal string

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = { // <- finding
  name: guid('a')
  properties: {
    principalId: principal
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'bcd981a7-7f74-457b-83e1-cceb9e632ffe')
  }
}
",
            ),
            Example::bicep(
                r"param principal string

resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' existing = {
  name: 'twins'
}

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid('a')
  scope: twins
  properties: {
    principalId: principal
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'bcd981a7-7f74-457b-83e1-cceb9e632ffe')
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
    for assignment in roles::assignments(context) {
        let wide = match roles::grant(assignment) {
            Grant::Group => "every such resource of the resource group",
            Grant::Above => "every such resource of the subscription or above",
            Grant::Resource(_) | Grant::Unknown => continue,
        };
        let Some(role) = roles::role(assignment) else { continue };
        let Some(severity) = severity(context, assignment, role) else { continue };
        let message = if role.family == "*" {
            format!(
                "The role '{}' goes to an identity of this deployment, and covers {}.",
                role.name,
                wide.replace("such ", "")
            )
        } else {
            format!("The role '{}' is granted on {wide}, not on the one that needs it.", role.name)
        };
        let spot = scope_spot(assignment);
        let confidence = spot.confidence();
        if let Some(handle) = context.report(&RULE.card, assignment, &spot, confidence, message) {
            handle.severity(severity);
        }
    }
}

/// Roles over the data of one service; and Owner in the hands of a program.
fn severity<'w>(
    context: &Context<'w>,
    assignment: &'w Instance<'w>,
    role: &Role,
) -> Option<Severity> {
    match role.family {
        "*" => {
            (role.name == "Owner" && is_to_a_program(context, assignment)).then_some(Severity::Note)
        }
        "Microsoft.DigitalTwins/digitalTwinsInstances" => Some(Severity::Warning),
        _ => Some(Severity::Note),
    }
}

/// Whether the role goes to an identity that this deployment creates.
fn is_to_a_program<'w>(context: &Context<'w>, assignment: &'w Instance<'w>) -> bool {
    let principal = assignment.look("properties.principalId").value();
    principal.is_some_and(|principal| {
        targets::mentioned(principal)
            .iter()
            .any(|mention| targets::by_id(context, mention.id).is_some())
    })
}

/// Where the scope is written, else the assignment.
fn scope_spot<'w>(assignment: &'w Instance<'w>) -> Spot<'w> {
    match assignment.declaration.resource.scope {
        Some(scope) => {
            let node = assignment.at(scope);
            let value = Some(assignment.scope.evaluate(node));
            Spot { place: node.place(), path: "scope".to_owned(), value }
        }
        None => Spot { path: "scope".to_owned(), ..assignment.spot() },
    }
}
