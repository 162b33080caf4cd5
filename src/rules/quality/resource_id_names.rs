//! 'resourceId()' is given more or fewer names than the type has.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::syntax::document::{Kind, NodeRef};
use crate::syntax::function::Function;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ057",
        name: "resource-id-names",
        title: "'resourceId()' is given more or fewer names than the type has",
        severity: Severity::Error,
        category: "quality",
        why: "Resource Manager refuses the expression: the type has another number of names, and the deployment fails.",
        looks_at: "Calls of `resourceId()`, `subscriptionResourceId()`, `tenantResourceId()` and `extensionResourceId()` with a literal type, where as many arguments follow as there are names, and each stands for one: a type of two segments after its provider has two names.",
        fix: "Give one name for each segment of the type.",
        references: &["https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource#resourceid"],
        equivalents: &["Resources Should Not Be Ambiguous"],
        examples: &[Example::arm(r#"{ "resources": [], "outputs": { "id": { "type": "string",
  "value": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net')]" // <- finding
} } }"#), Example::arm(r#"{ "resources": [], "outputs": { "id": { "type": "string", "value": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'default')]" } } }"#), Example::bicep("output id string = resourceId('Microsoft.Network/virtualNetworks', 'net', 'default') // <- finding
"), Example::bicep("output id string = resourceId('Microsoft.Network/virtualNetworks', 'net')
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
    let Kind::Call { function, arguments, .. } = node.kind() else { return None };
    let is_id = matches!(
        function,
        Function::ResourceId
            | Function::SubscriptionResourceId
            | Function::TenantResourceId
            | Function::ExtensionResourceId
    );
    if !is_id {
        return None;
    }
    let texts: Vec<_> = arguments.ids().map(|id| node.at(id)).collect();
    let is_type = |node: &NodeRef<'_>| {
        node.as_text().is_some_and(|text| {
            let space = text.split('/').next().unwrap_or_default();
            space.contains('.') && text.contains('/') && !text.starts_with('/')
        })
    };
    let at = texts.iter().position(is_type)?;
    let name = texts[at].as_text()?;
    let (wanted, given) = (name.matches('/').count(), texts.len() - at - 1);
    // A literal name with a slash, and a type with a slash at its end, are faults that are seen otherwise.
    if name.ends_with('/') || wanted == given {
        return None;
    }
    Some(format!(
        "'{name}' has {wanted} {}, and is given {given}.",
        if wanted == 1 { "name" } else { "names" }
    ))
}
