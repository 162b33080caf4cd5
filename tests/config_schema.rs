//! The committed schema of the configuration and the page about it are those that the program makes.

use armlint::config::{page, schema};
use std::path::Path;
use std::{env, fs};

#[test]
fn the_schema_is_fresh() {
    is_fresh("schemas/armlint-config.schema.json", &schema::text());
}

#[test]
fn the_page_is_fresh_and_names_every_key() {
    let page = page::text();
    is_fresh("docs/configuration.md", &page);
    let mut keys = Vec::new();
    names(&schema::schema(), &mut keys);
    assert!(keys.len() > 40, "{keys:?}");
    for key in keys {
        assert!(page.contains(&format!("`{key}`")), "the page does not name '{key}'");
    }
}

/// The names of all properties that a schema knows; a key may be written with `-`, too.
fn names(schema: &serde_json::Value, into: &mut Vec<String>) {
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if !name.contains('-') {
            into.push(name.clone());
        }
        names(property, into);
        names(&property["items"], into);
        names(&property["additionalProperties"], into);
    }
}

fn is_fresh(name: &str, fresh: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if env::var_os("ARMLINT_UPDATE").is_some() {
        assert!(fs::write(&path, fresh).is_ok(), "{} can be written", path.display());
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(
        committed.replace("\r\n", "\n"),
        fresh,
        "run the test with ARMLINT_UPDATE=1 and commit the file"
    );
}
