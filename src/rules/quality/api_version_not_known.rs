//! API version of a resource does not exist.

use crate::catalogue::api_versions::{self, ApiVersion, Status, Versions};
use crate::finding::{Confidence, Severity};
use crate::look::words::api_version_spot;
use crate::quality::asked;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ007",
        name: "api-version-not-known",
        title: "API version of a resource does not exist",
        severity: Severity::Warning,
        confidence: Confidence::Medium,
        category: "quality",
        why: "Resource Manager refuses an API version that the resource type does not have: `NoRegisteredProviderFound`, and nothing is deployed.",
        looks_at: "API versions from 2021 on that, by the providers' type definitions, no type of the provider has or had, of deployed and of existing resources, and in calls of `reference()` and `list…()` where the id tells the type. Older versions, of which the definitions lack some, versions that are newer than all that is known, versions that are gone from the definitions, and types that are not known are passed over.",
        fix: "Use one of the versions of the type; the message names the nearest.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/management/resource-providers-and-types",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Storage/storageAccounts", "name": "data", "location": "westeurope",
  "apiVersion": "2023-01-02", // <- finding
  "sku": { "name": "Standard_LRS" }, "kind": "StorageV2"
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [], "outputs": { "blobs": {
  "type": "string",
  "value": "[reference(resourceId('Microsoft.Storage/storageAccounts', 'data'), '2023-01-02').primaryEndpoints.blob]" // <- finding
} } }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Storage/storageAccounts", "name": "data", "location": "westeurope", "apiVersion": "2023-01-01",
  "sku": { "name": "Standard_LRS" }, "kind": "StorageV2"
} ] }"#,
            ),
            Example::bicep(
                "resource vault 'Microsoft.KeyVault/vaults@2023-07-02' = { // <- finding
  name: 'vault'
  location: 'westeurope'
}
",
            ),
            Example::bicep(
                "resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
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
    for name in context.types() {
        check_type(context, name);
    }
    for asked in asked::calls(context) {
        if let Some(message) = fault(asked.resource_type, asked.version) {
            context
                .report_at(&RULE.card, asked.place, Confidence::Medium, message)
                .about(asked.about());
        }
    }
}

fn check_type(context: &Context<'_>, name: &str) {
    // Most resources of a type have one version.
    let mut right: Vec<&str> = Vec::new();
    for instance in context.of_type(name) {
        let Some(text) = instance.api_version().filter(|text| !right.contains(text)) else {
            continue;
        };
        let Some(message) = fault(name, text) else {
            right.push(text);
            continue;
        };
        let spot = api_version_spot(instance);
        if instance.declaration.resource.existing {
            let place = spot.place;
            if !instance.frame().unit.restored {
                context
                    .report_at(&RULE.card, place, Confidence::Medium, message)
                    .about(format!("{name} {text}"));
            }
        } else {
            context.report(&RULE.card, instance, &spot, Confidence::High, message);
        }
    }
}

fn fault(name: &str, text: &str) -> Option<String> {
    let version = ApiVersion::parse(text)?;
    if version.date() < COMPLETE || api_versions::status(name, version) != Status::Unknown {
        return None;
    }
    let versions = api_versions::by_type(name)?;
    // What was there before the definitions were complete is not certain; since then a version is of a whole provider.
    if is_of_provider(name, version) {
        return None;
    }
    let name = versions.name;
    Some(match nearest(&versions, version) {
        Some(nearest) => {
            format!("'{name}' has no API version '{text}'; the next one is '{nearest}'.")
        }
        None => format!("'{name}' has no API version '{text}'."),
    })
}

/// Since when the type definitions have all versions, as far as is known.
const COMPLETE: (u32, u32, u32) = (2021, 1, 1);

/// Whether a provider has, or had, the version for any of its types.
fn is_of_provider(name: &str, version: ApiVersion<'_>) -> bool {
    let provider = name.split('/').next().unwrap_or_default();
    api_versions::names_of(provider).filter_map(api_versions::by_type).any(|versions| {
        versions.all().any(|one| one == version)
            || api_versions::gone(versions.name).any(|gone| gone == version)
    })
}

/// The first version after the one that does not exist, of its kind.
fn nearest(versions: &Versions, wanted: ApiVersion<'_>) -> Option<ApiVersion<'static>> {
    let same = |version: &ApiVersion<'_>| version.is_stable() || !wanted.is_stable();
    versions.deployable().filter(same).find(|version| *version > wanted)
}
