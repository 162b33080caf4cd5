//! Name of an administrator is written in the template.

use crate::finding::{Confidence, Severity};
use crate::look::Spot;
use crate::quality::nodes;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "SC007",
        name: "admin-username-literal",
        title: "Name of an administrator is written in the template",
        severity: Severity::Note,
        security_severity: Some("3.0"),
        category: "secrets",
        on: false,
        why: "The name of an administrator is half of what an attacker needs. One that stands in a template is the same wherever the template is deployed.",
        looks_at: "Properties `adminUsername`, `administratorLogin` and `sqlAdministratorLogin` with a literal value, directly or through variables. Defaults of parameters are fine.",
        fix: "Make it a parameter.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-adminusername-should-not-be-literal",
        ],
        equivalents: &[
            "Azure.Deployment.AdminUsername",
            "AZR-000284",
            "adminusername-should-not-be-literal",
            "adminUsername Should Not Be A Literal",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Sql/servers", "apiVersion": "2021-11-01", "name": "db", "location": "westeurope", "properties": {
    "administratorLogin": "dba" // <- finding
} } ] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "login": { "type": "string" } }, "resources": [ {
  "type": "Microsoft.Sql/servers", "apiVersion": "2021-11-01", "name": "db", "location": "westeurope", "properties": { "administratorLogin": "[parameters('login')]" } } ] }"#,
            ),
            Example::bicep(
                "resource db 'Microsoft.Sql/servers@2021-11-01' = {
  name: 'db'
  location: 'westeurope'
  properties: {
    administratorLogin: 'dba' // <- finding
  }
}
",
            ),
            Example::bicep(
                "param login string

resource db 'Microsoft.Sql/servers@2021-11-01' = {
  name: 'db'
  location: 'westeurope'
  properties: { administratorLogin: login }
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
    let names =
        ["adminUsername", "administratorLogin", "sqlAdministratorLogin", "administratorUserName"];
    for instance in context.instances() {
        if instance.declaration.resource.existing || instance.frame().unit.restored {
            continue;
        }
        let body = instance.at(instance.declaration.resource.body);
        let mut found = Vec::new();
        nodes::walk(body, &mut |node| {
            let is_name = |key: &str| names.iter().any(|name| name.eq_ignore_ascii_case(key));
            for (key, value) in node.members() {
                if let Some(name) = key.as_text().filter(|key| is_name(key)) {
                    found.push((name, value));
                }
            }
            // A template in a deployment is looked at by itself.
            instance.declaration.resource.deployment.is_none()
        });
        for (name, value) in found {
            let text = value.as_text().filter(|text| !text.is_empty());
            let Some(text) = text else { continue };
            let spot = Spot { place: value.place(), path: name.to_owned(), value: None };
            let message = format!("'{name}' is always '{text}'.");
            context.report(&RULE.card, instance, &spot, Confidence::High, message);
        }
    }
}
