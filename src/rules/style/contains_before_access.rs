//! 'contains()' before an access that could be safe.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::source::Span;
use crate::syntax::bicep::{ExprKind, Node};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ046",
        name: "contains-before-access",
        title: "'contains()' before an access that could be safe",
        severity: Severity::Note,
        category: "style",
        on: false,
        pedantic: true,
        languages: Languages::Bicep,
        why: "`object.?name ?? other` says the same as `contains(object, 'name') ? object.name : other`, once.",
        looks_at: "Conditions in Bicep that ask with `contains()` for a property which is read where it is there.",
        fix: "Write `.?name ?? other`.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-use-safe-access",
        ],
        equivalents: &["use-safe-access"],
        examples: &[
            Example::bicep(
                "param tags object

output owner string = contains(tags, 'owner') ? tags.owner : 'me' // <- finding
",
            ),
            Example::bicep(
                "param tags object

output owner string = tags.?owner ?? 'me'
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
            let ExprKind::Ternary { condition, then, .. } = *tree.kind(id) else { return };
            let ExprKind::Call { name, args } = *tree.kind(tree.bare(condition)) else { return };
            let [object, key] = tree.args(args) else { return };
            let object = tree.text(tree.span(*object));
            let is_same = match *tree.kind(tree.bare(then)) {
                ExprKind::Property { base, name, .. } => {
                    tree.text(tree.span(base)) == object
                        && tree.string(*key) == Some(tree.text(name))
                }
                ExprKind::Index { base, index, .. } => {
                    tree.text(tree.span(base)) == object
                        && tree.text(tree.span(index)) == tree.text(tree.span(*key))
                }
                _ => false,
            };
            if tree.text(name) == "contains" && is_same {
                report(tree.span(id), "A safe access, '.?' with '??', says the same.".to_owned());
            }
        });
    }
}
