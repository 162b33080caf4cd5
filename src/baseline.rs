//! Known findings, kept in a file, so that a run fails on new ones alone.
//!
//! An entry is a fingerprint with a count: it has no line, so it holds while code moves, and a second fault of the same rule at
//! the same property is new.

mod entry;
#[cfg(test)]
mod tests;

use crate::config::{ConfigError, Problem, Settings};
use crate::finding::{Finding, Report, Suppression, SuppressionKind};
use crate::report::fingerprint::fingerprint;
use crate::report::inside;
use crate::rule::{RuleIndex, own};
use crate::source::{FileId, Place, Source, Span};
pub use entry::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;

/// The version of the format.
const VERSION: u64 = 1;
/// The largest file that is read.
const LARGEST: u64 = 64 << 20;

/// Known findings.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    /// Sorted by path, rule, resource, property.
    entries: Vec<Entry>,
    /// The file that they were read from.
    source: Option<Arc<Source>>,
}

/// What a baseline is applied with.
#[derive(Debug, Clone, Copy)]
pub struct Context<'c> {
    /// What holds.
    pub settings: &'c Settings,
    /// All rules.
    pub index: &'c RuleIndex,
    /// Whether all files under the root were looked at, so that entries of others are of files that are gone.
    pub whole: bool,
}

impl Baseline {
    /// Reads the file at `path`, which is printed as `printed`.
    pub fn read(path: &Path, printed: &str) -> Result<Self, ConfigError> {
        let wrong = |why: &dyn std::fmt::Display| {
            Problem::without_place(format!("baseline '{printed}' cannot be read: {why}"))
        };
        let size = fs::metadata(path).map_err(|error| wrong(&error))?.len();
        if size > LARGEST {
            return Err(wrong(&format!("it is larger than {LARGEST} bytes")).into());
        }
        let text = fs::read_to_string(path).map_err(|error| wrong(&error))?;
        Self::parse(Arc::new(Source::new(printed, text)))
    }

    /// Reads the text of a baseline.
    pub fn parse(source: Arc<Source>) -> Result<Self, ConfigError> {
        match entry::parse(source.text.trim_start_matches('\u{feff}')) {
            Ok(entries) => Ok(Self { entries: merged(entries), source: Some(source) }),
            Err(why) => {
                let message = format!("baseline '{}' cannot be read: {why}", source.path);
                Err(Problem::without_place(message)
                    .help("write it anew with --write-baseline")
                    .into())
            }
        }
    }

    /// The baseline of a report: the findings that are shown, or would be but for another baseline.
    pub fn of(report: &Report, context: &Context<'_>) -> Self {
        let known = |finding: &&Finding| {
            let open =
                finding.suppressed.as_ref().is_none_or(|by| by.kind == SuppressionKind::Baseline);
            open && may_hide(finding, context) && context.settings.shows(finding)
        };
        let known = report.findings.iter().filter(known);
        let entries = known.map(|finding| Entry::of(report, finding)).collect();
        Self { entries: merged(entries), source: None }
    }

    /// This and another one; of the other one's entries those of files that a report does not have.
    pub fn with(mut self, other: &Self, unless: Option<&Report>) -> Self {
        let seen = unless.map(seen_paths).unwrap_or_default();
        let entries = other.entries.iter().filter(|entry| !seen.contains(entry.path.as_str()));
        self.entries.extend(entries.cloned());
        Self { entries: merged(self.entries), source: None }
    }

    /// The entries, sorted.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The text of the file: one entry a line, so that changes are read and merged with ease.
    pub fn to_json(&self) -> String {
        entry::write(&self.entries)
    }

