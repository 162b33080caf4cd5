#![no_main]
//! A whole run over any text as a template, twice: the same comes out.

use armlint_fuzz::{assert_report, lint, told};

const SCHEMA: &str =
    "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";

libfuzzer_sys::fuzz_target!(|text: &str| {
    let with_schema = text.replacen('{', &format!("{{\"$schema\": \"{SCHEMA}\", "), 1);
    for text in [text, &with_schema] {
        let report = lint(&[("main.json", text)]);
        assert_report(&report);
        assert_eq!(told(&report), told(&lint(&[("main.json", text)])));
    }
});
