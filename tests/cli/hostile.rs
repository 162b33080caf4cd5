//! Input that would break a careless reader: a message with its place, never a panic, never a hang.

use crate::run::{Folder, clean, template, virtual_network};
use serde_json::{Value, json};

const SCHEMA: &str =
    "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";

fn unreadable(folder: &Folder, name: &str) -> Value {
    let output = folder.run(&["check", "--format", "json", name]).expect(1);
    let report = output.json();
    assert_eq!(report["files"][0]["status"], "invalid", "{report}");
    assert_eq!(report["summary"]["invalid"], 1);
    let finding = report["findings"][0].clone();
    assert_eq!(finding["name"], "unreadable-template");
    assert_eq!(finding["severity"], "error");
    finding
}

#[test]
fn truncated_json_is_told_with_its_place() {
    let folder = Folder::new();
    folder.write("a.json", format!("{{\n  \"$schema\": \"{SCHEMA}\",\n  \"resources\": ["));
    let finding = unreadable(&folder, "a.json");
    assert_eq!(finding["region"]["startLine"], 3);
}

#[test]
fn every_cut_of_a_template_is_survived() {
    let folder = Folder::new();
    let whole = clean();
    let cuts = (1..whole.len()).step_by(23);
    let names: Vec<_> = cuts.clone().map(|cut| format!("{cut}.json")).collect();
    for (cut, name) in cuts.zip(&names) {
        folder.write(name, &whole[..cut]);
    }
    folder.run(&["check", "."]).expect(1);
}

#[test]
fn wrong_utf_8_is_told_with_its_place() {
    let folder = Folder::new();
    let text = format!("{{\n  \"$schema\": \"{SCHEMA}\",\n  \"a\": \"caf");
    folder.write("a.json", [text.as_bytes(), b"\xe9\" }"].concat());
    let finding = unreadable(&folder, "a.json");
    assert_eq!(
        (&finding["region"]["startLine"], &finding["region"]["startColumn"]),
        (&json!(3), &json!(12))
    );
    folder.write("b.bicep", b"param a string = '\xff'\n");
    unreadable(&folder, "b.bicep");
}

#[test]
fn byte_order_marks_and_line_ends_are_no_fault() {
    let folder = Folder::new();
    let windows =
        serde_json::to_string_pretty(&serde_json::from_str::<Value>(&clean()).expect("JSON"))
            .expect("JSON")
            .replace('\n', "\r\n");
    folder.write("a.json", format!("\u{feff}{windows}")).run(&["check", "a.json"]).expect(0);
}

/// One expression as an address prefix, so that a rule asks for its value.
fn expression(text: &str) -> String {
    template(json!([virtual_network("vnet", text)]))
}

#[test]
fn an_unknown_function_makes_a_file_partial() {
    let folder = Folder::new();
    folder.write("a.json", expression("[frobnicate('a')]"));
    let output = folder.run(&["check", "-v", "--format", "json", "a.json"]).expect(0);
    let report = output.json();
    assert_eq!(report["files"][0]["status"], "partial");
    assert_eq!(report["files"][0]["why"], "there is no function 'frobnicate'");
    assert!(output.stderr.starts_with("a.json:1:"), "{}", output.stderr);
    let full = folder.run(&["check", "a.json"]).expect(0).stdout;
    assert!(full.contains("there is no function 'frobnicate'"), "{full}");
}

#[test]
fn parameters_that_need_each_other_end() {
    let folder = Folder::new();
    let cyclic = expression("[parameters('a')]").replace(
        "\"resources\"",
        "\"parameters\": { \"a\": { \"type\": \"string\", \"defaultValue\": \"[parameters('b')]\" }, \
         \"b\": { \"type\": \"string\", \"defaultValue\": \"[parameters('a')]\" } }, \"resources\"",
    );
    let output = folder.write("a.json", cyclic).run(&["check", "-v", "a.json"]).expect(0);
    assert!(output.stderr.contains("needs the parameter itself"), "{}", output.stderr);
    assert!(output.stderr.starts_with("a.json:1:"), "{}", output.stderr);
    let bicep = "param a string = b\nparam b string = a\nvar c = d\nvar d = c\nresource v \
                 'Microsoft.Network/virtualNetworks@2023-11-01' = {\n  name: c\n  properties: { addressSpace: { addressPrefixes: [a, c] } }\n}\n";
    folder.write("b.bicep", bicep).run(&["check", "b.bicep"]).expect(0);
}

