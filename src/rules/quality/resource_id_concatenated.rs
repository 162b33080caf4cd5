//! Id of a resource is put together by hand.

use crate::finding::{Confidence, Severity};
use crate::quality::nodes::bare;
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::source::Place;
use crate::syntax::document::{Kind, NodeRef};
use crate::syntax::function::Function;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ026",
        name: "resource-id-concatenated",
        title: "Id of a resource is put together by hand",
        severity: Severity::Note,
        category: "quality",
        on: false,
        pedantic: true,
        why: "An id that is made of texts is easily wrong, and nobody sees it before the deployment fails.",
        looks_at: "Properties named `id` or ending in `Id` or `ResourceId` whose value is a text, an interpolation or a `concat()` that begins with `/subscriptions/`. Descriptions are no ids.",
        fix: "Use `resourceId()` and its kin, or the symbolic name.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-use-resource-id-functions",
        ],
        equivalents: &["use-resource-id-functions", "IDs Should Be Derived From ResourceIDs"],
        examples: &[
            Example::arm(
                r#"{ "resources": [ { "type": "Microsoft.Network/networkInterfaces", "apiVersion": "2023-04-01", "location": "westeurope", "name": "nic", "properties": { "networkSecurityGroup": {
  "id": "[concat('/subscriptions/', subscription().subscriptionId, '/resourceGroups/x/providers/Microsoft.Network/networkSecurityGroups/y')]" // <- finding
} } } ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ { "type": "Microsoft.Network/networkInterfaces", "apiVersion": "2023-04-01", "location": "westeurope", "name": "nic", "properties": { "networkSecurityGroup": { "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'y')]" } } } ] }"#,
            ),
            Example::bicep(
                "var group = {
  id: '/subscriptions/${subscription().subscriptionId}/resourceGroups/x' // <- finding
}

output group object = group
",
            ),
            Example::bicep(
                "output id string = resourceId('Microsoft.Network/networkSecurityGroups', 'y')
",
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
    let is_id = |key: &str| key.eq_ignore_ascii_case("id") || key.ends_with("Id");
    let named = node.members().filter(|(key, _)| key.as_text().is_some_and(is_id));
    let by_hand = named.filter(|(_, value)| starts(*value, "/subscriptions/"));
    by_hand
        .map(|(_, value)| (value.place(), "This id is put together by hand.".to_owned()))
        .collect()
}

/// Whether a text certainly begins so.
fn starts(node: NodeRef<'_>, with: &str) -> bool {
    let node = bare(node);
    let first = match node.kind() {
        Kind::Text(_) => Some(node),
        Kind::Interpolation(parts)
        | Kind::Call { function: Function::Concat, arguments: parts, .. } => {
            parts.get(0).map(|id| node.at(id))
        }
        _ => None,
    };
    first
        .and_then(NodeRef::as_text)
        .is_some_and(|text| text.to_ascii_lowercase().starts_with(with))
}
