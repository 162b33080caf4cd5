//! Nothing outside of the folder that is linted is read, by whatever way a template points there.
#![cfg(unix)]

use crate::run::{Folder, clean, template, virtual_network};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::os::unix::fs::symlink;

const OVERLAP: &str = "172.17.0.0/16";

/// Names of the files that a report gives account of.
fn files(report: &Value) -> Vec<String> {
    let files = report["files"].as_array().expect("files").iter();
    files.map(|file| file["path"].as_str().expect("a path").to_owned()).collect()
}

fn bad_template() -> String {
    template(json!([virtual_network("outside", OVERLAP)]))
}

fn bad_bicep(name: &str) -> String {
    format!(
        "resource v 'Microsoft.Network/virtualNetworks@2023-11-01' = {{\n  name: '{name}'\n  properties: {{ addressSpace: {{ addressPrefixes: ['{OVERLAP}'] }} }}\n}}\noutput text string = 'from-outside'\n"
    )
}

/// A repository beside files that are none of its business.
fn beside() -> Folder {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path("repo/.git")).expect("a repository");
    folder
        .write("outside/main.json", bad_template())
        .write("outside/main.bicep", bad_bicep("outside"))
        .write("outside/text.txt", "from-outside")
        .write("outside/data.json", "{ \"name\": \"from-outside\" }")
        .write("outside/main.parameters.json", "{ \"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#\", \"parameters\": { \"p\": { \"value\": \"from-outside\" } } }")
        .write("outside/base.bicepparam", "using none\nparam p = 'from-outside'\n");
    folder
}

fn assert_kept_in(folder: &Folder) {
    for format in ["json", "full"] {
        let output = folder.run(&[
            "check",
            "repo",
            "--format",
            format,
            "-v",
            "--strict",
            "--min-confidence",
            "low",
        ]);
        assert!(matches!(output.code, 0 | 1), "{output:?}");
        let all = output.stdout + &output.stderr;
        assert!(!all.contains("from-outside") && !all.contains("172.17"), "{format}: {all}");
    }
    let resources = folder.run(&["resources", "repo", "--format", "json"]);
    assert!(
        !resources.stdout.contains("from-outside") && !resources.stdout.contains("172.17"),
        "{}",
        resources.stdout
    );
}

#[test]
fn modules_and_loaded_files_do_not_lead_out() {
    let folder = beside();
    let outside = folder.path("outside").display().to_string();
    let mut text = String::new();
    let paths = [
        "../outside",
        "../../../../../../../../..",
        "./../repo/../outside",
        "link",
        "//server/share",
        "C:/outside",
        "..\\outside",
        "/etc",
    ];
    for (number, path) in paths.iter().copied().chain([outside.as_str()]).enumerate() {
        let path = path.replace('\\', "\\\\");
        let _ = writeln!(
            text,
            "module m{number} '{path}/main.bicep' = {{ name: 'm{number}' }}\nvar t{number} = loadTextContent('{path}/text.txt')\nvar d{number} = loadJsonContent('{path}/data.json')\nvar b{number} = loadFileAsBase64('{path}/text.txt')"
        );
        let _ = writeln!(
            text,
            "resource v{number} 'Microsoft.Network/virtualNetworks@2023-11-01' = {{ name: t{number}, location: d{number}.name, tags: {{ b: b{number}, m: m{number}.outputs.text }}, properties: {{}} }}"
        );
    }
    symlink(folder.path("outside"), folder.path("repo/link")).expect("a link");
    folder.write("repo/main.bicep", text);
    assert_kept_in(&folder);
    let report = folder.check(&["repo"]);
    let missing = report["findings"].as_array().expect("findings").iter();
    assert!(missing.filter(|finding| finding["name"] == "module-missing").count() >= 8, "{report}");
}

#[test]
fn imports_do_not_lead_out() {
    let folder = beside();
    folder.write("outside/types.bicep", "@export()\nvar text = 'from-outside'\n");
    folder.write("repo/main.bicep", "import { text } from '../outside/types.bicep'\nresource v 'Microsoft.Network/virtualNetworks@2023-11-01' = { name: text, properties: {} }\n");
    assert_kept_in(&folder);
}

