//! Suppressions from end to end. `<1>` in a text marks where a finding of the first rule begins, and so on.

use super::*;
use crate::config::{Layers, Overrides, parse_date};
use crate::finding::Subject;
use crate::rule::index::tests::{CARDS, index};
use crate::source::{Source, Span};
use std::sync::Arc;

/// The findings that are left (`rule@line`), then those about suppressions (`name@line`).
fn run(path: &str, text: &str, configuration: &[&str]) -> Vec<String> {
    let (findings, about, sources) = lint(path, text, configuration);
    let shown = findings.iter().filter(|finding| finding.suppressed.is_none());
    let line = |finding: &Finding| {
        sources.get(finding.place.file).unwrap().position(finding.place.span.start).line
    };
    shown
        .map(|finding| format!("{}@{}", finding.card.id, line(finding)))
        .chain(about.iter().map(|finding| format!("{}@{}", finding.card.name, line(finding))))
        .collect()
}

fn lint(path: &str, marked: &str, configuration: &[&str]) -> (Vec<Finding>, Vec<Finding>, Sources) {
    let index = index();
    let mut text = String::new();
    let mut sources = Sources::default();
    let mut findings = Vec::new();
    let mut rest = marked;
    while let Some(at) = rest.find('<').filter(|at| rest.as_bytes().get(at + 2) == Some(&b'>')) {
        text.push_str(&rest[..at]);
        let rule = rest.as_bytes()[at + 1] - b'1';
        let start = text.len() as u32;
        let place = Place { file: FileId(0), span: Span::new(start, start + 1) };
        let mut finding = Finding::new(&CARDS[usize::from(rule)], place, "x");
        finding.subject = Some(Subject {
            resource_type: "Microsoft.Storage/storageAccounts".to_owned(),
            name: "stlegacy".to_owned(),
            written_name: "stlegacy".to_owned(),
            deployment: Vec::new(),
        });
        findings.push(finding);
        rest = &rest[at + 3..];
    }
    text.push_str(rest);
    sources.add(Arc::new(Source::new(path, text)));
    let layers = Layers::of(configuration).unwrap();
    let settings = Settings::new(layers, &index, &[], &Overrides::default())
        .unwrap_or_else(|error| panic!("{error}"));
    let kind = if path == "main.json" { FileKind::Arm } else { FileKind::Bicep };
    let today = parse_date("2026-06-15").unwrap();
    let context = Context { settings: &settings, index: &index, today, whole: true };
    let files = [Linted { file: FileId(0), kind, complete: true }];
    let about = apply(&mut findings, &files, &mut sources, &context);
    (findings, about, sources)
}

fn bicep(text: &str) -> Vec<String> {
    run("main.bicep", text, &[])
}

fn arm(text: &str) -> Vec<String> {
    run("main.json", text, &[])
}

const NONE: [&str; 0] = [];

#[test]
fn a_comment_covers_the_declaration_after_it() {
    assert_eq!(
        bicep(
            "// armlint: ignore[PL003] why\n// more\n\n@description('x')\nresource a 'b@c' = {\n  name: <1>'x'\n}\nresource d 'e@f' = {\n  name: <1>'x'\n}\n"
        ),
        ["PL003@9"]
    );
    assert_eq!(bicep("@secure()\n// armlint: ignore[PL003]\nparam x string = <1>'y'\n"), NONE);
    assert_eq!(
        bicep("// armlint: ignore[PL003]\n// armlint: ignore[PA001]\nvar x = [<1><2>1]\n"),
        NONE
    );
}

#[test]
fn a_comment_in_a_body_covers_the_resource() {
    assert_eq!(
        bicep(
            "resource a <1>'b@c' = {\n  // armlint: ignore[PL003]\n  name: <1>'x'\n  p: {\n    q: <1>1\n  }\n}\n"
        ),
        NONE
    );
    assert_eq!(
        bicep("resource a <1>'b@c' = { // armlint: ignore[PL003]\n  name: <1>'x'\n}\n"),
        NONE
    );
    assert_eq!(
        bicep("module a <1>'b.bicep' = if (x) {\n  name: 'x'\n  // armlint: ignore[PL003]\n}\n"),
        NONE
    );
}

