//! Resources without any tag.

use crate::finding::Severity;
use crate::graph::subject::{display_name, is_deployed};
use crate::graph::tagged;
use crate::look::words;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "GV193",
        name: "resource-no-tags",
        title: "Resource has no tags",
        severity: Severity::Note,
        category: "governance",
        on: false,
        pedantic: true,
        why: "Tags tell whose a resource is, what it is for and who pays.",
        looks_at: "`tags` of resources whose type has tags: none at all. Children, deployments, and tags that are not known are passed over.",
        fix: "Add tags.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources",
        ],
        equivalents: &["AZR-000166", "Azure.Resource.UseTags"],
        examples: &[
            Example::arm(
                r#"{
  "resources": [
    {
      "type": "Microsoft.Storage/storageAccounts", // <- finding
      "apiVersion": "2026-04-01",
      "name": "data",
      "location": "westeurope",
      "kind": "StorageV2",
      "sku": {
        "name": "Standard_LRS"
      }
    }
  ]
}"#,
            ),
            Example::bicep(
                r"resource example 'Microsoft.Storage/storageAccounts@2026-04-01' = { // <- finding
  name: 'data'
  location: 'westeurope'
  kind: 'StorageV2'
  sku: {
    name: 'Standard_LRS'
  }
}
",
            ),
            Example::arm(
                r#"{
  "resources": [
    {
      "type": "Microsoft.Storage/storageAccounts",
      "apiVersion": "2026-04-01",
      "name": "data",
      "location": "westeurope",
      "tags": {
        "owner": "data team"
      },
      "kind": "StorageV2",
      "sku": {
        "name": "Standard_LRS"
      }
    }
  ]
}"#,
            ),
            Example::bicep(
                r"resource example 'Microsoft.Storage/storageAccounts@2026-04-01' = {
  name: 'data'
  location: 'westeurope'
  tags: {
    owner: 'data team'
  }
  kind: 'StorageV2'
  sku: {
    name: 'Standard_LRS'
  }
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
    for instance in context.instances().iter().filter(|instance| is_deployed(instance)) {
        if !tagged::has_tags(instance) {
            continue;
        }
        let Some((spot, confidence)) = words::lacking(instance, "tags") else { continue };
        let message = format!("'{}' has no tags.", display_name(instance));
        context.report(&RULE.card, instance, &spot, confidence, message);
    }
}
