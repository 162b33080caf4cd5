//! API version is looked up when deploying.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::syntax::document::{Kind, NodeRef};
use crate::syntax::function::Function;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ011",
        name: "api-version-looked-up",
        title: "API version is looked up when deploying",
        severity: Severity::Note,
        category: "quality",
        on: false,
        pedantic: true,
        why: "`providers()` gives whatever version is newest on the day, and another one may need other properties.",
        looks_at: "Calls of `providers()`.",
        fix: "Write the API version that the template was tested with.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices",
        ],
        equivalents: &["providers apiVersions Is Not Permitted"],
        examples: &[
            Example::arm(
                r#"{ "resources": [], "outputs": { "version": { "type": "string",
  "value": "[providers('Microsoft.Storage', 'storageAccounts').apiVersions[0]]" // <- finding
} } }"#,
            ),
            Example::arm(
                r#"{ "resources": [], "outputs": { "version": { "type": "string", "value": "2023-01-01" } } }"#,
            ),
            Example::bicep(
                "output version string = providers('Microsoft.Storage', 'storageAccounts').apiVersions[0] // <- finding
",
            ),
            Example::bicep(
                "output version string = '2023-01-01'
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    for frame in context.templates() {
        templates::walk(frame, &mut |node| {
            if let Some(message) = fault(node) {
                let about = templates::owner(frame, node.span());
                context.report_at(&RULE.card, node.place(), Confidence::High, message).about(about);
            }
        });
    }
}

fn fault(node: NodeRef<'_>) -> Option<String> {
    matches!(node.kind(), Kind::Call { function: Function::Providers, .. })
        .then(|| "The API version that comes of this is another one some day.".to_owned())
}
