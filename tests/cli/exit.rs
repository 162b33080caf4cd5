//! Exit codes: 0 nothing that counts, 1 something does, 2 the run itself is at fault.

use crate::run::{Folder, clean, noted, warned};

#[test]
fn nothing_found_is_zero() {
    let folder = Folder::new();
    folder.write("a.json", clean()).run(&["check"]).expect(0);
    folder.run(&["check", "."]).expect(0);
    folder.run(&["check", "a.json"]).expect(0);
}

#[test]
fn a_folder_without_templates_is_zero() {
    let folder = Folder::new();
    folder.run(&["check", "."]).expect(0);
    for command in ["resources", "graph"] {
        let output = folder.run(&[command, "."]).expect(0);
        assert!(output.stderr.starts_with("note: "), "{command}: {}", output.stderr);
    }
}

#[test]
fn the_severity_that_fails_can_be_set() {
    let folder = Folder::new();
    folder.write("note.json", noted()).write("warning.json", warned());
    let codes = [
        ("note.json", "error", 0),
        ("note.json", "warning", 0),
        ("note.json", "note", 1),
        ("note.json", "never", 0),
        ("warning.json", "error", 0),
        ("warning.json", "warning", 1),
        ("warning.json", "note", 1),
        ("warning.json", "never", 0),
    ];
    for (file, severity, code) in codes {
        folder.run(&["check", "--select", "NW001", "--fail-on", severity, file]).expect(code);
    }
    folder.run(&["check", "--select", "NW001", "note.json"]).expect(0);
    folder.run(&["check", "--select", "NW001", "warning.json"]).expect(1);
}

#[test]
fn findings_that_are_not_shown_do_not_count() {
    let folder = Folder::new();
    folder.write("a.json", warned());
    folder.run(&["check", "--select", "NW001", "--min-severity", "error", "a.json"]).expect(0);
    folder.run(&["check", "--select", "AL", "--ignore", "NW001", "a.json"]).expect(0);
}

#[test]
fn an_unreadable_template_fails_whatever_counts() {
    let folder = Folder::new();
    let broken = &clean()[..clean().len() - 2];
    folder.write("a.json", broken).run(&["check", "a.json"]).expect(1);
    folder.run(&["check", "--fail-on", "error", "a.json"]).expect(1);
    folder.run(&["check", "--min-severity", "error", "a.json"]).expect(1);
    folder.run(&["check", "--fail-on", "never", "a.json"]).expect(0);
    folder.run(&["check", "--exit-zero", "a.json"]).expect(0);
}

#[test]
fn exit_zero_spares_findings_and_no_failure() {
    let folder = Folder::new();
    folder.write("a.json", warned()).run(&["check", "--exit-zero", "a.json"]).expect(0);
    folder.run(&["check", "--exit-zero", "b.json"]).expect(2);
}

#[test]
fn what_is_not_there_is_two() {
    let folder = Folder::new();
    folder.write("a.json", clean());
    let output = folder.run(&["check", "a.json", "missing.json"]).expect(2);
    assert!(output.stderr.contains("missing.json"), "{}", output.stderr);
    assert_eq!(output.stdout, "");
    folder.run(&["check", "--fail-on", "never", "missing"]).expect(2);
    for arguments in [
        &["check", "--parameters", "missing.json", "a.json"][..],
        &["resources", "missing.json"],
        &["resources", "--parameters", "missing.json", "a.json"],
        &["graph", "missing.json"],
        &["init", "missing.json"],
        &["eval", "add(1, 2)", "--context", "missing.json"],
    ] {
        let output = folder.run(arguments).expect(2);
        assert!(output.stderr.contains("missing.json"), "{arguments:?}: {}", output.stderr);
    }
}

#[test]
fn wrong_usage_is_two() {
    let folder = Folder::new();
    for arguments in [
        &["check", "--format", "xml"][..],
        &["check", "--no-such-flag"],
        &["check", "--fail-on", "sometimes"],
        &["check", "--output", "sarif"],
        &["check", "--output", "xml=a.xml"],
        &["check", "--select", "private-dns-zone-mising"],
        &["check", "--ignore", "ZZ999"],
        &["check", "-", "a.json"],
        &["explain", "no-such-rule"],
        &["frobnicate"],
        &[],
    ] {
        let output = folder.run(arguments).expect(2);
        assert_eq!(output.stdout, "", "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
    let output = folder.run(&["check", "--select", "vnet-docker-bridge-overlp"]).expect(2);
    assert!(output.stderr.contains("vnet-docker-bridge-overlap"), "{}", output.stderr);
}

#[test]
fn the_format_never_changes_the_code() {
    let folder = Folder::new();
    folder.write("good.json", clean()).write("bad.json", warned());
    for format in crate::output::FORMATS {
        folder.run(&["check", "--select", "NW001", "--format", format, "good.json"]).expect(0);
        folder.run(&["check", "--select", "NW001", "--format", format, "bad.json"]).expect(1);
    }
    folder.run(&["check", "--select", "NW001", "--statistics", "bad.json"]).expect(1);
    folder.run(&["check", "--select", "NW001", "--quiet", "bad.json"]).expect(1);
}

#[test]
fn expressions_have_codes_of_their_own() {
    let folder = Folder::new();
    let output = folder.run(&["eval", "add(1, 2)"]).expect(0);
    assert_eq!(output.stdout, "3\n");
    let output = folder.run(&["eval", "[toUpper('a')]"]).expect(0);
    assert_eq!(output.stdout, "\"A\"\n");
    let output = folder.run(&["eval", "parameters('x')"]);
    assert!(matches!(output.code, 1 | 2) && output.stdout.is_empty(), "{output:?}");
    let output = folder.run(&["eval", "[concat('a'"]).expect(2);
    assert!(output.stderr.contains("no ']' ends it"), "{}", output.stderr);
    let output = folder.run(&["eval", "div(1, 0)"]).expect(2);
    assert!(output.stderr.starts_with("error: "), "{}", output.stderr);
    let output = folder.run(&["eval", "newGuid()"]).expect(1);
    assert!(output.stderr.starts_with("unknown: "), "{}", output.stderr);
}
