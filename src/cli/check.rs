//! `armlint check`.

mod change;
mod input;
mod mend;
mod output;
mod parts;
mod progress;
mod settle;

use super::args::CheckArgs;
use super::configuration::Configured;
use super::{Exit, Stop, canonical, complain};
use crate::check::{self, Plan};
use crate::finding::Report;
use crate::report::Format;
use crate::rule::RuleSet;
use crate::session::Session;
use crate::storage::Storage;
use parts::{Part, Parts};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Stacks are deep enough for the deepest evaluation that the budgets allow.
pub(super) const STACK: usize = 64 << 20;

pub(super) fn run(arguments: &CheckArgs) -> Result<Exit, Stop> {
    in_own_pool(arguments, in_pool)
}

/// Does something with as many threads as the command line asks for, and deep stacks.
pub(super) fn in_own_pool<T: Send>(
    arguments: &CheckArgs,
    run: impl FnOnce(&CheckArgs) -> Result<T, Stop> + Send,
) -> Result<T, Stop> {
    let threads = arguments.jobs.unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build();
    let pool = pool.map_err(|error| Stop::Because(error.to_string()))?;
    pool.install(|| run(arguments))
}

fn in_pool(arguments: &CheckArgs) -> Result<Exit, Stop> {
    let is_markdown = |format: &Format| *format == Format::Markdown;
    let draws = is_markdown(&arguments.format)
        || arguments.output.iter().any(|(format, _)| is_markdown(format));
    let judged = if arguments.fix || arguments.diff {
        let mended = mend::mend(arguments, draws)?;
        mended.tell_unsafe(arguments);
        if arguments.diff {
            return mended.tell();
        }
        mended.write()?;
        mended.judged
    } else {
        judge(arguments, draws)?
    };
    let Judged { report, exit, warnings, root, session } = judged;
    if arguments.verbose {
        output::tell_unseen(&report);
    }
    output::write(&report, &output::Run { exit, warnings, root }, arguments)?;
    // The program ends here: to give back each piece of memory was a thirtieth of a run.
    std::mem::forget((report, session));
    Ok(exit)
}

/// A report with all that decides about findings applied.
pub(super) struct Judged {
    pub(super) report: Report,
    exit: Exit,
    /// What the configurations made the run warn about.
    warnings: Vec<String>,
    /// The folder that printed paths are relative to at most.
    root: Option<PathBuf>,
    session: Session,
}

/// Lints what the command line names.
pub(super) fn judge(arguments: &CheckArgs, draws: bool) -> Result<Judged, Stop> {
    judge_texts(arguments, draws, &BTreeMap::new())
}

/// Lints what the command line names, with these texts in the stead of what is on the disk.
fn judge_texts(
    arguments: &CheckArgs,
    draws: bool,
    texts: &BTreeMap<PathBuf, String>,
) -> Result<Judged, Stop> {
    let working = super::working()?;
    let session = Session::new(working.clone());
    for (path, text) in texts {
        session.provide(path, text.clone());
    }
    let (inputs, unwalked) = input::inputs(&session, arguments, &working)?;
    let mut parts = Parts::of(arguments, &inputs, &working)?;
    let mut warnings: Vec<String> = Vec::new();
    for warning in parts.all.iter().flat_map(|part| &part.configured.settings.warnings) {
        if !warnings.contains(warning) {
            complain(&format!("warning: {warning}"));
            warnings.push(warning.clone());
        }
    }
    let (mut reports, mut exit, mut baselines) = (Vec::new(), 0, settle::Baselines::default());
    let mut number = 0;
    while number < parts.all.len() {
        // The first part draws, and has to see all that there is to be drawn.
        let draws = draws && number == 0;
        let mine = parts.inputs(number, &session, &inputs, draws);
        let configured = &parts.all[number].configured;
        let plan = Plan { draws, ..plan(configured, arguments, &session.storage)? };
        let unwalked = if number == 0 { &*unwalked } else { &[] };
        let mut report = {
            let bar = progress::Bar::new(arguments.no_progress || arguments.quiet);
            check::check(&session, mine, unwalked, &plan, &bar)
        };
        let sources = report.sources.len();
        parts.narrow(number, (arguments, &working), &session, &mut report)?;
        let configured = &parts.all[number].configured;
        let alone = parts.is_one();
        settle::settle(&mut report, configured, arguments, &working, alone, &mut baselines)?;
        let mut known = change::Known::default();
        if let Some(revision) = &arguments.diff_base {
            known = change::known(revision, &report, configured, arguments, &session)?;
            known = known.hide(&mut report);
        }
        exit = exit.max(settle::exit_code(&report, &known, configured, arguments));
        reports.push((report, sources));
        number += 1;
    }
    let mut report = parts::join(&session, reports);
    let Part { configured, .. } = parts.all.swap_remove(0);
    if let Some(path) = &arguments.write_baseline {
        baselines.write(path, &report, configured.is_whole(&arguments.paths, &working))?;
    }
    let exit = settle::with_coverage(exit, &report, &configured, arguments);
    let Report { pictures, findings, .. } = &mut report;
    for picture in pictures {
        picture.keep_shown(findings);
    }
    Ok(Judged { report, exit, warnings, root: configured.root, session })
}

/// What the run does, by the configuration and the command line.
fn plan(configured: &Configured, arguments: &CheckArgs, storage: &Storage) -> Result<Plan, Stop> {
    let settings = &configured.settings;
    let cards = settings.cards();
    let active: FxHashSet<&str> = cards.iter().map(|card| card.id).collect();
    let rules: Vec<_> =
        configured.rules.iter().copied().filter(|rule| active.contains(rule.card.id)).collect();
    let placeholders = settings.placeholders.clone();
    let (files, root, storage) = (settings.clone(), configured.root.clone(), storage.clone());
    Ok(Plan {
        rules: RuleSet::new(&rules),
        cards,
        settings: settings.rules.clone(),
        parameters: canonical(&arguments.parameters)?,
        is_placeholder: Box::new(move |text| placeholders.matches(text)),
        parameter_files: Box::new(move |template| {
            let Some(root) = &root else { return Vec::new() };
            let found = files.parameter_files(&storage, root, template).into_iter();
            let canonical = found.filter_map(|file| storage.canonical(&root.join(file.path)).ok());
            canonical.filter(|path| path.starts_with(root)).collect()
        }),
        is_root: settings
            .roots
            .clone()
            .map(|roots| -> check::IsRoot { Box::new(move |path| roots.matches(path)) }),
        environment: settings.environment.clone(),
        strict: settings.strict,
        draws: false,
    })
}
