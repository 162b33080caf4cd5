//! Parameter is not used.

use crate::finding::{Confidence, Severity};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ001",
        name: "unused-parameter",
        title: "Parameter is not used",
        severity: Severity::Note,
        category: "quality",
        why: "Whoever deploys gives a value, and nothing comes of it: either the parameter is a remainder, or the place where it should be used was forgotten.",
        looks_at: "Parameters of templates and modules to which nothing refers: no resource, variable, output, condition, loop, or other default, and no expression in a nested template that sees the parameter. Where names are computed, or a part of the file could not be read, nothing is said, and `_artifactsLocation` and its token are passed over: deployment scripts give them by convention.",
        fix: "Remove the parameter, or use it.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-no-unused-parameters",
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices",
        ],
        equivalents: &[
            "Azure.Template.UseParameters",
            "AZR-000217",
            "no-unused-params",
            "Parameters Must Be Referenced",
        ],
        examples: &[
            Example::arm(
                r#"{ "parameters": {
  "used": { "type": "string" },
  "unused": { "type": "string" } // <- finding
}, "resources": [], "outputs": { "used": { "type": "string", "value": "[parameters('used')]" } } }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "name": { "type": "string" } }, "resources": [ {
  "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "inner", "properties": { "mode": "Incremental",
    "template": { "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
      "resources": [], "outputs": { "name": { "type": "string", "value": "[parameters('name')]" } } } }
} ] }"#,
            ),
            Example::bicep(
                "param used string
param unused string // <- finding

output used string = used
",
            ),
            Example::bicep(
                "param names array

var upper = [for name in names: toUpper(name)]

output upper array = upper
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    for frame in context.templates().iter().filter(|frame| frame.outer.is_none()) {
        if frame.template.parameters.is_empty() {
            continue;
        }
        let uses = context.uses(frame);
        for (name, parameter) in frame.template.parameters.iter() {
            if uses.parameter(name) || name.starts_with("_artifactsLocation") {
                continue;
            }
            let place = frame.unit.document.place(parameter.name);
            let message = format!("Nothing uses parameter '{name}'.");
            context
                .report_at(&RULE.card, place, Confidence::High, message)
                .about(format!("parameters.{name}"));
        }
    }
}
