//! Module has a name of its own.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::source::Span;
use crate::syntax::bicep::StatementKind;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ051",
        name: "module-with-name",
        title: "Module has a name of its own",
        severity: Severity::Note,
        category: "style",
        on: false,
        pedantic: true,
        languages: Languages::Bicep,
        why: "Two deployments of one name disturb each other; without a name the compiler makes one that is unique.",
        looks_at: "Modules in Bicep with `name`.",
        fix: "Leave the name out, from Bicep 0.30 on.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-no-module-name",
        ],
        equivalents: &["no-module-name"],
        examples: &[
            Example::bicep(
                "module net 'other.bicep' = {
  name: 'net' // <- finding
}
",
            ),
            Example::bicep(
                "module net 'other.bicep' = {
}
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
            let StatementKind::Module { name, body, .. } = statement.kind else { continue };
            let object = tree.body(body).object;
            if let Some((_, member, _)) = tree.properties(object).find(|(key, ..)| *key == "name") {
                report(member.span, format!("Module '{}' needs no name.", tree.text(name)));
            }
        }
    }
}
