//! Resource waits for one that it refers to anyway.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::source::Span;
use crate::syntax::bicep::{ExprKind, Node, StatementKind};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ005",
        name: "redundant-dependency",
        title: "Resource waits for one that it refers to anyway",
        severity: Severity::Note,
        category: "style",
        on: false,
        pedantic: true,
        languages: Languages::Bicep,
        why: "The compiler makes a resource wait for all that it refers to. A second word for it hides the ones that matter.",
        looks_at: "Entries of `dependsOn` in Bicep that the resource or module refers to elsewhere too.",
        fix: "Remove the entry.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-no-unnecessary-dependson",
        ],
        equivalents: &["no-unnecessary-dependson"],
        examples: &[
            Example::bicep(
                "resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'vault'
  location: 'westeurope'
}

resource key 'Microsoft.KeyVault/vaults/keys@2023-07-01' = {
  parent: vault
  name: 'key'
  dependsOn: [
    vault // <- finding
  ]
}
",
            ),
            Example::bicep(
                "resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'vault'
  location: 'westeurope'
}

resource key 'Microsoft.KeyVault/vaults/keys@2023-07-01' = {
  name: 'vault/key'
  dependsOn: [
    vault
  ]
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
            let body = match statement.kind {
                StatementKind::Resource(resource) => resource.body,
                StatementKind::Module { body, .. } => body,
                _ => continue,
            };
            let object = tree.body(body).object;
            let Some(list) = tree.property(object, "dependsOn") else { continue };
            let ExprKind::Array(items) = *tree.kind(list) else { continue };
            let mut words = Vec::new();
            tree.walk_from(Node::Expr(body), &mut |node| {
                if let Node::Expr(id) = node
                    && matches!(tree.kind(id), ExprKind::Name)
                    && !tree.span(list).contains(tree.span(id))
                {
                    words.push(tree.text(tree.span(id)));
                }
            });
            for item in tree
                .items(items)
                .iter()
                .filter(|item| matches!(tree.kind(item.value), ExprKind::Name))
            {
                let name = tree.text(item.span);
                if words.contains(&name) {
                    report(item.span, format!("It refers to '{name}' anyway."));
                }
            }
        }
    }
}
