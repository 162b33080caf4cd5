//! Template refers to a parameter or variable that it does not have.

use crate::eval::frame::Frame;
use crate::finding::{Confidence, Severity};
use crate::model::{DeploymentSource, Language, Template};
use crate::quality::nodes::{self, first_text};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::source::Span;
use crate::syntax::document::{Kind, NodeRef};
use crate::syntax::function::Function;
use std::cell::LazyCell;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ031",
        name: "name-not-declared",
        title: "Template refers to a parameter or variable that it does not have",
        severity: Severity::Error,
        category: "quality",
        why: "Resource Manager refuses the template: `The template parameter '…' is not found`. Expressions of a nested template with inner scope see the names of that template alone.",
        looks_at: "Calls of `parameters()` and `variables()` in ARM JSON with a literal name that the template has not declared; in nested templates of outer scope, the template around them. In Bicep, expressions that refer to names of the file inside the template of a deployment resource with inner scope. Parameters of functions, and names in the parameters of nested templates of outer scope, are passed over.",
        fix: "Declare it, or pass it to the nested template as a parameter.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax",
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/linked-templates#expression-evaluation-scope-in-nested-templates",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-nested-deployment-template-scoping",
        ],
        equivalents: &["nested-deployment-template-scoping"],
        examples: &[
            Example::arm(
                r#"{ "parameters": { "name": { "type": "string" } }, "resources": [], "outputs": { "name": { "type": "string",
  "value": "[parameters('nane')]" // <- finding
} } }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "name": { "type": "string" } }, "resources": [], "outputs": { "name": { "type": "string", "value": "[parameters('name')]" } } }"#,
            ),
            Example::bicep(
                "param name string

resource inner 'Microsoft.Resources/deployments@2022-09-01' = {
  name: 'inner'
  properties: {
    mode: 'Incremental'
    expressionEvaluationOptions: { scope: 'inner' }
    template: {
      '$schema': 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
      contentVersion: '1.0.0.0'
      resources: []
      outputs: {
        name: {
          type: 'string'
          value: name // <- finding
        }
      }
    }
  }
}
",
            ),
            Example::bicep(
                "param name string

output name string = name
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
        match frame.template.language {
            Language::Arm => check_arm(context, frame),
            Language::Bicep => check_bicep(context, frame),
        }
    }
}

fn check_arm<'w>(context: &Context<'w>, frame: &'w Frame<'w>) {
    if frame.unit.document.fatal().is_some() || !frame.template.imports.is_empty() {
        return;
    }
    // Names in a nested template of outer scope are those of the template around it, which looks at them.
    if frame.outer.is_some() {
        return;
    }
    let passed_over = LazyCell::new(|| other_names(frame));
    for node in context.expressions(frame).iter().copied() {
        let Kind::Call { function, arguments, .. } = node.kind() else { continue };
        let Some(name) = first_text(node, arguments) else { continue };
        let (what, is_declared) = match function {
            Function::Parameters => ("parameter", frame.template.parameters.get(name).is_some()),
            Function::Variables => ("variable", frame.template.variables.get(name).is_some()),
            _ => continue,
        };
        // A nested template of outer scope may think that its own names are seen.
        if is_declared
            || declared_inside(frame.template, name)
            || passed_over.iter().any(|span| span.contains(node.span()))
        {
            continue;
        }
        let message = format!("The template has no {what} '{name}'.");
        context
            .report_at(&RULE.card, node.place(), Confidence::High, message)
            .about(format!("{what} {name}"));
    }
}

/// Whether a nested template declares a name.
fn declared_inside(template: &Template, name: &str) -> bool {
    template.walk().any(|resource| {
        let deployment = resource.deployment.as_deref();
        let Some(DeploymentSource::Nested(nested)) = deployment.map(|one| &one.source) else {
            return false;
        };
        nested.parameters.get(name).is_some()
            || nested.variables.get(name).is_some()
            || declared_inside(nested, name)
    })
}

/// Where names are of something else: functions, and the parameters of nested templates of outer scope.
fn other_names<'w>(frame: &'w Frame<'w>) -> Vec<Span> {
    let mut spans = Vec::new();
    spans.extend(templates::root(frame).get("functions").map(NodeRef::span));
    templates::walk(frame, &mut |node| {
        let Some(template) = node.get("template").filter(|_| node.is_object()) else { return };
        let parts = ["parameters", "functions", "definitions"].map(|part| template.get(part));
        spans.extend(parts.into_iter().flatten().map(NodeRef::span));
    });
    spans
}

fn check_bicep<'w>(context: &Context<'w>, frame: &'w Frame<'w>) {
    for resource in &frame.template.resources {
        let is_deployment = frame
            .at(resource.type_)
            .as_text()
            .is_some_and(|name| name.eq_ignore_ascii_case("Microsoft.Resources/deployments"));
        let properties = frame
            .at(resource.body)
            .get("properties")
            .filter(|_| is_deployment && resource.deployment.is_none());
        let Some(properties) = properties else { continue };
        let scope =
            properties.get("expressionEvaluationOptions").and_then(|options| options.get("scope"));
        let is_inner = scope
            .and_then(NodeRef::as_text)
            .is_some_and(|scope| scope.eq_ignore_ascii_case("inner"));
        let Some(template) = properties.get("template").filter(|_| is_inner) else { continue };
        nodes::walk(template, &mut |node| {
            let name = match node.kind() {
                Kind::Symbol(text) => Some(frame.text(text)),
                Kind::Call {
                    function: Function::Parameters | Function::Variables,
                    arguments,
                    ..
                } => first_text(node, arguments),
                _ => None,
            };
            if let Some(name) = name {
                let message = format!("The nested template does not see '{name}' of this file.");
                context
                    .report_at(&RULE.card, node.place(), Confidence::High, message)
                    .about(format!("nested {name}"));
            }
            true
        });
    }
}
