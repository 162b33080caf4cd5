//! What code scanning asks of SARIF, beyond its being JSON.

use serde_json::Value;

/// The log is of the version and the types that it says, and every number in it leads to something.
pub fn assert_valid(log: &Value) {
    let typed: serde_sarif::sarif::Sarif =
        serde_json::from_value(log.clone()).expect("it has the types of SARIF");
    assert_eq!(typed.runs.len(), 1);
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().map_or(0, Vec::len) as u64;
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], true);
    for result in run["results"].as_array().into_iter().flatten() {
        assert!(result["ruleIndex"].as_u64().is_none_or(|index| index < rules), "{result}");
        assert!(result["ruleId"].is_string(), "{result}");
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()), "{result}");
        let location = &result["locations"][0]["physicalLocation"];
        let uri = location["artifactLocation"]["uri"].as_str().expect("a file");
        assert!(!uri.contains("nowhere/") && !uri.starts_with('/'), "{uri}");
    }
    regions(log);
}

/// Lines and columns count from one, and no region ends before it begins.
fn regions(value: &Value) {
    if let Some(start) = value["startLine"].as_u64() {
        let number = |name: &str, or: u64| value[name].as_u64().unwrap_or(or);
        let from = (start, number("startColumn", 1));
        let to = (number("endLine", start), number("endColumn", u64::MAX));
        assert!(from.0 >= 1 && from.1 >= 1 && from <= to, "{value}");
    }
    match value {
        Value::Array(items) => items.iter().for_each(regions),
        Value::Object(members) => members.values().for_each(regions),
        _ => {}
    }
}
