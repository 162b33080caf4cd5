//! Files as large as Resource Manager takes them, of many kinds: none costs more than two seconds and 512 MiB.
//!
//! An optimised build is given the whole size; others an eighth of it, and more time.
#![cfg(unix)]
#![allow(clippy::expect_used, clippy::print_stdout, reason = "a test says what it expects and saw")]

use nix::sys::resource::{UsageWho, getrusage};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

const SIZE: usize = if cfg!(debug_assertions) { 512 << 10 } else { 4 << 20 };

/// Seconds of the processor.
const LONGEST: f64 = if cfg!(debug_assertions) { 30.0 } else { 2.0 };

/// KiB; on macOS bytes are counted. Builds for debugging are given twice as much.
const MOST: i64 = (if cfg!(target_os = "macos") { 512 << 20 } else { 512 << 10 })
    * (if cfg!(debug_assertions) { 2 } else { 1 });

const SCHEMA: &str =
    "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";

fn storage(name: &str, properties: &Value) -> Value {
    json!({ "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": name, "location": "westeurope",
        "kind": "StorageV2", "sku": { "name": "Standard_LRS" }, "properties": properties })
}

fn open() -> Value {
    json!({ "publicNetworkAccess": "Enabled" })
}

/// A template with as many of the entries as fit.
fn template(entry: impl Fn(usize) -> Vec<Value>) -> String {
    let mut text = format!(
        "{{ \"$schema\": \"{SCHEMA}\", \"contentVersion\": \"1.0.0.0\", \"resources\": [\n"
    );
    for number in 0.. {
        let entries: Vec<_> = entry(number).iter().map(Value::to_string).collect();
        if text.len() + entries.iter().map(|entry| entry.len() + 2).sum::<usize>() > SIZE - 16 {
            break;
        }
        for entry in entries {
            text.push_str(&entry);
            text.push_str(",\n");
        }
    }
    text + "] }"
}

fn deployment(number: usize) -> Value {
    let inner = json!({ "$schema": SCHEMA, "parameters": { "n": { "type": "string" } }, "resources": [storage("[parameters('n')]", &open())] });
    json!({ "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": format!("d{number}"), "properties": {
        "mode": "Incremental", "expressionEvaluationOptions": { "scope": "inner" }, "parameters": { "n": { "value": format!("s{number}") } },
        "template": inner } })
}

fn endpoint(number: usize) -> Value {
    json!({ "type": "Microsoft.Network/privateEndpoints", "apiVersion": "2023-11-01", "name": format!("pe{number}"), "location": "westeurope",
        "properties": { "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]" }, "privateLinkServiceConnections": [
        { "name": "c", "properties": { "groupIds": ["blob"],
            "privateLinkServiceId": format!("[resourceId('Microsoft.Storage/storageAccounts', 's{number}')]") } }] } })
}

fn network(number: usize) -> Value {
    let (high, low) = (number / 256 % 256, number % 256);
    let subnets: Vec<_> = (0..10)
        .map(|at| json!({ "name": format!("s{at}"), "properties": { "addressPrefix": format!("10.{high}.{low}.{}/28", at * 16) } }))
        .collect();
    json!({ "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-11-01", "name": format!("v{number}"), "location": "westeurope",
        "properties": { "addressSpace": { "addressPrefixes": [format!("10.{high}.{low}.0/24")] }, "subnets": subnets } })
}

