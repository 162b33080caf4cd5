//! Existing resource, type, function or import is not used.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::source::Span;
use crate::syntax::bicep::{ExprKind, Import, MemberKind, Resource, StatementKind, Tree};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ003",
        name: "unused-declaration",
        title: "Existing resource, type, function or import is not used",
        severity: Severity::Note,
        category: "quality",
        languages: Languages::Bicep,
        why: "What nothing uses is a remainder, or the place where it should be used was forgotten.",
        looks_at: "Bicep: `existing` resources, types, functions and imported names to which nothing refers. What is exported counts as used, and so does an existing resource with other resources nested in it. Where a part of the file could not be read, nothing is said.",
        fix: "Remove it, or use it.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-no-unused-existing-resources",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-no-unused-imports",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-no-unused-types",
        ],
        equivalents: &["no-unused-existing-resources", "no-unused-imports", "no-unused-types"],
        examples: &[
            Example::bicep(
                "resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = { // <- finding
  name: 'vault'
}
",
            ),
            Example::bicep(
                "resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: 'vault'
}

type tier = 'a' | 'b'

param chosen tier

output id string = '${vault.id}${chosen}'
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    for frame in context.templates().iter().filter(|frame| templates::is_whole(frame)) {
        // The tree is read for few files.
        if !frame.unit.has_lonely_name() {
            continue;
        }
        let (Some(tree), Some(words)) = (frame.unit.tree(), frame.unit.words()) else { continue };
        let is_used = |name: &str| words.has(name) || words.is_exported(name);
        let report = |what: &str, name: &str, span: Span| {
            let message = format!("Nothing uses {what} '{name}'.");
            context
                .report_at(&RULE.card, frame.unit.document.place(span), Confidence::High, message)
                .about(format!("{what} {name}"));
        };
        for statement in tree.statements() {
            let (what, ident) = match statement.kind {
                StatementKind::Type { name, .. } => ("type", name),
                StatementKind::Function { name, .. } => ("function", name),
                StatementKind::Resource(resource) if resource.existing.is_some() => {
                    if has_nested(tree, &resource) {
                        continue;
                    }
                    ("existing resource", resource.name)
                }
                StatementKind::Import { what: Import::All(name), .. } => ("import", name),
                StatementKind::Import { what: Import::Names(names), .. } => {
                    for imported in tree.imported(names) {
                        let own = imported.alias.map_or(tree.span(imported.name), |own| own.span);
                        let name = tree.text(own);
                        if !is_used(name) {
                            report("import", name, imported.span);
                        }
                    }
                    continue;
                }
                _ => continue,
            };
            let name = tree.text(ident);
            if !name.is_empty() && !is_used(name) {
                report(what, name, ident.span);
            }
        }
    }
}

/// Whether other resources are declared in the body of one.
fn has_nested(tree: &Tree, resource: &Resource) -> bool {
    let object = tree.body(resource.body).object;
    let ExprKind::Object(members) = *tree.kind(object) else { return false };
    tree.members(members).iter().any(|member| matches!(member.kind, MemberKind::Resource(_)))
}
