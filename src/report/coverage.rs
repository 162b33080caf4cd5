//! How much a run saw and found.

use super::text;
use crate::finding::{FileKind, FileReport, FileStatus, Report, Severity};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Counts of a run. Findings that are not shown count under `suppressed` alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Summary {
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// Notes.
    pub note: usize,
    /// Findings that a comment, the configuration or the baseline keeps back.
    pub suppressed: usize,
    /// Templates; parameter files do not count.
    pub files: usize,
    /// Templates of which something could not be seen.
    pub partial: usize,
    /// Templates that could not be read.
    pub invalid: usize,
}

impl Summary {
    /// The counts of `report`.
    pub fn of(report: &Report) -> Self {
        let severity = |wanted| {
            report
                .findings
                .iter()
                .filter(|f| f.suppressed.is_none() && f.severity == wanted)
                .count()
        };
        Self {
            error: severity(Severity::Error),
            warning: severity(Severity::Warning),
            note: severity(Severity::Note),
            suppressed: report.findings.iter().filter(|f| f.suppressed.is_some()).count(),
            files: templates(report).count(),
            partial: with_status(report, FileStatus::Partial).count(),
            invalid: with_status(report, FileStatus::Invalid).count(),
        }
    }

    /// The findings that are shown.
    pub const fn findings(&self) -> usize {
        self.error + self.warning + self.note
    }
}

/// `3 errors, 1 warning, 2 notes (4 suppressed)`, or `No findings`.
pub fn findings_line(report: &Report) -> String {
    let summary = Summary::of(report);
    let counts = [(summary.error, "error"), (summary.warning, "warning"), (summary.note, "note")];
    let words: Vec<String> = counts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, noun)| text::count(*number, noun))
        .collect();
    let mut line = if words.is_empty() { "No findings".to_owned() } else { words.join(", ") };
    if summary.suppressed > 0 {
        let _ = write!(line, " ({} suppressed)", summary.suppressed);
    }
    line
}

/// `412 templates: 388 seen in full, 19 in part (module not restored ×19), 5 unreadable`.
pub fn coverage_line(report: &Report) -> String {
    let count = |status| with_status(report, status).count();
    let mut parts = vec![format!("{} seen in full", count(FileStatus::Ok))];
    for (status, words) in [
        (FileStatus::Partial, "in part"),
        (FileStatus::Invalid, "unreadable"),
        (FileStatus::Skipped, "passed over"),
    ] {
        if count(status) > 0 {
            parts.push(format!("{} {words}{}", count(status), reasons(report, status)));
        }
    }
    match templates(report).count() {
        0 => "0 templates".to_owned(),
        all => format!("{}: {}", text::count(all, "template"), parts.join(", ")),
    }
}

fn templates(report: &Report) -> impl Iterator<Item = &FileReport> {
    report.files.iter().filter(|file| file.kind != FileKind::Parameters)
}

fn with_status(report: &Report, status: FileStatus) -> impl Iterator<Item = &FileReport> {
    templates(report).filter(move |file| file.status == status)
}

/// The three commonest reasons why files were seen in part; the other states have rules and lists of their own.
fn reasons(report: &Report, status: FileStatus) -> String {
    if status != FileStatus::Partial {
        return String::new();
    }
    let mut whys: BTreeMap<&str, usize> = BTreeMap::new();
    for why in with_status(report, status).filter_map(|file| file.why.as_deref()) {
        *whys.entry(why).or_default() += 1;
    }
    let mut whys: Vec<(&str, usize)> = whys.into_iter().collect();
    whys.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    let more = whys.len().saturating_sub(3);
    let mut words: Vec<String> =
        whys.iter().take(3).map(|(why, times)| reason(why, *times)).collect();
    if more > 0 {
        words.push(format!("{more} more"));
    }
    if words.is_empty() { String::new() } else { format!(" ({})", words.join("; ")) }
}

fn reason(why: &str, times: usize) -> String {
    let why = text::line(why);
    let why = text::cut(why.trim_end_matches('.'), 80);
    if times > 1 { format!("{why} ×{times}") } else { why.into_owned() }
}
