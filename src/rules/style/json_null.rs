//! 'json('null')' instead of 'null'.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::source::Span;
use crate::syntax::bicep::{ExprKind, Node};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ043",
        name: "json-null",
        title: "'json('null')' instead of 'null'",
        severity: Severity::Note,
        category: "style",
        on: false,
        pedantic: true,
        languages: Languages::Bicep,
        why: "Bicep has `null`.",
        looks_at: "Calls of `json('null')` in Bicep.",
        fix: "Write `null`.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-simplify-json-null",
        ],
        equivalents: &["simplify-json-null"],
        examples: &[
            Example::bicep(
                "output nothing object = json('null') // <- finding
",
            ),
            Example::bicep(
                "output some object = json('{}')
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
            if let ExprKind::Call { name, args } = *tree.kind(id)
                && tree.text(name) == "json"
                && tree.args(args).first().is_some_and(|arg| tree.string(*arg) == Some("null"))
            {
                report(tree.span(id), "This is 'null'.".to_owned());
            }
        });
    }
}
