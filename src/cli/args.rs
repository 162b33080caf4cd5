//! What can be said on the command line.

use crate::report::Format;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// A policy linter for Azure ARM templates and Bicep.
#[derive(Debug, Parser)]
#[command(name = "armlint", version, about, max_term_width = 100)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Lint files and folders
    Check(Box<CheckArgs>),
    /// List the rules
    Rules(RulesArgs),
    /// Explain a rule: why, what it looks at, examples, fix
    Explain(ExplainArgs),
    /// Show what armlint sees of a template after expansion
    Resources(ResourcesArgs),
    /// Draw the private network of a template, with its faults
    Graph(GraphArgs),
    /// Run the examples of rule files
    TestRules(TestRulesArgs),
    /// Evaluate one expression of the template language
    Eval(EvalArgs),
    /// Show what the configuration says, and where
    Config(ConfigArgs),
    /// Write a first configuration by looking at the repository
    Init(InitArgs),
    /// Translate the suppressions of Checkov and PSRule
    Migrate(MigrateArgs),
    /// Print the completions of a shell
    #[command(hide = true)]
    Completions(CompletionsArgs),
    /// Print the manual page of the program or of a command
    #[command(hide = true)]
    Man(ManArgs),
}

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// A command; without one, the page is about the program
    pub(super) command: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Files and folders; `-` reads one template from stdin
    #[arg(default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// The form of the report
    #[arg(long, alias = "output-format", default_value = "full", value_parser = formats())]
    pub(super) format: Format,
    /// Write the report to a file too, as FORMAT=FILE
    #[arg(long, value_name = "FORMAT=FILE", value_parser = output)]
    pub(super) output: Vec<(Format, PathBuf)>,
    /// Run these rules instead of the default ones: ids, names, prefixes, ALL
    #[arg(long, value_delimiter = ',', value_name = "RULE")]
    pub(super) select: Vec<String>,
    /// Run these rules too
    #[arg(long, value_delimiter = ',', value_name = "RULE")]
    pub(super) extend_select: Vec<String>,
    /// Leave these rules out
    #[arg(long, value_delimiter = ',', value_name = "RULE")]
    pub(super) ignore: Vec<String>,
    /// Of the rules that run, only those of a framework: MCSB, MCSB:DP-3, WAF:security
    #[arg(long, value_delimiter = ',', value_name = "NAME")]
    pub(super) framework: Vec<String>,
    /// Rule files of your own: files, or folders of them
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    /// A parameter file for the named template; later ones win
    #[arg(long, value_name = "FILE")]
    pub(super) parameters: Vec<PathBuf>,
    /// The severity from which on findings make the exit code 1 (default: warning)
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(super) fail_on: Option<FailOn>,
    /// Show findings from this severity on
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(super) min_severity: Option<Level>,
    /// Show findings from this confidence on
    #[arg(long, value_enum, value_name = "CONFIDENCE")]
    pub(super) min_confidence: Option<Sureness>,
    /// Run the rules about taste too
    #[arg(long)]
    pub(super) pedantic: bool,
    /// Mend what can be mended safely, and report the rest
    #[arg(long, conflicts_with = "write_baseline")]
    pub(super) fix: bool,
    /// Print what would be mended as a unified diff, and change nothing
    #[arg(long, conflicts_with_all = ["fix", "write_baseline"])]
    pub(super) diff: bool,
    /// Mend also where others may rely on what is changed
    #[arg(long)]
    pub(super) unsafe_fixes: bool,
    /// Say where something could not be told
    #[arg(long)]
    pub(super) strict: bool,
    /// Print a table of rules and counts in place of the findings; as JSON with `--format json`
    #[arg(long)]
    pub(super) statistics: bool,
    /// Show suppressed findings too
    #[arg(long)]
    pub(super) show_suppressed: bool,
    /// The configuration, instead of the nearest armlint.toml
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(super) config: Option<PathBuf>,
    /// No configuration at all
    #[arg(long)]
    pub(super) no_config: bool,
    /// Leave out the findings of this baseline
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Report only what has come since this revision of the git repository, wherever it lies
    #[arg(long, value_name = "REV", conflicts_with_all = ["fix", "diff", "write_baseline"])]
    pub(super) diff_base: Option<String>,
    /// Write what is found to a baseline, and exit with 0
    #[arg(long, value_name = "FILE")]
    pub(super) write_baseline: Option<PathBuf>,
    /// Pay no heed to suppressions in templates and configuration
    #[arg(long)]
    pub(super) no_ignores: bool,
    /// The day by which suppressions expire, as 2026-01-31
    #[arg(long, value_name = "DATE")]
    pub(super) today: Option<String>,
    /// Exit with 1 when less than this percentage of templates was seen in full
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(super) require_coverage: Option<u8>,
    /// The category of the SARIF run, for several runs of one commit
    #[arg(long, value_name = "NAME")]
    pub(super) sarif_category: Option<String>,
    /// Put notes into SARIF too, where each becomes an open alert
    #[arg(long)]
    pub(super) sarif_notes: bool,
    /// Number of threads
    #[arg(long, value_name = "N")]
    pub(super) jobs: Option<usize>,
    /// The path that stdin stands for
    #[arg(long, value_name = "PATH")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// When to use colours
    #[arg(long, value_enum, default_value = "auto")]
    pub(super) color: Colour,
    /// Say less
    #[arg(short, long)]
    pub(super) quiet: bool,
    /// Say more
    #[arg(short, long)]
    pub(super) verbose: bool,
    /// No progress bar
    #[arg(long)]
    pub(super) no_progress: bool,
    /// Exit with 0 where it would be 1
    #[arg(long)]
    pub(super) exit_zero: bool,
}

