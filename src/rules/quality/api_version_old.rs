//! API version is old.

use crate::catalogue::api_versions::{self, ApiVersion};
use crate::finding::Severity;
use crate::quality::asked;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ009",
        name: "api-version-old",
        title: "API version is old",
        severity: Severity::Note,
        category: "quality",
        on: false,
        why: "Old API versions lack newer properties, with their safer defaults, and are retired some day.",
        looks_at: "API versions of resources, of existing ones whose state is asked for and in calls of `reference()` and `list…()` too where the id tells the type and the file deploys nothing with that version, that are more than two years older than the newest stable one of the type, by the providers' type definitions of August 2026. A newer stable version must be known. Nested deployments are left out. Off: what an old version costs depends on the resource.",
        fix: "Use a newer version, and read what changed.",
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
                r#"{ "resources": [ { "type": "Microsoft.Storage/storageAccounts", "name": "data", "sku": { "name": "Standard_LRS" }, "kind": "StorageV2", "location": "westeurope",
  "apiVersion": "2018-11-01" // <- finding
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [], "outputs": { "blobs": {
  "type": "string",
  "value": "[reference(resourceId('Microsoft.Storage/storageAccounts', 'data'), '2018-11-01').primaryEndpoints.blob]" // <- finding
} } }"#,
            ),
            Example::arm(
                r#"{ "resources": [ { "type": "Microsoft.Storage/storageAccounts", "name": "data", "sku": { "name": "Standard_LRS" }, "kind": "StorageV2", "location": "westeurope", "apiVersion": "2025-01-01" } ] }"#,
            ),
            Example::bicep(
                "resource vault 'Microsoft.KeyVault/vaults@2018-02-14' = { // <- finding
  name: 'vault'
  location: 'westeurope'
}
",
            ),
            Example::bicep(
                "resource data 'Microsoft.Storage/storageAccounts@2018-11-01' existing = { // <- finding
  name: 'data'
}
output blobs string = data.properties.primaryEndpoints.blob
",
            ),
            Example::bicep(
                "resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: 'vault'
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
    // Mostly the Bicep compiler wrote the version of a deployment: nobody can choose it.
    let deployments = "Microsoft.Resources/deployments";
    asked::report(context, &RULE.card, |instance| instance.is(deployments), fault);
}

fn fault(resource_type: &str, text: &str) -> Option<String> {
    let newest = api_versions::by_type(resource_type)?.newest_stable()?;
    let version = ApiVersion::parse(text)?;
    // A day number has the year in its ten thousands.
    (version.day_number() + 20_000 < newest.day_number())
        .then(|| format!("API version '{text}' is old; the newest stable one is '{newest}'."))
}
