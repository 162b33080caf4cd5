//! The formats in which a run is told, and what they share.

pub mod azure;
pub mod concise;
pub mod coverage;
pub mod fingerprint;
pub mod full;
pub mod github;
pub mod gitlab;
pub mod json;
pub mod junit;
pub mod line_hash;
pub mod markdown;
pub mod provenance;
pub mod sarif;
pub mod statistics;
pub mod text;

use crate::finding::{Finding, Report, Severity};
use crate::source::{Place, Position};
use std::io;
use std::path::PathBuf;

pub use coverage::Summary;

/// A form of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// For people: each finding with its source text.
    Full,
    /// One line a finding.
    Concise,
    /// The contract's JSON, version 1.
    Json,
    /// SARIF 2.1.0 as GitHub reads it.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// Logging commands of Azure Pipelines.
    Azure,
    /// GitLab's Code Quality report.
    Gitlab,
    /// JUnit's XML.
    Junit,
    /// Markdown for comments and step summaries.
    Markdown,
}

impl Format {
    /// All formats, in the order in which help lists them.
    pub const ALL: [Self; 9] = [
        Self::Full,
        Self::Concise,
        Self::Json,
        Self::Sarif,
        Self::Github,
        Self::Azure,
        Self::Gitlab,
        Self::Junit,
        Self::Markdown,
    ];

    /// The word of the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Azure => "azure",
            Self::Gitlab => "gitlab",
            Self::Junit => "junit",
            Self::Markdown => "markdown",
        }
    }

    /// The format of a word of the command line.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }
}

/// What the formats need to know beside the report itself.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether ANSI colours are written (`full`, `concise`).
    pub colour: bool,
    /// Whether rule ids become terminal hyperlinks (`full`); else the address is printed.
    pub links: bool,
    /// Columns of the terminal (`full`).
    pub width: usize,
    /// Whether the closing lines (counts, coverage) are written in the formats for people and logs.
    pub closing: bool,
    /// Whether suppressed findings are told, marked as such.
    pub show_suppressed: bool,
    /// Whether notes go into SARIF, where each becomes an open alert.
    pub sarif_notes: bool,
    /// Whether SARIF carries source text beside its regions.
    pub snippets: bool,
    /// The category of a SARIF run, for several runs of one commit.
    pub category: Option<String>,
    /// The exit code of the run.
    pub exit_code: i32,
    /// What the configuration made the run warn about.
    pub warnings: Vec<String>,
    /// The working tree that printed paths are relative to, when there is one; `.git` is read there.
    pub git_root: Option<PathBuf>,
    /// A Mermaid picture for Markdown.
    pub picture: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            colour: false,
            links: false,
            width: 100,
            closing: true,
            show_suppressed: false,
            sarif_notes: false,
            snippets: true,
            category: None,
            exit_code: 0,
            warnings: Vec::new(),
            git_root: None,
            picture: None,
        }
    }
}

/// Writes `report` in `format`.
pub fn write(
    format: Format,
    report: &Report,
    options: &Options,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        Format::Full => full::write(report, options, out),
        Format::Concise => concise::write(report, options, out),
        Format::Json => json::write(report, options, out),
        Format::Sarif => sarif::write(report, options, out),
        Format::Github => github::write(report, options, out),
        Format::Azure => azure::write(report, options, out),
        Format::Gitlab => gitlab::write(report, options, out),
        Format::Junit => junit::write(report, options, out),
        Format::Markdown => markdown::write(report, options, out),
    }
}

/// The findings that are told, in the report's order.
pub fn shown<'r>(
    report: &'r Report,
    options: &Options,
) -> impl Iterator<Item = &'r Finding> + use<'r> {
    let suppressed_too = options.show_suppressed;
    report.findings.iter().filter(move |finding| suppressed_too || finding.suppressed.is_none())
}

/// The severities from the gravest down.
pub(crate) const GRAVEST_FIRST: [Severity; 3] =
    [Severity::Error, Severity::Warning, Severity::Note];

/// A place as it is printed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot<'r> {
    pub(crate) path: &'r str,
    pub(crate) start: Position,
    /// Exclusive.
    pub(crate) end: Position,
}

impl<'r> Spot<'r> {
    /// Where `place` is; the start of a nameless file when it is of another run.
    pub(crate) fn of(report: &'r Report, place: Place) -> Self {
        let Some(source) = report.sources.get(place.file) else {
            let origin = Position { line: 1, column: 1 };
            return Self { path: "", start: origin, end: origin };
        };
        let (start, end) = source.range(place.span);
        Self { path: &source.path, start, end: end.max(start) }
    }

    /// `path:line:column`, safe to print.
    pub(crate) fn display(&self) -> String {
        format!("{}:{}:{}", text::path(self.path), self.start.line, self.start.column)
    }
}

/// The path without what lies outside the repository: of an absolute path, or of one that climbs, the file name alone.
pub(crate) fn inside(path: &str) -> &str {
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    let absolute = path.starts_with(['/', '\\']) || drive;
    if absolute || path.split(['/', '\\']).any(|part| part == "..") {
        path.rsplit(['/', '\\']).next().unwrap_or(path)
    } else {
        path.strip_prefix("./").unwrap_or(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_the_name_of_an_outside_file_is_told() {
        assert_eq!(inside("/home/someone/a b.bicep"), "a b.bicep");
        assert_eq!(inside(r"C:\Users\x\main.json"), "main.json");
        assert_eq!(inside("../../x/main.json"), "main.json");
        assert_eq!(inside("./infra/main.bicep"), "infra/main.bicep");
    }

    #[test]
    fn every_format_has_its_word() {
        for format in Format::ALL {
            assert_eq!(Format::parse(format.as_str()), Some(format));
        }
    }
}
