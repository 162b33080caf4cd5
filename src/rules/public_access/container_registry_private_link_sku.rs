//! A container registry whose tier has no private link.

use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::subject::display_name;
use crate::graph::targets;
use crate::look::judge;
use crate::look::words;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PA005",
        name: "container-registry-private-link-sku",
        title: "Closed or privately linked container registry is not Premium",
        severity: Severity::Error,
        why: "Private endpoints, network rules and a closed public side exist in the Premium tier of Container Registry alone: with another tier the deployment fails.",
        looks_at: "Registries whose `sku.name` is `Basic`, `Standard` or `Classic`, with `publicNetworkAccess` off, with a `networkRuleSet`, or with a private endpoint in the same deployment.",
        fix: "Set `sku.name` to `Premium`.",
        references: &[
            "https://learn.microsoft.com/azure/container-registry/container-registry-private-link",
            "https://learn.microsoft.com/azure/container-registry/container-registry-skus",
        ],
        resource_types: &["Microsoft.ContainerRegistry/registries"],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.ContainerRegistry/registries", "apiVersion": "2023-07-01", "name": "images", "location": "westeurope",
  "sku": {
    "name": "Basic" // <- finding
  },
  "properties": { "publicNetworkAccess": "Disabled" }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.ContainerRegistry/registries", "apiVersion": "2023-07-01", "name": "images", "location": "westeurope",
  "sku": { "name": "Premium" },
  "properties": { "publicNetworkAccess": "Disabled" }
} ] }"#,
            ),
            Example::bicep(
                r"resource images 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'images'
  location: 'westeurope'
  sku: {
    name: 'Standard' // <- finding
  }
}

resource door 'Microsoft.Network/privateEndpoints@2023-11-01' = {
  name: 'door'
  location: 'westeurope'
  properties: {
    subnet: {
      id: 'subnet'
    }
    privateLinkServiceConnections: [
      {
        name: 'images'
        properties: {
          privateLinkServiceId: images.id
          groupIds: [
            'registry'
          ]
        }
      }
    ]
  }
}
",
            ),
            Example::bicep(
                r"resource images 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'images'
  location: 'westeurope'
  sku: {
    name: 'Standard'
  }
}
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &[],
};

fn check<'w>(context: &Context<'w>, registry: &'w Instance<'w>) {
    let tier = words::stated(registry, "sku.name", &["Basic", "Standard", "Classic"]);
    let Some((spot, confidence)) = tier else { return };
    let Some((why, sure)) = reason(context, registry) else { return };
    let tier = spot.value.map(words::shown).unwrap_or_default();
    let message = format!(
        "The tier '{tier}' has neither private link nor network rules, but {why}; only 'Premium' does."
    );
    context.report(&RULE.card, registry, &spot, confidence.min(sure), message);
}

/// What the registry asks of its tier.
fn reason<'w>(context: &Context<'w>, registry: &'w Instance<'w>) -> Option<(String, Confidence)> {
    if let Some((_, sure)) =
        words::stated(registry, "properties.publicNetworkAccess", &["Disabled"])
    {
        return Some(("'publicNetworkAccess' is 'Disabled'".to_owned(), sure));
    }
    if let Some(endpoint) = targets::endpoints_of(context, registry).certain.first() {
        let why =
            format!("the private endpoint '{}' leads to the registry", display_name(endpoint));
        return Some((why, Confidence::High));
    }
    let rules = registry.look("properties.networkRuleSet").found()?;
    let sure = judge(rules.value?, words::is_something)?;
    Some(("a 'networkRuleSet' is written".to_owned(), sure))
}
