//! 'any()' hides the type of a value.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::source::Span;
use crate::syntax::bicep::{ExprKind, Node};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ040",
        name: "any-function-used",
        title: "'any()' hides the type of a value",
        severity: Severity::Note,
        category: "style",
        on: false,
        pedantic: true,
        languages: Languages::Bicep,
        why: "`any()` keeps the compiler from telling that a value is of the wrong type.",
        looks_at: "Calls of `any()` in Bicep.",
        fix: "Leave it out, or give the value its type.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions-any",
        ],
        equivalents: &["no-explicit-any"],
        examples: &[
            Example::bicep(
                "param size string

output size int = any(size) // <- finding
",
            ),
            Example::bicep(
                "param size int

output size int = size
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    for (frame, tree) in templates::trees(context.templates()) {
        let report = |span: Span, message: String| {
            context
                .report_at(&RULE.card, frame.unit.document.place(span), Confidence::High, message)
                .about(templates::within(tree, span));
        };
        tree.walk(&mut |node| {
            let Node::Expr(id) = node else { return };
            if let ExprKind::Call { name, .. } = *tree.kind(id)
                && tree.text(name) == "any"
            {
                report(name.span, "'any()' hides the type of a value.".to_owned());
            }
        });
    }
}
