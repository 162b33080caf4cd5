//! `armlint check`.

mod input;
mod mend;
mod output;
mod progress;
mod settle;

use super::args::CheckArgs;
use super::configuration::{self, Configured};
use super::{Exit, Stop, complain};
use crate::check::{self, Plan};
use crate::finding::Report;
use crate::report::Format;
use crate::rule::RuleSet;
use crate::session::Session;
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
        if arguments.diff {
            return mended.tell();
        }
        mended.write()?;
        mended.judged
    } else {
        judge(arguments, draws)?
    };
    let Judged { report, configured, working, session } = judged;
    if arguments.verbose {
        output::tell_unseen(&report);
    }
    let exit = settle::exit_code(&report, &configured, arguments);
    output::write(&report, &configured, arguments, exit, &working)?;
    // The program ends here: to give back each piece of memory was a thirtieth of a run.
    std::mem::forget((report, configured, session));
    Ok(exit)
}

/// A report with all that decides about findings applied.
pub(super) struct Judged {
    pub(super) report: Report,
    configured: Configured,
    working: PathBuf,
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
    let working = std::env::current_dir().and_then(|path| path.canonicalize())?;
    let session = Session::new(working.clone());
    for (path, text) in texts {
        session.provide(path, text.clone());
    }
    let configured = configuration::of(arguments, &working)?;
    for warning in &configured.settings.warnings {
        complain(&format!("warning: {warning}"));
    }
    let (mut inputs, unwalked) = input::inputs(&session, arguments, &working)?;
    let exclude = &configured.settings.exclude;
    inputs.retain(|input| input.named || !exclude.matches(&session.printed(&input.path)));
    let plan = Plan { draws, ..plan(&configured, arguments)? };
    let mut report = {
        let bar = progress::Bar::new(arguments.no_progress || arguments.quiet);
        check::check(&session, inputs, &unwalked, &plan, &bar)
    };
    settle::settle(&mut report, &configured, arguments, &working)?;
    let Report { pictures, findings, .. } = &mut report;
    for picture in pictures {
        picture.keep_shown(findings);
    }
    Ok(Judged { report, configured, working, session })
}

/// What the run does, by the configuration and the command line.
fn plan(configured: &Configured, arguments: &CheckArgs) -> Result<Plan, Stop> {
    let settings = &configured.settings;
    let cards = settings.cards();
    let active: FxHashSet<&str> = cards.iter().map(|card| card.id).collect();
    let rules: Vec<_> =
        configured.rules.iter().copied().filter(|rule| active.contains(rule.card.id)).collect();
    let placeholders = settings.placeholders.clone();
    let (files, root) = (settings.clone(), configured.root.clone());
    Ok(Plan {
        rules: RuleSet::new(&rules),
        cards,
        settings: settings.rules.clone(),
        parameters: input::canonical(&arguments.parameters)?,
        is_placeholder: Box::new(move |text| placeholders.matches(text)),
        parameter_files: Box::new(move |template| {
            let Some(root) = &root else { return Vec::new() };
            let found = files.parameter_files(root, template).into_iter();
            let canonical = found.filter_map(|file| root.join(file.path).canonicalize().ok());
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
