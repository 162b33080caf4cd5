//! Parameter or output is just an 'object' or 'array'.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::source::Span;
use crate::syntax::bicep::{StatementKind, TypeKind};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ050",
        name: "untyped-object",
        title: "Parameter or output is just an 'object' or 'array'",
        severity: Severity::Note,
        category: "style",
        on: false,
        pedantic: true,
        languages: Languages::Bicep,
        why: "With a type the compiler, and whoever calls the module, know what may stand in it.",
        looks_at: "Parameters and outputs of Bicep of type `object` or `array`.",
        fix: "Declare a type, such as `string[]` or `{ name: string }`.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-use-user-defined-types",
        ],
        equivalents: &["use-user-defined-types"],
        examples: &[
            Example::bicep(
                "param names array // <- finding

output count int = length(names)
",
            ),
            Example::bicep(
                "param names string[]

output count int = length(names)
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
            let (StatementKind::Param { name, ty, .. } | StatementKind::Output { name, ty, .. }) =
                statement.kind
            else {
                continue;
            };
            let of = tree.ty(ty);
            let word = tree.text(of.span);
            if matches!(of.kind, TypeKind::Name) && matches!(word, "object" | "array") {
                report(of.span, format!("'{}' is just an '{word}'.", tree.text(name)));
            }
        }
    }
}
