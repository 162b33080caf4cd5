//! From all findings to those that are shown: severities, suppressions, the baseline, thresholds; and what the run ends with.

use super::change::Known;
use crate::baseline::{self, Baseline};
use crate::check::sort;
use crate::cli::args::CheckArgs;
use crate::cli::configuration::Configured;
use crate::cli::{Exit, FAILED, Stop};
use crate::finding::{FileStatus, Finding, Report};
use crate::report::Summary;
use crate::suppress;
use std::path::Path;

/// The baselines of a run.
#[derive(Default)]
pub(super) struct Baselines {
    /// Those that were applied.
    old: Vec<Baseline>,
    /// What is to be written.
    new: Baseline,
}

impl Baselines {
    /// Writes what was found, and what is known of files that were not looked at.
    pub(super) fn write(self, path: &Path, report: &Report, is_whole: bool) -> Result<(), Stop> {
        let because = |error: std::io::Error| Stop::Because(format!("{}: {error}", path.display()));
        let old = self.old.iter().filter(|_| !is_whole);
        let new = old.fold(self.new, |new, old| new.with(old, Some(report)));
        new.write(path).map_err(because)
    }
}

/// Applies all that decides about findings, in this order: a suppressed finding is judged by its settled severity, and the
/// baseline never takes in what a comment hides. `alone` is false where other configurations judge other files of the run.
pub(super) fn settle(
    report: &mut Report,
    configured: &Configured,
    arguments: &CheckArgs,
    working: &Path,
    alone: bool,
    baselines: &mut Baselines,
) -> Result<(), Stop> {
    let (settings, index) = (&configured.settings, &configured.index);
    settings.settle(&mut report.findings, &report.sources);
    let whole = configured.is_whole(&arguments.paths, working);
    if !arguments.no_ignores {
        let today = configured.today;
        suppress::apply_to(report, &suppress::Context { settings, index, today, whole });
    }
    let context = baseline::Context { settings, index, whole: whole && alone };
    let old = match &settings.baseline {
        Some(path) if path.is_file() || arguments.baseline.is_some() => {
            let printed = path.strip_prefix(working).unwrap_or(path).to_string_lossy().into_owned();
            let read = Baseline::read(path, &printed);
            Some(read.map_err(|error| Stop::Because(error.to_string()))?)
        }
        _ => None,
    };
    if arguments.write_baseline.is_some() {
        let new = Baseline::of(report, &context);
        baselines.new = std::mem::take(&mut baselines.new).with(&new, None);
    }
    if let Some(baseline) = old {
        let stale = baseline.apply(report, &context);
        report.findings.extend(stale);
        baselines.old.push(baseline);
    }
    report.findings.retain(|finding| settings.shows(finding));
    sort(&mut report.findings, &report.sources);
    Ok(())
}

/// 0, 1 or 2, as the contract has it. The format never changes it.
pub(super) fn exit_code(
    report: &Report,
    known: &Known,
    configured: &Configured,
    arguments: &CheckArgs,
) -> Exit {
    let counts = |finding: &&Finding| finding.suppressed.is_none();
    let shown = || report.findings.iter().filter(counts);
    if shown().any(|finding| finding.card.name == "internal-error") {
        return FAILED;
    }
    if arguments.write_baseline.is_some() {
        return 0;
    }
    let Some(failing) = configured.settings.fail_on.0 else { return 0 };
    let found = shown().any(|finding| finding.severity >= failing);
    let invalid = report
        .files
        .iter()
        .any(|file| file.status == FileStatus::Invalid && !known.is_unreadable(&file.path));
    Exit::from((found || invalid) && !arguments.exit_zero)
}

/// The exit code of a run whose findings come to `exit`.
pub(super) fn with_coverage(
    exit: Exit,
    report: &Report,
    configured: &Configured,
    arguments: &CheckArgs,
) -> Exit {
    let uncovered =
        arguments.require_coverage.is_some_and(|wanted| coverage(report) < f64::from(wanted));
    let fails = configured.settings.fail_on.0.is_some();
    let counts = uncovered && fails && !arguments.exit_zero && arguments.write_baseline.is_none();
    exit.max(Exit::from(counts))
}

/// The share of templates that were seen in full, in percent; all of none.
fn coverage(report: &Report) -> f64 {
    let summary = Summary::of(report);
    if summary.files == 0 {
        return 100.0;
    }
    let missed = summary.partial + summary.invalid;
    100.0 * (summary.files.saturating_sub(missed)) as f64 / summary.files as f64
}
