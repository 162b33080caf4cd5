//! Name of a resource is known only while deploying.

use crate::eval::symbol::Symbol;
use crate::eval::value::{Data, Piece, Val};
use crate::finding::{Confidence, Severity};
use crate::look::words::name_spot;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ054",
        name: "name-known-late",
        title: "Name of a resource is known only while deploying",
        severity: Severity::Note,
        category: "quality",
        on: false,
        pedantic: true,
        why: "What a resource is called depends on the state of another one. `what-if` cannot tell what such a deployment does, and leaves it out.",
        looks_at: "Names of resources in modules that are made of properties of other resources, such as `vault.properties.vaultUri`, which a caller passes in. Ids, names and API versions are known before.",
        fix: "Pass a name that is known from the start.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-what-if-short-circuiting",
        ],
        equivalents: &["what-if-short-circuiting"],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "inner",
  "properties": { "mode": "Incremental", "expressionEvaluationOptions": { "scope": "inner" },
    "parameters": { "name": { "value": "[reference(resourceId('Microsoft.KeyVault/vaults', 'kv'), '2023-07-01').vaultUri]" } },
    "template": {
      "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
      "contentVersion": "1.0.0.0",
      "parameters": { "name": { "type": "string" } },
      "resources": [ {
        "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-04-01", "location": "westeurope",
        "name": "[parameters('name')]" // <- finding
      } ]
    } }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-04-01", "location": "westeurope", "name": "net" } ] }"#,
            ),
            Example::bicep(
                "resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: 'kv'
}
module net 'network.bicep' = {
  name: 'net'
  params: { name: vault.properties.vaultUri }
}
",
            )
            .beside(&[(
                "network.bicep",
                "param name string
resource net 'Microsoft.Network/virtualNetworks@2023-04-01' = {
  name: name // <- finding
  location: 'westeurope'
}
",
            )]),
            Example::bicep(
                "resource net 'Microsoft.Network/virtualNetworks@2023-04-01' = {
  name: 'net'
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
    for instance in context.instances().iter().filter(|one| one.frame().by.is_some()) {
        if instance.declaration.resource.existing || !is_late(instance.name()) {
            continue;
        }
        let message = "'what-if' cannot tell what is done to this resource: its name is known only while deploying.";
        context.report(
            &RULE.card,
            instance,
            &name_spot(instance),
            Confidence::High,
            message.to_owned(),
        );
    }
}

/// Whether a value is the state of a resource.
fn is_late(value: Val<'_>) -> bool {
    match value.data {
        Data::Text(pieces) => {
            pieces.iter().any(|piece| matches!(piece, Piece::Symbol(value) if is_late(value)))
        }
        Data::Unknown(Symbol::State(state)) => state
            .path
            .first()
            .and_then(|key| key.as_str())
            .is_some_and(|key| key.eq_ignore_ascii_case("properties")),
        _ => false,
    }
}
