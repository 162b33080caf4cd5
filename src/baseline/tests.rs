//! Baselines from end to end.

use super::*;
use crate::config::{Layers, Overrides};
use crate::finding::{FileKind, FileReport, FileStatus, Subject};
use crate::rule::index::tests::{CARDS, index};

fn settings(text: &str) -> Settings {
    let layers = Layers::of(&[text]).unwrap();
    Settings::new(layers, &index(), &[], &Overrides::default()).unwrap()
}

/// A report of findings of the first rule, each on a resource of this name and at this offset.
fn report(path: &str, findings: &[(&str, u32)]) -> Report {
    let mut report = Report::default();
    let file = report.sources.add(Arc::new(Source::new(path, " ".repeat(100))));
    for (name, at) in findings {
        let mut finding = Finding::new(&CARDS[0], Place { file, span: Span::at(*at) }, "x");
        finding.subject = Some(Subject {
            resource_type: "a/b".to_owned(),
            name: (*name).to_owned(),
            written_name: (*name).to_owned(),
            deployment: Vec::new(),
        });
        report.findings.push(finding);
    }
    report.files.push(FileReport {
        path: path.to_owned(),
        kind: FileKind::Bicep,
        resources: 1,
        status: FileStatus::Ok,
        why: None,
    });
    report
}

fn reread(baseline: &Baseline) -> Baseline {
    Baseline::parse(Arc::new(Source::new("baseline.json", baseline.to_json()))).unwrap()
}

/// Findings that are left, and messages about stale entries.
fn apply(baseline: &Baseline, report: &mut Report, whole: bool) -> (usize, Vec<String>) {
    let (settings, index) = (settings(""), index());
    let context = Context { settings: &settings, index: &index, whole };
    let stale = baseline.apply(report, &context);
    let left = report.findings.iter().filter(|finding| finding.suppressed.is_none()).count();
    (left, stale.into_iter().map(|finding| finding.message).collect())
}

fn written(report: &Report, old: Option<&Baseline>, whole: bool) -> Baseline {
    let (settings, index) = (settings(""), index());
    let context = Context { settings: &settings, index: &index, whole };
    let new = Baseline::of(report, &context);
    reread(&old.filter(|_| !whole).map_or(new.clone(), |old| new.with(old, Some(report))))
}

#[test]
fn known_findings_are_hidden_wherever_they_move() {
    let baseline = written(&report("a.bicep", &[("x", 1), ("y", 2)]), None, true);
    assert_eq!(
        apply(&baseline, &mut report("a.bicep", &[("x", 50), ("y", 60)]), true),
        (0, vec![])
    );
    assert_eq!(
        apply(&baseline, &mut report("a.bicep", &[("x", 1), ("y", 2), ("z", 3)]), true),
        (1, vec![])
    );
    assert_eq!(
        baseline.to_json(),
        written(&report("a.bicep", &[("y", 1), ("x", 9)]), None, true).to_json()
    );
}

#[test]
fn one_more_of_the_same_is_new() {
    let baseline = written(&report("a.bicep", &[("x", 1), ("x", 2)]), None, true);
    assert_eq!((baseline.entries().len(), baseline.entries()[0].count), (1, 2));
    assert_eq!(
        apply(&baseline, &mut report("a.bicep", &[("x", 1), ("x", 2), ("x", 3)]), true),
        (1, vec![])
    );
}

#[test]
fn entries_that_match_nothing_are_stale() {
    let baseline = written(&report("a.bicep", &[("x", 1)]), None, true);
    let gone =
        "The known finding 'private-dns-zone-missing' of 'a/b x' in 'a.bicep' is there no more.";
    assert_eq!(apply(&baseline, &mut report("a.bicep", &[]), false), (0, vec![gone.to_owned()]));
    assert_eq!(apply(&baseline, &mut report("b.bicep", &[]), false), (0, vec![]));
    assert_eq!(apply(&baseline, &mut report("b.bicep", &[]), true), (0, vec![gone.to_owned()]));
}

#[test]
fn a_baseline_of_some_files_keeps_the_entries_of_others() {
    let old = written(&report("a.bicep", &[("x", 1)]), None, true);
    let both = written(&report("b.bicep", &[("x", 1)]), Some(&old), false);
    assert_eq!(both.entries().len(), 2);
    assert_eq!(written(&report("b.bicep", &[("x", 1)]), Some(&old), true).entries().len(), 1);
}

#[test]
fn locked_rules_are_not_hidden() {
    let (settings, index) = (settings("locked = 'PL003'"), index());
    let context = Context { settings: &settings, index: &index, whole: true };
    let baseline = written(&report("a.bicep", &[("x", 1)]), None, true);
    let mut again = report("a.bicep", &[("x", 1)]);
    baseline.apply(&mut again, &context);
    assert!(again.findings[0].suppressed.is_none());
    assert!(Baseline::of(&again, &context).entries().is_empty());
}

#[test]
fn what_is_no_baseline_is_refused() {
    let fault = |text: &str| {
        Baseline::parse(Arc::new(Source::new("b.json", text))).unwrap_err().to_string()
    };
    assert!(fault("{}").starts_with("baseline 'b.json' cannot be read: missing field"));
    assert!(fault(r#"{"version": 2, "findings": []}"#).contains("its version is 2"));
    assert_eq!(
        written(&report("a", &[]), None, true).to_json(),
        "{\n  \"version\": 1,\n  \"findings\": []\n}\n"
    );
}
