//! API version is a preview where a newer stable one is there.

use crate::catalogue::api_versions::{self, ApiVersion};
use crate::finding::Severity;
use crate::quality::asked;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ010",
        name: "api-version-preview",
        title: "API version is a preview where a newer stable one is there",
        severity: Severity::Note,
        category: "quality",
        on: false,
        why: "Previews change without notice and are retired soon after the stable version is there.",
        looks_at: "Preview versions of resources, of existing ones whose state is asked for and in calls of `reference()` and `list…()` too where the id tells the type, where the providers' type definitions have a stable version that is not older.",
        fix: "Use the stable version.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-use-recent-api-versions",
        ],
        equivalents: &[
            "use-recent-api-versions",
            "apiVersions Should Be Recent",
            "apiVersions Should Be Recent In Reference Functions",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [ { "type": "Microsoft.Sql/servers", "name": "db", "location": "westeurope",
  "apiVersion": "2019-06-01-preview" // <- finding
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ { "type": "Microsoft.Sql/servers", "name": "db", "location": "westeurope", "apiVersion": "2021-11-01" } ] }"#,
            ),
            Example::bicep(
                "output keys object = listKeys(resourceId('Microsoft.Storage/storageAccounts', 'data'), '2017-06-01-preview') // <- finding
",
            ),
            Example::bicep(
                "resource db 'Microsoft.Sql/servers@2019-06-01-preview' = { // <- finding
  name: 'db'
  location: 'westeurope'
}
",
            ),
            Example::bicep(
                "resource db 'Microsoft.Sql/servers@2021-11-01' = {
  name: 'db'
  location: 'westeurope'
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
    asked::report(context, &RULE.card, |_| false, fault);
}

fn fault(resource_type: &str, text: &str) -> Option<String> {
    let newest = api_versions::by_type(resource_type)?.newest_stable()?;
    let version = ApiVersion::parse(text)?;
    (!version.is_stable() && newest >= version)
        .then(|| format!("API version '{text}' is a preview, and '{newest}' is stable."))
}
