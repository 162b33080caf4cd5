//! Description is given twice.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::source::Span;
use crate::syntax::bicep::words::has;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ048",
        name: "description-twice",
        title: "Description is given twice",
        severity: Severity::Note,
        category: "style",
        on: false,
        pedantic: true,
        languages: Languages::Bicep,
        why: "Of `@description` and `@metadata` with a description only one counts.",
        looks_at: "Declarations in Bicep with both.",
        fix: "Remove one of them.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-no-conflicting-metadata",
        ],
        equivalents: &["no-conflicting-metadata"],
        examples: &[
            Example::bicep(
                "@description('The name')
@metadata({ description: 'A name' }) // <- finding
param name string
",
            ),
            Example::bicep(
                "@description('The name')
@metadata({ example: 'a' })
param name string
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
            let mut described = None;
            for decorator in tree.decorators(statement.decorators) {
                match tree.decorator(decorator) {
                    Some(("description", _)) => described = Some(decorator.span),
                    Some(("metadata", [object, ..]))
                        if tree.property(*object, "description").is_some()
                        && has(tree, statement.decorators, "description") => {
                            report(decorator.span, "'@description' says this already.".to_owned());
                        }
                    _ => {}
                }
            }
            let _ = described;
        }
    }
}
