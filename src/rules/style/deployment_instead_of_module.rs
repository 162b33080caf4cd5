//! Deployment resource where a module would do.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::source::Span;
use crate::syntax::bicep::StatementKind;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ052",
        name: "deployment-instead-of-module",
        title: "Deployment resource where a module would do",
        severity: Severity::Note,
        category: "style",
        on: false,
        pedantic: true,
        languages: Languages::Bicep,
        why: "A template in a deployment resource is seen by nobody before it is deployed; a module is compiled with its caller.",
        looks_at: "Resources of type `Microsoft.Resources/deployments` in Bicep that are not `existing`.",
        fix: "Use a module.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-no-deployments-resources",
        ],
        equivalents: &["no-deployments-resources"],
        examples: &[
            Example::bicep(
                "resource inner 'Microsoft.Resources/deployments@2022-09-01' = { // <- finding
  name: 'inner'
  properties: {
    mode: 'Incremental'
  }
}
",
            ),
            Example::bicep(
                "resource inner 'Microsoft.Resources/deployments@2022-09-01' existing = {
  name: 'inner'
}

output id string = inner.id
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
            let StatementKind::Resource(resource) = statement.kind else { continue };
            let name =
                tree.string(resource.ty).and_then(|ty| ty.split('@').next()).unwrap_or_default();
            if resource.existing.is_none()
                && name.eq_ignore_ascii_case("Microsoft.Resources/deployments")
            {
                report(tree.span(resource.ty), "A module would do.".to_owned());
            }
        }
    }
}
