//! Default of a parameter is of another type.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::syntax::document::{Kind, NodeRef};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ013",
        name: "default-of-other-type",
        title: "Default of a parameter is of another type",
        severity: Severity::Error,
        category: "quality",
        why: "Resource Manager refuses a default that is not of the parameter's type, before anything is deployed.",
        looks_at: "Literal defaults. `null` and expressions are passed over, and so are texts that can be read as the number or the truth value that is wanted.",
        fix: "Give a default of the type, or change the type.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/parameters",
        ],
        equivalents: &["Azure.Template.ParameterDataTypes", "AZR-000226"],
        examples: &[
            Example::arm(
                r#"{ "parameters": { "names": { "type": "array",
  "defaultValue": "one" // <- finding
} }, "resources": [] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "names": { "type": "array", "defaultValue": [ "one" ] }, "count": { "type": "int", "defaultValue": 1 } }, "resources": [] }"#,
            ),
            Example::bicep(
                "param count int = 'many' // <- finding
",
            ),
            Example::bicep(
                "param count int = 3
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
        for (name, parameter) in frame.template.parameters.iter() {
            let Some(default) = parameter.default.map(|default| frame.at(default)) else {
                continue;
            };
            let base = frame.text(parameter.of.base).to_ascii_lowercase();
            let Some(found) = other_type(default, &base) else { continue };
            let place = templates::value_place(default, parameter.name);
            let message = format!(
                "Parameter '{name}' is of type '{base}', and its default is of type '{found}'."
            );
            context
                .report_at(&RULE.card, place, Confidence::High, message)
                .about(format!("parameters.{name}.defaultValue"));
        }
    }
}

/// The type of a literal that cannot be of the wanted type.
fn other_type(node: NodeRef<'_>, wanted: &str) -> Option<&'static str> {
    let found = match node.kind() {
        Kind::Bool(_) => "bool",
        Kind::Int(_) => "int",
        Kind::Text(_) => "string",
        Kind::Array(_) => "array",
        Kind::Object(_) => "object",
        _ => return None,
    };
    let text = node.as_text().unwrap_or_default();
    let fits = match wanted {
        "string" | "securestring" => matches!(found, "string"),
        "int" => found == "int" || text.parse::<i64>().is_ok(),
        "bool" => {
            found == "bool" || ["true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word))
        }
        "array" => found == "array",
        "object" | "secureobject" => found == "object",
        _ => true,
    };
    (!fits).then_some(found)
}
