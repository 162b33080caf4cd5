//! Entry of dependsOn is computed.

use crate::finding::{Confidence, Severity};
use crate::quality::nodes::bare;
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::source::Place;
use crate::syntax::document::{Kind, NodeRef};
use crate::syntax::function::Function;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ006",
        name: "dependency-computed",
        title: "Entry of dependsOn is computed",
        severity: Severity::Note,
        category: "quality",
        on: false,
        pedantic: true,
        languages: Languages::Arm,
        why: "Resource Manager leaves out the dependency on a resource whose condition is false by itself, so that an `if()` is not needed; and an id that is put together by hand is easily wrong.",
        looks_at: "Entries of `dependsOn` in ARM JSON that are an `if()` or a `concat()`.",
        fix: "Name the resource with `resourceId()`, or its symbolic name.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/resource-dependency",
        ],
        equivalents: &["DependsOn Best Practices"],
        examples: &[
            Example::arm(
                r#"{ "resources": [ { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-04-01", "location": "westeurope", "name": "net" }, {
  "type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2023-04-01", "location": "westeurope", "name": "ip", "dependsOn": [
    "[concat('Microsoft.Network/virtualNetworks/', 'net')]" // <- finding
  ]
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-04-01", "location": "westeurope", "name": "net" }, {
  "type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2023-04-01", "location": "westeurope", "name": "ip", "dependsOn": [ "[resourceId('Microsoft.Network/virtualNetworks', 'net')]" ]
} ] }"#,
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    for frame in context.templates() {
        templates::walk(frame, &mut |node| {
            for (place, message) in faults(node) {
                let about = templates::owner(frame, place.span);
                context.report_at(&RULE.card, place, Confidence::High, message).about(about);
            }
        });
    }
}

fn faults(node: NodeRef<'_>) -> Vec<(Place, String)> {
    let Some(list) = node.is_object().then(|| node.get("dependsOn")).flatten() else {
        return Vec::new();
    };
    let is_computed = |entry: &NodeRef<'_>| {
        matches!(bare(*entry).kind(), Kind::Call { function: Function::If | Function::Concat, .. })
    };
    let computed = list.elements().filter(is_computed);
    computed.map(|entry| (entry.place(), "This dependency is computed.".to_owned())).collect()
}
