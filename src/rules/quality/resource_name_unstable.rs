//! Name of a resource is another one with each deployment.

use crate::eval::frame::Frame;
use crate::finding::{Confidence, Severity};
use crate::look::words::name_spot;
use crate::quality::nodes::{self, first_text};
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::syntax::document::{Kind, NodeRef};
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
        let Some(name) = instance.declaration.resource.name else { continue };
        if let Some(function) = changing(instance.scope.frame, instance.at(name), 0) {
            let message = format!(
                "The name depends on '{function}()', so that each deployment makes another resource."
            );
            context.report(&RULE.card, instance, &name_spot(instance), Confidence::Medium, message);
        }
    }
}

/// The function that gives another value each time, of which an expression is made.
fn changing<'w>(frame: &'w Frame<'w>, node: NodeRef<'w>, depth: u32) -> Option<&'static str> {
    const DEEPEST: u32 = 8;
    let mut found = None;
    nodes::walk(node, &mut |node| {
        let Kind::Call { function, arguments, .. } = node.kind() else { return found.is_none() };
        let named = || first_text(node, arguments);
        let next = match function {
            Function::NewGuid => return found.replace("newGuid").is_none(),
            Function::UtcNow => return found.replace("utcNow").is_none(),
            Function::Parameters => {
                named().and_then(|name| frame.template.parameters.get(name)?.default)
            }
            Function::Variables => {
                named().and_then(|name| Some(frame.template.variables.get(name)?.value))
            }
            _ => None,
        };
        if let Some(next) = next.filter(|_| depth < DEEPEST) {
            found = found.or_else(|| changing(frame, frame.at(next), depth + 1));
        }
        found.is_none()
    });
    found
}
