//! A custom role with a wildcard over all data actions.

use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::look::words;
use crate::look::{Look, Spot, judge};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "ID005",
        name: "custom-role-digital-twins-wildcard",
        title: "Custom role opens all data of Digital Twins",
        confidence: Confidence::Medium,
        category: "identity",
        on: false,
        why: "Azure Digital Twins has actions for twins, commands, relationships, event routes, jobs, models and queries. A role that needs a few of them should name those.",
        looks_at: "`dataActions` of custom roles: `Microsoft.DigitalTwins/*` and the like give a note, `*` a warning. A wildcard within one area is fine.",
        fix: "List the actions that are needed, such as `Microsoft.DigitalTwins/digitaltwins/read`.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/concepts-security",
            "https://learn.microsoft.com/azure/role-based-access-control/custom-roles",
        ],
        resource_types: &["Microsoft.Authorization/roleDefinitions"],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Authorization/roleDefinitions", "apiVersion": "2022-04-01", "name": "[guid('r')]",
  "properties": { "roleName": "twin worker", "type": "customRole", "assignableScopes": [ "[resourceGroup().id]" ],
    "permissions": [ { "dataActions": [
      "Microsoft.DigitalTwins/*/read" // <- finding
    ] } ] }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Authorization/roleDefinitions", "apiVersion": "2022-04-01", "name": "[guid('r')]",
  "properties": { "roleName": "twin worker", "type": "customRole", "assignableScopes": [ "[resourceGroup().id]" ],
    "permissions": [ { "dataActions": [ "Microsoft.DigitalTwins/eventroutes/*" ] } ] }
} ] }"#,
            ),
            Example::bicep(
                r"resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid('r')
  properties: {
    roleName: 'twin worker'
    type: 'customRole'
    assignableScopes: [
      resourceGroup().id
    ]
    permissions: [
      {
        dataActions: [
          '*' // <- finding
        ]
      }
    ]
  }
}
",
            ),
            Example::bicep(
                r"resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid('r')
  properties: {
    roleName: 'twin worker'
    type: 'customRole'
    assignableScopes: [
      resourceGroup().id
    ]
    permissions: [
      {
        dataActions: [
          'Microsoft.DigitalTwins/query/action'
        ]
      }
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

fn check<'w>(context: &Context<'w>, role: &'w Instance<'w>) {
    for permission in role.list("properties.permissions").0 {
        let Look::Found(actions) = role.look_from(&permission, "dataActions") else { continue };
        for action in role.elements(&actions).0 {
            check_action(context, role, &action);
        }
    }
}

fn check_action<'w>(context: &Context<'w>, role: &'w Instance<'w>, action: &Spot<'w>) {
    let Some(value) = action.value else { return };
    let all = judge(value, |value| words::is_any(value, &["*"]));
    let wide = judge(value, |value| words::is_any(value, WIDE));
    let (confidence, severity) = match (all, wide) {
        (Some(confidence), _) => (confidence, Severity::Warning),
        (None, Some(confidence)) => (confidence, Severity::Note),
        (None, None) => return,
    };
    let message = format!(
        "The data action '{}' opens all areas of Azure Digital Twins.",
        words::shown(value)
    );
    if let Some(handle) = context.report(&RULE.card, role, action, confidence, message) {
        handle.severity(severity);
    }
}

/// Wildcards over all areas.
const WIDE: &[&str] = &[
    "Microsoft.DigitalTwins/*",
    "Microsoft.DigitalTwins/*/action",
    "Microsoft.DigitalTwins/*/read",
    "Microsoft.DigitalTwins/*/write",
    "Microsoft.DigitalTwins/*/delete",
];
