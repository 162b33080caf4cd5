//! API version is old.

use crate::catalogue::api_versions::{self, ApiVersion};
use crate::finding::{Confidence, Severity};
use crate::rule::words::api_version_spot;
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
        looks_at: "API versions of resources that are more than two years older than the newest stable one of the type, by the providers' type definitions of August 2026. A newer stable version must be known. Nested deployments are left out. Off: what an old version costs depends on the resource.",
        fix: "Use a newer version, and read what changed.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-use-recent-api-versions",
        ],
        equivalents: &["use-recent-api-versions", "apiVersions Should Be Recent"],
        examples: &[
            Example::arm(
                r#"{ "resources": [ { "type": "Microsoft.Storage/storageAccounts", "name": "data", "sku": { "name": "Standard_LRS" }, "kind": "StorageV2", "location": "westeurope",
  "apiVersion": "2018-11-01" // <- finding
} ] }"#,
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
                "param name string

output name string = name
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    for instance in context.instances() {
        let Some(text) = instance.api_version().filter(|_| !instance.frame().unit.restored) else {
            continue;
        };
        let newest = api_versions::by_type(instance.resource_type())
            .and_then(|versions| versions.newest_stable());
        let (Some(version), Some(newest)) = (ApiVersion::parse(text), newest) else { continue };
        // A day number has the year in its ten thousands.
        if version.day_number() + 20_000 >= newest.day_number()
            || instance.declaration.resource.existing
            // Mostly the Bicep compiler wrote the version of a deployment: nobody can choose it.
            || instance.is("Microsoft.Resources/deployments")
        {
            continue;
        }
        let message = format!("API version '{text}' is old; the newest stable one is '{newest}'.");
        context.report(
            &RULE.card,
            instance,
            &api_version_spot(instance),
            Confidence::High,
            message,
        );
    }
}