#[test]
fn a_comment_deeper_in_a_body_covers_what_stands_next() {
    let text = "resource a 'b@c' = {\n  p: {\n    // armlint: ignore[PL003]\n    q: {\n      r: <1>1\n    }\n    s: <1>1\n  }\n}\n";
    assert_eq!(bicep(text), ["PL003@7"]);
    assert_eq!(
        bicep(
            "resource a 'b@c' = {\n  p: [\n    // armlint: ignore[PL003]\n    <1>1\n    <1>2\n  ]\n}\n"
        ),
        ["PL003@5"]
    );
}

#[test]
fn a_comment_beside_code_covers_its_line() {
    assert_eq!(
        bicep("resource a 'b@c' = {\n  p: <1>1 // armlint: ignore[PL003] x\n  q: <1>1\n}\n"),
        ["PL003@3"]
    );
    assert_eq!(bicep("/* armlint: ignore[PL003] */ var a = <1>1\nvar b = <1>1\n"), ["PL003@2"]);
}

#[test]
fn a_comment_before_the_first_declaration_covers_the_file() {
    assert_eq!(
        bicep(
            "targetScope = 'subscription'\n// armlint: ignore-file[PL003] x\nvar a = <1>1\n\nvar b = <1>1\n"
        ),
        NONE
    );
    let late = "var a = <1>1\n// armlint: ignore-file[PL003] x\nvar b = <1>1\n";
    assert_eq!(bicep(late), ["PL003@1", "PL003@3", "suppression-unknown@2"]);
}

#[test]
fn pragmas_cover_the_next_line_or_a_range() {
    assert_eq!(
        bicep("#disable-next-line PL003 no-unused-vars // why\nvar a = <1>1\nvar b = <1>1\n"),
        ["PL003@3"]
    );
    let range = "#disable-diagnostics PL003 BCP081\nvar a = <1>1\n#restore-diagnostics PL003\nvar b = <1>1\n";
    assert_eq!(bicep(range), ["PL003@4"]);
    assert_eq!(
        bicep("#disable-next-line PL999\nvar a = <1>1\n"),
        ["PL003@2", "suppression-unknown@1"]
    );
    let (findings, ..) = lint(
        "a.bicep",
        "#disable-next-line private-dns-zone-missing // by policy\nvar a = <1>1\n",
        &[],
    );
    let suppressed = findings[0].suppressed.as_ref().unwrap();
    assert_eq!(
        (suppressed.reason.as_str(), suppressed.place.as_deref()),
        ("by policy", Some("a.bicep:1"))
    );
}

#[test]
fn comments_in_json_do_the_same() {
    let text = r#"{
  // armlint: ignore-file[PA001] all
  "parameters": { "a": { "defaultValue": <2>1 } },
  "resources": [
    {
      // armlint: ignore[PL003] x
      "type": <1>"a",
      "properties": { "b": <1>1, // armlint: ignore[EN001] x
        "c": <3>1 }
    },
    // armlint: ignore[PL003] next
    { "type": <1>"b" },
    { "type": <1>"b" }
  ]
}"#;
    assert_eq!(arm(text), ["EN001@9", "PL003@13"]);
}

#[test]
fn metadata_covers_what_it_belongs_to() {
    let text = r#"{
  "metadata": { "armlint": { "ignore": ["PA001: everywhere"] } },
  "parameters": {
    "a": { "metadata": { "armlint": "PL003: here" }, "defaultValue": <1>1 },
    "b": { "defaultValue": <1><2>1 }
  },
  "resources": [
    { "type": "x", "metadata": { "armlint": { "ignore": [
        { "rule": "private-dns-zone-missing", "reason": "y", "expires": "2026-06-15" } ] } },
      "resources": [ { "type": <1>"z" } ] },
    { "type": <1>"x", "metadata": { "armlint": { "ignore": [ { "rules": ["PL003"], "expires": "2026-06-14" } ] } } },
    { "type": <1>"x", "metadata": { "armlint": { "ignore": [ { "rule": "PL003", "expires": "soon" }, { "reason": "a" } ] } } }
  ]
}"#;
    assert_eq!(
        arm(text),
        [
            "PL003@5",
            "PL003@11",
            "PL003@12",
            "suppression-expired@11",
            "suppression-unknown@12",
            "suppression-unknown@12"
        ]
        .map(str::to_owned)
        .to_vec()
    );
}

