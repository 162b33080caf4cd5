//! Nested deployment shows a secret of the template around it.

use crate::eval::frame::Frame;
use crate::eval::instance::Instance;
use crate::finding::Severity;
use crate::look::Spot;
use crate::model::Language;
use crate::quality::flow::{self, Secret};
use crate::quality::{nodes, templates};
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::syntax::document::{Kind, NodeRef};
use std::cmp::Reverse;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "SC003",
        name: "nested-deployment-shows-secret",
        title: "Nested deployment shows a secret of the template around it",
        severity: Severity::Warning,
        security_severity: Some("7.5"),
        category: "secrets",
        why: "Expressions of a nested template with outer scope are evaluated before the nested deployment begins. What comes of them stands in the template of the nested deployment in plain text, in its history, secure parameters included.",
        looks_at: "Nested templates whose `expressionEvaluationOptions.scope` is not `inner`, and in Bicep resources of type `Microsoft.Resources/deployments`: expressions in them that give a secure parameter or what `listKeys()` and its kin give. One finding for each nested deployment, at the first such expression.",
        fix: "Set `expressionEvaluationOptions.scope` to `inner`, declare a secure parameter in the nested template, and pass the secret to it. In Bicep use a module.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-secure-params-in-nested-deploy",
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/linked-templates#expression-evaluation-scope-in-nested-templates",
        ],
        equivalents: &[
            "Azure.Deployment.OuterSecret",
            "AZR-000331",
            "secure-params-in-nested-deploy",
            "Secure Params In Nested Deployments",
        ],
        examples: &[
            Example::arm(
                r#"{ "parameters": { "password": { "type": "securestring" } }, "resources": [ {
  "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "inner",
  "properties": { "mode": "Incremental",
    "template": { "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
      "resources": [ { "type": "Microsoft.Sql/servers", "apiVersion": "2021-11-01", "name": "db", "location": "westeurope", "properties": { "administratorLogin": "dba",
        "administratorLoginPassword": "[parameters('password')]" // <- finding
      } } ] } }
} ] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "password": { "type": "securestring" } }, "resources": [ {
  "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "inner",
  "properties": { "mode": "Incremental", "expressionEvaluationOptions": { "scope": "inner" },
    "parameters": { "password": { "value": "[parameters('password')]" } },
    "template": { "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
      "parameters": { "password": { "type": "securestring" } },
      "resources": [ { "type": "Microsoft.Sql/servers", "apiVersion": "2021-11-01", "name": "db", "location": "westeurope", "properties": { "administratorLogin": "dba",
        "administratorLoginPassword": "[parameters('password')]"
      } } ] } }
} ] }"#,
            ),
            Example::bicep(
                "@secure()
param password string

resource inner 'Microsoft.Resources/deployments@2022-09-01' = {
  name: 'inner'
  properties: {
    mode: 'Incremental'
    template: {
      '$schema': 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
      contentVersion: '1.0.0.0'
      resources: [
        {
          type: 'Microsoft.Sql/servers'
          apiVersion: '2021-11-01'
          name: 'db'
          location: 'westeurope'
          properties: {
            administratorLogin: 'dba'
            administratorLoginPassword: password // <- finding
          }
        }
      ]
    }
  }
}
",
            ),
            Example::bicep(
                "@secure()
param password string

resource db 'Microsoft.Sql/servers@2021-11-01' = {
  name: 'db'
  location: 'westeurope'
  properties: {
    administratorLogin: 'dba'
    administratorLoginPassword: password
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
    for frame in context.templates() {
        if frame.outer.is_some() && frame.by.is_some() {
            check_nested(context, frame);
        }
        if frame.template.language == Language::Bicep {
            check_bicep(context, frame);
        }
    }
}

fn check_nested<'w>(context: &Context<'w>, frame: &'w Frame<'w>) {
    let mut found = Vec::new();
    templates::walk(frame, &mut |node| {
        if matches!(node.kind(), Kind::Expression(_))
            && let Some(secret) = flow::secret(frame, node)
        {
            found.push((node, secret));
        }
    });
    if let Some(by) = frame.by {
        report(context, by, found);
    }
}

fn check_bicep<'w>(context: &Context<'w>, frame: &'w Frame<'w>) {
    for instance in context.deployed("Microsoft.Resources/deployments") {
        let is_here = std::ptr::eq(instance.frame(), frame);
        if !is_here || instance.declaration.resource.deployment.is_some() {
            continue;
        }
        let template = instance.at(instance.declaration.resource.body).get("properties");
        let Some(template) = template.and_then(|properties| properties.get("template")) else {
            continue;
        };
        let mut found = Vec::new();
        nodes::walk(template, &mut |node| {
            let is_value = !matches!(node.kind(), Kind::Object(_) | Kind::Array(_) | Kind::For(_));
            if is_value && let Some(secret) = flow::secret(frame, node) {
                found.push((node, secret));
            }
            !is_value
        });
        report(context, instance, found);
    }
}

fn report<'w>(
    context: &Context<'w>,
    deployment: &'w Instance<'w>,
    mut found: Vec<(NodeRef<'w>, Secret)>,
) {
    const MOST: usize = 8;
    // What is certainly a secret comes first, and decides.
    found.sort_by_key(|(_, secret)| Reverse(secret.confidence));
    let Some(((first, secret), others)) = found.split_first() else { return };
    let spot = Spot { place: first.place(), path: "properties.template".to_owned(), value: None };
    let message = format!(
        "The nested deployment has the {secret} in plain text: it is put in before the deployment begins."
    );
    let Some(mut handle) =
        context.report(&RULE.card, deployment, &spot, secret.confidence, message)
    else {
        return;
    };
    for (node, secret) in others.iter().take(MOST) {
        handle = handle.related(node.place(), format!("the {secret}"));
    }
}
