//! Property has an empty value.

use crate::finding::{Confidence, Severity};
use crate::model::Language;
use crate::quality::nodes;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::syntax::document::Kind;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ019",
        name: "blank-value",
        title: "Property has an empty value",
        severity: Severity::Note,
        category: "quality",
        on: false,
        pedantic: true,
        languages: Languages::Arm,
        why: "An empty value says nothing, and some providers refuse it.",
        looks_at: "Properties of resources in ARM JSON that are an empty text, object or array, or `null`. Outputs, parameters and nested templates are passed over, and so are properties that have to be there though they are empty, such as `properties`, `accessPolicies` and the entries of `userAssignedIdentities`.",
        fix: "Leave the property out.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices",
        ],
        equivalents: &["Template Should Not Contain Blanks"],
        examples: &[
            Example::arm(
                r#"{ "resources": [ { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-04-01", "location": "westeurope", "name": "net",
  "tags": {} // <- finding
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-04-01", "location": "westeurope", "name": "net" } ] }"#,
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

/// What providers ask for though there may be nothing to say, and values that are compared with. The entries of
/// `userAssignedIdentities` are empty objects too.
const MAY_BE_EMPTY: [&str; 11] = [
    "properties",
    "resources",
    "parameters",
    "template",
    "accessPolicies",
    "value",
    "defaultValue",
    "inputs",
    "equals",
    "notEquals",
    "promotionCode",
];

fn check(context: &Context<'_>) {
    for frame in context.templates().iter().filter(|frame| frame.template.language == Language::Arm)
    {
        for resource in frame.template.walk().filter(|resource| resource.deployment.is_none()) {
            let name = resource.name.map_or("", |name| frame.at(name).written());
            let mut identities = Vec::new();
            nodes::walk(frame.at(resource.body), &mut |node| {
                if identities.contains(&node.id) {
                    return true;
                }
                for (key, value) in node.members() {
                    let Some(key_text) = key.as_text() else { continue };
                    if key_text.eq_ignore_ascii_case("userAssignedIdentities") {
                        identities.push(value.id);
                    }
                    if MAY_BE_EMPTY.iter().any(|one| one.eq_ignore_ascii_case(key_text)) {
                        continue;
                    }
                    let is_empty = match value.kind() {
                        Kind::Text(_) => value.as_text() == Some(""),
                        Kind::Object(list) | Kind::Array(list) => list.len == 0,
                        Kind::Null => true,
                        _ => false,
                    };
                    if is_empty {
                        let message = format!("'{key_text}' is empty.");
                        let about = format!("resources.{}.{key_text}", name.trim_matches('"'));
                        context
                            .report_at(&RULE.card, key.place(), Confidence::High, message)
                            .about(about);
                    }
                }
                true
            });
        }
    }
}
