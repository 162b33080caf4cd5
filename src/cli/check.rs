//! `armlint check`.

mod progress;
mod selection;

use super::args::{CheckArgs, Colour, FailOn, Level, Sureness};
use super::{Exit, Stop, complain};
use crate::check::{self, Plan};
use crate::discover::{self, Input};
use crate::finding::{Confidence, FileStatus, Finding, Report, Severity};
use crate::report::{self, Format, Options};
use crate::rule::RuleSet;
use crate::rule::settings::RuleSettings;
use crate::session::Session;
use std::io::{self, IsTerminal as _, Read as _, Write};
use std::path::{Path, PathBuf};

/// Stacks are deep enough for the deepest evaluation that the budgets allow.
const STACK: usize = 64 << 20;

pub(super) fn run(arguments: &CheckArgs) -> Result<Exit, Stop> {
    let threads = arguments.jobs.unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build();
    let pool = pool.map_err(|error| Stop::Because(error.to_string()))?;
    pool.install(|| in_pool(arguments))
}

fn in_pool(arguments: &CheckArgs) -> Result<Exit, Stop> {
    let working = std::env::current_dir().and_then(|path| path.canonicalize())?;
    let session = Session::new(working.clone());
    let (inputs, unwalked) = inputs(&session, arguments, &working)?;
    let chosen = selection::choose(
        &crate::cli::rules::rules(&arguments.rules)?,
        &arguments.select,
        &arguments.extend_select,
        &arguments.ignore,
        arguments.pedantic,
    )?;
    let parameters = canonical(&arguments.parameters)?;
    let plan = Plan {
        rules: RuleSet::new(&chosen.rules),
        cards: chosen.cards.clone(),
        settings: RuleSettings::default(),
        parameters,
        is_placeholder: Box::new(check::placeholder::is_token),
        strict: arguments.strict,
    };
    let mut report = {
        let bar = progress::Bar::new(arguments.no_progress || arguments.quiet);
        check::check(&session, inputs, &unwalked, &plan, &bar)
    };
    let severity = least_severity(arguments.min_severity);
    let confidence = least_confidence(arguments.min_confidence);
    report.findings.retain(|finding| {
        finding.severity >= severity
            && (finding.confidence >= confidence || chosen.by_own_name(finding.card))
    });
    if arguments.verbose {
        tell_unseen(&report);
    }
    let exit = exit_code(&report, arguments);
    write(&report, arguments, exit, &working)?;
    Ok(exit)
}

/// The files to look at; `-` is what stdin holds.
fn inputs(
    session: &Session,
    arguments: &CheckArgs,
    working: &Path,
) -> Result<(Vec<Input>, Vec<discover::Unwalked>), Stop> {
    if arguments.paths.iter().any(|path| path.as_os_str() == "-") {
        if arguments.paths.len() > 1 {
            return Err(Stop::Because("'-' cannot be mixed with paths".to_owned()));
        }
        return Ok((vec![stdin(session, arguments, working)?], Vec::new()));
    }
    discover::discover(&arguments.paths).map_err(|error| Stop::Because(error.to_string()))
}

fn stdin(session: &Session, arguments: &CheckArgs, working: &Path) -> Result<Input, Stop> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let looks_like_json = text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']);
    let name = arguments.stdin_filename.clone().unwrap_or_else(|| {
        PathBuf::from(if looks_like_json || text.trim().is_empty() {
            "stdin.json"
        } else {
            "stdin.bicep"
        })
    });
    let path = working.join(name);
    session.provide_stdin(&path, text, bytes.is_ascii() || std::str::from_utf8(&bytes).is_ok());
    let bound = discover::git_root(&path)
        .or_else(|| path.parent().map(Path::to_path_buf))
        .unwrap_or_default();
    Ok(Input { path, named: false, bound })
}

fn canonical(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Stop> {
    let one = |path: &PathBuf| {
        path.canonicalize().map_err(|error| Stop::Because(format!("{}: {error}", path.display())))
    };
    paths.iter().map(one).collect()
}

fn least_severity(level: Option<Level>) -> Severity {
    match level {
        None | Some(Level::Note) => Severity::Note,
        Some(Level::Warning) => Severity::Warning,
        Some(Level::Error) => Severity::Error,
    }
}

fn least_confidence(level: Option<Sureness>) -> Confidence {
    match level {
        Some(Sureness::Low) => Confidence::Low,
        None | Some(Sureness::Medium) => Confidence::Medium,
        Some(Sureness::High) => Confidence::High,
    }
}

fn exit_code(report: &Report, arguments: &CheckArgs) -> Exit {
    let failing = match arguments.fail_on {
        FailOn::Never => None,
        FailOn::Note => Some(Severity::Note),
        FailOn::Warning => Some(Severity::Warning),
        FailOn::Error => Some(Severity::Error),
    };
    let counts = |finding: &&Finding| finding.suppressed.is_none();
    if report.findings.iter().filter(counts).any(|finding| finding.card.name == "internal-error") {
        return super::FAILED;
    }
    let Some(failing) = failing else { return 0 };
    let found = report.findings.iter().filter(counts).any(|finding| finding.severity >= failing);
    let invalid = report.files.iter().any(|file| file.status == FileStatus::Invalid);
    Exit::from((found || invalid) && !arguments.exit_zero)
}

fn write(report: &Report, arguments: &CheckArgs, exit: Exit, working: &Path) -> Result<(), Stop> {
    let stdout = io::stdout();
    let options = Options {
        colour: colour(arguments.color, stdout.is_terminal()),
        show_suppressed: arguments.show_suppressed,
        closing: !arguments.quiet,
        exit_code: i32::from(exit),
        git_root: discover::git_root(working),
        ..Options::default()
    };
    let mut out = io::BufWriter::new(stdout.lock());
    if arguments.statistics {
        report::statistics::write(report, &options, &mut out)?;
    } else {
        report::write(arguments.format, report, &options, &mut out)?;
    }
    out.flush()?;
    let plain = Options { colour: false, ..options };
    for (format, path) in &arguments.output {
        to_file(report, *format, &plain, path)?;
    }
    Ok(())
}

/// Writes a file beside its final name first, so that nobody ever reads half of it.
fn to_file(report: &Report, format: Format, options: &Options, path: &Path) -> Result<(), Stop> {
    let because = |error: io::Error| Stop::Because(format!("{}: {error}", path.display()));
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(because)?;
    }
    let mut bytes = Vec::new();
    report::write(format, report, options, &mut bytes).map_err(because)?;
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(name);
    let written = std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        because(error)
    })
}

/// Says on stderr what could not be evaluated.
fn tell_unseen(report: &Report) {
    let mut lines: Vec<_> = report
        .unseen
        .iter()
        .filter_map(|label| {
            let source = report.sources.get(label.place.file)?;
            let at = source.position(label.place.span.start);
            Some((source.path.clone(), at.line, at.column, label.message.as_str()))
        })
        .collect();
    lines.sort();
    for (path, line, column, message) in lines {
        complain(&format!("{path}:{line}:{column}: {message}"));
    }
}

/// The flag, then `NO_COLOR`, `FORCE_COLOR` and `CLICOLOR_FORCE`, then the terminal.
fn colour(flag: Colour, is_terminal: bool) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match flag {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto if set("NO_COLOR") => false,
        Colour::Auto if set("FORCE_COLOR") || set("CLICOLOR_FORCE") => true,
        Colour::Auto => is_terminal && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
    }
}
