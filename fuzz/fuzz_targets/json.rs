#![no_main]
//! Any text as a JSON file.

use armlint::source::FileId;
use armlint::syntax::json;
use armlint_fuzz::{assert_nested, assert_parts_reread, assert_rereads, assert_spans, source};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let document = json::parse(FileId(0), source("a.json", text));
    assert_spans(&document);
    if document.fatal().is_none() {
        assert_nested(document.root());
        assert_rereads(document.root());
        for (_, value) in document.root().members() {
            assert_rereads(value);
        }
        assert_parts_reread(&document);
    }
    let data = json::parse_data(text);
    assert_spans(&data);
});
