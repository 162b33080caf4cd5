//! The forms of the report, and where they go.

use crate::run::{Folder, clean, command, finish, list, warned};
use serde_json::Value;
use std::process::Stdio;

pub(crate) const FORMATS: &[&str] =
    &["full", "concise", "json", "sarif", "github", "azure", "gitlab", "junit", "markdown"];

#[test]
fn each_format_runs() {
    let folder = Folder::new();
    folder.write("a.json", warned());
    for format in FORMATS {
        let arguments = ["check", "--select", "NW001", "--format", format, "a.json"];
        let output = folder.run(&arguments).expect(1);
        assert!(output.stdout.contains("172.17.0.0/16"), "{format}: {}", output.stdout);
        assert_eq!(output.stderr, "", "{format}");
        assert!(!output.stdout.contains('\u{1b}'), "{format}");
        let other = ["check", "--select", "NW001", "--output-format", format, "a.json"];
        assert_eq!(folder.run(&other).expect(1).stdout, output.stdout);
    }
}

#[test]
fn the_json_report_holds_what_is_fixed() {
    let folder = Folder::new();
    let report = folder.write("a.json", warned()).check(&["--select", "NW001", "a.json"]);
    assert_eq!(report["version"], 1);
    assert_eq!(report["tool"]["name"], "armlint");
    assert_eq!(report["tool"]["version"], env!("CARGO_PKG_VERSION"));
    let finding = &report["findings"][0];
    assert_eq!(finding["rule"], "NW001");
    assert_eq!(finding["severity"], "warning");
    assert_eq!(finding["confidence"], "high");
    assert_eq!(finding["property"], "properties.addressSpace.addressPrefixes[0]");
    assert_eq!(finding["resource"]["type"], "Microsoft.Network/virtualNetworks");
    assert_eq!(finding["resource"]["name"], "vnet");
    assert_eq!(finding["region"]["startLine"], 1);
    for member in [
        "message",
        "path",
        "trace",
        "related",
        "fingerprint",
        "parameters",
        "instances",
        "suppressed",
    ] {
        assert!(finding.get(member).is_some(), "{member}");
    }
    assert_eq!(report["files"][0]["status"], "ok");
    assert_eq!(report["files"][0]["kind"], "arm");
    assert_eq!(report["files"][0]["resources"], 2);
    assert_eq!(report["summary"]["warning"], 1);
    assert_eq!(report["summary"]["files"], 1);
}

#[test]
fn files_are_written_beside_the_report() {
    let folder = Folder::new();
    folder.write("a.json", warned()).write("out/b.json", "old");
    let arguments = [
        "check",
        "--select",
        "NW001",
        "--color",
        "always",
        "--output",
        "sarif=new/deep/a.sarif",
        "--output",
        "json=out/b.json",
        "--output",
        "full=report.txt",
        "a.json",
    ];
    let output = folder.run(&arguments).expect(1);
    assert!(output.stdout.contains('\u{1b}'));
    let sarif: Value = serde_json::from_str(&folder.read("new/deep/a.sarif")).expect("SARIF");
    assert_eq!(sarif["runs"].as_array().map(Vec::len), Some(1));
    let json: Value = serde_json::from_str(&folder.read("out/b.json")).expect("JSON");
    assert_eq!(list(&json, "findings", "rule"), ["NW001"]);
    assert!(!folder.read("report.txt").contains('\u{1b}'), "files have no colours");
    let left = std::fs::read_dir(folder.path("out")).expect("a folder").count();
    assert_eq!(left, 1, "no half-written file stays");
}

#[test]
fn a_report_that_cannot_be_written_is_two() {
    let folder = Folder::new();
    folder.write("a.json", clean()).write("file", "");
    let output = folder.run(&["check", "--output", "json=file/b.json", "a.json"]).expect(2);
    assert!(output.stderr.contains("b.json"), "{}", output.stderr);
}

#[test]
fn colours_follow_the_flag_then_the_environment() {
    let folder = Folder::new();
    folder.write("a.json", warned());
    let coloured = |flag: &str, set: &[(&str, &str)]| {
        let mut command = command(&folder.path(""), &["check", "--color", flag, "a.json"]);
        command.envs(set.iter().copied());
        finish(command, None).expect(1).stdout.contains('\u{1b}')
    };
    for (flag, set, expected) in [
        ("auto", &[][..], false),
        ("always", &[], true),
        ("never", &[], false),
        ("auto", &[("FORCE_COLOR", "1")], true),
        ("auto", &[("CLICOLOR_FORCE", "1")], true),
        ("auto", &[("FORCE_COLOR", "")], false),
        ("auto", &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")], false),
        ("auto", &[("FORCE_COLOR", "1"), ("NO_COLOR", "")], true),
        ("always", &[("NO_COLOR", "1")], true),
        ("never", &[("FORCE_COLOR", "1")], false),
    ] {
        assert_eq!(coloured(flag, set), expected, "--color {flag} with {set:?}");
    }
}

#[test]
fn quiet_leaves_the_closing_lines_out() {
    let folder = Folder::new();
    folder.write("a.json", clean());
    assert_eq!(folder.run(&["check", "-q", "a.json"]).expect(0).stdout, "");
    assert!(folder.run(&["check", "a.json"]).expect(0).stdout.contains("1 template"));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = Folder::new();
    let many: Vec<_> = (0..400)
        .map(|number| crate::run::virtual_network(&format!("vnet{number}"), "172.17.0.0/16"))
        .collect();
    folder.write("a.json", crate::run::template(many.into()));
    for arguments in
        [&["check", "a.json"][..], &["rules", "--format", "json"], &["resources", "a.json"]]
    {
        let mut command = command(&folder.path(""), arguments);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(stderr, "", "{arguments:?}");
        assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {}", output.status);
    }
}

#[test]
fn the_summary_of_a_step_is_added_to_as_far_as_there_is_room() {
    let folder = Folder::new();
    folder.write("a.json", warned()).write("summary.md", "# Before\n");
    let summary = folder.path("summary.md");
    let output = format!("markdown={}", summary.display());
    let run = |path: &std::path::Path| {
        let arguments = ["check", "--select", "NW001", "--output", &output, "a.json"];
        let mut run = command(&folder.path(""), &arguments);
        run.env("GITHUB_STEP_SUMMARY", path);
        finish(run, None).expect(1);
        folder.read("summary.md")
    };
    let text = run(&summary);
    assert!(text.starts_with("# Before\n## armlint\n"), "{text}");
    assert!(text.contains("172.17.0.0/16"), "{text}");
    // There is room for the counts alone, and then for nothing.
    let long = "x".repeat(999_900);
    folder.write("summary.md", &long);
    assert_eq!(run(&summary), format!("{long}## armlint\n\n1 warning\n"));
    let full = "x".repeat(1_000_000);
    folder.write("summary.md", &full);
    assert_eq!(run(&summary), full);
    // Another file is a report of its own.
    assert!(run(&folder.path("other.md")).starts_with("## armlint\n"));
}
