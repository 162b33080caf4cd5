//! Variable is not used.

use crate::finding::{Confidence, Severity};
use crate::quality::nodes;
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::syntax::document::{Kind, NodeRef};
use crate::syntax::function::Function;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ002",
        name: "unused-variable",
        title: "Variable is not used",
        severity: Severity::Note,
        category: "quality",
        why: "A variable that nothing uses is a remainder, or the place where it should be used was forgotten.",
        looks_at: "Variables to which nothing refers. Exported Bicep variables count as used, and so does a variable that is there to `fail()`. Where names are computed, or a part of the file could not be read, nothing is said.",
        fix: "Remove the variable, or use it.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-no-unused-variables",
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices",
        ],
        equivalents: &[
            "AZR-000218",
            "AZR-000219",
            "Azure.Template.UseVariables",
            "Variables Must Be Referenced",
            "no-unused-vars",
        ],
        examples: &[
            Example::arm(
                r#"{ "variables": {
  "used": "a",
  "unused": "[variables('used')]" // <- finding
}, "resources": [] }"#,
            ),
            Example::arm(
                r#"{ "variables": { "copy": [ { "name": "names", "count": 2, "input": "[copyIndex('names')]" } ] }, "resources": [],
  "outputs": { "names": { "type": "array", "value": "[variables('names')]" } } }"#,
            ),
            Example::bicep(
                "var unused = 'a' // <- finding
",
            ),
            Example::bicep(
                "@export()
var prefix = 'a'
var place = 'b'

output name string = '${place}-name'
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
        if frame.template.variables.is_empty() {
            continue;
        }
        let uses = context.uses(frame);
        for (name, variable) in frame.template.variables.iter() {
            if uses.variable(name) || is_check(frame.at(variable.value)) {
                continue;
            }
            let place = frame.unit.document.place(variable.name);
            let message = format!("Nothing uses variable '{name}'.");
            context
                .report_at(&RULE.card, place, Confidence::High, message)
                .about(format!("variables.{name}"));
        }
    }
}

/// Whether a variable is there to fail: `x ? fail('…') : true`.
fn is_check(node: NodeRef<'_>) -> bool {
    let mut fails = false;
    nodes::walk(node, &mut |node| {
        fails |= matches!(node.kind(), Kind::Call { function: Function::Fail, .. });
        !fails
    });
    fails
}
