//! Fixes: each one parses, removes its finding, adds none, and is made once. Over fixtures of its own, and over a corpus
//! where `ARMLINT_CORPUS` names one.
#![allow(clippy::expect_used, reason = "a test that cannot go on should say why")]

use armlint::check::{Plan, Silent, check};
use armlint::discover::{self, Input};
use armlint::finding::{FileStatus, Finding, Report};
use armlint::fix::{diff, edit};
use armlint::session::Session;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

fn plan() -> Plan {
    Plan::new(&armlint::rules::with([]))
}

fn lint(input: &Input, text: Option<(&Path, &str)>, plan: &Plan) -> (Session, Report) {
    let session = Session::new(input.bound.clone());
    if let Some((path, text)) = text {
        session.provide(path, text.to_owned());
    }
    let report = check(&session, vec![input.clone()], &[], plan, &Silent);
    (session, report)
}

/// Names and properties are not in it: they may be what is mended, or may be told more exactly afterwards.
type Key = (&'static str, String, Option<String>);

fn keys(report: &Report) -> BTreeMap<Key, usize> {
    let mut keys = BTreeMap::new();
    for finding in &report.findings {
        *keys.entry(key(report, finding)).or_default() += 1;
    }
    keys
}

fn key(report: &Report, finding: &Finding) -> Key {
    let path = report.sources.get(finding.place.file).map(|source| source.path.clone());
    let about = finding.subject.as_ref().map(|subject| subject.resource_type.clone());
    (finding.card.id, path.unwrap_or_default(), about)
}

/// What is wrong with a fix, if something is.
fn fault(input: &Input, plan: &Plan, session: &Session, old: &Report, at: usize) -> Option<String> {
    let finding = &old.findings[at];
    let fix = finding.fix.as_ref()?;
    let applied = edit::apply(&old.sources, &[fix]);
    let Some((file, text)) = applied.texts.into_iter().next() else {
        return Some("no edit is made".to_owned());
    };
    let path = session.location_of(file)?;
    let (_, new) = lint(input, Some((&path, &text)), plan);
    let is_invalid = |report: &Report| {
        report.files.iter().filter(|file| file.status == FileStatus::Invalid).count()
    };
    if is_invalid(&new) > is_invalid(old) {
        return Some("it does not parse any more".to_owned());
    }
    let (before, after) = (keys(old), keys(&new));
    let own = key(old, finding);
    if after.get(&own).copied().unwrap_or(0) >= before.get(&own).copied().unwrap_or(0) {
        return Some("the finding stays".to_owned());
    }
    let more = after.iter().find(|(key, count)| **count > before.get(*key).copied().unwrap_or(0));
    more.map(|(key, _)| format!("adds {key:?}"))
}

/// How many fixes there are for a file, and what is wrong with them: by rule, safe or not, and fault.
fn look(input: &Input, plan: &Plan) -> Vec<(String, Option<String>)> {
    let (session, report) = lint(input, None, plan);
    let with_fix = (0..report.findings.len()).filter(|at| report.findings[*at].fix.is_some());
    with_fix
        .map(|at| {
            let finding = &report.findings[at];
            let safe = finding.fix.as_ref().is_some_and(|fix| fix.safe);
            let rule = format!("{} {}", finding.card.id, if safe { "safe" } else { "unsafe" });
            (rule, fault(input, plan, &session, &report, at))
        })
        .collect()
}

#[test]
fn fixes_over_the_corpus_are_sound() {
    let Some(corpus) = std::env::var_os("ARMLINT_CORPUS").map(PathBuf::from) else { return };
    let (inputs, _) = discover::discover(&[corpus]).expect("a corpus");
    let plan = plan();
    let (mut counts, mut faults) = (BTreeMap::<String, usize>::new(), Vec::new());
    for input in &inputs {
        for (rule, fault) in look(input, &plan) {
            *counts.entry(rule.clone()).or_default() += 1;
            faults.extend(fault.map(|fault| (rule, input.path.clone(), fault)));
        }
    }
    let lines: Vec<_> = counts.iter().map(|(rule, count)| format!("{rule}: {count}")).collect();
    let told = format!("{} fixes: {}", counts.values().sum::<usize>(), lines.join(", "));
    let safe = faults.iter().filter(|(rule, ..)| rule.ends_with(" safe")).count();
    for (rule, path, fault) in &faults {
        let _ = writeln!(&mut std::io::stderr(), "{rule} {}: {fault}", path.display());
    }
    let _ = writeln!(&mut std::io::stderr(), "{told}; {} refused", faults.len());
    assert_eq!(safe, 0, "safe fixes are sound by themselves");
    // Where a service has more switches than one, the next one is told after the first; the command line refuses both.
    let is_known = |fault: &str| fault.starts_with("adds ") || fault == "the finding stays";
    assert!(faults.iter().all(|(_, _, fault)| is_known(fault)), "{told}");
}

#[test]
fn a_diff_shows_what_changes() {
    let old = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk";
    let new = "a\nB\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n";
    let wanted = "--- a/x\n+++ b/x\n@@ -1,5 +1,5 @@\n a\n-b\n+B\n c\n d\n e\n@@ -8,4 +8,5 @@\n h\n i\n j\n-k\n\\ No newline at end of file\n+k\n+l\n";
    let told = |old: &str, new: &str, secret: &str| {
        let diff =
            diff::unified("x", old, new, &|text| !secret.is_empty() && text.contains(secret));
        (diff.text, diff.kept_back)
    };
    assert_eq!(told(old, new, ""), (wanted.to_owned(), 0));
    assert_eq!(told(old, old, ""), (String::new(), 0));
    // What must not be shown takes the changes around it along, and no others.
    let first = "--- a/x\n+++ b/x\n@@ -1,5 +1,5 @@\n a\n-b\n+B\n c\n d\n e\n";
    assert_eq!(told(old, new, "j"), (first.to_owned(), 1));
    assert_eq!(told(old, new, "\n"), (String::new(), 2));
}
