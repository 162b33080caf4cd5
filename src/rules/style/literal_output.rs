//! Output is a literal.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::source::Span;
use crate::syntax::bicep::{ExprKind, StatementKind};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ053",
        name: "literal-output",
        title: "Output is a literal",
        severity: Severity::Note,
        category: "style",
        on: false,
        pedantic: true,
        languages: Languages::Bicep,
        why: "An output tells what came of the deployment. A literal tells what everybody knew before.",
        looks_at: "Outputs of Bicep whose value is a text without holes, a number or a truth value.",
        fix: "Read it off the resource, or leave the output out.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-no-hardcoded-outputs",
        ],
        equivalents: &["no-hardcoded-outputs"],
        examples: &[
            Example::bicep(
                "output name string = 'data' // <- finding
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
    for (frame, tree) in templates::trees(context.templates()) {
        let report = |span: Span, message: String| {
            context
                .report_at(&RULE.card, frame.unit.document.place(span), Confidence::High, message)
                .about(templates::within(tree, span));
        };
        for statement in tree.statements() {
            let StatementKind::Output { name, value, .. } = statement.kind else { continue };
            if matches!(
                tree.kind(value),
                ExprKind::String(_) | ExprKind::Int(_) | ExprKind::Bool(_)
            ) {
                report(
                    tree.span(value),
                    format!("Output '{}' is always the same.", tree.text(name)),
                );
            }
        }
    }
}
