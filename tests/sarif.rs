//! SARIF against its schema and against what GitHub reads.
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

#[path = "formats/sample.rs"]
mod sample;
#[path = "formats/schema.rs"]
mod schema;

use armlint::finding::Severity;
use armlint::report::{Options, provenance, sarif};
use sample::HOSTILE_PATH;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn log(report: &armlint::finding::Report, options: &Options) -> Value {
    let mut out = Vec::new();
    sarif::write(report, options, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

fn run(options: &Options) -> Value {
    log(&sample::report(), options)["runs"][0].take()
}

/// A working tree with no more in it than is read.
fn repository() -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("repository");
    let git = root.join(".git");
    std::fs::create_dir_all(git.join("refs/heads")).unwrap();
    let config = "[remote \"origin\"]\n\turl = https://me:secret@example.com/o/r.git\n";
    std::fs::write(git.join("config"), config).unwrap();
    std::fs::write(git.join("HEAD"), "ref: refs/heads/main\n").unwrap();
    std::fs::write(git.join("refs/heads/main"), "0123456789".repeat(4)).unwrap();
    root
}

fn everything() -> Options {
    Options {
        show_suppressed: true,
        sarif_notes: true,
        category: Some("infra".to_owned()),
        exit_code: 1,
        warnings: vec!["Rule 'XX999' is unknown.".to_owned()],
        git_root: Some(repository()),
        ..Options::default()
    }
}

/// The two files are also there for the validator that the continuous integration runs.
#[test]
fn the_schema_holds() {
    let schema =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sarif-2.1.0.json"))
            .unwrap();
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    for (name, options) in [
        ("default", Options { git_root: everything().git_root, ..Options::default() }),
        ("everything", everything()),
    ] {
        let log = log(&sample::report(), &options);
        let faults = schema::faults(&schema, &log);
        assert!(faults.is_empty(), "{name}: {faults:#?}");
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.sarif"));
        std::fs::write(file, log.to_string()).unwrap();
    }
}

#[test]
fn the_schema_check_sees_faults() {
    let schema = serde_json::json!({"properties": {"a": {"type": "array", "uniqueItems": true}}, "additionalProperties": false, "required": ["b"]});
    let value = serde_json::json!({"a": [1, 1], "c": 1});
    assert_eq!(schema::faults(&schema, &value).len(), 3);
}

#[test]
fn suppressed_findings_and_notes_are_left_out() {
    let results = run(&Options::default())["results"].take();
    let levels: Vec<&str> =
        results.as_array().unwrap().iter().map(|r| r["level"].as_str().unwrap()).collect();
    assert_eq!(levels, ["error", "warning"]);
    assert!(results[0].get("suppressions").is_none());
    let results = run(&everything())["results"].take();
    assert_eq!(results.as_array().unwrap().len(), 4);
    assert_eq!(results[0]["suppressions"], serde_json::json!([]));
    assert_eq!(results[1]["suppressions"][0]["kind"], "external");
}

#[test]
fn all_active_rules_are_described_and_indexed() {
    let run = run(&everything());
    let rules = &run["tool"]["driver"]["rules"];
    let ids: Vec<&str> =
        rules.as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["GV001", "PL003", "TQ001"]);
    for result in run["results"].as_array().unwrap() {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(ids[index], result["ruleId"]);
    }
    let zone = &rules[1];
    assert_eq!(zone["name"], "PrivateDnsZoneMissing");
    assert_eq!(zone["properties"]["security-severity"], "7.5");
    assert_eq!(
        zone["properties"]["tags"],
        serde_json::json!(["security", "azure", "network", "MCSB:NS-2"])
    );
    let help = zone["help"]["markdown"].as_str().unwrap();
    assert!(help.contains("## Reported\n\n```bicep\nresource a 'b@c' = {}\n```\n"), "{help}");
    assert_eq!(rules[0]["properties"]["problem.severity"], "recommendation");
    assert_eq!(
        rules[0]["messageStrings"]["default"]["text"],
        "A resource has no tag {{owner}}: '{0}'."
    );
}

#[test]
fn paths_are_encoded_and_stay_inside() {
    let options = everything();
    let run = run(&options);
    let uri = |index: usize| {
        run["results"][index]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            .as_str()
            .unwrap()
    };
    assert_eq!(decoded(uri(0)), HOSTILE_PATH);
    assert!(
        uri(0).bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~/%".contains(&b)),
        "{}",
        uri(0)
    );
    assert_eq!(uri(3), "outside.json");
    assert!(!run.to_string().contains("/home/"));
    assert!(!run.to_string().contains(env!("CARGO_MANIFEST_DIR")));
}

