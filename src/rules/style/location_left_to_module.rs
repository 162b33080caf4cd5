//! Location of a module is left to its default.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::source::Span;
use crate::syntax::document::{Kind, NodeRef};
use crate::syntax::function::Function;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ038",
        name: "location-left-to-module",
        title: "Location of a module is left to its default",
        severity: Severity::Note,
        category: "style",
        on: false,
        pedantic: true,
        languages: Languages::Bicep,
        why: "A module whose location is left to its default is deployed to where its resource group is, whatever its caller was told.",
        looks_at: "Modules on this disk with a parameter `location` that has a default with `resourceGroup().location` or `deployment().location`, and is not given.",
        fix: "Give the location.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-explicit-values-for-loc-params",
        ],
        equivalents: &["explicit-values-for-loc-params"],
        examples: &[
            Example::bicep(
                "module net 'network.bicep' = { // <- finding
  name: 'net'
}
",
            )
            .beside(&[MODULE]),
            Example::bicep(
                "param location string
module net 'network.bicep' = {
  name: 'net'
  params: { location: location }
}
",
            )
            .beside(&[MODULE]),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

const MODULE: (&str, &str) = (
    "network.bicep",
    "param location string = resourceGroup().location
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: location
  properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] } }
}
",
);

fn check(context: &Context<'_>) {
    for (frame, tree) in templates::trees(context.templates()) {
        let report = |span: Span, message: String| {
            context
                .report_at(&RULE.card, frame.unit.document.place(span), Confidence::High, message)
                .about(templates::within(tree, span));
        };
        for declaration in frame.declarations() {
            let Some(instance) = declaration.instances().first() else { continue };
            let Some(deployed) = instance.deployed() else { continue };
            let Some(deployment) = declaration.resource.deployment.as_deref() else { continue };
            let is_given = |name: &str| {
                deployment.parameters.is_some_and(|list| frame.at(list).get(name).is_some())
            };
            for (name, parameter) in deployed.template.parameters.iter() {
                let Some(default) = parameter.default.map(|default| deployed.at(default)) else {
                    continue;
                };
                if is_home(default) && !is_given(name) && !deployed.unit.restored {
                    let span = frame.at(declaration.resource.type_).span();
                    report(
                        span,
                        format!("Parameter '{name}' of this module is left to its default."),
                    );
                }
            }
        }
    }
}

/// Whether an expression is the location of the place of deployment.
fn is_home(node: NodeRef<'_>) -> bool {
    let Kind::Property { parts, .. } = node.kind() else { return false };
    let part = |at| parts.get(at).map(|id| node.at(id));
    let is_place = |base: NodeRef<'_>| {
        matches!(
            base.kind(),
            Kind::Call { function: Function::ResourceGroup | Function::Deployment, .. }
        )
    };
    part(0).is_some_and(is_place) && part(1).and_then(NodeRef::as_text) == Some("location")
}
