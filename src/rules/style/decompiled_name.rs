//! Name is as the decompiler left it.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::source::Span;
use crate::syntax::bicep::StatementKind;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ049",
        name: "decompiled-name",
        title: "Name is as the decompiler left it",
        severity: Severity::Note,
        category: "style",
        on: false,
        pedantic: true,
        languages: Languages::Bicep,
        why: "The decompiler adds `_var`, `_param` and `_resource` to names that would be the same otherwise. They say nothing.",
        looks_at: "Names of variables, parameters and resources in Bicep with these ends.",
        fix: "Give it a name that says what it is.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-decompiler-cleanup",
        ],
        equivalents: &["decompiler-cleanup"],
        examples: &[
            Example::bicep(
                "var name_var = 'a' // <- finding

output name string = name_var
",
            ),
            Example::bicep(
                "var name = 'a'

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
            let (name, end) = match statement.kind {
                StatementKind::Variable { name, .. } => (name, "_var"),
                StatementKind::Param { name, .. } => (name, "_param"),
                StatementKind::Resource(resource) => (resource.name, "_resource"),
                _ => continue,
            };
            let text = tree.text(name);
            if text.ends_with(end) {
                report(name.span, format!("'{text}' is as the decompiler left it."));
            }
        }
    }
}
