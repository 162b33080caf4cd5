//! Writing the report.

use crate::cli::args::{CheckArgs, Colour};
use crate::cli::{Exit, Stop, complain};
use crate::discover;
use crate::finding::Report;
use crate::report::{self, Format, Options};
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

/// What a run came to beside its report.
pub(super) struct Run {
    pub(super) exit: Exit,
    /// What the configurations made it warn about.
    pub(super) warnings: Vec<String>,
    /// The folder that printed paths are relative to at most.
    pub(super) root: Option<PathBuf>,
}

/// Writes the report to stdout, and to the files that were asked for.
pub(super) fn write(report: &Report, run: &Run, arguments: &CheckArgs) -> Result<(), Stop> {
    let stdout = io::stdout();
    let options = Options {
        colour: colour(arguments.color, stdout.is_terminal()),
        show_suppressed: arguments.show_suppressed,
        closing: !arguments.quiet,
        sarif_notes: arguments.sarif_notes,
        category: arguments.sarif_category.clone(),
        exit_code: i32::from(run.exit),
        git_root: run.root.as_deref().and_then(discover::git_root),
        warnings: run.warnings.clone(),
        picture: crate::picture::for_comment(&report.pictures),
        ..Options::default()
    };
    let mut out = io::BufWriter::new(stdout.lock());
    match (arguments.statistics, arguments.format) {
        (true, Format::Json) => report::statistics::write_json(report, &options, &mut out)?,
        (true, _) => report::statistics::write(report, &options, &mut out)?,
        (false, format) => report::write(format, report, &options, &mut out)?,
    }
    out.flush()?;
    let plain = Options { colour: false, ..options };
    for (format, path) in &arguments.output {
        if *format == Format::Markdown && is_step_summary(path) {
            to_step_summary(report, &plain, path)?;
        } else {
            to_file(report, *format, &plain, path)?;
        }
    }
    Ok(())
}

/// Whether GitHub Actions shows a file as the summary of the step.
fn is_step_summary(path: &Path) -> bool {
    std::env::var_os("GITHUB_STEP_SUMMARY").is_some_and(|summary| summary == path.as_os_str())
}

/// Adds to a summary, which other programs of the step may have begun, as much as GitHub takes.
fn to_step_summary(report: &Report, options: &Options, path: &Path) -> Result<(), Stop> {
    let because = |error: io::Error| Stop::Because(format!("{}: {error}", path.display()));
    let taken = std::fs::metadata(path).map_or(0, |about| about.len());
    let mut bytes = Vec::new();
    let taken = usize::try_from(taken).unwrap_or(usize::MAX);
    report::markdown::write_step_summary(report, options, taken, &mut bytes).map_err(because)?;
    let file = std::fs::OpenOptions::new().append(true).create(true).open(path);
    file.and_then(|mut file| file.write_all(&bytes)).map_err(because)
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
pub(super) fn tell_unseen(report: &Report) {
    let line = |label: &crate::finding::Label| {
        let source = report.sources.get(label.place.file)?;
        let at = source.position(label.place.span.start);
        Some((source.path.clone(), at.line, at.column, label.message.clone()))
    };
    let mut lines: Vec<_> = report.unseen.iter().filter_map(line).collect();
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
