//! Suppressions: comments, pragmas and metadata in the files, and entries of the configuration.
//!
//! [`apply`] marks the findings that somebody has agreed to live with, and gives back what is wrong with suppressions
//! themselves: those that hide nothing, that name no rule, that are past their day.

mod directive;
mod entries;
mod grammar;
mod inline;
mod metadata;
pub(crate) mod outline;
pub(crate) mod scope;
#[cfg(test)]
mod tests;

use crate::config::Settings;
use crate::finding::{FileKind, FileStatus, Finding, Report, Sources};
use crate::rule::{Card, RuleIndex};
use crate::source::{FileId, Place};
use rustc_hash::FxHashMap;
use time::Date;

/// A file of the run.
#[derive(Debug, Clone, Copy)]
pub struct Linted {
    /// Its number.
    pub file: FileId,
    /// Its language.
    pub kind: FileKind,
    /// Whether all of it was seen. Where not, a suppression that hides nothing may still have a meaning.
    pub complete: bool,
}

/// What suppressions are judged by.
#[derive(Debug, Clone, Copy)]
pub struct Context<'c> {
    /// What holds.
    pub settings: &'c Settings,
    /// All rules.
    pub index: &'c RuleIndex,
    /// The day of the run.
    pub today: Date,
    /// Whether all files under the folder of the configuration were looked at, so that an entry of the configuration that
    /// hides nothing is unused.
    pub whole: bool,
}

impl Linted {
    /// The files of a report.
    pub fn all(report: &Report) -> Vec<Self> {
        let sources = (0..).map(FileId).map_while(|file| Some((file, report.sources.get(file)?)));
        let by_path: FxHashMap<&str, FileId> =
            sources.map(|(file, source)| (source.path.as_str(), file)).collect();
        let read = report
            .files
            .iter()
            .filter(|told| matches!(told.status, FileStatus::Ok | FileStatus::Partial));
        let linted = read.filter_map(|told| {
            let file = *by_path.get(told.path.as_str())?;
            Some(Self { file, kind: told.kind, complete: told.status == FileStatus::Ok })
        });
        linted.collect()
    }
}

/// [`apply`] for a whole report; what is found about suppressions is added to it, at the end.
pub fn apply_to(report: &mut Report, context: &Context<'_>) {
    let files = Linted::all(report);
    let about = apply(&mut report.findings, &files, &mut report.sources, context);
    report.findings.extend(about);
}

/// Marks the findings that are suppressed, and gives back the findings about suppressions. Findings have to be settled
/// ([`Settings::settle`]) and not yet filtered by confidence or severity.
pub fn apply(
    findings: &mut [Finding],
    files: &[Linted],
    sources: &mut Sources,
    context: &Context<'_>,
) -> Vec<Finding> {
    let mut inline = inline::Inline::new(files, sources, context);
    let mut entries = entries::Entries::new(context);
    for finding in findings.iter_mut() {
        let path = sources.get(finding.place.file).map_or("", |source| source.path.as_str());
        let by_comment = inline.hide(finding, context);
        let by_entry = entries.hide(finding, path, context);
        if finding.suppressed.is_none() {
            finding.suppressed = by_comment.or(by_entry);
        }
    }
    let mut about = inline.report(context);
    about.extend(entries.report(files, sources, context));
    about
}

/// A finding about a suppression, with the severity that is configured for its rule.
fn about(
    context: &Context<'_>,
    sources: &Sources,
    card: &'static Card,
    place: Place,
    message: String,
) -> Finding {
    let mut finding = Finding::new(card, place, message);
    let path = sources.get(place.file).map_or("", |source| source.path.as_str());
    finding.severity = context.settings.severity(card, card.severity, path);
    finding
}

/// `: reason`, where there is one.
fn because(reason: &str) -> String {
    if reason.is_empty() { String::new() } else { format!(": '{reason}'") }
}
