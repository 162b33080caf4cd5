//! The committed schema of the configuration is the one that the program makes.

use armlint::config::schema;
use std::{env, fs};

#[test]
fn the_schema_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/armlint-config.schema.json");
    let fresh = schema::text();
    if env::var_os("ARMLINT_UPDATE").is_some() {
        fs::write(path, &fresh).unwrap();
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(
        committed.replace("\r\n", "\n"),
        fresh,
        "run the test with ARMLINT_UPDATE=1 and commit the file"
    );
}
