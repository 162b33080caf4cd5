//! `--fix` and `--diff`: what is mended is linted again before anything is written.

use super::{Judged, judge_texts};
use crate::cli::args::CheckArgs;
use crate::cli::{Exit, Stop, complain};
use crate::finding::{Finding, Report};
use crate::fix::{diff, edit};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Fixes that stand in each other's way wait for the next round.
const MOST_ROUNDS: usize = 16;

/// What mending came to.
pub(super) struct Mended {
    pub(super) judged: Judged,
    /// The new texts of the files that change.
    texts: BTreeMap<PathBuf, String>,
    made: usize,
}

/// Makes fixes in memory, and lints the result; a fix that does not remove its finding, or brings another one, is not made.
pub(super) fn mend(arguments: &CheckArgs, draws: bool) -> Result<Mended, Stop> {
    if arguments.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Stop::Because("what comes from stdin cannot be mended".to_owned()));
    }
    let mut mended = Mended {
        judged: judge_texts(arguments, draws, &BTreeMap::new())?,
        texts: BTreeMap::new(),
        made: 0,
    };
    let mut refused: FxHashSet<Refused> = FxHashSet::default();
    for _ in 0..MOST_ROUNDS {
        let report = &mended.judged.report;
        let findings: Vec<_> = fixable(report, arguments, &refused).collect();
        let fixes: Vec<_> = findings.iter().filter_map(|finding| finding.fix.as_ref()).collect();
        let applied = edit::apply(&report.sources, &fixes);
        let made: Vec<_> = applied.made.iter().filter_map(|at| findings.get(*at)).collect();
        if made.is_empty() {
            break;
        }
        let mut texts = mended.texts.clone();
        for (file, text) in applied.texts {
            texts.extend(mended.judged.session.location_of(file).map(|path| (path, text)));
        }
        let next = judge_texts(arguments, draws, &texts)?;
        let bad = unsound(report, &next.report, &made);
        if bad.is_empty() {
            mended = Mended { made: mended.made + made.len(), judged: next, texts };
        } else {
            refused.extend(bad);
        }
    }
    Ok(mended)
}

fn fixable<'r>(
    report: &'r Report,
    arguments: &CheckArgs,
    refused: &FxHashSet<Refused>,
) -> impl Iterator<Item = &'r Finding> {
    report.findings.iter().filter(move |finding| {
        let is_wanted = finding.fix.as_ref().is_some_and(|fix| fix.safe || arguments.unsafe_fixes);
        finding.suppressed.is_none() && is_wanted && !refused.contains(&exact(report, finding))
    })
}

/// A finding, wherever it has moved: names and properties may be what is mended, and what is missing is told more exactly once
/// the object around it is there.
type Key = (&'static str, String, Option<String>);

fn key(report: &Report, finding: &Finding) -> Key {
    let source = report.sources.get(finding.place.file);
    let path = source.map(|source| source.path.clone()).unwrap_or_default();
    let resource_type = finding.subject.as_ref().map(|subject| subject.resource_type.clone());
    (finding.card.id, path, resource_type)
}

/// A finding whose fix is not made.
type Refused = (Key, Option<String>, Option<String>);

fn exact(report: &Report, finding: &Finding) -> Refused {
    let name = finding.subject.as_ref().map(|subject| subject.written_name.clone());
    (key(report, finding), name, finding.property.clone())
}

fn counts(report: &Report) -> FxHashMap<Key, usize> {
    let mut counts = FxHashMap::default();
    for finding in report.findings.iter().filter(|finding| finding.suppressed.is_none()) {
        *counts.entry(key(report, finding)).or_default() += 1;
    }
    counts
}

/// The fixes that did not remove their finding, and those that may have brought another one.
fn unsound(old: &Report, new: &Report, made: &[&&Finding]) -> Vec<Refused> {
    let (before, after) = (counts(old), counts(new));
    let count = |counts: &FxHashMap<Key, usize>, key: &Key| counts.get(key).copied().unwrap_or(0);
    let made: Vec<Refused> = made.iter().map(|finding| exact(old, finding)).collect();
    let removed = |key: &Key| count(&before, key).saturating_sub(count(&after, key));
    let wanted = |key: &Key| made.iter().filter(|(other, ..)| other == key).count();
    let stays = made.iter().filter(|(key, ..)| removed(key) < wanted(key));
    let mut bad: Vec<Refused> = stays.cloned().collect();
    for new in after.keys().filter(|key| count(&after, key) > count(&before, key)) {
        let is_beside = |key: &Key| key.1 == new.1 && key.2 == new.2;
        let is_near = |key: &Key| key.1 == new.1;
        let some = |wanted: &dyn Fn(&Key) -> bool| {
            let found = made.iter().filter(|(key, ..)| wanted(key)).cloned().collect::<Vec<_>>();
            (!found.is_empty()).then_some(found)
        };
        bad.extend(some(&is_beside).or_else(|| some(&is_near)).unwrap_or_else(|| made.clone()));
    }
    bad
}

impl Mended {
    /// Says that there is more to mend for those who ask for it.
    pub(super) fn tell_unsafe(&self, arguments: &CheckArgs) {
        let findings = self.judged.report.findings.iter();
        let is_left = |finding: &&Finding| {
            finding.suppressed.is_none() && finding.fix.as_ref().is_some_and(|fix| !fix.safe)
        };
        let left = findings.filter(is_left).count();
        if left > 0 && !arguments.unsafe_fixes && !arguments.quiet {
            let left = crate::report::text::count(left, "finding");
            complain(&format!(
                "note: --unsafe-fixes could mend {left}, and change what is deployed"
            ));
        }
    }

    /// Prints what would change; 1 where something would.
    pub(super) fn tell(&self) -> Result<Exit, Stop> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        let report = &self.judged.report;
        for (path, new) in &self.texts {
            let old = std::fs::read_to_string(path)?;
            let printed = self.judged.session.printed(path);
            let file = report.sources.by_path(&printed);
            let hides = |text: &str| report.secrets.masked(file, text) != text;
            let diff = diff::unified(&printed, &old, new, &hides);
            out.write_all(diff.text.as_bytes())?;
            if diff.kept_back > 0 {
                let count = crate::report::text::count(diff.kept_back, "change");
                let path = crate::report::text::line(&printed);
                complain(&format!(
                    "note: {path}: {count} beside a secret not shown; --fix makes them"
                ));
            }
        }
        out.flush()?;
        Ok(Exit::from(!self.texts.is_empty()))
    }

    /// Writes the files, each at once.
    pub(super) fn write(&self) -> Result<(), Stop> {
        for (path, text) in &self.texts {
            let because = |error: io::Error| Stop::Because(format!("{}: {error}", path.display()));
            replace(path, text).map_err(because)?;
        }
        let count = crate::report::text::count;
        if self.made > 0 {
            let (fixes, files) = (count(self.made, "finding"), count(self.texts.len(), "file"));
            complain(&format!("{fixes} mended in {files}"));
        }
        Ok(())
    }
}

/// Writes beside the file first, so that nobody ever reads half of it.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = path.canonicalize()?;
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(name);
    let permissions = std::fs::metadata(&path)?.permissions();
    let written = std::fs::write(&beside, text)
        .and_then(|()| std::fs::set_permissions(&beside, permissions))
        .and_then(|()| std::fs::rename(&beside, &path));
    written.inspect_err(|_| {
        let _ = std::fs::remove_file(&beside);
    })
}
