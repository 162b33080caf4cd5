//! Several configurations in one call: each file is judged by the nearest one.

use crate::run::{Folder, list, paths, rules, warned};
use serde_json::Value;

const MODULE: &str = "param prefix string\nresource v 'Microsoft.Network/virtualNetworks@2023-11-01' = {\n  name: 'v'\n  \
    location: 'westeurope'\n  properties: { addressSpace: { addressPrefixes: [prefix] } }\n}\n";

const CALLER: &str =
    "module n '../b/network.bicep' = {\n  name: 'n'\n  params: { prefix: '172.17.0.0/16' }\n}\n";

fn found(report: &Value) -> Vec<String> {
    let found = paths(report).into_iter().zip(list(report, "findings", "severity"));
    found.map(|(path, severity)| format!("{path} {severity}")).collect()
}

/// A repository of teams: `a` by the root's configuration, `b` and `c` by their own ones.
fn teams() -> Folder {
    let folder = Folder::repository();
    folder
        .write("armlint.toml", "select = ['NW001']\n")
        .write("a/main.json", warned())
        .write("a/calls.bicep", CALLER)
        .write("b/armlint.toml", "select = ['NW001']\n[severity]\nNW001 = 'error'\n")
        .write("b/main.json", warned())
        .write("b/network.bicep", MODULE)
        .write("c/.armlint.toml", "select = ['AL']\n")
        .write("c/deep/main.json", warned());
    folder
}

#[test]
fn the_nearest_configuration_judges_a_file_whoever_is_linted_with_it() {
    let folder = teams();
    let all = ["a/main.json warning", "b/main.json error", "b/network.bicep note"];
    let report = folder.check(&["."]);
    assert_eq!(found(&report), all);
    assert_eq!(report["summary"]["files"], 5, "{report}");
    let names = ["c/deep/main.json", "b/network.bicep", "a/main.json", "b/main.json"];
    assert_eq!(found(&folder.check(&names)), all);
    let mut each: Vec<String> =
        names.iter().flat_map(|name| found(&folder.check(&[name]))).collect();
    each.sort();
    assert_eq!(each, all);
    assert_eq!(found(&folder.check(&["b", "c"])), all[1..2]);
    // A module is judged by its own configuration, whoever calls it.
    assert_eq!(found(&folder.check(&["a"])), [all[0], all[2]]);
    folder.write("b/armlint.toml", "select = ['AL']\n");
    assert_eq!(found(&folder.check(&["a"])), all[..1]);
    assert_eq!(found(&folder.check(&["."])), all[..1]);
    // One that is given holds for all, and none for nobody.
    assert_eq!(rules(&folder.check(&["--config", "c/.armlint.toml", "."])).len(), 0);
    let none = found(&folder.check(&["--no-config", "--select", "NW001", "."]));
    assert_eq!(
        none,
        [
            "a/main.json warning",
            "b/main.json warning",
            "b/network.bicep note",
            "c/deep/main.json warning"
        ]
    );
}

#[test]
fn each_configuration_has_its_own_gate() {
    let folder = teams();
    let check = |paths: &[&str]| folder.run(&[&["check", "--quiet"], paths].concat()).code;
    folder.write("armlint.toml", "select = ['NW001']\nfail_on = 'never'\n");
    assert_eq!((check(&["a"]), check(&["b"]), check(&["."])), (0, 1, 1));
    folder.write("b/armlint.toml", "select = ['NW001']\nfail_on = 'error'\n");
    assert_eq!((check(&["b"]), check(&["."])), (0, 0));
}

#[test]
fn suppressions_of_each_are_applied_and_reported() {
    let folder = teams();
    let entry = "select = ['NW001']\n[[suppressions]]\nrules = ['NW001']\npaths = ['main.json']\nreason = 'known'\n";
    folder
        .write("b/armlint.toml", entry)
        .write("c/.armlint.toml", entry.replace("main.json", "other.json"));
    let report = folder.check(&["."]);
    let unused =
        paths(&report).into_iter().zip(rules(&report)).find(|(path, _)| path.contains("toml"));
    assert_eq!(unused, Some(("c/.armlint.toml", "suppression-unused")), "{report}");
    assert_eq!(report["summary"]["suppressed"], 1);
    let sarif = folder.run(&["check", "--format", "sarif", "."]).expect(1).stdout;
    assert!(sarif.contains("c/.armlint.toml"));
}

