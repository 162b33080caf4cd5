//! Each statement of the source documents has its rule, and each of their examples gives what is said of it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

use armlint::graph::landscape::RuleSettings;
use armlint::lint::texts::Texts;
use armlint::rule::Rule;
use armlint::rules::RULES;
use armlint::source::{FileId, Source, Span};
use armlint::syntax::json;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const KEYS: &str = include_str!("data/seed-rule-keys.txt");

fn rule(key: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.card.name == key || rule.card.aliases.contains(&key))
}

#[test]
fn each_key_has_its_rule() {
    assert_eq!(KEYS.lines().count(), 79);
    let missing: Vec<_> = KEYS.lines().filter(|key| rule(key).is_none()).collect();
    assert!(missing.is_empty(), "no rule for {missing:#?}");
}

/// The folder with the source documents' rules, where it is at hand.
fn shared() -> Option<PathBuf> {
    let named = std::env::var_os("ARMLINT_SHARED").map(PathBuf::from);
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    Some(named.unwrap_or_else(beside))
        .filter(|path| path.join("catalogue/seed-rules.json").is_file())
}

#[test]
fn examples_of_the_source_documents() {
    let Some(shared) = shared() else { return };
    let text = std::fs::read_to_string(shared.join("catalogue/seed-rules.json")).unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    let mut wrong = Vec::new();
    for entry in all["rules"].as_array().unwrap() {
        let key = entry["key"].as_str().unwrap();
        let rule = rule(key).unwrap();
        let found = lint(rule, &entry["good"]).1;
        if !found.is_empty() {
            wrong.push(format!("{key}: the good example gives {found:?}"));
        }
        let (source, found) = lint(rule, &entry["bad"]);
        let anchor = entry["bad_anchor"].as_str().unwrap();
        let wanted = range(&source, anchor);
        if !found.iter().any(|(span, _)| wanted.contains(*span)) {
            wrong.push(format!("{key}: the bad example gives {found:?}, not one at {anchor}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The text that was linted, and where the rule found something.
fn lint(rule: &'static Rule, example: &Value) -> (String, Vec<(Span, String)>) {
    let mut template = serde_json::Map::new();
    let schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";
    template.insert("$schema".to_owned(), Value::from(schema));
    template.extend(example.as_object().unwrap().clone());
    let text = serde_json::to_string_pretty(&template).unwrap();
    let texts = Texts::new([("azuredeploy.json", text.as_str())]);
    let report = texts.lint(&[rule], &RuleSettings::default());
    let found = report.findings.into_iter().map(|finding| (finding.place.span, finding.message));
    (text, found.collect())
}

/// What a JSON pointer points at, the key of a member included.
fn range(text: &str, pointer: &str) -> Span {
    let document = json::parse(FileId(0), Arc::new(Source::new("azuredeploy.json", text)));
    let mut at = (document.root(), document.root().span());
    for part in pointer.split('/').skip(1) {
        at = if let Ok(index) = part.parse::<usize>() {
            let element = at.0.elements().nth(index).unwrap();
            (element, element.span())
        } else {
            let (key, value) = at.0.member(part).unwrap();
            (value, key.span().to(value.span()))
        };
    }
    at.1
}
