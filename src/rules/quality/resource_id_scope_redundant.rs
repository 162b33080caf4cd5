//! 'resourceId()' is told what it takes anyway.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::syntax::document::{Kind, NodeRef};
use crate::syntax::function::Function;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ027",
        name: "resource-id-scope-redundant",
        title: "'resourceId()' is told what it takes anyway",
        severity: Severity::Note,
        category: "quality",
        on: false,
        pedantic: true,
        why: "`resourceId()` takes the subscription and the resource group of the deployment where they are left out.",
        looks_at: "Calls of `resourceId()` that begin with `subscription().subscriptionId` or `resourceGroup().name`, or with one after the other.",
        fix: "Leave them out.",
        references: &["https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource#resourceid"],
        equivalents: &["ResourceIds should not contain"],
        examples: &[Example::arm(r#"{ "resources": [], "outputs": { "id": { "type": "string",
  "value": "[resourceId(resourceGroup().name, 'Microsoft.Storage/storageAccounts', 'data')]" // <- finding
} } }"#), Example::arm(r#"{ "resources": [], "outputs": { "id": { "type": "string", "value": "[resourceId('Microsoft.Storage/storageAccounts', 'data')]" } } }"#), Example::bicep("output id string = resourceId(resourceGroup().name, 'Microsoft.Storage/storageAccounts', 'data') // <- finding
"), Example::bicep("output id string = resourceId('Microsoft.Storage/storageAccounts', 'data')
")],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    for frame in context.templates() {
        for node in context.expressions(frame).iter() {
            if let Some(message) = fault(*node) {
                let about = templates::owner(frame, node.span());
                context.report_at(&RULE.card, node.place(), Confidence::High, message).about(about);
            }
        }
    }
}

fn fault(node: NodeRef<'_>) -> Option<String> {
    let Kind::Call { function: Function::ResourceId, arguments, .. } = node.kind() else {
        return None;
    };
    let first = node.at(arguments.get(0)?);
    let Kind::Property { parts, .. } = first.kind() else { return None };
    let (base, key) = (node.at(parts.get(0)?), node.at(parts.get(1)?).as_text()?);
    let Kind::Call { function, arguments: scope, .. } = base.kind() else { return None };
    let is_own = match function {
        Function::Subscription => key.eq_ignore_ascii_case("subscriptionId"),
        Function::ResourceGroup => key.eq_ignore_ascii_case("name") && scope.len == 0,
        _ => false,
    };
    is_own.then(|| "This is what 'resourceId()' takes anyway.".to_owned())
}