#[test]
fn what_means_nothing_is_told() {
    assert_eq!(
        bicep("// armlint: ignore[PL] x\nvar a = <1>1\n"),
        ["PL003@2", "suppression-unknown@1"]
    );
    assert_eq!(
        bicep("// armlint: ignore[ALL] x\nvar a = <1>1\n"),
        ["PL003@2", "suppression-unknown@1"]
    );
    assert_eq!(bicep("// armlint: ignore x\nvar a = <1>1\n"), ["PL003@2", "suppression-unknown@1"]);
    assert_eq!(
        bicep("// armlint: ignore[PL003, PA001] x\nvar a = <1>1\n"),
        ["suppression-unused@1"]
    );
    assert_eq!(
        bicep("// armlint: ignore[PL003] expires=2026-06-14 x\nvar a = <1>1\n"),
        ["PL003@2", "suppression-expired@1"]
    );
    assert_eq!(bicep("// armlint: ignore[AL001] x\nvar a = 1\n"), ["suppression-unknown@1"]);
    let (_, about, _) =
        lint("a.bicep", "// armlint: ignore[private-dns-zone-mising]\nvar a = 1\n", &[]);
    assert_eq!(
        about[0].message,
        "There is no rule 'private-dns-zone-mising' to suppress; did you mean 'private-dns-zone-missing'?"
    );
}

#[test]
fn rules_that_did_not_run_are_not_unused() {
    assert_eq!(bicep("// armlint: ignore[EN001] x\nvar a = 1\n"), NONE);
    assert_eq!(
        run("a.bicep", "// armlint: ignore[PL003] x\nvar a = 1\n", &["ignore = 'PL'"]),
        NONE
    );
}

#[test]
fn reasons_can_be_required() {
    let text = "// armlint: ignore[PL003]\nvar a = <1>1\n";
    assert_eq!(
        run("a.bicep", text, &["require_reason = true"]),
        ["PL003@2", "suppression-unknown@1"]
    );
}

#[test]
fn the_configuration_suppresses_by_path_and_resource() {
    let entry = |more: &str| format!("[[suppressions]]\nrules = 'PL003'\nreason = 'x'\n{more}\n");
    let text = "var a = <1>1\n";
    assert_eq!(run("infra/a.bicep", text, &[&entry("")]), NONE);
    assert_eq!(
        run("infra/a.bicep", text, &[&entry("paths = 'infra/*.bicep'\nresource = 'ST*'")]),
        NONE
    );
    assert_eq!(run("infra/a.bicep", text, &[&entry("resource = 'Microsoft.Storage/*/st*'")]), NONE);
    let other = run("infra/a.bicep", text, &[&entry("resource = 'other'")]);
    assert_eq!(other, ["PL003@1", "suppression-unused@1"]);
    let expired = run("infra/a.bicep", text, &[&entry("expires = 2026-06-14")]);
    assert_eq!(expired, ["PL003@1", "suppression-expired@1"]);
}

#[test]
fn only_exemptions_of_the_locking_file_hide_locked_rules() {
    let text = "// armlint: ignore[PL003] x\nvar a = <1>1\n";
    let locked = "locked = 'PL003'\n";
    assert_eq!(run("a.bicep", text, &[locked, ""]), ["PL003@2", "suppression-unknown@1"]);
    let exempt = format!(
        "{locked}[[exemptions]]\nrules = 'PL003'\nreason = 'x'\nowner = 'y'\nexpires = 2026-07-01\n"
    );
    assert_eq!(run("a.bicep", "var a = <1>1\n", &[&exempt, ""]), NONE);
    let unused = run("a.bicep", "var a = 1\n", &[&exempt, ""]);
    assert_eq!(unused, NONE);
}
