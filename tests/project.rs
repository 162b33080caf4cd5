//! A project that stays in memory says after a change what a fresh run says.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should say why"
)]

use armlint::check::project::Project;
use armlint::check::{self, Plan, Silent};
use armlint::discover::{Input, discover};
use armlint::rules::RULES;
use armlint::session::Session;
use std::fs;
use std::path::{Path, PathBuf};

const MODULE: &str = "param access string\nresource store 'Microsoft.Search/searchServices@2023-11-01' = {\n  name: 'find'\n  \
    location: 'westeurope'\n  sku: { name: 'standard' }\n  properties: { publicNetworkAccess: access }\n}\n";
const MAIN: &str =
    "module one 'one.bicep' = {\n  name: 'one'\n  params: { access: 'enabled' }\n}\n";
const OTHER: &str = "resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {\n  name: 'vault'\n  location: 'westeurope'\n  \
    properties: { publicNetworkAccess: 'Enabled' }\n}\n";

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join(".git")).expect("a folder can be made");
    for (name, text) in [("main.bicep", MAIN), ("one.bicep", MODULE), ("other.bicep", OTHER)] {
        fs::write(folder.join(name), text).expect("a file can be written");
    }
    folder.canonicalize().expect("it is there")
}

fn inputs(folder: &Path) -> Vec<Input> {
    discover(&[folder.to_path_buf()]).expect("it is there").0
}

/// Findings as lines.
fn told(report: &armlint::finding::Report) -> Vec<String> {
    let line = |finding: &armlint::finding::Finding| {
        let source = report.sources.get(finding.place.file).expect("a file of the run");
        let at = source.position(finding.place.span.start);
        format!("{}:{}:{} {}", source.path, at.line, at.column, finding.message)
    };
    report.findings.iter().map(line).collect()
}

fn fresh(folder: &Path) -> Vec<String> {
    let session = Session::new(folder.to_path_buf());
    told(&check::check(&session, inputs(folder), &[], &Plan::new(RULES), &Silent))
}

#[test]
fn an_update_says_what_a_fresh_run_says() {
    let folder = folder("project");
    let session = Session::new(folder.clone());
    let (mut project, report) = Project::open(session, inputs(&folder), Plan::new(RULES));
    assert_eq!(told(&report), fresh(&folder));
    assert!(!report.findings.is_empty());

    let changes = [
        ("main.bicep", MAIN.replace("enabled", "disabled")),
        ("one.bicep", format!("// moved\n{}", MODULE.replace("access\n", "access string\n"))),
        ("main.bicep", MAIN.replace("one.bicep", "two.bicep")),
        ("two.bicep", MODULE.to_owned()),
        ("other.bicep", String::new()),
        ("one.bicep", MODULE.replace(": access }", ": 'enabled' }")),
    ];
    for (name, text) in changes {
        fs::write(folder.join(name), &text).expect("a file can be written");
        let report = project.update(&folder.join(name), text);
        assert_eq!(told(&report), fresh(&folder), "after a change of {name}");
    }
}
