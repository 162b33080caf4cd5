//! Name of a resource is another one with each deployment.

use crate::eval::symbol::Symbol;
use crate::eval::value::{Data, Piece, Val};
use crate::finding::{Confidence, Severity};
use crate::rule::words::name_spot;
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::syntax::function::Function;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ030",
        name: "resource-name-unstable",
        title: "Name of a resource is another one with each deployment",
        severity: Severity::Note,
        category: "quality",
        on: false,
        why: "A name that is made anew with each deployment makes a new resource each time, and leaves the old one behind.",
        looks_at: "Names of resources that depend on `newGuid()` or `utcNow()`, by the default of a parameter. Deployments and deployment scripts are passed over: they are there to run once.",
        fix: "Use `uniqueString(resourceGroup().id)` or `guid()` of things that stay.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-use-stable-resource-identifier",
        ],
        equivalents: &["use-stable-resource-identifiers"],
        examples: &[
            Example::arm(
                r#"{ "parameters": { "id": { "type": "string", "defaultValue": "[newGuid()]" } }, "resources": [ { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-04-01", "location": "westeurope",
  "name": "[concat('net-', parameters('id'))]" // <- finding
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-04-01", "location": "westeurope", "name": "[concat('net-', uniqueString(resourceGroup().id))]" } ] }"#,
            ),
            Example::bicep(
                "param now string = utcNow()

resource net 'Microsoft.Network/virtualNetworks@2023-04-01' = {
  name: 'net-${now}' // <- finding
  location: 'westeurope'
}
",
            ),
            Example::bicep(
                "resource net 'Microsoft.Network/virtualNetworks@2023-04-01' = {
  name: 'net-${uniqueString(resourceGroup().id)}'
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
    for instance in context.instances() {
        let is_run = ["Microsoft.Resources/deployments", "Microsoft.Resources/deploymentScripts"]
            .iter()
            .any(|name| instance.is(name));
        if is_run || instance.declaration.resource.existing {
            continue;
        }
        if let Some(function) = changing(instance.name(), 0) {
            let message = format!(
                "The name depends on '{function}()', so that each deployment makes another resource."
            );
            context.report(&RULE.card, instance, &name_spot(instance), Confidence::Medium, message);
        }
    }
}

/// The function that gives another value each time, of which a value is made.
fn changing(value: Val<'_>, depth: u32) -> Option<&'static str> {
    const DEEPEST: u32 = 12;
    if depth > DEEPEST {
        return None;
    }
    match value.data {
        Data::Text(pieces) => pieces.iter().find_map(|piece| match piece {
            Piece::Symbol(value) => changing(value, depth + 1),
            Piece::Literal(_) => None,
        }),
        Data::Unknown(Symbol::Call { function: Function::NewGuid, .. }) => Some("newGuid"),
        Data::Unknown(Symbol::Call { function: Function::UtcNow, .. }) => Some("utcNow"),
        Data::Unknown(Symbol::Call { arguments, .. }) => {
            arguments.iter().find_map(|one| changing(one, depth + 1))
        }
        _ => None,
    }
}
