//! Managed private endpoints that wait for their target.

use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::approval::is_approved;
use crate::look::words::is_something;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL032",
        name: "managed-private-endpoint-pending",
        title: "Managed private endpoint waits for the owner of its target",
        severity: Severity::Note,
        confidence: Confidence::Medium,
        why: "A managed private endpoint lies in a network of the service. Its connection is pending on the side of the target, and pipelines that use it fail until somebody approves it there.",
        looks_at: "Managed private endpoints of Data Factory, Synapse, Data Explorer and Managed Grafana that name a target. A note: it is how the service works. Silent where the template approves a connection of that target itself.",
        fix: "Plan the approval after the deployment, on the private endpoint connections of the target.",
        references: &[
            "https://learn.microsoft.com/azure/data-factory/managed-virtual-network-private-endpoint",
            "https://learn.microsoft.com/azure/synapse-analytics/security/synapse-workspace-managed-private-endpoints",
            "https://learn.microsoft.com/azure/data-explorer/security-network-managed-private-endpoint-create",
        ],
        resource_types: &[
            "Microsoft.DataFactory/factories/managedVirtualNetworks/managedPrivateEndpoints",
            "Microsoft.Synapse/workspaces/managedVirtualNetworks/managedPrivateEndpoints",
            "Microsoft.Kusto/clusters/managedPrivateEndpoints",
            "Microsoft.Dashboard/grafana/managedPrivateEndpoints",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.DataFactory/factories/managedVirtualNetworks/managedPrivateEndpoints", // <- finding
    "apiVersion": "2018-06-01", "name": "factory/default/store", "properties": { "groupId": "blob",
      "privateLinkResourceId": "[resourceId('Microsoft.Storage/storageAccounts', 'store')]" } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.DataFactory/factories", "apiVersion": "2018-06-01", "name": "factory", "location": "westeurope" }
] }
"#,
            ),
            Example::bicep(
                r"resource store 'Microsoft.DataFactory/factories/managedVirtualNetworks/managedPrivateEndpoints@2018-06-01' = { // <- finding
  name: 'factory/default/store'
  properties: {
    groupId: 'blob'
    privateLinkResourceId: resourceId('Microsoft.Storage/storageAccounts', 'store')
  }
}
",
            ),
            Example::bicep(
                r"resource factory 'Microsoft.DataFactory/factories@2018-06-01' = {
  name: 'factory'
  location: 'westeurope'
}
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &[],
};

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    let Some(id) = instance.look("properties.privateLinkResourceId").value() else { return };
    if !is_something(id).is_yes() {
        return;
    }
    let end = context.network().end(id, instance);
    if is_approved(context, &end) {
        return;
    }
    let target = end.id.and_then(|id| id.name()?.as_str());
    let name = target.map_or_else(|| "its target".to_owned(), |name| format!("'{name}'"));
    let message = format!("The managed endpoint carries nothing until it is approved at {name}.");
    context.report(&RULE.card, instance, &instance.spot(), RULE.card.confidence, message);
}