#[test]
fn a_billion_copies_are_looked_at_within_a_limit() {
    let folder = Folder::new();
    let mut network = virtual_network("[format('v{0}', copyIndex())]", "172.17.0.0/16");
    network["copy"] = json!({ "name": "many", "count": 1_000_000_000 });
    let report = folder.write("a.json", template(json!([network]))).check(&["a.json"]);
    let limit = &report["findings"].as_array().expect("findings")[0];
    assert_eq!(limit["name"], "limit-reached", "{report}");
    assert_eq!(report["files"][0]["status"], "partial");
    let overlaps = crate::run::rules(&report);
    assert_eq!(overlaps, ["limit-reached", "vnet-docker-bridge-overlap"]);
    for count in ["-1", "1e300", "\"many\"", "null", "[1]"] {
        let text = folder.read("a.json").replace("1000000000", count);
        let output = folder.write("b.json", text).run(&["check", "b.json"]);
        assert!(matches!(output.code, 0 | 1), "{count}: {output:?}");
    }
}

#[test]
fn nested_loops_do_not_multiply_without_end() {
    let folder = Folder::new();
    let loops = "resource v 'Microsoft.Network/virtualNetworks@2023-11-01' = [for i in range(0, 10000): {\n  name: 'v${i}'\n  \
                 properties: { addressSpace: { addressPrefixes: [for j in range(0, 10000): join(map(range(0, 10000), k => '${i}${j}${k}'), ',')] } }\n}]\n";
    let output = folder.write("a.bicep", loops).run(&["check", "a.bicep"]);
    assert!(matches!(output.code, 0 | 1), "{output:?}");
    assert!(output.stdout.contains("limit-reached"), "{}", output.stdout);
}

#[test]
fn nesting_of_any_depth_is_survived() {
    let folder = Folder::new();
    let deep = |open: &str, close: &str| {
        format!(
            "{{ \"$schema\": \"{SCHEMA}\", \"resources\": {}1{} }}",
            open.repeat(10_000),
            close.repeat(10_000)
        )
    };
    folder
        .write("arrays.json", deep("[", "]"))
        .write("objects.json", deep("{\"a\":", "}"))
        .write("open.json", format!("{{ \"$schema\": \"{SCHEMA}\", \"a\": {}", "[".repeat(10_000)))
        .write(
            "calls.json",
            expression(&format!("[{}1{}]", "concat(".repeat(10_000), ")".repeat(10_000))),
        )
        .write("properties.json", expression(&format!("[variables('a'){}]", ".a".repeat(10_000))))
        .write("arrays.bicep", format!("var a = {}{}\n", "[".repeat(10_000), "]".repeat(10_000)))
        .write("brackets.bicep", format!("var a = {}1{}\n", "(".repeat(10_000), ")".repeat(10_000)))
        .write(
            "strings.bicep",
            format!("var a = {}1{}\n", "'${".repeat(10_000), "}'".repeat(10_000)),
        )
        .write("not.bicep", format!("var a = {}true\n", "!".repeat(10_000)))
        .write("sums.bicep", format!("var a = 1{}\n", " + 1".repeat(10_000)));
    let report = folder.check(&["."]);
    assert_eq!(report["files"].as_array().map(Vec::len), Some(10), "{report}");
    for name in ["arrays.json", "objects.json"] {
        let finding = unreadable(&folder, name);
        assert_eq!(finding["region"]["startLine"], 1);
    }
}

#[test]
fn texts_without_end_are_not_built() {
    let folder = Folder::new();
    for text in [
        "[padLeft('a', 1073741824, 'x')]",
        "[padLeft('a', 9223372036854775807, 'x')]",
        "[replace(padLeft('a', 1000000, 'x'), 'x', padLeft('a', 1000000, 'x'))]",
        "[join(range(0, 1000000000), ',')]",
        "[string(range(0, 10000000))]",
        "[base64(padLeft('a', 1073741824, 'x'))]",
    ] {
        let output = folder.write("a.json", expression(text)).run(&["check", "-v", "a.json"]);
        assert!(matches!(output.code, 0 | 1), "{text}: {output:?}");
        assert!(output.stderr.starts_with("a.json:1:"), "{text}: {}", output.stderr);
    }
    let output = folder.run(&["eval", "padLeft('a', 1073741824, 'x')"]).expect(2);
    assert!(output.stderr.starts_with("error: "), "{}", output.stderr);
}

