//! Value of a parameter is not one that it takes.

use crate::eval::frame::Frame;
use crate::eval::value::{Basis, Data, How, Val};
use crate::finding::{Confidence, Severity};
use crate::graph::secrets::has_token;
use crate::look::confidence;
use crate::look::words::shown;
use crate::model::ParameterType;
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::syntax::document::{Kind, NodeId};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ014",
        name: "value-not-allowed",
        title: "Value of a parameter is not one that it takes",
        severity: Severity::Error,
        category: "quality",
        why: "Resource Manager checks the values of parameters before anything is deployed, and refuses those that are not allowed, too short, too long, too small or too great, or of another type.",
        looks_at: "The known values of parameters against their allowed values, limits and types: from parameter files, of modules, linked and nested templates, and defaults against allowed values and limits. Texts are compared without regard to case. One of several possible values counts where all of them are wrong.",
        fix: "Give a value that the parameter takes, or change what it takes.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/parameters",
        ],
        equivalents: &[
            "AZR-000230",
            "AZR-000544",
            "Azure.Template.ValueConstraint",
            "Parameter Types Should Be Consistent",
        ],
        examples: &[
            Example::arm(
                r#"{ "parameters": { "tier": { "type": "string", "allowedValues": [ "small", "large" ],
  "defaultValue": "medium" // <- finding
} }, "resources": [] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "tier": { "type": "string", "allowedValues": [ "small", "large" ], "defaultValue": "large" } }, "resources": [] }"#,
            ),
            Example::bicep(
                "@maxLength(4)
param name string = 'much too long' // <- finding
",
            ),
            Example::bicep(
                "@minValue(1)
param count int = 2
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    let restored = |frame: &Frame<'_>| frame.by.is_some_and(|by| by.frame().unit.restored);
    for frame in templates::frames(context.world).filter(|frame| frame.outer.is_none()) {
        if restored(frame) {
            continue;
        }
        for (name, parameter) in frame.template.parameters.iter() {
            let of = &parameter.of;
            // Of what nobody gives, and what takes any value of its type, there is nothing to be said.
            let is_free = frame.text(of.base).ends_with("tring") || !frame.may_be_given(name);
            if !has_limits(of) && (frame.by.is_none() || is_free) {
                continue;
            }
            let Some(value) = frame.parameter(name) else { continue };
            if of.reference.is_some() || value.is_null() {
                continue;
            }
            let is_default = is_default(value);
            if is_default && (frame.unit.restored || parameter.default.is_none()) {
                continue;
            }
            if value.alternatives().any(is_to_be_filled_in) {
                continue;
            }
            // Whether a default fits is certain, whoever may give another one.
            let sure = if is_default {
                Confidence::High
            } else {
                confidence(value.basis.without(Basis::BRANCH))
            };
            let mut faults = value.alternatives().map(|value| fault(frame, of, value, is_default));
            let Some(Some(first)) = faults.next() else { continue };
            if !faults.all(|fault| fault.is_some()) {
                continue;
            }
            let place = value.site.unwrap_or_else(|| frame.unit.document.place(parameter.name));
            let message = format!("Parameter '{name}' {first}.");
            let handle = context.report_at(&RULE.card, place, sure, message);
            let handle = handle.about(format!("parameters.{name}"));
            if !is_default {
                handle.related(frame.unit.document.place(parameter.name), "the parameter");
            }
        }
    }
}

/// Whether a text has a part that is put in before the deployment, so that nobody knows how long it will be.
fn is_to_be_filled_in(value: Val<'_>) -> bool {
    value.as_str().is_some_and(has_token)
}

/// Whether a type says more than what kind of value it takes.
fn has_limits(of: &ParameterType) -> bool {
    [of.allowed, of.min_length, of.max_length, of.min_value, of.max_value]
        .iter()
        .any(Option::is_some)
}

/// Whether nobody gave the value.
fn is_default(value: Val<'_>) -> bool {
    value.cause.is_none_or(|cause| matches!(cause.how, How::Default(_)))
}

/// What is wrong with a value.
fn fault<'w>(
    frame: &'w Frame<'w>,
    of: &'w ParameterType,
    value: Val<'w>,
    is_default: bool,
) -> Option<String> {
    let base = frame.text(of.base).to_ascii_lowercase();
    let found = match value.data {
        Data::Str(_) | Data::Text(_) => "string",
        Data::Int(_) => "int",
        Data::Bool(_) => "bool",
        Data::Array(_) => "array",
        Data::Object(_) => "object",
        _ => return None,
    };
    let wanted = base.strip_prefix("secure").unwrap_or(&base);
    let is_type = ["string", "int", "bool", "array", "object"].contains(&wanted);
    if is_type && wanted != found {
        // Numbers and truth values are taken as texts too; literal defaults have a rule of their own.
        let is_convertible = found == "string" || wanted == "string";
        return (!is_convertible && !is_default)
            .then(|| format!("is of type '{base}', and is given a value of type '{found}'"));
    }
    not_allowed(frame, of, value).or_else(|| beyond(frame, of, value))
}

fn not_allowed<'w>(frame: &'w Frame<'w>, of: &'w ParameterType, value: Val<'w>) -> Option<String> {
    /// More values are not named.
    const MOST: usize = 8;
    let allowed = frame.at(of.allowed?);
    let mut texts = Vec::new();
    for node in allowed.elements() {
        texts.push(match node.kind() {
            Kind::Text(text) => frame.text(text).to_owned(),
            Kind::Int(bits) => (bits.unpack() as i64).to_string(),
            Kind::Bool(value) => value.to_string(),
            _ => return None,
        });
    }
    let one = |value: Val<'_>| {
        let text = match value.data {
            Data::Str(text) => text.to_owned(),
            Data::Int(number) => number.to_string(),
            Data::Bool(value) => value.to_string(),
            _ => return None,
        };
        let is_known = texts.iter().any(|known| known.eq_ignore_ascii_case(&text));
        (!is_known).then(|| shown(value))
    };
    let wrong = match value.data {
        Data::Array(array) => array.values().find_map(one),
        _ => one(value),
    }?;
    let mut names =
        texts.iter().take(MOST).map(|text| format!("'{text}'")).collect::<Vec<_>>().join(", ");
    if texts.len() > MOST {
        names.push_str(" and others");
    }
    Some(format!("is '{wrong}', and takes only {names}"))
}

/// Too small, too great, too short or too long.
fn beyond<'w>(frame: &'w Frame<'w>, of: &'w ParameterType, value: Val<'w>) -> Option<String> {
    let limit = |node: Option<NodeId>| match frame.at(node?).kind() {
        Kind::Int(bits) => Some(bits.unpack() as i64),
        _ => None,
    };
    let (size, what, least, most) = match value.data {
        Data::Int(number) => (number, "", of.min_value, of.max_value),
        Data::Str(text) => {
            (text.encode_utf16().count() as i64, " characters", of.min_length, of.max_length)
        }
        Data::Array(array) if !array.open => {
            (array.items.len() as i64, " elements", of.min_length, of.max_length)
        }
        _ => return None,
    };
    if let Some(least) = limit(least).filter(|least| size < *least) {
        return Some(format!("{what} {size}, not at least {least}"));
    }
    let most = limit(most).filter(|most| size > *most)?;
    Some(format!("{what} {size}, not at most {most}"))
}
