//! A defect that one file brings to light is told about that file; the others are linted.
#![allow(clippy::expect_used, clippy::panic, reason = "a test says what it expects")]

mod support;

use armlint::isolate;
use armlint::report::{self, Format, Options};
use armlint::rule::{Card, Check, Rule};
use armlint::rules::RULES;
use support::run;

static DEFECTIVE: Rule = Rule {
    card: Card { id: "TQ999", name: "defective", title: "Defective", ..Card::DEFAULT },
    check: Check::World(|context| {
        let defects = context.of_type("Test.Defect/defects").len();
        assert!(defects == 0, "boom: 'a secret' is in here");
    }),
    shadowed_by: &[],
};

const SCHEMA: &str =
    "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";

fn template(resource: &str) -> String {
    format!("{{ \"$schema\": \"{SCHEMA}\", \"resources\": [{resource}] }}")
}

#[test]
fn a_defect_is_a_finding_and_the_rest_goes_on() {
    isolate::silence();
    let bad = template(
        "{ \"type\": \"Test.Defect/defects\", \"apiVersion\": \"2020-01-01\", \"name\": \"Canary\" }",
    );
    let good = template(
        "{ \"type\": \"Microsoft.Network/virtualNetworks\", \"apiVersion\": \"2023-04-01\", \"name\": \"net\", \
         \"properties\": { \"addressSpace\": { \"addressPrefixes\": [\"172.17.0.0/16\"] } } }",
    );
    let others = RULES.iter().copied().filter(|rule| rule.card.family() == "NW");
    let rules: Vec<&'static Rule> = others.chain([&DEFECTIVE]).collect();
    let report = run::lint_with(&[("a.json", &bad), ("b.json", &good)], &rules);
    let names: Vec<_> = report.findings.iter().map(|finding| finding.card.name).collect();
    assert_eq!(names, ["internal-error", "vnet-docker-bridge-overlap"]);
    let message = &report.findings[0].message;
    assert!(message.starts_with("armlint failed on this file (boom, at "), "{message}");
    assert!(message.contains("isolation.rs:") && message.contains("/issues'"), "{message}");
    assert!(!message.contains("secret"), "{message}");
    let mut sarif = Vec::new();
    let options = Options { exit_code: 2, ..Options::default() };
    report::write(Format::Sarif, &report, &options, &mut sarif).expect("it is written");
    let sarif: serde_json::Value = serde_json::from_slice(&sarif).expect("it is JSON");
    assert!(!sarif.to_string().contains("Canary"), "nobody knows what is secret there");
    let invocation = &sarif["runs"][0]["invocations"][0];
    assert_eq!(
        (&invocation["executionSuccessful"], &invocation["exitCode"]),
        (&true.into(), &2.into())
    );
    let notification = &invocation["toolExecutionNotifications"][0];
    assert_eq!(
        (&notification["level"], &notification["descriptor"]["id"]),
        (&"error".into(), &"internal-error".into())
    );
    assert_eq!(
        sarif["runs"][0]["results"].as_array().map(Vec::len),
        Some(1),
        "a note is no result: {sarif}"
    );
}

#[test]
fn isolation_may_be_within_isolation() {
    isolate::silence();
    let inner = isolate::isolate(|| isolate::isolate(|| panic!("inner")).is_err());
    assert_eq!(inner, Ok(true));
    assert!(
        isolate::isolate(|| panic!("{}", "x".repeat(5_000)))
            .is_err_and(|what: String| what.len() < 300)
    );
}
