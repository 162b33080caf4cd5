//! Resource waits for one that the template does not have.

use crate::eval::resource_id;
use crate::eval::value::{Data, Value};
use crate::finding::Severity;
use crate::graph::secrets::has_token;
use crate::look::{Spot, confidence};
use crate::model::Language;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ004",
        name: "dependency-not-declared",
        title: "Resource waits for one that the template does not have",
        severity: Severity::Error,
        category: "quality",
        languages: Languages::Arm,
        why: "Resource Manager refuses a template with a `dependsOn` that leads nowhere: `The resource '…' is not defined in the template`. Resources that are there already, or are of another deployment, cannot be waited for.",
        looks_at: "Entries of `dependsOn` in ARM JSON: symbolic names, names and ids of resources, names of loops. Said only where the entry is wholly known and certainly none of the template's resources.",
        fix: "Correct the entry, or remove it.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/resource-dependency",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "data", "location": "westeurope",
  "sku": { "name": "Standard_LRS" }, "kind": "StorageV2", "dependsOn": [
    "[resourceId('Microsoft.Network/virtualNetworks', 'net')]" // <- finding
  ]
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "data", "location": "westeurope",
  "sku": { "name": "Standard_LRS" }, "kind": "StorageV2", "dependsOn": [ "[resourceId('Microsoft.Network/virtualNetworks', 'net')]" ]
}, {
  "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-04-01", "name": "net", "location": "westeurope",
  "properties": { "addressSpace": { "addressPrefixes": [ "10.0.0.0/16" ] } }
} ] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "net": { "type": "string", "defaultValue": "" } }, "resources": [ {
  "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "data", "location": "westeurope",
  "sku": { "name": "Standard_LRS" }, "kind": "StorageV2",
  "dependsOn": [ "[resourceId('Microsoft.Network/virtualNetworks', parameters('net'))]" ]
}, {
  "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-04-01", "location": "westeurope",
  "name": "[if(empty(parameters('net')), 'net', parameters('net'))]",
  "properties": { "addressSpace": { "addressPrefixes": [ "10.0.0.0/16" ] } }
} ] }"#,
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    for instance in context.instances() {
        let resource = instance.declaration.resource;
        let Some(list) = resource.depends_on.filter(|_| !resource.existing) else { continue };
        if instance.frame().template.language != Language::Arm {
            continue;
        }
        let values = instance.depends_on().and_then(Value::as_array);
        let values = values.into_iter().flat_map(|array| array.values());
        for (node, value) in instance.at(list).elements().zip(values) {
            let entry = match value.data {
                Data::Str(text) => text,
                Data::Text(_) => node.written().trim_matches('"'),
                _ => continue,
            };
            // A part that is empty by default is filled in by whoever deploys: with what, nobody can tell.
            let parts = resource_id::segments(instance.scope.heap(), value);
            let has_gap = parts.iter().skip(1).any(|part| part.as_str() == Some(""));
            if entry.is_empty()
                || has_gap
                || !context.network().is_foreign(instance, value)
                || has_token(entry)
            {
                continue;
            }
            let spot =
                Spot { place: node.place(), path: "dependsOn".to_owned(), value: Some(value) };
            let message =
                format!("The template has no resource '{entry}' that could be waited for.");
            context.report(&RULE.card, instance, &spot, confidence(value.basis), message);
        }
    }
}
