//! 'concat()' where interpolation is easier to read.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::source::Span;
use crate::syntax::bicep::{ExprKind, Node};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ041",
        name: "concat-of-text",
        title: "'concat()' where interpolation is easier to read",
        severity: Severity::Note,
        category: "style",
        on: false,
        pedantic: true,
        languages: Languages::Bicep,
        why: "Interpolation is shorter and shows the text as it will be.",
        looks_at: "Calls of `concat()` in Bicep with at least one literal or interpolated text.",
        fix: "Write `'${a}-b'` instead of `concat(a, '-b')`.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-prefer-interpolation",
        ],
        equivalents: &["prefer-interpolation"],
        examples: &[
            Example::bicep(
                "param name string

output id string = concat(name, '-id') // <- finding
",
            ),
            Example::bicep(
                "param name string

output id string = '${name}-id'
output all array = concat([name], ['b'])
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
                && tree.text(name) == "concat"
                && tree.args(args).iter().any(|arg| {
                    matches!(tree.kind(*arg), ExprKind::String(_) | ExprKind::Interpolated(_))
                })
            {
                report(tree.span(id), "This text is easier to read as '${…}'.".to_owned());
            }
        });
    }
}
