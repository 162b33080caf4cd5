//! Limit of a parameter is not valid.

use crate::finding::{Confidence, Severity};
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::syntax::document::{Kind, NodeId};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ012",
        name: "parameter-limit-invalid",
        title: "Limit of a parameter is not valid",
        severity: Severity::Error,
        category: "quality",
        why: "Resource Manager refuses a template whose limits make no sense, before anything is deployed.",
        looks_at: "`minValue` and `maxValue` that are no whole numbers, or stand at a type other than `int`; `minLength` and `maxLength` that are no whole numbers from 0 on, or stand at `int` or `bool`; a smallest limit above the greatest. Types that are declared elsewhere are passed over.",
        fix: "Correct the limit, or the type of the parameter.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/parameters",
        ],
        equivalents: &[
            "AZR-000221",
            "AZR-000224",
            "Azure.Template.ParameterMinMaxValue",
            "Min And Max Value Are Numbers",
        ],
        examples: &[
            Example::arm(
                r#"{ "parameters": { "count": { "type": "int",
  "minValue": 5, // <- finding
  "maxValue": 3
} }, "resources": [] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "count": { "type": "int", "minValue": 1, "maxValue": 3 }, "name": { "type": "string", "minLength": 3 } }, "resources": [] }"#,
            ),
            Example::bicep(
                "@minLength(9) // <- finding
@maxLength(4)
param name string
",
            ),
            Example::bicep(
                "@minLength(3)
@maxLength(4)
param name string
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
            let of = &parameter.of;
            let base = frame.text(of.base).to_ascii_lowercase();
            if base.is_empty() || of.reference.is_some() {
                continue;
            }
            let lengths = ["string", "securestring", "array", "object", "secureobject"];
            let pairs = [
                ("minValue", of.min_value, "maxValue", of.max_value, base == "int", i64::MIN),
                (
                    "minLength",
                    of.min_length,
                    "maxLength",
                    of.max_length,
                    lengths.contains(&&*base),
                    0,
                ),
            ];
            for (least, min, most, max, fits, from) in pairs {
                let report = |key: &str, node: NodeId, why: String| {
                    let place = frame.at(node).place();
                    let message = format!("'{key}' of parameter '{name}' {why}.");
                    context
                        .report_at(&RULE.card, place, Confidence::High, message)
                        .about(format!("parameters.{name}.{key}"));
                };
                let mut numbers = [None, None];
                for (at, (key, node)) in [(least, min), (most, max)].into_iter().enumerate() {
                    let Some(node) = node else { continue };
                    match frame.at(node).kind() {
                        Kind::Null => {}
                        _ if !fits => {
                            report(key, node, format!("has no meaning for type '{base}'"));
                        }
                        Kind::Int(bits) if (bits.unpack() as i64) < from => {
                            report(key, node, "is below 0".to_owned());
                        }
                        Kind::Int(bits) => numbers[at] = Some(bits.unpack() as i64),
                        Kind::Text(_)
                        | Kind::Bool(_)
                        | Kind::Float(_)
                        | Kind::Array(_)
                        | Kind::Object(_) => {
                            report(key, node, "is no whole number".to_owned());
                        }
                        _ => {}
                    }
                }
                if let ([Some(lowest), Some(highest)], Some(node)) = (numbers, min)
                    && lowest > highest
                {
                    report(least, node, format!("is {lowest}, more than '{most}', {highest}"));
                }
            }
        }
    }
}