#[test]
fn modules_that_call_themselves_end() {
    let folder = Folder::new();
    folder
        .write("a.bicep", "module b 'b.bicep' = { name: 'b' }\n")
        .write("b.bicep", "module a 'a.bicep' = { name: 'a' }\n")
        .write("self.bicep", "module s 'self.bicep' = { name: 's' }\n");
    let report = folder.check(&["."]);
    assert_eq!(report["files"].as_array().map(Vec::len), Some(3), "{report}");
}

#[test]
fn nothing_outside_of_the_folder_is_read() {
    let outer = Folder::new();
    outer.write("secret.json", "{ \"prefix\": \"172.17.0.0/16\" }").write(
        "in/a.bicep",
        "resource v 'Microsoft.Network/virtualNetworks@2023-11-01' = {\n  name: 'vnet'\n  properties: { addressSpace: { \
         addressPrefixes: [loadJsonContent('../secret.json').prefix] } }\n}\nmodule m '../m.bicep' = { name: 'm' }\n",
    );
    outer.write("m.bicep", "");
    let report = outer.check(&["--select", "NW001", "in"]);
    assert!(!crate::run::rules(&report).contains(&"vnet-docker-bridge-overlap"), "{report}");
    assert_eq!(crate::run::statuses(&report), ["in/a.bicep partial"], "{report}");
}

