#![no_main]
//! Any text as a Bicep file: read, lowered, linted.

use armlint::source::FileId;
use armlint_fuzz::{assert_report, assert_spans, lint, source};

libfuzzer_sys::fuzz_target!(|text: &str| {
    for name in ["main.bicep", "main.bicepparam"] {
        let unit = armlint::model::bicep::unit(FileId(0), source(name, text));
        assert_spans(&unit.document);
    }
    assert_report(&lint(&[("main.bicep", text)]));
});
