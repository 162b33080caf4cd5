//! Resource type does not exist.

use crate::catalogue::api_versions;
use crate::finding::{Confidence, Severity};
use crate::look::Spot;
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::suggest::closest;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ008",
        name: "resource-type-not-known",
        title: "Resource type does not exist",
        severity: Severity::Warning,
        confidence: Confidence::Medium,
        category: "quality",
        why: "Resource Manager refuses a type that its provider does not have: the deployment fails.",
        looks_at: "Types of Microsoft's providers that the providers' type definitions do not have in any version, where another type of the same provider has nearly the same name. Types that the definitions may just not have are passed over: of other name spaces, retired ones, and those with `providers` in them.",
        fix: "Correct the type; mostly a segment is misspelt.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/management/azure-services-resource-providers",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-use-recognized-resource-type",
        ],
        equivalents: &["use-recognized-resource-type"],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Storage/storageAccount", // <- finding
  "apiVersion": "2023-01-01", "name": "data", "location": "westeurope"
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "data", "location": "westeurope"
} ] }"#,
            ),
            Example::bicep(
                "resource vault 'Microsoft.KeyVault/vault@2023-07-01' = { // <- finding
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
        let is_ours = name.starts_with("microsoft.") && !name.contains("/providers/");
        let is_known =
            || api_versions::by_type(name).is_some() || api_versions::gone(name).next().is_some();
        if is_ours && !is_known() {
            check_type(context, name);
        }
    }
}

fn check_type(context: &Context<'_>, name: &str) {
    for instance in context.of_type(name) {
        let name = instance.resource_type();
        if instance.frame().unit.restored {
            continue;
        }
        let Some(meant) = meant(name) else { continue };
        let message = format!("There is no resource type '{name}'; '{meant}' is nearest.");
        if instance.declaration.resource.existing {
            context
                .report_at(&RULE.card, instance.type_place(), Confidence::Medium, message)
                .about(format!("{name} existing"));
        } else {
            let spot = Spot { path: "type".to_owned(), ..instance.spot() };
            context.report(&RULE.card, instance, &spot, Confidence::High, message);
        }
    }
}

/// The type of the same provider that was most likely meant: as many segments, and nearly the same letters.
fn meant(name: &str) -> Option<&'static str> {
    const MOST_EDITS: usize = 2;
    let depth = name.matches('/').count();
    let provider = name.split('/').next().unwrap_or_default();
    let is_near = |other: &&'static str| {
        other.len().abs_diff(name.len()) <= MOST_EDITS && other.matches('/').count() == depth
    };
    closest(name, api_versions::names_of(provider).filter(is_near))
}
