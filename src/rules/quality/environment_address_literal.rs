//! Address of a cloud is written out.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::syntax::document::NodeRef;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ025",
        name: "environment-address-literal",
        title: "Address of a cloud is written out",
        severity: Severity::Note,
        category: "quality",
        on: false,
        pedantic: true,
        why: "The addresses of Azure's services differ from cloud to cloud. A template with those of the public cloud deploys nowhere else.",
        looks_at: "Texts with a host that is another one in other clouds, for most of which `environment()` has a property, such as `management.azure.com`, `core.windows.net` or `vault.azure.net`. Names of DNS zones (`privatelink.…`), descriptions, and schemas are passed over.",
        fix: "Use `environment()`, as in `environment().suffixes.storage`.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-no-hardcoded-environment-urls",
        ],
        equivalents: &[
            "no-hardcoded-env-urls",
            "DeploymentTemplate Must Not Contain Hardcoded Uri",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [], "outputs": { "url": { "type": "string",
  "value": "https://data.blob.core.windows.net/" // <- finding
} } }"#,
            ),
            Example::arm(
                r#"{ "resources": [], "outputs": { "url": { "type": "string", "value": "[concat('https://data.blob.', environment().suffixes.storage)]" } } }"#,
            ),
            Example::bicep(
                "output url string = 'https://management.azure.com/' // <- finding
",
            ),
            Example::bicep(
                "output url string = environment().resourceManager
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
    // The hosts that the linter of Bicep has by default.
    const HOSTS: [&str; 15] = [
        "management.azure.com",
        "management.core.windows.net",
        "core.windows.net",
        "login.microsoftonline.com",
        "graph.windows.net",
        "database.windows.net",
        "vault.azure.net",
        "gallery.azure.com",
        "batch.core.windows.net",
        "azuredatalakestore.net",
        "azuredatalakeanalytics.net",
        "datalake.azure.net",
        "trafficmanager.net",
        "api.loganalytics.io",
        "asazure.windows.net",
    ];
    /// Those that `environment()` has nothing for.
    const UNTOLD: [&str; 3] = ["trafficmanager.net", "api.loganalytics.io", "asazure.windows.net"];
    let text =
        node.as_text().filter(|text| text.len() >= 16 && text.contains('.'))?.to_ascii_lowercase();
    if text.contains("schema.management.azure.com")
        || text.contains("privatelink.")
        || text.contains(' ')
    {
        return None;
    }
    let is_host = |host: &&str| {
        text.find(host).is_some_and(|at| {
            let before = text[..at].chars().next_back();
            before.is_none_or(|letter| !letter.is_ascii_alphanumeric())
                && !text[at + host.len()..]
                    .starts_with(|letter: char| letter.is_ascii_alphanumeric() || letter == '.')
        })
    };
    let host = HOSTS.iter().find(|host| is_host(host))?;
    let told = if UNTOLD.contains(host) { "" } else { ": 'environment()' tells it" };
    Some(format!("'{host}' is another one in other clouds{told}."))
}
