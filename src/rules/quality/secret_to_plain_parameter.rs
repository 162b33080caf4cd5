//! Secret is passed to a parameter that is not secure.

use crate::eval::frame::Frame;
use crate::finding::Severity;
use crate::look::Spot;
use crate::model::{Language, ParameterType};
use crate::quality::{flow, templates};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "SC002",
        name: "secret-to-plain-parameter",
        title: "Secret is passed to a parameter that is not secure",
        severity: Severity::Warning,
        security_severity: Some("7.5"),
        category: "secrets",
        why: "What is passed to a parameter that is not secure stands in the history of the inner deployment in plain text, however well the outer one keeps it.",
        looks_at: "Arguments of modules, linked and nested templates that give a secure parameter or what `listKeys()` and its kin give, where the parameter of that name is a plain `string` or `object`. Parameters with secure properties are passed over, and modules that are not on this disk.",
        fix: "Declare the inner parameter as `securestring` or `secureObject`, in Bicep with `@secure()`.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-secure-secrets-in-params",
        ],
        equivalents: &["Azure.Deployment.SecretLeak", "AZR-000459"],
        examples: &[
            Example::arm(
                r#"{ "parameters": { "password": { "type": "securestring" } }, "resources": [ {
  "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "inner",
  "properties": { "mode": "Incremental", "expressionEvaluationOptions": { "scope": "inner" },
    "parameters": { "password": {
      "value": "[parameters('password')]" // <- finding
    } },
    "template": { "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
      "parameters": { "password": { "type": "string" } }, "resources": [] } }
} ] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "password": { "type": "securestring" } }, "resources": [ {
  "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "inner",
  "properties": { "mode": "Incremental", "expressionEvaluationOptions": { "scope": "inner" },
    "parameters": { "password": { "value": "[parameters('password')]" } },
    "template": { "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
      "parameters": { "password": { "type": "securestring" } }, "resources": [] } }
} ] }"#,
            ),
            Example::bicep(
                "@secure()
param password string

module server 'server.bicep' = {
  name: 'server'
  params: {
    password: password // <- finding
  }
}
",
            )
            .beside(&[("server.bicep", "param password string\n")]),
            Example::bicep(
                "@secure()
param password string

module server 'server.bicep' = {
  name: 'server'
  params: { password: password }
}
",
            )
            .beside(&[("server.bicep", "@secure()\nparam password string\n")]),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    for frame in templates::frames(context.world) {
        let Some(by) = frame.by.filter(|by| !by.frame().unit.restored) else { continue };
        let Some(deployment) = by.declaration.resource.deployment.as_deref() else { continue };
        let Some(arguments) = deployment.parameters else { continue };
        for (key, value) in by.at(arguments).members() {
            let Some(name) = key.as_text() else { continue };
            let Some(parameter) = frame.template.parameters.get(name) else { continue };
            if !is_plain(frame, &parameter.of) {
                continue;
            }
            let (value, path) = match by.frame().template.language {
                Language::Arm => {
                    (value.get("value"), format!("properties.parameters.{name}.value"))
                }
                Language::Bicep => (Some(value), format!("params.{name}")),
            };
            let Some(node) = value else { continue };
            let Some(secret) = flow::secret(by.frame(), node) else { continue };
            let spot = Spot { place: templates::value_place(node, key.span()), path, value: None };
            let message = format!("Parameter '{name}' is not secure, and is given the {secret}.");
            let declared = frame.unit.document.place(parameter.name);
            if let Some(handle) = context.report(&RULE.card, by, &spot, secret.confidence, message)
            {
                handle.related(declared, "the parameter");
            }
        }
    }
}

/// Whether a parameter is certainly one that keeps no secret.
fn is_plain(frame: &Frame<'_>, of: &ParameterType) -> bool {
    let base = frame.text(of.base);
    let is_plain_type = base.eq_ignore_ascii_case("string") || base.eq_ignore_ascii_case("object");
    is_plain_type && !of.secure && of.reference.is_none() && of.secure_properties.is_empty()
}