#[test]
fn linked_templates_do_not_lead_out() {
    let folder = beside();
    let link = |name: &str, link: Value| json!({ "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": name, "properties": { "mode": "Incremental", "templateLink": link } });
    folder.write("repo/main.json", template(json!([
        link("a", json!({ "relativePath": "../outside/main.json" })),
        link("b", json!({ "uri": "[uri(deployment().properties.templateLink.uri, '../outside/main.json')]" })),
        link("c", json!({ "uri": format!("file://{}", folder.path("outside/main.json").display()) })),
        link("d", json!({ "relativePath": folder.path("outside/main.json") })),
    ])));
    assert_kept_in(&folder);
}

#[test]
fn links_on_the_disk_do_not_lead_out() {
    let folder = beside();
    folder.write("repo/own.json", clean());
    for name in ["main.json", "main.bicep", "main.parameters.json"] {
        symlink(folder.path("outside").join(name), folder.path("repo").join(name)).expect("a link");
    }
    symlink(folder.path("outside"), folder.path("repo/folder")).expect("a link");
    symlink("nowhere.json", folder.path("repo/dangling.json")).expect("a link");
    symlink("around.json", folder.path("repo/around.json")).expect("a link");
    symlink("own.json", folder.path("repo/again.json")).expect("a link");
    symlink(".", folder.path("repo/self")).expect("a link");
    assert_kept_in(&folder);
    let report = folder.check(&["repo"]);
    assert_eq!(files(&report).iter().filter(|path| *path == "own.json").count(), 1, "{report}");
    let skipped = report["files"]
        .as_array()
        .expect("files")
        .iter()
        .filter(|file| file["status"] == "skipped");
    assert_eq!(skipped.count(), 5, "{report}");
}

#[test]
fn parameter_files_do_not_lead_out() {
    let folder = beside();
    folder
        .write("repo/a.bicepparam", "using '../outside/main.bicep'\n")
        .write("repo/b.bicep", "param p string\nresource v 'Microsoft.Network/virtualNetworks@2023-11-01' = { name: p, properties: {} }\n")
        .write("repo/b.bicepparam", "using 'b.bicep'\nextends '../outside/base.bicepparam'\n");
    assert_kept_in(&folder);
    let output = folder.run(&["check", "repo/a.bicepparam", "--format", "json"]);
    assert!(!output.stdout.contains("172.17"), "{}", output.stdout);
}

#[test]
fn configuration_does_not_lead_out() {
    let folder = beside();
    folder
        .write("outside/base.toml", "fail_on = \"from-outside\"\n")
        .write("repo/main.json", clean());
    folder.write("repo/armlint.toml", "extends = \"../outside/base.toml\"\n");
    let output = folder.run(&["check", "repo"]).expect(2);
    assert!(!output.stderr.contains("from-outside"), "{}", output.stderr);
    folder.write("repo/armlint.toml", "");
    symlink(folder.path("outside/base.toml"), folder.path("repo/base.toml")).expect("a link");
    folder.write("repo/armlint.toml", "extends = \"base.toml\"\n");
    let output = folder.run(&["check", "repo"]).expect(2);
    assert!(!output.stderr.contains("from-outside"), "{}", output.stderr);
}

#[test]
fn templates_read_no_environment() {
    let folder = Folder::repository();
    folder.write("b.bicep", "param p string\nresource v 'Microsoft.Network/virtualNetworks@2023-11-01' = { name: p, properties: { addressSpace: { addressPrefixes: ['172.17.0.0/16'] } } }\n");
    folder
        .write("b.bicepparam", "using 'b.bicep'\nparam p = readEnvironmentVariable('HOME', 'x')\n");
    let mut command = crate::run::command(&folder.path(""), &["resources", "b.bicep"]);
    command.env("HOME", "/from-the-environment");
    let output = crate::run::finish(command, None);
    assert!(!output.stdout.contains("from-the-environment"), "{}", output.stdout);
}
