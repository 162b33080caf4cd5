//! A role that is referred to by its name.

use crate::catalogue::roles::{self as catalogue, Role};
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::value::Value;
use crate::finding::{Confidence, Severity};
use crate::graph::roles;
use crate::look::{Spot, judge};
use crate::quality::{nodes, sensitive};
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::syntax::document::NodeRef;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "ID001",
        name: "role-definition-not-guid",
        title: "Role is named, not given by its id",
        severity: Severity::Error,
        category: "identity",
        why: "Resource Manager takes roles by id alone. Names may also change, or exist twice; the ids of built-in roles are the same in every tenant.",
        looks_at: "`roleDefinitionId` of role assignments, where its last part is known and no GUID (with or without dashes): an error. Deployment scripts that assign a role by its name get a note, and so do arguments `roleDefinitionIdOrName` of modules (of low confidence, as the modules know the ids of many names). Ids that are computed are passed over.",
        fix: "Use the role's id: `bcd981a7-7f74-457b-83e1-cceb9e632ffe` is Azure Digital Twins Data Owner, `d57506d4-4c8d-48b1-8587-93c323f6a5a3` Azure Digital Twins Data Reader.",
        references: &[
            "https://learn.microsoft.com/azure/role-based-access-control/role-assignments-template",
            "https://learn.microsoft.com/azure/digital-twins/concepts-security",
            "https://learn.microsoft.com/azure/role-based-access-control/built-in-roles",
        ],
        resource_types: &[
            "Microsoft.Authorization/roleAssignments",
            "Microsoft.Resources/deploymentScripts",
            "Microsoft.Resources/deployments",
        ],
        examples: &[
            Example::arm(
                r#"{ "parameters": { "principal": { "type": "string" } }, "resources": [ {
  "type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01", "name": "[guid('a')]",
  "properties": { "principalId": "[parameters('principal')]", "roleDefinitionId":
    "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'Contributor')]" // <- finding
  }
} ] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "principal": { "type": "string" } }, "resources": [ {
  "type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01", "name": "[guid('a')]",
  "properties": { "principalId": "[parameters('principal')]", "roleDefinitionId":
    "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c')]"
  }
} ] }"#,
            ),
            Example::bicep(
                r"param principal string

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid('a')
  properties: {
    principalId: principal
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'Reader') // <- finding
  }
}
",
            ),
            Example::bicep(
                "param principal string

module account 'account.bicep' = {
  name: 'account'
  params: {
    roleAssignments: [
      {
        principalId: principal
        roleDefinitionIdOrName: 'Reader' // <- finding
      }
    ]
  }
}
",
            )
            .beside(&[("account.bicep", "param roleAssignments array = []\n")]),
            Example::bicep(
                r"param principal string
var roles = {
  Reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7'
}

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid('a')
  properties: {
    principalId: principal
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.Reader)
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
        check_assignment(context, assignment);
    }
    for script in context.deployed("Microsoft.Resources/deploymentScripts") {
        check_script(context, script);
    }
    for module in context.deployed("Microsoft.Resources/deployments") {
        if !module.frame().unit.restored {
            check_arguments(context, module);
        }
    }
}

/// What Azure Verified Modules call a role.
const ARGUMENT: &str = "roleDefinitionIdOrName";

/// Modules that look up a role by its name work, until somebody renames the role.
fn check_arguments<'w>(context: &Context<'w>, module: &'w Instance<'w>) {
    let arguments = module.declaration.resource.deployment.as_deref();
    let Some(arguments) = arguments.and_then(|deployment| deployment.parameters) else { return };
    let frame = module.scope.frame;
    nodes::walk(module.at(arguments), &mut |node| {
        let is_it =
            |key: NodeRef<'_>| key.as_text().is_some_and(|key| key.eq_ignore_ascii_case(ARGUMENT));
        for (_, value) in node.members().filter(|(key, _)| is_it(*key)) {
            let given = sensitive::through_variables(frame, value).as_text();
            let name = given.filter(|name| !roles::is_guid(name) && !name.contains('/'));
            let Some(name) = name else { continue };
            let id = role_by_name(name).map(|role| format!(", '{}',", role.id));
            let message = format!(
                "The role is given as '{name}', which may change; its id{} does not.",
                id.unwrap_or_default()
            );
            let spot = Spot { place: value.place(), path: ARGUMENT.to_owned(), value: None };
            let reported = context.report(&RULE.card, module, &spot, Confidence::Low, message);
            if let Some(handle) = reported {
                handle.severity(Severity::Note);
            }
        }
        true
    });
}

fn check_assignment<'w>(context: &Context<'w>, assignment: &'w Instance<'w>) {
    let Some(spot) = roles::definition(assignment) else { return };
    let Some(value) = spot.value else { return };
    let is_name = |value| {
        roles::last_part(assignment, value)
            .map_or(Tri::Maybe, |last| (!roles::is_guid(last)).into())
    };
    let Some(confidence) = judge(value, is_name) else { return };
    let name = value
        .alternatives()
        .find_map(|value| roles::last_part(assignment, value))
        .unwrap_or_default();
    let message = match role_by_name(name) {
        Some(role) => {
            format!("The role is given as '{name}', not by its id, which is '{}'.", role.id)
        }
        None => format!("The role is given as '{name}', not by its id: the deployment fails."),
    };
    context.report(&RULE.card, assignment, &spot, confidence, message);
}

fn role_by_name(name: &str) -> Option<&'static Role> {
    catalogue::by_name(name)
}

/// Commands that assign a role by its name work, until somebody renames the role.
fn check_script<'w>(context: &Context<'w>, script: &'w Instance<'w>) {
    for path in ["properties.scriptContent", "properties.arguments"] {
        let Some(spot) = script.look(path).found() else { continue };
        let Some(text) = spot.value.and_then(Value::as_str) else {
            continue;
        };
        let Some(name) = named_role(text) else { continue };
        let message = format!(
            "The script assigns the role '{name}' by its name, which may change; its id does not."
        );
        if let Some(handle) = context.report(&RULE.card, script, &spot, Confidence::Medium, message)
        {
            handle.severity(Severity::Note);
        }
    }
}

/// The name after `--role` of `az role assignment create`, or after `-RoleDefinitionName`.
fn named_role(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    let at = match lower.find("role assignment create") {
        Some(start) => start + lower.get(start..)?.find("--role ")? + "--role ".len(),
        None => lower.find("-roledefinitionname ")? + "-roledefinitionname ".len(),
    };
    let rest = text.get(at..)?.trim_start();
    let quote = rest.chars().next().filter(|letter| matches!(letter, '"' | '\''))?;
    let name = rest.get(1..)?.split(quote).next()?;
    let is_name = name.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && !roles::is_guid(name)
        && !name.contains('/');
    is_name.then_some(name)
}