fn rules(number: usize) -> Value {
    let rules: Vec<_> = (0..100)
        .map(|at| json!({ "name": format!("r{at}"), "properties": { "priority": 100 + at, "direction": "Inbound", "access": "Allow",
            "protocol": "Tcp", "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "22" } }))
        .collect();
    json!({ "type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2023-11-01", "name": format!("n{number}"), "location": "westeurope",
        "properties": { "securityRules": rules } })
}

fn arm() -> Vec<(&'static str, String)> {
    let deep = |number| {
        storage(&format!("s{number}"), &(0..200).fold(json!(1), |inner, _| json!({ "a": inner })))
    };
    let copies = |number| {
        let mut one = storage(&format!("[concat('s{number}-', copyIndex())]"), &open());
        one["copy"] = json!({ "name": format!("c{number}"), "count": 800 });
        one
    };
    let call = format!("[{}'b'{}]", "concat('a',".repeat(180), ")".repeat(180));
    let chain = |number: usize| {
        let mut one = storage(&format!("s{number}"), &open());
        one["dependsOn"] = json!([format!(
            "[resourceId('Microsoft.Storage/storageAccounts', 's{}')]",
            number * 7 % 1_000
        )]);
        one
    };
    vec![
        ("flat.json", template(|number| vec![storage(&format!("s{number}"), &open())])),
        ("nested.json", template(|number| vec![deployment(number)])),
        ("deep.json", template(|number| vec![deep(number)])),
        ("copies.json", template(|number| vec![copies(number)])),
        (
            "calls.json",
            template(|number| vec![storage(&call.replace('b', &number.to_string()), &open())]),
        ),
        ("chains.json", template(|number| vec![chain(number)])),
        (
            "endpoints.json",
            template(|number| {
                vec![
                    endpoint(number),
                    storage(&format!("s{number}"), &json!({ "publicNetworkAccess": "Disabled" })),
                ]
            }),
        ),
        ("networks.json", template(|number| vec![network(number)])),
        ("rules.json", template(|number| vec![rules(number)])),
        (
            "string.json",
            template(|number| {
                if number == 0 {
                    vec![storage(&"x".repeat(SIZE - 1_000), &open())]
                } else {
                    vec![json!("x".repeat(SIZE))]
                }
            }),
        ),
        (
            "empty.json",
            format!(
                "{{ \"$schema\": \"{SCHEMA}\", \"resources\": [{}] }}",
                vec!["{}"; SIZE / 3 - 100].join(",")
            ),
        ),
        (
            "open.json",
            format!("{{ \"$schema\": \"{SCHEMA}\", \"resources\": {}", "[".repeat(SIZE - 200)),
        ),
    ]
}

fn bicep() -> Vec<(&'static str, String)> {
    let lines = |line: &dyn Fn(usize) -> String| {
        let mut text = String::new();
        let mut number = 0;
        while text.len() < SIZE - 400 {
            text.push_str(&line(number));
            number += 1;
        }
        text
    };
    let resource = |name: &str, symbol: &str| {
        format!(
            "resource {symbol} 'Microsoft.Storage/storageAccounts@2023-01-01' = {{\n  name: {name}\n  location: 'westeurope'\n  kind: 'StorageV2'\n  \
             properties: {{ publicNetworkAccess: 'Enabled' }}\n}}\n"
        )
    };
    let one = |text: String| text + &resource("a", "s");
    let loops = |number| {
        format!(
            "resource s{number} 'Microsoft.Storage/storageAccounts@2023-01-01' = [for j in range(0, 800): {{\n  name: 's{number}${{j}}'\n  \
             properties: {{ publicNetworkAccess: 'Enabled' }}\n}}]\n"
        )
    };
    let mut types = "type t0 = string\n".to_owned();
    types +=
        &lines(&|number| format!("type t{} = {{ a: t{number}?, b: 'x' | 'y' }}\n", number + 1));
    let mut variables = "var v0 = 1\n".to_owned();
    variables += &lines(&|number| format!("var v{} = v{number}\n", number + 1));
    let mut broken = String::new();
    let _ = write!(broken, "var a = {}", "'${".repeat(SIZE / 3 - 100));
    vec![
        ("flat.bicep", lines(&|number| resource(&format!("'s{number}'"), &format!("s{number}")))),
        (
            "refs.bicep",
            lines(&|number| {
                resource(
                    &format!("'${{s{}.name}}x'", number.saturating_sub(1)),
                    &format!("s{number}"),
                )
            }),
        ),
        ("loops.bicep", lines(&loops)),
        ("string.bicep", one(format!("var a = '{}'\n", "x".repeat(SIZE - 300)))),
        (
            "pieces.bicep",
            one(format!("param p string\nvar a = '{}'\n", "${p}".repeat(SIZE / 4 - 100))),
        ),
        ("sum.bicep", one(format!("var a = 1{}\n", " + 1".repeat(SIZE / 4 - 100)))),
        ("array.bicep", one(format!("var a = [{}]\n", "1, ".repeat(SIZE / 3 - 100)))),
        ("variables.bicep", variables),
        ("types.bicep", types),
        ("mistakes.bicep", lines(&|_| "resource ! = {\n".to_owned())),
        ("open.bicep", broken),
    ]
}

/// Seconds and KiB of the program over a file.
fn cost(path: &Path) -> (f64, i64) {
    let seconds = || {
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("it is counted");
        let time =
            |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
        (time(usage.user_time()) + time(usage.system_time()), usage.max_rss())
    };
    let before = seconds().0;
    let mut command = Command::new(env!("CARGO_BIN_EXE_armlint"));
    command.args(["check", "--no-config", "--no-progress", "--format", "json"]).arg(path);
    let output = command.stdin(Stdio::null()).output().expect("it runs");
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}: {:?}", path.display(), output.status);
    let report: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(report["files"].as_array().map(Vec::len), Some(1), "{}", path.display());
    let (after, most) = seconds();
    (after - before, most)
}

#[test]
fn no_large_file_costs_more_than_it_may() {
    let folder = std::env::temp_dir().join(format!("armlint-large-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut dear = Vec::new();
    for (name, text) in arm().into_iter().chain(bicep()) {
        assert!(text.len() <= SIZE + 300 && text.len() > SIZE / 2, "{name}: {}", text.len());
        let path = folder.join(name);
        std::fs::write(&path, text).expect("a file");
        let (seconds, most) = cost(&path);
        println!("{name}: {seconds:.2} s, at most {most} so far");
        if seconds > LONGEST || most > MOST {
            dear.push(format!("{name}: {seconds:.2} s, {most}"));
        }
    }
    let _ = std::fs::remove_dir_all(&folder);
    assert!(dear.is_empty(), "{dear:#?}");
}