fn decoded(uri: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = uri.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_result_carries_place_trail_and_fix() {
    let result = run(&Options::default())["results"][0].take();
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["region"]["startColumn"], 16, "columns are UTF-16 units");
    assert_eq!(place["contextRegion"]["startLine"], 3);
    assert_eq!(place["contextRegion"]["endLine"], 5);
    let steps = result["codeFlows"][0]["threadFlows"][0]["locations"].as_array().unwrap();
    let first = &steps[0]["location"]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!((steps.len(), first), (3, &"infra/m.bicep".into()));
    assert_eq!(result["relatedLocations"][0]["id"], 1);
    let message = result["message"]["text"].as_str().unwrap();
    assert!(message.ends_with("See [the (first) endpoint](1)."), "{message}");
    assert!(message.contains("[l] (1) { 0}"), "{message}");
    assert_eq!(
        result["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"],
        "'x'"
    );
    let prints = &result["partialFingerprints"];
    assert_eq!(prints["armlint/v1"].as_str().unwrap().len(), 32);
    assert!(prints["primaryLocationLineHash"].as_str().unwrap().ends_with(":1"));
}

#[test]
fn snippets_are_an_option_and_never_long() {
    let long = run(&Options::default())["results"][1].take();
    let context = long["locations"][0]["physicalLocation"]["contextRegion"]["snippet"]["text"]
        .as_str()
        .unwrap();
    assert!(context.contains("\"x\"") && context.len() < 1_000, "{}", context.len());
    let none = run(&Options { snippets: false, ..Options::default() });
    assert!(!none.to_string().contains("snippet"));
}

#[test]
fn files_that_were_not_seen_are_notifications() {
    let run = run(&everything());
    let invocation = &run["invocations"][0];
    assert_eq!(
        (&invocation["executionSuccessful"], &invocation["exitCode"]),
        (&true.into(), &1.into())
    );
    let notes = invocation["toolExecutionNotifications"].as_array().unwrap();
    let levels: Vec<&str> = notes.iter().map(|note| note["level"].as_str().unwrap()).collect();
    assert_eq!(levels, ["note", "warning"]);
    assert_eq!(
        invocation["toolConfigurationNotifications"][0]["descriptor"]["id"],
        "configuration-warning"
    );
    assert_eq!(run["automationDetails"]["id"], "infra/");
    assert_eq!(run["columnKind"], "utf16CodeUnits");
}

#[test]
fn the_origin_is_told_without_credentials() {
    let origin = run(&everything())["versionControlProvenance"][0].take();
    assert_eq!(origin["repositoryUri"], "https://example.com/o/r");
    assert_eq!(
        (&origin["branch"], &origin["revisionId"]),
        (&"main".into(), &"0123456789".repeat(4).into())
    );
}

#[test]
fn a_linked_worktree_with_packed_references_has_an_origin() {
    let common = repository().join(".git");
    let (git, tree) = (common.join("worktrees/w"), repository().join("w"));
    std::fs::create_dir_all(&git).unwrap();
    std::fs::create_dir_all(&tree).unwrap();
    std::fs::write(tree.join(".git"), "gitdir: ../.git/worktrees/w\n").unwrap();
    std::fs::write(git.join("commondir"), "../..\n").unwrap();
    std::fs::write(git.join("HEAD"), "ref: refs/heads/side/one\n").unwrap();
    let id = "abcdef0123".repeat(4);
    std::fs::write(common.join("packed-refs"), format!("# pack-refs\n{id} refs/heads/side/one\n"))
        .unwrap();
    let origin = provenance::read(&tree).unwrap();
    assert_eq!((origin.revision, origin.branch.as_deref()), (Some(id), Some("side/one")));
}

#[test]
fn the_gravest_results_are_kept_below_the_limit() {
    let mut report = sample::report();
    let mut low = report.findings[1].clone();
    low.severity = Severity::Warning;
    low.suppressed = None;
    let mut grave = low.clone();
    grave.severity = Severity::Error;
    report.findings = vec![low; 25_000];
    report.findings.push(grave);
    let run = log(&report, &Options { snippets: false, ..Options::default() })["runs"][0].take();
    let results = run["results"].as_array().unwrap();
    assert_eq!((results.len(), &results[24_999]["level"]), (25_000, &"error".into()));
    assert_eq!(
        run["invocations"][0]["toolConfigurationNotifications"][0]["descriptor"]["id"],
        "results-limited"
    );
}
