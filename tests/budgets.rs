//! Templates made to cost more than anybody has: each ends soon, in one clear finding with its place, and says what it was.
#![allow(clippy::expect_used, reason = "a test says what it expects")]

mod support;

use armlint::finding::{FileStatus, Report};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::time::{Duration, Instant};
use support::run;

/// The contract is two seconds for an optimised build; debug builds are slower by a factor of ten and more.
const LONGEST: Duration = Duration::from_secs(90);

/// The time that this thread has worked: what else the machine does is no matter.
#[cfg(target_os = "linux")]
fn worked() -> Duration {
    use nix::sys::resource::{UsageWho, getrusage};
    let used = getrusage(UsageWho::RUSAGE_THREAD).expect("the system knows");
    let time = |time: nix::sys::time::TimeVal| {
        Duration::from_secs(time.tv_sec() as u64) + Duration::from_micros(time.tv_usec() as u64)
    };
    time(used.user_time()) + time(used.system_time())
}

#[cfg(not(target_os = "linux"))]
fn worked() -> Duration {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

const SCHEMA: &str =
    "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";

fn template(members: Value) -> String {
    let mut whole = json!({ "$schema": SCHEMA, "contentVersion": "1.0.0.0" });
    if let (Value::Object(whole), Value::Object(members)) = (&mut whole, members) {
        whole.extend(members);
    }
    whole.to_string()
}

fn storage(name: &str) -> Value {
    json!({ "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": name, "location": "westeurope",
        "kind": "StorageV2", "sku": { "name": "Standard_LRS" }, "properties": { "publicNetworkAccess": "Enabled" } })
}

/// Variables each made of the one before.
fn chain(first: Value, count: usize, next: impl Fn(usize) -> Value) -> Map<String, Value> {
    let mut variables = Map::from_iter([("v0".to_owned(), first)]);
    for number in 1..count {
        variables.insert(format!("v{number}"), next(number - 1));
    }
    variables
}

/// Lints on a stack as deep as that of the command, within the time.
fn lint(files: Vec<(String, String)>) -> Report {
    let work = move || {
        let files: Vec<_> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let start = worked();
        let report = run::lint(&files);
        (report, worked().saturating_sub(start))
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(64 << 20).build();
    let (report, time) = pool.expect("a pool").install(work);
    assert!(time < LONGEST, "it took too long: {time:?}");
    let failed = report.findings.iter().find(|finding| finding.card.name == "internal-error");
    assert!(failed.is_none(), "{failed:?}");
    report
}

fn one(text: String) -> Report {
    lint(vec![("main.json".to_owned(), text)])
}

/// The limits that were reached, and that the file knows of them. Other faults of it were found all the same.
fn limits(report: &Report) -> Vec<&str> {
    let limits = report.findings.iter().filter(|finding| finding.card.name == "limit-reached");
    let messages: Vec<_> = limits.map(|finding| finding.message.as_str()).collect();
    if !messages.is_empty() {
        assert!(
            report.files.iter().any(|file| file.status == FileStatus::Partial),
            "{:?}",
            report.files
        );
    }
    messages
}

const TOO_LARGE: &str = "The template is too large to be evaluated to the end.";

fn assert_too_large(report: &Report) {
    assert_eq!(limits(report), [TOO_LARGE]);
}

#[test]
fn values_that_share_their_parts() {
    let object = chain(
        json!({ "x": 1 }),
        60,
        |n| json!({ "a": format!("[variables('v{n}')]"), "b": format!("[variables('v{n}')]") }),
    );
    let mut all = object.clone();
    all.extend(object.iter().map(|(key, value)| {
        let value = value.to_string().replace("'v", "'w");
        (key.replace('v', "w"), serde_json::from_str(&value).expect("JSON"))
    }));
    for expression in [
        "[string(variables('v59'))]",
        "[uniqueString(string(variables('v59')))]",
        "[if(equals(variables('v59'), variables('w59')), 'a', 'b')]",
        "[if(contains(createArray(variables('v59')), variables('w59')), 'a', 'b')]",
        "[string(union(variables('v59'), variables('w59')))]",
        "[string(distinct(createArray(variables('v59'), variables('w59'))))]",
    ] {
        let report = one(template(
            json!({ "variables": all, "resources": [storage(expression), storage("other")] }),
        ));
        assert!(
            limits(&report).iter().all(|message| *message == TOO_LARGE),
            "{expression}: {:?}",
            limits(&report)
        );
        let open =
            report.findings.iter().filter(|finding| finding.card.name == "public-network-access");
        assert!(open.count() >= 1 || !limits(&report).is_empty(), "{expression}");
    }
}

#[test]
fn texts_that_double() {
    for first in ["aaaaaaaaaaaaaaaa", "[concat(parameters('p'), 'x')]"] {
        let variables = chain(json!(first), 60, |n| {
            json!(format!("[concat(variables('v{n}'), variables('v{n}'))]"))
        });
        let resources: Vec<_> = (0..60).map(|n| storage(&format!("[variables('v{n}')]"))).collect();
        let report = one(template(
            json!({ "parameters": { "p": { "type": "string" } }, "variables": variables, "resources": resources }),
        ));
        let longest = report.findings.iter().map(|finding| finding.message.len()).max();
        assert!(longest.is_some_and(|longest| longest < 10_000), "{longest:?}");
    }
}

#[test]
fn lambdas_in_lambdas() {
    let nested = "[string(map(range(0, 10000), lambda('a', map(range(0, 10000), lambda('b', map(range(0, 10000), lambda('c', lambdaVariables('a'))))))))]";
    assert_too_large(&one(template(json!({ "resources": [storage(nested)] }))));
    let sorted = "[string(sort(range(0, 10000), lambda('a', 'b', less(lambdaVariables('b'), lambdaVariables('a')))))]";
    one(template(json!({ "resources": vec![storage(sorted); 30] })));
}

#[test]
fn values_deeper_than_any_stack() {
    let objects = chain(json!({ "x": 1 }), 40, |n| {
        json!(format!(
            "[reduce(range(0, 9999), variables('v{n}'), lambda('a', 'b', createObject('x', lambdaVariables('a'))))]"
        ))
    });
    let resource = storage("[string(variables('v39'))]");
    one(template(json!({ "variables": objects, "resources": [resource] })));
    let symbols = chain(json!("[resourceGroup().name]"), 40, |n| {
        json!(format!(
            "[reduce(range(0, 9999), variables('v{n}'), lambda('a', 'b', take(lambdaVariables('a'), 5)))]"
        ))
    });
    let names = [
        "[replace(variables('v39'), 'x', 'y')]",
        "[toLower(variables('v39'))]",
        "[padLeft(variables('v39'), 20)]",
        "[uri(variables('v39'), 'x')]",
    ];
    let mut resources: Vec<_> = names.iter().map(|name| storage(name)).collect();
    resources.push(
        json!({ "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "n",
        "properties": { "mode": "Incremental", "templateLink": { "uri": "[variables('v39')]" } } }),
    );
    one(template(json!({ "variables": symbols, "resources": resources })));
}

#[test]
fn choices_that_multiply() {
    let parameters: Map<_, _> =
        (0..40).map(|n| (format!("p{n}"), json!({ "type": "bool" }))).collect();
    let variables = chain(json!("x"), 40, |n| {
        json!(format!(
            "[if(parameters('p{n}'), concat(variables('v{n}'), 'a'), concat(variables('v{n}'), 'b'))]"
        ))
    });
    let all: Vec<_> = (0..40).map(|n| format!("if(parameters('p{n}'), 'a', 'b')")).collect();
    let flat = format!("[concat({})]", all.join(", "));
    one(template(
        json!({ "parameters": parameters, "variables": variables, "resources": [storage("[variables('v39')]"), storage(&flat)] }),
    ));
    let allowed: Vec<_> = (0..100_000).map(|n| format!("v{n}")).collect();
    let parameters = json!({ "p": { "type": "string", "allowedValues": allowed } });
    one(template(
        json!({ "parameters": parameters, "resources": [storage("[concat(parameters('p'), parameters('p'))]")] }),
    ));
}

#[test]
fn loops_and_loops_in_loops() {
    let mut many = storage("[concat('s', copyIndex())]");
    many["copy"] = json!({ "name": "many", "count": 1_000_000_000 });
    let report = one(template(json!({ "resources": [many.clone()] })));
    assert_eq!(
        limits(&report),
        ["A loop of 1000000000 turns is only looked at for the first 800."]
    );
    let open = report.findings.iter().find(|finding| finding.card.name == "public-network-access");
    assert_eq!(open.map(|finding| finding.instances), Some(800));
    many["copy"]["count"] = json!(800);
    let report = one(template(json!({ "resources": vec![many; 20] })));
    assert_eq!(limits(&report), ["Only the first 5000 resources are looked at."]);
    let large = report.findings.iter().find(|finding| finding.card.name == "template-too-large");
    assert_eq!(
        large.map(|finding| finding.message.as_str()),
        Some("The template has at least 5000 resources, and Resource Manager takes 800.")
    );
    let map: Map<_, _> = (0..50_000).map(|n| (format!("k{n}"), json!(n))).collect();
    let mut merging =
        storage("[concat('x', string(union(variables('a'), createObject('b', copyIndex()))))]");
    merging["copy"] = json!({ "name": "many", "count": 800 });
    one(template(json!({ "variables": { "a": map }, "resources": [merging] })));
}

#[test]
fn functions_that_call_themselves() {
    let call = "[concat(n.f(parameters('x')), n.f(parameters('x')))]";
    let functions = json!([{ "namespace": "n", "members": { "f": {
        "parameters": [{ "name": "x", "type": "string" }], "output": { "type": "string", "value": call } } } }]);
    let report =
        one(template(json!({ "functions": functions, "resources": [storage("[n.f('x')]")] })));
    assert!(
        limits(&report).contains(&"Expressions are nested too deeply to be evaluated."),
        "{:?}",
        limits(&report)
    );
}

#[test]
fn modules_that_fan_out() {
    let mut files =
        vec![("main.bicep".to_owned(), "module m 'm0.bicep' = { name: 'm' }\n".to_owned())];
    for number in 0..30 {
        let next = number + 1;
        let text = format!(
            "module a 'm{next}.bicep' = {{ name: 'a' }}\nmodule b 'm{next}.bicep' = {{ name: 'b' }}\noutput x string = '${{a.outputs.x}}${{b.outputs.x}}'\n\
             resource s 'Microsoft.Storage/storageAccounts@2023-01-01' = {{ name: '${{a.outputs.x}}', kind: 'StorageV2', properties: {{ publicNetworkAccess: 'Enabled' }} }}\n"
        );
        files.push((format!("m{number}.bicep"), text));
    }
    files.push(("m30.bicep".to_owned(), "output x string = 'x'\n".to_owned()));
    let folder = std::env::temp_dir().join(format!("armlint-fan-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let folder = folder.canonicalize().expect("it is there");
    for (name, text) in &files {
        std::fs::write(folder.join(name), text).expect("a file");
    }
    let start = Instant::now();
    let report = run::lint_folder(&folder);
    assert!(start.elapsed() < LONGEST, "it did not end: {:?}", start.elapsed());
    let _ = std::fs::remove_dir_all(&folder);
    assert!(!limits(&report).is_empty(), "{:?}", report.files);
}

#[test]
fn resources_that_name_each_other() {
    let mut bicep = String::new();
    for n in 0..4_000 {
        let (one, other) = ((n * 7) % 4_000, (n + 1) % 4_000);
        let _ = write!(
            bicep,
            "resource r{n} 'Microsoft.Storage/storageAccounts@2023-01-01' = {{\n  name: 's${{r{one}.name}}'\n  dependsOn: [ r{other} ]\n}}\n"
        );
    }
    lint(vec![("main.bicep".to_owned(), bicep)]);
    let arm: Vec<_> = (0..2_000)
        .map(|n| {
            let mut one = storage(&format!("s{n}"));
            one["dependsOn"] = json!([format!("[resourceId('Microsoft.Storage/storageAccounts', 's{}')]", (n * 7) % 2_000)]);
            one["tags"] = json!({ "t": format!("[reference(resourceId('Microsoft.Storage/storageAccounts', 's{}')).x]", (n * 3) % 2_000) });
            one
        })
        .collect();
    one(template(json!({ "resources": arm })));
}

#[test]
fn what_is_wrong_thousands_of_times() {
    let variables: Map<_, _> = (0..20_000).map(|n| (format!("v{n}"), json!("[concat("))).collect();
    let resources: Vec<_> = (0..3_000).map(|n| storage(&format!("[variables('v{n}')]"))).collect();
    one(template(json!({ "variables": variables, "resources": resources })));
    one(format!("{{ \"$schema\": \"{SCHEMA}\", \"a\": {}", "[".repeat(2_000_000)));
    one(format!(
        "{{ \"$schema\": \"{SCHEMA}\", \"resources\": [{}] }}",
        vec!["{}"; 200_000].join(",")
    ));
    one(template(
        json!({ "resources": [storage(&format!("[reference('x'){}]", ".a".repeat(200_000)))] }),
    ));
}
