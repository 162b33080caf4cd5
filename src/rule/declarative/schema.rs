//! The JSON Schema of rule files, for editors: `schemas/armlint-rule.schema.json`.

use super::message::HOLES;
use serde_json::{Map, Value, json};

/// The schema.
pub fn schema() -> Value {
    let words = |words: &[&str]| json!({ "enum": words });
    let text = json!({ "type": "string" });
    let texts = json!({ "type": "array", "items": { "type": "string" } });
    let holes = HOLES.map(|(name, _)| format!("{{{name}}}")).join(", ");
    let message = json!({
        "type": "string",
        "pattern": "\\.$",
        "description": format!("A sentence that ends in a period; {holes} are put in."),
    });
    let card = members(&[
        ("id", json!({ "type": "string", "pattern": "^[A-Z]{2,8}[0-9]{3,4}$" })),
        ("name", json!({ "type": "string", "pattern": "^[a-z0-9-]*-[a-z0-9-]*$" })),
        ("title", described(&text, "One line without a period.")),
        ("severity", words(&["error", "warning", "note"])),
        ("confidence", words(&["high", "medium", "low"])),
        ("security-severity", described(&text, "\"0.1\" to \"10.0\".")),
        ("category", text.clone()),
        ("default", words(&["on", "off"])),
        ("pedantic", json!({ "type": "boolean" })),
        ("languages", words(&["both", "arm", "bicep"])),
        ("why", described(&text, "Why the fault matters. Markdown.")),
        ("looks-at", described(&text, "What exactly is looked at. Markdown.")),
        ("fix", described(&text, "How to mend it. Markdown.")),
        ("references", texts.clone()),
        ("frameworks", texts.clone()),
        ("equivalents", texts.clone()),
        ("aliases", texts.clone()),
        ("shadowed-by", described(&texts, "Rules whose finding at the same place says the same.")),
        ("source", described(&text, "Where the fact is from.")),
        ("check", reference("check")),
        ("example", json!({ "type": "array", "items": reference("example") })),
    ]);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": concat!(env!("CARGO_PKG_REPOSITORY"), "/raw/main/schemas/armlint-rule.schema.json"),
        "title": "armlint rule file",
        "type": "object",
        "properties": card,
        "required": ["id", "name", "title", "severity", "check"],
        "additionalProperties": false,
        "$defs": {
            "check": table(&["expect", "message"], &[
                ("types", texts.clone()),
                ("targets", json!({ "type": "array", "items": table(&["type"], &[
                    ("type", text.clone()),
                    ("each", text.clone()),
                ]) })),
                ("api-from", reference("version")),
                ("api-before", reference("version")),
                ("when", conditions()),
                ("when-resource", conditions()),
                ("expect", reference("condition")),
                ("at", text.clone()),
                ("message", message.clone()),
                ("message-absent", message),
                ("set", reference("literal")),
            ]),
            "condition": table(&[], &condition()),
            "count": table(&[], &[
                ("where", reference("condition")),
                ("at-least", json!({ "type": "integer", "minimum": 0 })),
                ("at-most", json!({ "type": "integer", "minimum": 0 })),
            ]),
            "related": table(&["how", "types"], &[
                ("how", words(&["child", "parent", "referenced", "referring", "beside"])),
                ("types", texts),
                ("path", text.clone()),
                ("where", reference("condition")),
                ("exists", json!({ "type": "boolean" })),
        ("internet", json!({ "type": "boolean" })),
                ("some", reference("condition")),
                ("each", reference("condition")),
            ]),
            "also": table(&["type", "path"], &[
                ("type", text.clone()),
                ("name", text.clone()),
                ("path", text.clone()),
            ]),
            "dated": table(&["value"], &[
                ("value", reference("literal")),
                ("since", reference("version")),
            ]),
            "example": table(&[], &[("arm", text.clone()), ("bicep", text)]),
            "version": { "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}(-.+)?$" },
            "literal": { "type": ["string", "number", "boolean"] },
            "bound": { "type": ["string", "number"] },
        }
    })
}

/// The keys of a condition.
fn condition() -> Vec<(&'static str, Value)> {
    let literals = json!({ "type": "array", "items": reference("literal") });
    let ranges = json!({ "type": "array", "items": { "type": "string" } });
    let pattern = json!({ "type": "string", "format": "regex" });
    let mut keys = vec![("path", json!({ "type": "string" }))];
    for (names, value) in [
        (
            &["equals", "not-equals", "contains", "not-contains", "default"][..],
            reference("literal"),
        ),
        (&["one-of", "none-of"], literals),
        (&["matches", "not-matches"], pattern),
        (&["at-least", "at-most", "above", "below"], reference("bound")),
        (&["within", "overlaps", "not-overlaps"], ranges),
        (&["each", "some", "not"], reference("condition")),
        (&["all", "any"], conditions()),
    ] {
        keys.extend(names.iter().map(|name| (*name, value.clone())));
    }
    keys.extend([
        ("exists", json!({ "type": "boolean" })),
        ("internet", json!({ "type": "boolean" })),
        ("count", reference("count")),
        ("absent", json!({ "enum": ["fails", "passes", "silent"] })),
        ("defaults", json!({ "type": "array", "items": reference("dated") })),
        ("too-old", json!({ "enum": ["silent", "counts"] })),
        ("since", reference("version")),
        ("also", json!({ "type": "array", "items": reference("also") })),
        ("related", reference("related")),
    ]);
    keys
}

fn conditions() -> Value {
    json!({ "type": "array", "items": reference("condition") })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn described(value: &Value, description: &str) -> Value {
    let mut value = value.clone();
    if let Some(members) = value.as_object_mut() {
        members.insert("description".to_owned(), description.into());
    }
    value
}

fn table(required: &[&str], keys: &[(&str, Value)]) -> Value {
    json!({
        "type": "object",
        "properties": members(keys),
        "required": required,
        "additionalProperties": false,
    })
}

fn members(keys: &[(&str, Value)]) -> Map<String, Value> {
    keys.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}
