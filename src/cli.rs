//! The command line.

mod args;
mod check;
mod config;
mod configuration;
mod eval;
mod explain;
mod graph;
mod packaging;
mod resources;
mod rules;
mod test_rules;

use clap::Parser as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What a command ends with.
pub type Exit = u8;

/// Usage, configuration, a path that does not exist, an internal error.
pub const FAILED: Exit = 2;

/// Runs the program with these arguments and gives its exit code.
pub fn run(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> Exit {
    crate::isolate::silence();
    let cli = match args::Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { FAILED } else { 0 };
        }
    };
    let result = match cli.command {
        args::Command::Check(arguments) => check::run(&arguments),
        args::Command::Rules(arguments) => rules::run(&arguments),
        args::Command::Explain(arguments) => explain::run(&arguments),
        args::Command::Resources(arguments) => resources::run(&arguments),
        args::Command::Graph(arguments) => graph::run(&arguments),
        args::Command::TestRules(arguments) => test_rules::run(&arguments),
        args::Command::Eval(arguments) => eval::run(&arguments),
        args::Command::Config(arguments) => config::show(&arguments),
        args::Command::Init(arguments) => config::init(&arguments),
        args::Command::Migrate(arguments) => config::migrate(&arguments),
        args::Command::Completions(arguments) => packaging::completions(&arguments),
        args::Command::Man(arguments) => packaging::man(&arguments),
    };
    match result {
        Ok(exit) => exit,
        Err(Stop::Quiet) => 0,
        Err(Stop::Because(why)) => {
            complain(&format!("error: {why}"));
            FAILED
        }
    }
}

/// Rule files that cannot be read, each shown with its place.
fn broken_rules(problems: Vec<String>) -> Stop {
    Stop::Because(problems.join("\nerror: "))
}

/// Why a command ended early.
#[derive(Debug)]
enum Stop {
    /// Nobody reads the output any more.
    Quiet,
    /// Something that the user has to mend.
    Because(String),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Quiet,
            _ => Self::Because(error.to_string()),
        }
    }
}

/// The folder that the program runs in.
fn working() -> Result<PathBuf, Stop> {
    Ok(std::env::current_dir().and_then(|path| path.canonicalize())?)
}

/// Paths that the command line names, which must be there.
fn canonical(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Stop> {
    paths.iter().map(|path| canonical_path(path)).collect()
}

fn canonical_path(path: &Path) -> Result<PathBuf, Stop> {
    path.canonicalize().map_err(|error| Stop::Because(format!("{}: {error}", path.display())))
}

/// Writes a line for people on stderr. Control characters of hostile names are harmless there.
fn complain(line: &str) {
    let _ = writeln!(io::stderr(), "{}", crate::report::text::block(line));
}
