#![no_main]
//! A whole run over any text as a template, twice: the same comes out. Half of the changes are of the tree: nodes are dropped,
//! swapped, doubled and retyped.

use armlint_fuzz::mutate::Language;
use armlint_fuzz::{assert_report, lint, told};

libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    armlint_fuzz::mutate(data, size, max_size, seed, Language::Json)
});

const SCHEMA: &str =
    "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";

libfuzzer_sys::fuzz_target!(|text: &str| {
    let with_schema = text.replacen('{', &format!("{{\"$schema\": \"{SCHEMA}\", "), 1);
    let texts = if text.contains("$schema") { vec![text] } else { vec![text, &with_schema] };
    for text in texts {
        let report = lint(&[("main.json", text)]);
        assert_report(&report);
        assert_eq!(told(&report), told(&lint(&[("main.json", text)])));
    }
});
