//! `docs/peer-checks.csv` accounts for each check of other tools, and `docs/peer-checks.md` is its page.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on should panic, one that does not run says so"
)]

use armlint::rule::RuleIndex;
use armlint::rules::RULES;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const ACCOUNT: &str = include_str!("../../docs/peer-checks.csv");

/// A check of other tools, and what became of it here.
struct Row {
    check: &'static str,
    rules: Vec<&'static str>,
    account: &'static str,
    reason: &'static str,
}

fn rows() -> Vec<Row> {
    let mut lines = ACCOUNT.lines();
    assert_eq!(lines.next(), Some("check,rules,account,reason"));
    let row = |line: &'static str| {
        let mut cells = line.splitn(4, ',');
        let mut cell = || cells.next().unwrap_or_default();
        let (check, rules) = (cell(), cell());
        Row {
            check,
            rules: rules.split(' ').filter(|r| !r.is_empty()).collect(),
            account: cell(),
            reason: cell(),
        }
    };
    lines.map(row).collect()
}

#[test]
fn every_row_is_covered_or_has_a_reason() {
    let rows = rows();
    let names: BTreeSet<_> = RULES.iter().map(|rule| rule.card.name).collect();
    let mut stands_for: BTreeMap<&str, usize> = BTreeMap::new();
    for rule in rows.iter().flat_map(|row| &row.rules) {
        assert!(names.contains(rule), "no rule is called {rule}");
        *stands_for.entry(rule).or_default() += 1;
    }
    assert!(
        rows.is_sorted_by(|a, b| a.check < b.check),
        "the rows are sorted, each key stands once"
    );
    for row in &rows {
        // A rule that stands for several checks covers more than each of them.
        let account = match row.rules.as_slice() {
            [] => "left out",
            rules if rules.iter().all(|rule| stands_for[rule] == 1) => "rule",
            _ => "merged",
        };
        assert_eq!(row.account, account, "{}", row.check);
        assert_eq!(row.reason.is_empty(), !row.rules.is_empty(), "{}: {}", row.check, row.reason);
    }
    let covered = rows.iter().filter(|row| !row.rules.is_empty()).count();
    assert!(covered >= 450, "{covered}");
}

/// A table of other tools' checks, where it is at hand.
fn catalogue(name: &str) -> Option<String> {
    let given = std::env::var_os("ARMLINT_SHARED").map(PathBuf::from);
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let path = given.unwrap_or_else(beside).join("catalogue").join(name);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("no catalogue of checks at {}: the keys are not compared", path.display());
    }
    text
}

#[test]
fn every_check_of_the_catalogue_has_a_row() {
    let Some(text) = catalogue("rule-union.csv") else { return };
    let wanted: BTreeSet<_> = text.lines().skip(1).map(|line| cells(line).swap_remove(0)).collect();
    let found: BTreeSet<_> = rows().iter().map(|row| row.check.to_owned()).collect();
    assert_eq!(found, wanted);
}

/// `--select`, `explain` and `migrate` find a rule by the ids of the checks that it stands for.
#[test]
fn rules_are_found_by_the_ids_of_other_tools() {
    let Some(text) = catalogue("rule-union.csv") else { return };
    let index = RuleIndex::new(RULES.iter().map(|rule| &rule.card));
    let rows = rows();
    let rows: BTreeMap<_, _> = rows.iter().map(|row| (row.check, row)).collect();
    let (mut unknown, mut looked_up) = (Vec::new(), 0);
    for check in table(&text).filter(|check| !rows[check["key"].as_str()].rules.is_empty()) {
        let row = rows[check["key"].as_str()];
        for id in ids(&check["peers"], &check["peer_rules"]) {
            looked_up += 1;
            if !index.equivalents(&id).iter().any(|card| row.rules.contains(&card.name)) {
                unknown.push(format!("{}: {id}", row.check));
            }
        }
    }
    assert!(unknown.is_empty() && looked_up > 900, "{looked_up} {unknown:#?}");
}