impl CheckArgs {
    /// As if nothing was said on the command line, and quietly.
    pub(super) fn plain() -> Self {
        Self {
            paths: Vec::new(),
            format: Format::Full,
            output: Vec::new(),
            select: Vec::new(),
            extend_select: Vec::new(),
            ignore: Vec::new(),
            framework: Vec::new(),
            rules: Vec::new(),
            parameters: Vec::new(),
            fail_on: None,
            min_severity: None,
            min_confidence: None,
            pedantic: false,
            fix: false,
            diff: false,
            unsafe_fixes: false,
            strict: false,
            statistics: false,
            show_suppressed: false,
            config: None,
            no_config: false,
            baseline: None,
            diff_base: None,
            write_baseline: None,
            no_ignores: false,
            today: None,
            require_coverage: None,
            sarif_category: None,
            sarif_notes: false,
            jobs: None,
            stdin_filename: None,
            color: Colour::Never,
            quiet: true,
            verbose: false,
            no_progress: true,
            exit_zero: false,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    /// The form of the list
    #[arg(long, alias = "output-format", value_enum, default_value = "text")]
    pub(super) format: Listing,
    /// Only the rules of a framework: MCSB, MCSB:DP-3, WAF:security
    #[arg(long, value_delimiter = ',', value_name = "NAME")]
    pub(super) framework: Vec<String>,
    /// Rule files of your own: files, or folders of them
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct TestRulesArgs {
    /// Rule files, or folders of them
    #[arg(required = true, value_name = "DIR")]
    pub(super) paths: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// Rule files of your own: files, or folders of them
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    /// An id, a name, an alias, or the id of an equivalent check of another tool
    pub(super) rule: String,
}

#[derive(Debug, Args)]
pub(super) struct ResourcesArgs {
    /// A template, or a folder of templates
    pub(super) path: PathBuf,
    /// A parameter file; later ones win
    #[arg(long, value_name = "FILE")]
    pub(super) parameters: Vec<PathBuf>,
    /// The form of the list
    #[arg(long, alias = "output-format", value_enum, default_value = "text")]
    pub(super) format: Listing,
}

#[derive(Debug, Args)]
pub(super) struct GraphArgs {
    /// A template, or a folder of templates
    pub(super) path: PathBuf,
    /// A parameter file; later ones win
    #[arg(long, value_name = "FILE")]
    pub(super) parameters: Vec<PathBuf>,
    /// The form of the picture
    #[arg(long, alias = "output-format", value_enum, default_value = "mermaid")]
    pub(super) format: Drawing,
    /// The configuration, instead of the nearest armlint.toml
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(super) config: Option<PathBuf>,
    /// No configuration at all
    #[arg(long)]
    pub(super) no_config: bool,
}

#[derive(Debug, Args)]
pub(super) struct EvalArgs {
    /// The expression, with or without its brackets
    pub(super) expression: String,
    /// A JSON file with subscriptionId, resourceGroup, managementGroup, scope, variables, parameters, copy
    #[arg(long, value_name = "FILE")]
    pub(super) context: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct ConfigArgs {
    /// The file or folder whose configuration is meant
    #[arg(default_value = ".")]
    pub(super) path: PathBuf,
    /// The configuration, instead of the nearest armlint.toml
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// The form of the list
    #[arg(long, alias = "output-format", value_enum, default_value = "text")]
    pub(super) format: Listing,
    /// Print the JSON Schema of armlint.toml
    #[arg(long)]
    pub(super) schema: bool,
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// The folder of the repository
    #[arg(default_value = ".")]
    pub(super) path: PathBuf,
    /// Replace a configuration that is there
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Debug, Args)]
pub(super) struct MigrateArgs {
    /// Files and folders
    #[arg(default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// Change the files, instead of telling what would change
    #[arg(long)]
    pub(super) write: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Error,
    Warning,
    Note,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Level {
    Error,
    Warning,
    Note,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Sureness {
    High,
    Medium,
    Low,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Drawing {
    Mermaid,
    Dot,
    Svg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Listing {
    Text,
    Json,
}

fn formats() -> impl clap::builder::TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::as_str))
        .map(|word| Format::parse(&word).unwrap_or(Format::Full))
}

fn output(word: &str) -> Result<(Format, PathBuf), String> {
    let (format, file) = word.split_once('=').ok_or("it has the form FORMAT=FILE")?;
    let format = Format::parse(format).ok_or_else(|| format!("'{format}' is no format"))?;
    Ok((format, PathBuf::from(file)))
}
