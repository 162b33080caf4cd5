//! A search service whose tier has no private link.

use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::subject::display_name;
use crate::graph::targets;
use crate::look::words;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PA006",
        name: "search-private-endpoint-sku",
        title: "Search service of the free tier cannot be closed",
        severity: Severity::Error,
        confidence: Confidence::Medium,
        why: "Private endpoints and a closed public side need a search service of a billable tier. With the free one the deployment fails.",
        looks_at: "Search services whose `sku.name` is `free`, with `publicNetworkAccess` off or a private endpoint in the same deployment.",
        fix: "Choose `basic` or a higher tier.",
        references: &[
            "https://learn.microsoft.com/azure/search/service-create-private-endpoint",
            "https://learn.microsoft.com/azure/search/search-sku-tier",
        ],
        resource_types: &["Microsoft.Search/searchServices"],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Search/searchServices", "apiVersion": "2023-11-01", "name": "find", "location": "westeurope",
  "sku": {
    "name": "free" // <- finding
  },
  "properties": { "publicNetworkAccess": "disabled" }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Search/searchServices", "apiVersion": "2023-11-01", "name": "find", "location": "westeurope",
  "sku": { "name": "basic" },
  "properties": { "publicNetworkAccess": "disabled" }
} ] }"#,
            ),
            Example::bicep(
                r"resource find 'Microsoft.Search/searchServices@2025-05-01' = {
  name: 'find'
  location: 'westeurope'
  sku: {
    name: 'free' // <- finding
  }
  properties: {
    publicNetworkAccess: 'Disabled'
  }
}
",
            ),
            Example::bicep(
                r"resource find 'Microsoft.Search/searchServices@2025-05-01' = {
  name: 'find'
  location: 'westeurope'
  sku: {
    name: 'free'
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

fn check<'w>(context: &Context<'w>, service: &'w Instance<'w>) {
    let Some((spot, confidence)) = words::stated(service, "sku.name", &["free"]) else { return };
    let closed = words::stated(service, "properties.publicNetworkAccess", &["Disabled"]);
    let endpoints = targets::endpoints_of(context, service).certain;
    let (why, sure) = match (closed, endpoints.first()) {
        (Some((_, sure)), _) => ("'publicNetworkAccess' is 'Disabled'".to_owned(), sure),
        (None, Some(endpoint)) => (
            format!("the private endpoint '{}' leads to it", display_name(endpoint)),
            Confidence::High,
        ),
        (None, None) => return,
    };
    let message = format!("A search service of the tier 'free' has no private link, but {why}.");
    context.report(&RULE.card, service, &spot, confidence.min(sure), message);
}