    /// Writes the file, whole or not at all.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder {
            fs::create_dir_all(folder)?;
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.tmp", std::process::id()));
        let beside = path.with_file_name(name);
        let written = fs::File::create(&beside)
            .and_then(|mut file| file.write_all(self.to_json().as_bytes()))
            .and_then(|()| fs::rename(&beside, path));
        if written.is_err() {
            let _ = fs::remove_file(&beside);
        }
        written
    }

    /// Marks the known findings of a report, and gives back the findings about entries that match nothing. Comes after
    /// suppressions, before findings are filtered by confidence or severity. Takes the report's findings in their order, so
    /// that of several alike the last ones are new.
    pub fn apply(&self, report: &mut Report, context: &Context<'_>) -> Vec<Finding> {
        let mut left: BTreeMap<&str, u32> =
            self.entries.iter().map(|entry| (entry.fingerprint.as_str(), entry.count)).collect();
        let path = self.source.as_ref().map(|source| source.path.clone());
        for at in 0..report.findings.len() {
            let finding = &report.findings[at];
            if finding.suppressed.is_some() || !may_hide(finding, context) {
                continue;
            }
            let Some(count) = left.get_mut(fingerprint(report, finding).as_str()) else { continue };
            if *count > 0 {
                *count -= 1;
                report.findings[at].suppressed = Some(Suppression {
                    kind: SuppressionKind::Baseline,
                    reason: "It is in the baseline.".to_owned(),
                    place: path.clone(),
                });
            }
        }
        self.stale(report, &left, context)
    }

    fn stale(
        &self,
        report: &mut Report,
        left: &BTreeMap<&str, u32>,
        context: &Context<'_>,
    ) -> Vec<Finding> {
        let seen: BTreeSet<String> = seen_paths(report).into_iter().map(str::to_owned).collect();
        let stale = self.entries.iter().filter(|entry| {
            let open = left.get(entry.fingerprint.as_str()).is_some_and(|left| *left > 0);
            open && judged(entry, &seen, context)
        });
        let stale: Vec<&Entry> = stale.collect();
        let Some(source) = self.source.as_ref().filter(|_| !stale.is_empty()) else {
            return Vec::new();
        };
        let file = report.sources.add(Arc::clone(source));
        let about = |entry: &&Entry| {
            let place = place(source, file, &entry.fingerprint);
            let card = &own::BASELINE_STALE;
            let mut finding = Finding::new(card, place, message(entry));
            finding.severity = context.settings.severity(card, card.severity, &source.path);
            finding
        };
        stale.iter().map(about).collect()
    }
}

/// Whether the run would have shown the finding of an entry. The entry of a rule that is gone is always judged.
fn judged(entry: &Entry, seen: &BTreeSet<String>, context: &Context<'_>) -> bool {
    match context.index.own(&entry.rule) {
        Some(card) if seen.contains(&entry.path) => context.settings.selects(card, &entry.path),
        Some(_) => context.whole,
        None => true,
    }
}

fn message(entry: &Entry) -> String {
    let resource =
        entry.resource.as_ref().map_or(String::new(), |resource| format!(" of '{resource}'"));
    let name = if entry.name.is_empty() { &entry.rule } else { &entry.name };
    format!("The known finding '{name}'{resource} in '{}' is there no more.", entry.path)
}

fn place(source: &Source, file: FileId, fingerprint: &str) -> Place {
    let start = source.text.find(fingerprint).unwrap_or_default() as u32;
    Place { file, span: Span::new(start, start + fingerprint.len() as u32) }
}

fn may_hide(finding: &Finding, context: &Context<'_>) -> bool {
    !own::never_hidden(finding.card) && context.settings.locked_by(finding.card).is_none()
}

/// The files that the run looked at and could read.
fn seen_paths(report: &Report) -> BTreeSet<&str> {
    use crate::finding::FileStatus::{Ok, Partial};
    let read = report.files.iter().filter(|file| matches!(file.status, Ok | Partial));
    read.map(|file| inside(&file.path)).collect()
}

/// Sorted entries, those with one fingerprint made one.
fn merged(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.sort();
    let mut merged: Vec<Entry> = Vec::with_capacity(entries.len());
    for entry in entries {
        match merged.last_mut() {
            Some(last) if last.fingerprint == entry.fingerprint => last.count += entry.count,
            _ => merged.push(entry),
        }
    }
    merged
}