#[test]
fn the_files_of_a_folder_are_listed_below_the_root_alone() {
    let outer = Folder::new();
    outer
        .write("outside/secret.txt", "x")
        .write("in/.git/HEAD", "")
        .write("in/data/172.17.0.0", "x")
        .write("in/data/other.txt", "x")
        .write("in/data/sub/172.17.1.0", "x");
    let network = |folder: &str, pattern: &str| {
        format!(
            "var files = loadDirectoryFileInfo('{folder}', '{pattern}')\n\
             resource v 'Microsoft.Network/virtualNetworks@2023-11-01' = [for file in files: {{\n  name: replace(file.relativePath, '/', '-')\n  \
             properties: {{ addressSpace: {{ addressPrefixes: ['${{file.baseName}}/16'] }} }}\n}}]\n"
        )
    };
    let resources = |folder: &str, pattern: &str| {
        outer.write("in/a.bicep", network(folder, pattern));
        let seen = outer.run(&["resources", "--format", "json", "in/a.bicep"]).json();
        let names = seen["resources"].as_array().expect("resources").iter();
        names.map(|one| one["name"].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(resources("./data", "*.0"), ["\"data-172.17.0.0\""]);
    assert_eq!(resources("data", "*"), ["\"data-172.17.0.0\"", "\"data-other.txt\""]);
    for folder in ["../outside", "/etc", "data/../../outside", "gone"] {
        let told = resources(folder, "*").concat();
        assert!(!told.contains("secret") && !told.contains("passwd"), "{folder}: {told}");
        let report = outer.check(&["--select", "NW001", "in"]);
        assert_eq!(crate::run::statuses(&report), ["a.bicep partial"], "{folder}: {report}");
    }
}

/// `line:column message` of the first finding.
fn first(report: &Value) -> String {
    let found = &report["findings"][0];
    let region = &found["region"];
    let message = found["message"].as_str().unwrap_or_default();
    format!("{}:{} {message}", region["startLine"], region["startColumn"])
}

#[test]
fn strings_without_an_end_are_told_with_their_place() {
    let folder = Folder::new();
    let network = "resource v 'Microsoft.Network/virtualNetworks@2023-11-01' = {\n  name: 'vnet'\n  \
                   properties: { addressSpace: { addressPrefixes: ['172.17.0.0/16'] } }\n}\n";
    for (text, expected) in [
        (
            format!("param a string = 'abc\n{network}"),
            "1:19 This string is not closed on its line.",
        ),
        ("var a = '''abc\n".to_owned(), "1:9 This string has no closing `'''`."),
        ("var a = '${b'\n/* x".to_owned(), "1:13 `}` is missing after a value inside of a string."),
    ] {
        let report = folder.write("a.bicep", &text).check(&["a.bicep"]);
        assert_eq!(crate::run::rules(&report)[0], "unreadable-template", "{report}");
        assert_eq!(first(&report), expected);
        assert_eq!(crate::run::statuses(&report), ["a.bicep invalid"]);
    }
    // What stands beside it is linted all the same.
    folder.write("a.bicep", format!("param a string = 'abc\n{network}"));
    let report = folder.check(&["--select", "NW001", "a.bicep"]);
    let found = crate::run::rules(&report);
    assert_eq!(found, ["unreadable-template", "vnet-docker-bridge-overlap"]);
}

#[test]
fn cycles_of_bicep_are_told_with_their_place() {
    let folder = Folder::new();
    let network = |value: &str| {
        format!(
            "resource v 'Microsoft.Network/virtualNetworks@2023-11-01' = {{\n  name: 'vnet'\n  properties: {{ addressSpace: {{ \
             addressPrefixes: [{value}] }} }}\n}}\n"
        )
    };
    folder.write("a.bicep", format!("var a = b\nvar b = a\n{}", network("a")));
    let output =
        folder.run(&["check", "-v", "--select", "NW001", "--format", "json", "a.bicep"]).expect(0);
    assert!(output.stderr.starts_with("a.bicep:1:5: the value of this variable"), "{output:?}");
    assert_eq!(crate::run::statuses(&output.json()), ["a.bicep partial"]);
    folder.write("f.bicep", format!("func f(x int) int => f(x)\n{}", network("string(f(1))")));
    let report = folder.check(&["--select", "NW001", "f.bicep"]);
    assert_eq!(crate::run::rules(&report), ["limit-reached"], "{report}");
    folder.write("self.bicep", "module s 'self.bicep' = { name: 's' }\n");
    let report = folder.check(&["self.bicep"]);
    assert_eq!(first(&report), "1:10 This module deploys itself.", "{report}");
    folder.write("one.bicep", "module t 'two.bicep' = { name: 't' }\n");
    folder.write("two.bicep", "module o 'one.bicep' = { name: 'o' }\n");
    let report = folder.check(&["one.bicep", "two.bicep"]);
    assert_eq!(first(&report), "1:10 This module deploys itself.", "{report}");
    folder.write(
        "x.bicep",
        "import { a } from 'y.bicep'\n@export()\nvar b = a\noutput o string = b\n",
    );
    folder.write("y.bicep", "import { b } from 'x.bicep'\n@export()\nvar a = b\n");
    folder.write("type.bicep", "type t = t[]\nparam p t\nparam q { next: t? }\noutput o t = p\n");
    for name in ["x.bicep", "type.bicep"] {
        let output = folder.run(&["check", name]);
        assert!(matches!(output.code, 0 | 1), "{output:?}");
    }
}

#[test]
fn parents_and_scopes_that_go_in_a_circle_end() {
    let folder = Folder::new();
    let child = |symbol: &str, member: &str, of: &str| {
        format!(
            "resource {symbol} 'Microsoft.CognitiveServices/accounts/deployments@2024-10-01' = {{\n  {member}: {of}\n  name: 'x'\n  \
             properties: {{ publicNetworkAccess: 'Enabled' }}\n}}\n"
        )
    };
    let condition = "resource c 'Microsoft.Storage/storageAccounts@2023-01-01' = if (c.name == 'c') {\n  name: c.id\n  parent: c\n}\n";
    for member in ["parent", "scope"] {
        for text in [
            child("a", member, "a"),
            child("a", member, "b") + &child("b", member, "a"),
            child("a", member, "b") + &child("b", member, "c") + &child("c", member, "b"),
            child("a", member, "[a, a][length(a.name)]"),
            condition.to_owned(),
        ] {
            folder.write("a.bicep", &text);
            for arguments in [
                &["check", "--select", "ALL", "--strict", "a.bicep"][..],
                &["resources", "a.bicep"],
                &["graph", "a.bicep"],
            ] {
                let output = folder.run(arguments);
                assert!(matches!(output.code, 0 | 1), "{text}: {output:?}");
            }
        }
    }
    let report = folder.write("a.bicep", child("a", "parent", "a")).check(&["a.bicep"]);
    assert_eq!(report["files"][0]["why"], "this resource is its own parent", "{report}");
}

#[test]
fn a_module_that_lies_outside_is_told_at_its_reference() {
    let outer = Folder::new();
    outer
        .write("m.bicep", "")
        .write("in/.git/HEAD", "")
        .write("in/a.bicep", "module m '../m.bicep' = { name: 'm' }\n");
    let report = outer.check(&["in"]);
    let expected = "1:10 '../m.bicep' lies outside of the folder that is linted, and is not read.";
    assert_eq!(first(&report), expected, "{report}");
    assert_eq!(report["findings"][0]["name"], "module-missing");
    assert_eq!(report["findings"][0]["severity"], "note");
}

#[test]
fn a_line_of_a_megabyte_is_read() {
    let folder = Folder::new();
    let long = format!(
        "var a = '{}'\nvar b = [{}]\nvar c = {}\n",
        "x".repeat(1_000_000),
        "1, ".repeat(300_000),
        "1 + ".repeat(200_000)
    );
    folder.write("a.bicep", format!("{long}resource v 'Microsoft.Network/virtualNetworks@2023-11-01' = {{ name: a, tags: b }}\n"));
    let output = folder.run(&["check", "a.bicep"]);
    assert!(matches!(output.code, 0 | 1), "{}", output.stderr);
}

#[test]
fn an_unknown_function_of_bicep_is_told_with_its_place() {
    let folder = Folder::new();
    folder.write(
        "a.bicep",
        "resource v 'Microsoft.Network/virtualNetworks@2023-11-01' = {\n  name: 'vnet'\n  properties: { addressSpace: { addressPrefixes: \
         [frobnicate(1)] } }\n}\n",
    );
    let output =
        folder.run(&["check", "-v", "--select", "NW001", "--format", "json", "a.bicep"]).expect(0);
    assert_eq!(output.json()["files"][0]["why"], "there is no function 'frobnicate'");
    assert!(output.stderr.starts_with("a.bicep:3:"), "{}", output.stderr);
}

#[test]
fn a_template_that_deploys_nothing_by_mistake_is_partial() {
    let folder = Folder::new();
    let resource = virtual_network("v", "10.0.0.0/16");
    for (members, why) in [
        (json!({}), "this template has no 'resources'"),
        (json!({ "resourses": [resource] }), "this template has no 'resources'"),
        (
            json!({ "resources": "[variables('all')]" }),
            "the resources of this template are not a list",
        ),
        (json!({ "resources": [{ "tpye": "x" }] }), "some entries of 'resources' have no type"),
        (json!({ "resources": { "a": 1 } }), "some entries of 'resources' have no type"),
    ] {
        let mut whole = json!({ "$schema": SCHEMA, "contentVersion": "1.0.0.0" });
        if let (Some(whole), Value::Object(members)) = (whole.as_object_mut(), members) {
            whole.extend(members);
        }
        let report = folder.write("a.json", whole.to_string()).check(&["a.json"]);
        assert_eq!(report["files"][0]["why"], why, "{report}");
        assert_eq!(report["files"][0]["status"], "partial");
        assert_ne!(crate::run::rules(&report), [""; 0], "it is said where: {report}");
    }
    let report = folder.write("a.json", template(json!([]))).check(&["a.json"]);
    assert_eq!(report["files"][0]["status"], "ok", "a template may deploy nothing on purpose");
    folder.write(
        "b.bicep",
        "func own(x string) string => x\nvar a = own('x')\nvar b = frobnicate(1)\n",
    );
    let report = folder.check(&["b.bicep"]);
    assert_eq!(report["files"][0]["why"], "there is no function 'frobnicate'", "{report}");
}

#[test]
fn strict_says_each_place_where_it_could_not_be_told() {
    let folder = Folder::new();
    folder.write(
        "a.bicep",
        "param access string\nparam prefix string\n\
         resource s 'Microsoft.Storage/storageAccounts@2023-01-01' = {\n  name: 'stastrict'\n  kind: 'StorageV2'\n  \
         properties: {\n    publicNetworkAccess: access\n    minimumTlsVersion: loadTextContent('gone.txt')\n  }\n}\n\
         resource v 'Microsoft.Network/virtualNetworks@2023-11-01' = {\n  name: 'vnet'\n  \
         properties: { addressSpace: { addressPrefixes: [prefix] } }\n}\n",
    );
    let usual = folder.check(&["a.bicep"]);
    assert!(!crate::run::rules(&usual).contains(&"cannot-tell"), "{usual}");
    let strict = folder.check(&["--strict", "a.bicep"]);
    let findings = strict["findings"].as_array().expect("findings").iter();
    let notes: Vec<_> = findings.filter(|found| found["name"] == "cannot-tell").collect();
    let lines: std::collections::BTreeSet<_> =
        notes.iter().filter_map(|note| note["region"]["startLine"].as_u64()).collect();
    assert!([7, 8, 13].iter().all(|line| lines.contains(line)), "{strict}");
    assert!(notes.iter().all(|note| note["severity"] == "note"), "{strict}");
    let gone = notes.iter().any(|note| note["message"] == "There is no file 'gone.txt'.");
    assert!(gone, "{strict}");
}
