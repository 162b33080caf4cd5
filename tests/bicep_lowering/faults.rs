//! Files with faults in them.

use crate::{lower, outputs, resources};
use armlint::model::TargetScope;
use armlint::syntax::document::Kind;

#[test]
fn what_can_be_read_is_kept_beside_an_error() {
    let source =
        "targetScope = 'subscription'\nparam a string = 'x'\nvar b = = 3\noutput o string = a\n";
    let unit = lower("main.bicep", source);
    assert!(unit.document.fatal().is_some());
    assert_eq!(unit.template.target, TargetScope::Subscription);
    assert!(unit.template.outputs.get("o").is_some());
    assert!(lower("main.bicep", "param a string\n").document.fatal().is_none());
}

#[test]
fn files_cut_anywhere_are_lowered_and_expanded() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pairs");
    for entry in std::fs::read_dir(root).expect("the pairs are there").flatten() {
        if entry.path().extension().is_some_and(|ext| ext == "bicep") {
            let whole = std::fs::read_to_string(entry.path()).expect("it is text");
            for end in (0..whole.len()).step_by(7).filter(|end| whole.is_char_boundary(*end)) {
                resources(&whole[..end]);
                outputs(&whole[..end]);
            }
        }
    }
}

#[test]
fn unknown_names_break_only_where_they_stand() {
    let unit = lower("main.bicep", "var a = [1, nothing]\n");
    let value = unit.template.variables.get("a").expect("it is declared").value;
    let last = unit.document.at(value).elements().next_back().expect("two elements");
    assert_eq!(last.kind(), Kind::Broken);
    assert!(unit.document.fatal().is_none());
    assert_eq!(unit.document.problems[0].message, "there is no 'nothing'");
}

#[test]
fn what_is_nested_as_deep_as_the_parser_allows_is_lowered() {
    let arrays = format!("output o array = {}1{}\n", "[".repeat(190), "]".repeat(190));
    let sums = format!("output o int = {}1\n", "1 + ".repeat(290));
    let both =
        format!("output o array = {}{}1{}\n", "[".repeat(180), "1 + ".repeat(110), "]".repeat(180));
    for source in [arrays, sums, both] {
        assert!(lower("main.bicep", &source).template.outputs.get("o").is_some());
        outputs(&source);
    }
}
