//! `--diff-base`: what is found at a revision is known, so that the findings that have come since are left.

use super::plan;
use crate::check::{self, Plan, Silent};
use crate::cli::Stop;
use crate::cli::args::CheckArgs;
use crate::cli::configuration::Configured;
use crate::discover::{discover_in, git_root};
use crate::finding::{FileStatus, Finding, Report, Severity, Suppression, SuppressionKind};
use crate::report::fingerprint::fingerprint;
use crate::session::Session;
use crate::storage::{Revision, Storage};
use crate::suppress;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// What a revision has.
#[derive(Debug, Default)]
pub(super) struct Known {
    revision: String,
    faults: BTreeMap<String, Fault>,
    /// Printed paths of templates that could not be read.
    unreadable: BTreeSet<String>,
    /// Printed paths of the parameter files that are in it.
    parameters: BTreeSet<String>,
}

/// The findings of one fingerprint.
#[derive(Debug)]
struct Fault {
    count: u32,
    /// The gravest of them.
    severity: Severity,
    /// The parameter files of the worlds that they are in.
    parameters: BTreeSet<String>,
}

/// Lints what the command line names as it was at a revision, under the configuration of today.
pub(super) fn known(
    revision: &str,
    now: &Report,
    configured: &Configured,
    arguments: &CheckArgs,
    session: &Session,
) -> Result<Known, Stop> {
    let because = |why: String| Stop::Because(format!("--diff-base: {why}"));
    let (root, mut paths) = repository(arguments).map_err(because)?;
    let base = Arc::new(Revision::open(&root, revision).map_err(because)?);
    let storage = Storage::Revision(Arc::clone(&base));
    let old = Session::over(storage, session.working.clone());
    // A file that is named may be new, and bring templates into the run that are not: they are looked at in both.
    if paths.iter().any(|path| !path.is_dir()) {
        paths.extend(now.files.iter().map(|file| root.join(&file.path)));
    }
    let mut inputs = discover_in(&base, &paths);
    let exclude = &configured.settings.exclude;
    inputs.retain(|input| input.named || !exclude.matches(&old.printed(&input.path)));
    let plan = plan(configured, arguments, &old.storage)?;
    let given = plan.parameters.into_iter().filter(|path| old.storage.is_file(path)).collect();
    let plan = Plan { parameters: given, ..plan };
    let mut report = check::check(&old, inputs, &[], &plan, &Silent);
    let settings = &configured.settings;
    settings.settle(&mut report.findings, &report.sources);
    if !arguments.no_ignores {
        let (index, today) = (&configured.index, configured.today);
        let whole = configured.is_whole(&arguments.paths, &old.working);
        suppress::apply_to(&mut report, &suppress::Context { settings, index, today, whole });
    }
    if let Some(why) = base.failure() {
        return Err(because(why));
    }
    let there = now.findings.iter().flat_map(|finding| &finding.parameters);
    let there = there.filter(|path| old.storage.is_file(&root.join(path)));
    let mut known = Known {
        revision: revision.to_owned(),
        parameters: there.cloned().collect(),
        ..Known::default()
    };
    let shown = |finding: &&Finding| finding.suppressed.is_none() && settings.shows(finding);
    for finding in report.findings.iter().filter(shown) {
        known.learn(fingerprint(&report, finding), finding);
    }
    let unreadable = report.files.iter().filter(|file| file.status == FileStatus::Invalid);
    known.unreadable = unreadable.map(|file| file.path.clone()).collect();
    Ok(known)
}

/// The one repository that all paths lie in, and the paths; all canonical.
fn repository(arguments: &CheckArgs) -> Result<(PathBuf, Vec<PathBuf>), String> {
    if arguments.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err("what comes from stdin is in no revision".to_owned());
    }
    let paths = crate::cli::canonical(&arguments.paths).map_err(|stop| match stop {
        Stop::Because(why) => why,
        Stop::Quiet => String::new(),
    })?;
    let mut roots = BTreeSet::new();
    for (path, given) in paths.iter().zip(&arguments.paths) {
        let root = git_root(path);
        roots.insert(root.ok_or_else(|| format!("'{}' is in no git repository", given.display()))?);
    }
    match (roots.pop_first(), roots.pop_first()) {
        (Some(root), None) => Ok((root, paths)),
        _ => Err("the paths are in more than one git repository".to_owned()),
    }
}

impl Known {
    fn learn(&mut self, fingerprint: String, finding: &Finding) {
        let fault = self.faults.entry(fingerprint).or_insert_with(|| Fault {
            count: 0,
            severity: finding.severity,
            parameters: BTreeSet::new(),
        });
        fault.count += 1;
        fault.severity = fault.severity.max(finding.severity);
        fault.parameters.extend(finding.parameters.iter().cloned());
    }

    /// Whether the revision has a template that cannot be read at this printed path.
    pub(super) fn is_unreadable(&self, path: &str) -> bool {
        self.unreadable.contains(path)
    }

    /// Marks the findings that the revision has. Of several alike the last ones are new.
    pub(super) fn hide(mut self, report: &mut Report) -> Self {
        for at in 0..report.findings.len() {
            let finding = &report.findings[at];
            if finding.suppressed.is_some() || finding.card.name == "internal-error" {
                continue;
            }
            let parameters = &self.parameters;
            let Some(fault) = self.faults.get_mut(&fingerprint(report, finding)) else { continue };
            if fault.count == 0 || fault.is_widened_by(finding, parameters) {
                continue;
            }
            fault.count -= 1;
            report.findings[at].suppressed = Some(Suppression {
                kind: SuppressionKind::Baseline,
                reason: format!("It is in '{}' already.", self.revision),
                place: None,
            });
        }
        self
    }
}

impl Fault {
    /// Whether a finding is graver than before, or holds with parameter files that were free of it. A parameter file that is
    /// new is no fault by itself: it deploys once more what was faulty before.
    fn is_widened_by(&self, finding: &Finding, parameters: &BTreeSet<String>) -> bool {
        let is_new =
            |path: &&String| parameters.contains(*path) && !self.parameters.contains(*path);
        finding.severity > self.severity || finding.parameters.iter().any(|path| is_new(&path))
    }
}
