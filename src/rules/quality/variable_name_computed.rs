//! Name of a variable is computed.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::syntax::document::{Kind, NodeRef};
use crate::syntax::function::Function;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ032",
        name: "variable-name-computed",
        title: "Name of a variable is computed",
        severity: Severity::Note,
        category: "quality",
        on: false,
        pedantic: true,
        languages: Languages::Arm,
        why: "A variable that is found by a computed name is one that nobody finds who looks for its uses.",
        looks_at: "Calls of `variables()` and `parameters()` in ARM JSON whose argument is a `concat()` or `format()`.",
        fix: "Put the values into one object, and read the property by the computed name.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices",
        ],
        equivalents: &["Dynamic Variable References Should Not Use Concat"],
        examples: &[
            Example::arm(
                r#"{ "parameters": { "size": { "type": "string" } }, "variables": { "small": 1 }, "resources": [], "outputs": { "count": { "type": "int",
  "value": "[variables(concat(parameters('size'), ''))]" // <- finding
} } }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "size": { "type": "string" } }, "variables": { "counts": { "small": 1 } }, "resources": [], "outputs": { "count": { "type": "int", "value": "[variables('counts')[parameters('size')]]" } } }"#,
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    for frame in context.templates() {
        for node in context.expressions(frame).iter() {
            if let Some(message) = fault(*node) {
                let about = templates::owner(frame, node.span());
                context.report_at(&RULE.card, node.place(), Confidence::High, message).about(about);
            }
        }
    }
}

fn fault(node: NodeRef<'_>) -> Option<String> {
    let Kind::Call { function: Function::Variables | Function::Parameters, arguments, .. } =
        node.kind()
    else {
        return None;
    };
    let name = node.at(arguments.get(0)?);
    matches!(name.kind(), Kind::Call { function: Function::Concat | Function::Format, .. })
        .then(|| "The name is computed, so that nobody finds what it means.".to_owned())
}
