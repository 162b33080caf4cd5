//! A data role on a resource of another service.

use crate::finding::{Confidence, Severity};
use crate::graph::roles::{self, Grant};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "ID004",
        name: "role-assignment-scope-mismatch",
        title: "Data role is granted on a resource that it does not fit",
        severity: Severity::Error,
        category: "identity",
        why: "A data role lists actions of one provider. On a resource of another service it is accepted, and grants nothing.",
        looks_at: "Role assignments on one resource with a data role of Digital Twins, Event Hubs, Service Bus or Storage, where the resource is of another type. Owner, Contributor and Reader fit everywhere. Scopes that are not known are passed over.",
        fix: "Grant the role on the resource whose data is meant: the storage account, the namespace, the instance.",
        references: &[
            "https://learn.microsoft.com/azure/role-based-access-control/built-in-roles",
            "https://learn.microsoft.com/azure/role-based-access-control/scope-overview",
        ],
        resource_types: &["Microsoft.Authorization/roleAssignments"],
        examples: &[
            Example::arm(
                r#"{ "parameters": { "principal": { "type": "string" } }, "resources": [ {
  "type": "Microsoft.Authorization/roleAssignments", // <- finding
  "apiVersion": "2022-04-01", "name": "[guid('a')]", "scope": "Microsoft.EventHub/namespaces/events",
  "properties": { "principalId": "[parameters('principal')]", "roleDefinitionId":
    "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'd57506d4-4c8d-48b1-8587-93c323f6a5a3')]" }
} ] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "principal": { "type": "string" } }, "resources": [ {
  "type": "Microsoft.Authorization/roleAssignments",
  "apiVersion": "2022-04-01", "name": "[guid('a')]", "scope": "Microsoft.EventHub/namespaces/events/eventhubs/all",
  "properties": { "principalId": "[parameters('principal')]", "roleDefinitionId":
    "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '2b629674-e913-4c01-ae53-ef4638d8f975')]" }
} ] }"#,
            ),
            Example::bicep(
                r"param principal string

resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' existing = {
  name: 'twins'
}

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = { // <- finding
  name: guid('a')
  scope: twins
  properties: {
    principalId: principal
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
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
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')
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
        let Some(role) = roles::role(assignment).filter(|role| role.family != "*") else {
            continue;
        };
        let Grant::Resource(id) = roles::grant(assignment) else { continue };
        if fits(role.family, id.resource_type) {
            continue;
        }
        let message = format!(
            "The role '{}' opens data of '{}', but is granted on a resource of type '{}': it grants nothing there.",
            role.name, role.family, id.resource_type
        );
        let confidence =
            roles::definition(assignment).map_or(Confidence::High, |spot| spot.confidence());
        context.report(&RULE.card, assignment, &assignment.spot(), confidence, message);
    }
}

/// Whether a type is the family or one of its children.
fn fits(family: &str, resource_type: &str) -> bool {
    let start = resource_type.get(..family.len());
    let rest = resource_type.get(family.len()..).unwrap_or_default();
    start.is_some_and(|start| start.eq_ignore_ascii_case(family))
        && (rest.is_empty() || rest.starts_with('/'))
}
