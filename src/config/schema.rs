//! The JSON Schema of `armlint.toml`.

use super::shape::{Key, ROOT, Shape};
use serde_json::{Map, Value, json};

/// The public address of the schema.
pub fn address() -> String {
    format!("{}/raw/main/schemas/armlint-config.schema.json", env!("CARGO_PKG_REPOSITORY"))
}

/// The schema, made of the same tables that files are checked against.
pub fn schema() -> Value {
    let mut schema = table(ROOT);
    let head = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address(),
        "title": "armlint.toml",
        "description": "The configuration of armlint.",
    });
    if let (Value::Object(schema), Value::Object(head)) = (&mut schema, head) {
        schema.extend(head);
    }
    schema
}

/// The text of the schema's file.
pub fn text() -> String {
    format!("{:#}\n", schema())
}

fn table(keys: &[Key]) -> Value {
    let mut properties = Map::new();
    for key in keys {
        for name in spellings(key.name) {
            let mut property = of(&key.shape);
            if let Value::Object(property) = &mut property {
                property.insert("description".to_owned(), key.about.into());
            }
            properties.insert(name, property);
        }
    }
    let required: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut table =
        json!({ "type": "object", "additionalProperties": false, "properties": properties });
    if !required.is_empty() {
        table["required"] = required.into();
    }
    table
}

/// A key may be written with `_` or `-`.
fn spellings(name: &str) -> Vec<String> {
    let mut spellings = vec![name.to_owned(), name.replace('_', "-")];
    spellings.dedup();
    spellings
}

fn of(shape: &Shape) -> Value {
    match shape {
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Text => json!({ "type": "string" }),
        Shape::Word(words) => json!({ "enum": words }),
        Shape::Date => json!({ "type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$" }),
        Shape::Texts => json!({ "oneOf": [
            { "type": "string" },
            { "type": "array", "items": { "type": "string" } },
        ] }),
        Shape::Scalar => json!({ "type": ["boolean", "number", "string", "array", "object"] }),
        Shape::Table(keys) => table(keys),
        Shape::Map { to, .. } => json!({ "type": "object", "additionalProperties": of(to) }),
        Shape::Tables(keys) => json!({ "type": "array", "items": table(keys) }),
    }
}
