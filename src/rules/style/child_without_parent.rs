//! Child names its parent by a slash instead of 'parent'.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::source::Span;
use crate::syntax::bicep::{ExprKind, Part, StatementKind};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ045",
        name: "child-without-parent",
        title: "Child names its parent by a slash instead of 'parent'",
        severity: Severity::Note,
        category: "style",
        on: false,
        pedantic: true,
        languages: Languages::Bicep,
        why: "`parent` tells the compiler what the child waits for, and its name is the last part alone.",
        looks_at: "Resources in Bicep whose name is `'${other.name}/…'`, where `other` is a resource of the file, and which have no `parent`.",
        fix: "Add `parent: other`, and leave the rest of the name.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-use-parent-property",
        ],
        equivalents: &["use-parent-property"],
        examples: &[
            Example::bicep(
                "resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: 'vault'
}

resource key 'Microsoft.KeyVault/vaults/keys@2023-07-01' = {
  name: '${vault.name}/key' // <- finding
}
",
            ),
            Example::bicep(
                "resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: 'vault'
}

resource key 'Microsoft.KeyVault/vaults/keys@2023-07-01' = {
  parent: vault
  name: 'key'
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
        let symbols: Vec<_> = frame
            .template
            .resources
            .iter()
            .filter(|one| one.deployment.is_none())
            .filter_map(|one| Some(frame.text(one.symbol?)))
            .collect();
        for statement in tree.statements() {
            let StatementKind::Resource(resource) = statement.kind else { continue };
            let object = tree.body(resource.body).object;
            let (Some(name), None) =
                (tree.property(object, "name"), tree.property(object, "parent"))
            else {
                continue;
            };
            let ExprKind::Interpolated(parts) = *tree.kind(name) else { continue };
            let mut parts = tree
                .parts(parts)
                .iter()
                .filter(|part| !matches!(part, Part::Text(text) if text.content.is_empty()));
            let (Some(Part::Hole(first)), Some(Part::Text(then))) = (parts.next(), parts.next())
            else {
                continue;
            };
            let ExprKind::Property { base, name: key, .. } = *tree.kind(*first) else { continue };
            let symbol = tree.text(tree.span(base));
            if tree.text(key) == "name"
                && tree.text(then.text).starts_with('/')
                && symbols.contains(&symbol)
            {
                report(tree.span(name), format!("'parent: {symbol}' says the same."));
            }
        }
    }
}
