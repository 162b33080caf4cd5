//! Real templates: each is accounted for, and what is called invalid is broken for another parser too.
//!
//! Runs where the corpus is at hand, in `ARMLINT_SHARED` or `../shared`.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on says why, one that has nothing to do says so"
)]

use jsonc_parser::{JsonValue, ParseOptions, parse_to_value};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

fn corpus() -> Option<PathBuf> {
    let shared = std::env::var_os("ARMLINT_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let corpus = shared.join("corpus");
    if corpus.is_dir() {
        return corpus.canonicalize().ok();
    }
    println!("{} is not there: nothing was looked at", corpus.display());
    None
}

/// Each folder of the corpus, as a user would lint it.
fn reports(corpus: &Path) -> Vec<(PathBuf, Value)> {
    let entries = std::fs::read_dir(corpus).expect("the corpus can be read");
    let mut folders: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders
        .into_iter()
        .map(|folder| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_armlint"));
            command.args(["check", "--format", "json", "--select", "ALL", "--no-config", "."]);
            let output = command.current_dir(&folder).output().expect("the program runs");
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert!(matches!(output.status.code(), Some(0 | 1)), "{}: {stderr}", folder.display());
            assert!(!stderr.contains("panicked"), "{}: {stderr}", folder.display());
            let report = serde_json::from_slice(&output.stdout).expect("a report");
            (folder, report)
        })
        .collect()
}

/// Files by their path, with their status.
fn files(report: &Value) -> BTreeMap<&str, &str> {
    let files = report["files"].as_array().expect("files").iter();
    files
        .map(|file| {
            (file["path"].as_str().unwrap_or_default(), file["status"].as_str().unwrap_or_default())
        })
        .collect()
}

#[test]
fn every_template_is_accounted_for() {
    let Some(corpus) = corpus() else { return };
    for (folder, report) in reports(&corpus) {
        let told = files(&report);
        let mut invalid = Vec::new();
        let mut templates = 0;
        for path in walk(&folder) {
            let name = path.strip_prefix(&folder).expect("it is below").to_string_lossy();
            let name = name.replace('\\', "/");
            let Some(is_sound) = judge(&path) else { continue };
            templates += 1;
            let status = told.get(name.as_str());
            assert!(status.is_some(), "{} is not accounted for", path.display());
            if status == Some(&"invalid") {
                invalid.push(name);
                assert!(!is_sound, "{} can be read by another parser", path.display());
            }
        }
        let internal = report["findings"].as_array().expect("findings").iter();
        let internal: Vec<_> =
            internal.filter(|finding| finding["name"] == "internal-error").collect();
        assert!(internal.is_empty(), "{internal:#?}");
        let called = told.values().filter(|status| **status == "invalid").count();
        println!("{}: {templates} templates, invalid: {called} {invalid:?}", folder.display());
    }
}

/// Whether a file is a template that another parser can read; `None` where it is no template, or nobody can tell.
fn judge(path: &Path) -> Option<bool> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    if extension == "bicep" {
        // There is no other parser at hand.
        return Some(false);
    }
    if !["json", "jsonc", "arm"].contains(&extension.as_str()) {
        return None;
    }
    let bytes = std::fs::read(path).ok()?;
    let text = std::str::from_utf8(&bytes).ok()?.trim_start_matches('\u{feff}');
    let options = ParseOptions {
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        ..ParseOptions::default()
    };
    let Ok(Some(JsonValue::Object(root))) = parse_to_value(text, &options) else { return None };
    let schema = root.get_string("$schema")?.to_ascii_lowercase();
    let end = schema.trim_end_matches('#').rsplit('/').next()?.to_owned();
    let kinds = [
        "deploymenttemplate.json",
        "subscriptiondeploymenttemplate.json",
        "managementgroupdeploymenttemplate.json",
        "tenantdeploymenttemplate.json",
    ];
    kinds.contains(&end.as_str()).then_some(true)
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut waiting) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(folder) = waiting.pop() {
        let entries = std::fs::read_dir(&folder).expect("a folder").flatten();
        for path in entries.map(|entry| entry.path()) {
            if path.is_dir() && !path.is_symlink() {
                waiting.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
