//! The JSON Schema of rule files is fresh, and every rule file keeps to its keys.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on ends")]

use armlint::rule::declarative::schema::schema;
use serde_json::Value;
use std::fs;
use std::path::Path;

const PATH: &str = "schemas/armlint-rule.schema.json";

#[test]
fn the_schema_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PATH);
    let fresh = format!("{}\n", serde_json::to_string_pretty(&schema()).unwrap());
    if std::env::var_os("ARMLINT_UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &fresh).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == fresh, "{PATH} is stale: run this test with ARMLINT_UPDATE=1");
}

#[test]
fn every_rule_file_keeps_to_the_schema() {
    let schema = schema();
    let mut files = 0;
    for service in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")).unwrap() {
        let service = service.unwrap().path();
        if !service.is_dir() || service.ends_with("catalogue") {
            continue;
        }
        for file in fs::read_dir(service).unwrap() {
            let file = file.unwrap().path();
            let text = fs::read_to_string(&file).unwrap();
            let value = serde_json::to_value(text.parse::<toml::Table>().unwrap()).unwrap();
            keeps_to(&schema, &schema, &value, &file.display().to_string());
            files += 1;
        }
    }
    assert!(files > 100, "{files}");
}

/// Tables have only the keys that the schema has for them, and all that it demands.
fn keeps_to(root: &Value, schema: &Value, value: &Value, place: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.strip_prefix('#').unwrap();
        return keeps_to(root, root.pointer(name).unwrap(), value, place);
    }
    if let Some(words) = schema["enum"].as_array() {
        assert!(words.contains(value), "{place}: {value}");
    }
    if let Some(items) = value.as_array() {
        for item in items {
            keeps_to(root, &schema["items"], item, place);
        }
    }
    if let (Some(members), Some(known)) = (value.as_object(), schema["properties"].as_object()) {
        for (key, value) in members {
            let schema = known.get(key).unwrap_or_else(|| panic!("{place}: no key {key}"));
            keeps_to(root, schema, value, &format!("{place} {key}"));
        }
        for key in schema["required"].as_array().into_iter().flatten() {
            assert!(members.contains_key(key.as_str().unwrap()), "{place}: {key} is missing");
        }
    }
}
