//! The test cases of other tools, Checkov's and Template Analyzer's, for the checks that armlint has too: all come out as those
//! tools expect but for the reviewed table in `docs/peer-disagreements.md`.
//!
//! Runs where the cases are at hand, in `ARMLINT_SHARED` or `../shared`.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on should panic, one that does not run says so"
)]

use armlint::finding::{Confidence, Finding};
use armlint::graph::landscape::RuleSettings;
use armlint::lint::texts::Texts;
use armlint::rule::{Rule, RuleIndex};
use armlint::rules::RULES;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const TABLE: &str = include_str!("../docs/peer-disagreements.md");

/// Who says what of which place: tool, check, case, place, what the tool says, what armlint says.
type Said = [String; 6];

/// What came of a tool's cases.
#[derive(Default)]
struct Outcome {
    compared: usize,
    disagreements: BTreeSet<Said>,
    not_made: BTreeSet<String>,
}

impl Outcome {
    fn compare(&mut self, of: [&str; 4], peer: String, own: String) {
        self.compared += 1;
        if peer != own {
            let [tool, check, case, place] = of.map(str::to_owned);
            self.disagreements.insert([tool, check, case, place, peer, own]);
        }
    }
}

#[test]
fn cases_of_other_tools() {
    let Some(folder) = cases() else {
        eprintln!("no cases of other tools at hand: nothing is compared");
        return;
    };
    let index = RuleIndex::new(RULES.iter().map(|rule| &rule.card));
    let mut outcome = Outcome::default();
    checkov(&folder, &index, &mut outcome);
    template_analyzer(&folder, &index, &mut outcome);
    let reviewed = reviewed();
    let new: Vec<_> = outcome.disagreements.difference(&reviewed).collect();
    let stale: Vec<_> = reviewed.difference(&outcome.disagreements).collect();
    assert!(new.is_empty() && stale.is_empty(), "new: {new:#?}\nstale: {stale:#?}");
    let figures = format!(
        "{} statements are compared; armlint says the same of {}, and something else of the {} below.",
        outcome.compared,
        outcome.compared - outcome.disagreements.len(),
        outcome.disagreements.len()
    );
    assert!(TABLE.contains(&figures), "docs/peer-disagreements.md does not say: {figures}");
    eprintln!("{figures} No rule stands for {:?}.", outcome.not_made);
}

/// The folder of the cases, where it is at hand.
fn cases() -> Option<PathBuf> {
    let given = std::env::var_os("ARMLINT_SHARED").map(PathBuf::from);
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    Some(given.unwrap_or_else(beside).join("peer-tests")).filter(|folder| folder.is_dir())
}

fn read(folder: &Path, name: &str) -> Vec<Value> {
    serde_json::from_str(&fs::read_to_string(folder.join(name)).unwrap()).unwrap()
}

fn words(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The rules that stand for a check of another tool.
fn rules(index: &RuleIndex, check: &str) -> Vec<&'static Rule> {
    let cards = index.equivalents(check);
    RULES.iter().copied().filter(|rule| cards.iter().any(|card| card.id == rule.card.id)).collect()
}

/// What is shown of a file when nothing is said about confidence, and on which lines.
fn lint(path: &Path, rules: &[&'static Rule]) -> Vec<(Finding, u32)> {
    let name = path.file_name().unwrap().to_str().unwrap();
    let text = fs::read_to_string(path).unwrap();
    let texts = Texts::new([(name, text.as_str())]);
    let findings = texts.lint(rules, &RuleSettings::default()).findings;
    let shown = findings.into_iter().filter(|finding| finding.confidence >= Confidence::Medium);
    shown
        .map(|finding| {
            let line = texts.line(&finding);
            (finding, line)
        })
        .collect()
}

/// Which resources of each folder fail and pass, by type and name.
fn checkov(folder: &Path, index: &RuleIndex, outcome: &mut Outcome) {
    for case in read(folder, "checkov.json") {
        let check = case["check"].as_str().unwrap();
        let rules = rules(index, check);
        if rules.is_empty() {
            outcome.not_made.insert(check.to_owned());
            continue;
        }
        let name = case["folder"].as_str().unwrap();
        let mut paths: Vec<_> =
            fs::read_dir(folder.join(name)).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let files: Vec<_> = paths.iter().map(|path| lint(path, &rules)).collect();
        let (failing, passing) = (words(&case["failing"]), words(&case["passing"]));
        let case = name.rsplit('/').next().unwrap();
        for (places, peer) in [(&failing, "fails"), (&passing, "passes")] {
            for place in places {
                let fails =
                    |file: &Vec<(Finding, u32)>| file.iter().any(|(f, _)| is_about(f, place));
                // A name that stands in both lists fails in one file and passes in another one.
                let own = if failing.contains(place) && passing.contains(place) {
                    let both = files.iter().any(fails) && !files.iter().all(fails);
                    if both { peer } else { "the same of all files" }
                } else if files.iter().any(fails) {
                    "fails"
                } else {
                    "passes"
                };
                outcome.compare(["Checkov", check, case, place], peer.to_owned(), own.to_owned());
            }
        }
    }
}

/// Whether a finding is about the resource of `Type/sub.name`, or about a child of it.
fn is_about(finding: &Finding, place: &str) -> bool {
    let Some(subject) = &finding.subject else { return false };
    let after = place.find('/').unwrap();
    let (resource_type, name) = place.split_at(after + place[after..].find('.').unwrap());
    let name = &name[1..];
    let (own_type, own_name) = (subject.resource_type.to_lowercase(), subject.name.as_str());
    let resource_type = resource_type.to_lowercase();
    own_type == resource_type && (own_name == name || own_name.ends_with(&format!("/{name}")))
        || own_type.starts_with(&format!("{resource_type}/"))
            && own_name.starts_with(&format!("{name}/"))
}

/// How many findings each line of a template has.
fn template_analyzer(folder: &Path, index: &RuleIndex, outcome: &mut Outcome) {
    for case in read(folder, "template-analyzer.json") {
        let check = case["name"].as_str().unwrap();
        let rules = rules(index, check);
        if rules.is_empty() {
            outcome.not_made.insert(check.to_owned());
            continue;
        }
        let template = case["template"].as_str().unwrap();
        let found = lint(&folder.join(template), &rules);
        let mut lines: BTreeMap<u64, (usize, usize)> = BTreeMap::new();
        for line in case["lines"].as_array().unwrap() {
            lines.entry(line.as_u64().unwrap()).or_default().0 += 1;
        }
        for (_, line) in found {
            lines.entry(line.into()).or_default().1 += 1;
        }
        let template = template.trim_start_matches("template-analyzer/");
        if lines.is_empty() {
            outcome.compared += 1;
        }
        for (line, (peer, own)) in lines {
            let place = format!("line {line}");
            outcome.compare(["Template Analyzer", check, template, &place], said(peer), said(own));
        }
    }
}

fn said(findings: usize) -> String {
    match findings {
        0 => "nothing".to_owned(),
        1 => "1 finding".to_owned(),
        more => format!("{more} findings"),
    }
}

/// The rows of the reviewed table. A cell may name several places.
fn reviewed() -> BTreeSet<Said> {
    let mut rows = BTreeSet::new();
    for line in
        TABLE.lines().filter(|line| line.starts_with("| Checkov") || line.starts_with("| Template"))
    {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [tool, check, case, places, peer, own, why, documentation] = cells.try_into().unwrap();
        assert!(!why.is_empty() && documentation.contains("https://"), "{line}");
        for place in places.split(", ") {
            rows.insert([tool, check, case, place, peer, own].map(str::to_owned));
        }
    }
    rows
}
