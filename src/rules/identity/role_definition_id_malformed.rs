//! A role definition id that is none.

use crate::eval::equal::Tri;
use crate::eval::resource_id::ResourceId;
use crate::eval::value::Val;
use crate::finding::Severity;
use crate::graph::roles;
use crate::look::judge;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "ID002",
        name: "role-definition-id-malformed",
        title: "Id of a role definition is of another type",
        severity: Severity::Error,
        category: "identity",
        why: "A misspelt type, `roleDefintions` for instance, makes an id of nothing: the deployment fails when the assignment is created, after everything else.",
        looks_at: "`roleDefinitionId` of role assignments: its type, read from the last `/providers/` on, and whether it is a GUID without a path. Every scope before it is fine. Ids that are not known are passed over.",
        fix: "Write `subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '<id of the role>')`.",
        references: &[
            "https://learn.microsoft.com/azure/role-based-access-control/role-assignments-template",
            "https://learn.microsoft.com/azure/digital-twins/concepts-security",
        ],
        resource_types: &["Microsoft.Authorization/roleAssignments"],
        examples: &[
            Example::arm(
                r#"{ "parameters": { "principal": { "type": "string" } }, "resources": [ {
  "type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01", "name": "[guid('a')]",
  "properties": { "principalId": "[parameters('principal')]", "roleDefinitionId":
    "[subscriptionResourceId('Microsoft.Authorization/roleDefinition', 'b24988ac-6180-42a0-ab88-20f7382dd24c')]" // <- finding
  }
} ] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "principal": { "type": "string" } }, "resources": [ {
  "type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01", "name": "[guid('a')]",
  "properties": { "principalId": "[parameters('principal')]", "roleDefinitionId":
    "[concat(subscription().id, '/providers/Microsoft.Authorization/roleDefinitions/', 'b24988ac-6180-42a0-ab88-20f7382dd24c')]"
  }
} ] }"#,
            ),
            Example::bicep(
                r"param principal string

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid('a')
  properties: {
    principalId: principal
    roleDefinitionId: 'acdd72a7-3385-48ef-bd42-f606fba81ae7' // <- finding
  }
}
",
            ),
            Example::bicep(
                r"param principal string

resource reader 'Microsoft.Authorization/roleDefinitions@2022-04-01' existing = {
  name: 'acdd72a7-3385-48ef-bd42-f606fba81ae7'
}

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid('a')
  properties: {
    principalId: principal
    roleDefinitionId: reader.id
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
        let Some(spot) = roles::definition(assignment) else { continue };
        let Some(value) = spot.value else { continue };
        let Some(confidence) = judge(value, |value| is_malformed(context, value)) else { continue };
        let message = match wrong_type(context, value) {
            Some(type_) => format!("The role definition id is of type '{type_}', not 'Microsoft.Authorization/roleDefinitions'."),
            None => "The role definition id is a bare GUID: it needs the path '/providers/Microsoft.Authorization/roleDefinitions/' before it.".to_owned(),
        };
        context.report(&RULE.card, assignment, &spot, confidence, message);
    }
}

const TYPE: &str = "Microsoft.Authorization/roleDefinitions";

fn is_malformed<'w>(context: &Context<'w>, value: Val<'w>) -> Tri {
    if value.as_str().is_some_and(|text| !text.contains('/') && roles::is_guid(text)) {
        return Tri::Yes;
    }
    match ResourceId::parse(context.world.heap, value) {
        Some(id) if id.under.is_none() => {
            (!id.resource_type.trim_matches('/').eq_ignore_ascii_case(TYPE)).into()
        }
        _ => Tri::Maybe,
    }
}

fn wrong_type<'w>(context: &Context<'w>, value: Val<'w>) -> Option<&'w str> {
    let ids = value.alternatives().filter_map(|value| ResourceId::parse(context.world.heap, value));
    let mut wrong =
        ids.filter(|id| id.under.is_none() && !id.resource_type.eq_ignore_ascii_case(TYPE));
    wrong.next().map(|id| id.resource_type)
}