#[test]
fn one_baseline_takes_in_all() {
    let folder = teams();
    folder.run(&["check", "--write-baseline", "known.json", "."]).expect(0);
    folder.run(&["check", "--baseline", "known.json", "."]).expect(0);
    let entries: Value = serde_json::from_str(&folder.read("known.json")).expect("JSON");
    assert_eq!(entries["findings"].as_array().map(Vec::len), Some(3));
    // What was not looked at stays in it.
    let both = ["check", "--baseline", "known.json", "--write-baseline", "known.json"];
    folder.run(&[&both[..], &["a/main.json", "c/deep/main.json"]].concat()).expect(0);
    let entries: Value = serde_json::from_str(&folder.read("known.json")).expect("JSON");
    assert_eq!(entries["findings"].as_array().map(Vec::len), Some(3));
}

#[test]
fn what_is_mended_is_mended_by_the_configuration_of_its_file() {
    let folder = Folder::repository();
    let storage = "resource s 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: 's'\n  location: 'westeurope'\n  \
                   kind: 'StorageV2'\n  sku: { name: 'Standard_LRS' }\n  properties: { supportsHttpsTrafficOnly: false }\n}\n";
    folder.write("armlint.toml", "select = ['EN101']\n").write("a.bicep", storage);
    folder.write("b/armlint.toml", "select = ['AL']\n").write("b/b.bicep", storage);
    folder.run(&["check", "--fix", "--unsafe-fixes", "."]).expect(0);
    assert_eq!(folder.read("a.bicep"), storage.replace("Only: false", "Only: true"));
    assert_eq!(folder.read("b/b.bicep"), storage);
}

#[test]
fn a_configuration_below_does_not_get_rid_of_locks() {
    let folder = teams();
    folder.write("org/policy.toml", "locked = ['NW001']\n");
    folder.write("armlint.toml", "extends = 'org/policy.toml'\nselect = ['NW001']\n");
    for path in [".", "b", "c/deep/main.json"] {
        let output = folder.run(&["check", path]).expect(2);
        let why =
            "lies below 'armlint.toml', and has to extend 'org/policy.toml', which locks rules";
        assert!(output.stderr.contains(why), "{}", output.stderr);
    }
    folder.run(&["check", "a/main.json"]).expect(1);
    folder.write("b/armlint.toml", "extends = '../org/policy.toml'\nselect = ['AL']\n");
    assert_eq!(found(&folder.check(&["b"])), ["b/main.json warning"]);
}

#[test]
fn every_example_of_the_documentation_holds() {
    let page = include_str!("../../docs/configuration.md").replace("\r\n", "\n");
    let blocks: Vec<&str> = page.split("```toml\n").skip(1).collect();
    assert!(blocks.len() > 25, "{}", blocks.len());
    for block in blocks {
        let text = block.split("```").next().unwrap_or_default();
        let folder = Folder::repository();
        folder.write("armlint.toml", text).write("main.json", warned());
        folder.write("policy/armlint.toml", "locked = ['PL003']\n");
        folder.write("policies/note.txt", "").write("infra/main.bicep", "");
        let output = folder.run(&["check", "."]);
        assert_ne!(output.code, 2, "{text}\n{}", output.stderr);
    }
}

#[test]
fn a_configuration_that_sets_nothing_is_named() {
    let folder = Folder::repository();
    let none = folder.run(&["config"]).expect(0);
    assert!(none.stdout.starts_with("# no configuration"), "{}", none.stdout);
    folder.write("armlint.toml", "# nothing yet\n");
    let empty = folder.run(&["config"]).expect(0);
    assert!(empty.stdout.starts_with("# nothing is set in armlint.toml"), "{}", empty.stdout);
}
