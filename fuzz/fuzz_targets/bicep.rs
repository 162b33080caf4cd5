#![no_main]
//! Any text as a Bicep file: read, lowered, linted. Half of the changes are of the tree.

use armlint::source::FileId;
use armlint::syntax::bicep::{self, Dialect};
use armlint_fuzz::mutate::Language;
use armlint_fuzz::{assert_report, assert_spans, lint, source, told, tree};

libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    armlint_fuzz::mutate(data, size, max_size, seed, Language::Bicep)
});

libfuzzer_sys::fuzz_target!(|text: &str| {
    for (name, dialect) in
        [("main.bicep", Dialect::Template), ("main.bicepparam", Dialect::Parameters)]
    {
        let read = bicep::parse(text, dialect);
        tree::assert_tree(&read);
        if dialect == Dialect::Template {
            tree::assert_rereads(&read);
        }
        let unit = armlint::model::bicep::unit(FileId(0), source(name, text));
        assert_spans(&unit.document);
    }
    let report = lint(&[("main.bicep", text)]);
    assert_report(&report);
    assert_eq!(told(&report), told(&lint(&[("main.bicep", text)])));
});
