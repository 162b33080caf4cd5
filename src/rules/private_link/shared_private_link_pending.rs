//! Shared private links that wait for their target.

use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::approval::is_approved;
use crate::look::Spot;
use crate::look::words::{is_something, says};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL031",
        name: "shared-private-link-pending",
        title: "Shared private link waits for the owner of its target",
        severity: Severity::Note,
        confidence: Confidence::Medium,
        why: "Azure AI Search, SignalR, Web PubSub and Front Door reach other services through endpoints of their own. Such a connection is made in the state pending on the side of the target, and carries nothing until somebody approves it there. A template cannot do that in the same step.",
        looks_at: "Shared private link resources of these services, and origins of Front Door with `sharedPrivateLinkResource`. A note: it is how the service works. Silent where the status is said to be approved, and where the template approves a connection of that target itself.",
        fix: "Plan the approval after the deployment, on the private endpoint connections of the target.",
        references: &[
            "https://learn.microsoft.com/azure/search/search-indexer-howto-access-private",
            "https://learn.microsoft.com/azure/frontdoor/private-link",
            "https://learn.microsoft.com/azure/azure-signalr/howto-shared-private-endpoints",
        ],
        resource_types: &[
            "Microsoft.Search/searchServices/sharedPrivateLinkResources",
            "Microsoft.SignalRService/signalR/sharedPrivateLinkResources",
            "Microsoft.SignalRService/webPubSub/sharedPrivateLinkResources",
            "Microsoft.Cdn/profiles/originGroups/origins",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Search/searchServices/sharedPrivateLinkResources", // <- finding
    "apiVersion": "2023-11-01", "name": "search/link", "properties": { "groupId": "blob", "requestMessage": "indexer",
      "privateLinkResourceId": "[resourceId('Microsoft.Storage/storageAccounts', 'store')]" } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Search/searchServices", "apiVersion": "2023-11-01", "name": "search", "location": "westeurope",
    "sku": { "name": "standard" } }
] }
"#,
            ),
            Example::bicep(
                r"resource search 'Microsoft.Search/searchServices@2023-11-01' existing = {
  name: 'search'
}
resource link 'Microsoft.Search/searchServices/sharedPrivateLinkResources@2023-11-01' = { // <- finding
  parent: search
  name: 'link'
  properties: {
    groupId: 'blob'
    requestMessage: 'indexer'
    privateLinkResourceId: resourceId('Microsoft.Storage/storageAccounts', 'store')
  }
}
",
            ),
            Example::bicep(
                r"resource search 'Microsoft.Search/searchServices@2023-11-01' existing = {
  name: 'search'
}
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &[],
};

const ORIGIN: &str = "Microsoft.Cdn/profiles/originGroups/origins";

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    let (block, target) = if instance.is(ORIGIN) {
        (
            "properties.sharedPrivateLinkResource",
            "properties.sharedPrivateLinkResource.privateLink.id",
        )
    } else {
        ("properties", "properties.privateLinkResourceId")
    };
    let Some(id) = instance.look(target).value().filter(|id| is_something(id).is_yes()) else {
        return;
    };
    if says(instance, &format!("{block}.status"), &["Approved"]).is_yes() {
        return;
    }
    let end = context.network().end(id, instance);
    if is_approved(context, &end) {
        return;
    }
    let spot = if instance.is(ORIGIN) { instance.look(block).found() } else { None };
    let spot: Spot<'w> = spot.unwrap_or_else(|| instance.spot());
    let name = end
        .id
        .and_then(|id| id.name()?.as_str())
        .map_or_else(|| "its target".to_owned(), |name| format!("'{name}'"));
    let message =
        format!("The shared private link carries nothing until it is approved at {name}.");
    context.report(&RULE.card, instance, &spot, RULE.card.confidence, message);
}