/// The same for the numbers and names that one tool has for one check.
#[test]
fn rules_are_found_by_numbers_and_names_of_other_tools() {
    let Some(text) = catalogue("peer-rules.csv") else { return };
    let index = RuleIndex::new(RULES.iter().map(|rule| &rule.card));
    let rows = rows();
    let covered: BTreeSet<_> =
        rows.iter().filter(|row| !row.rules.is_empty()).map(|row| row.check).collect();
    let mut unknown = Vec::new();
    for rule in table(&text) {
        let keys = rule["union_keys"].split([' ', ';']);
        if keys.into_iter().any(|key| covered.contains(key)) {
            let words = [&rule["rule_id"], &rule["rule_name"]].into_iter();
            let named = words.filter(|word| !word.is_empty());
            unknown.extend(named.filter(|word| index.equivalents(word).is_empty()).cloned());
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}

/// The ids of a row, `tool:id tool:id`. Ids of arm-ttk have blanks in them.
fn ids(tools: &str, text: &str) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let id = word.split_once(':').filter(|(tool, _)| tools.split(';').any(|t| t == *tool));
        match (id, ids.last_mut()) {
            (Some((_, id)), _) => ids.push(id.to_owned()),
            (None, Some(last)) => {
                last.push(' ');
                last.push_str(word);
            }
            (None, None) => {}
        }
    }
    ids
}

/// The rows of a table with a head, by the names of the columns.
fn table(text: &str) -> impl Iterator<Item = BTreeMap<String, String>> {
    let mut lines = text.lines().map(cells);
    let head = lines.next().unwrap();
    lines.map(move |row| head.iter().cloned().zip(row).collect())
}

/// The cells of a line; those with commas stand in quotes.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => cells.last_mut().unwrap().push(c),
        }
    }
    cells
}

#[test]
fn the_page_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/peer-checks.md");
    let fresh = page(&rows());
    if std::env::var_os("ARMLINT_UPDATE").is_some() {
        std::fs::write(&path, &fresh).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == fresh,
        "docs/peer-checks.md is not fresh: ARMLINT_UPDATE=1 cargo test --test docs"
    );
}

fn page(rows: &[Row]) -> String {
    let mut text = String::from(
        "# What other tools check, and what became of it here\n\nPSRule for Azure, Checkov, Trivy, arm-ttk, the Bicep linter, \
         KICS and Template Analyzer check the same things under many names.\nEach distinct check is a row of \
         [peer-checks.csv](peer-checks.csv): the rules that make it, or why none does. `armlint explain` and `--select` \
         understand\nthe ids of those tools where a rule is equivalent.\n\n| account | what it says | checks |\n|---|---|---|\n",
    );
    let count = |account: &str| rows.iter().filter(|row| row.account == account).count();
    for (account, what) in [
        ("rule", "a rule of its own"),
        ("merged", "a rule that covers more"),
        ("left out", "no rule, for the reason below"),
    ] {
        let _ = writeln!(text, "| {account} | {what} | {} |", count(account));
    }
    let _ = writeln!(text, "| | | {} |", rows.len());
    text.push_str("\n## Left out\n\n| reason | checks |\n|---|---|\n");
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.rules.is_empty()) {
        reasons.entry(row.reason).or_default().push(row.check);
    }
    for (reason, checks) in reasons {
        let checks: Vec<_> = checks.iter().map(|check| format!("`{check}`")).collect();
        let _ = writeln!(text, "| {reason} | {} |", checks.join(", "));
    }
    text.push_str("\n## Covered by a rule that covers more\n\n| rule | checks |\n|---|---|\n");
    let mut merged: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.account == "merged") {
        for rule in &row.rules {
            merged.entry(rule).or_default().push(row.check);
        }
    }
    for (rule, checks) in merged {
        let checks: Vec<_> = checks.iter().map(|check| format!("`{check}`")).collect();
        let _ = writeln!(text, "| [{rule}](rules/{rule}.md) | {} |", checks.join(", "));
    }
    text
}
