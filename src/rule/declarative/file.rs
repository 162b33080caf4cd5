//! Rule files that are read at run time: those of a user's repository.

use super::Declarative;
use super::check::Check;
use crate::finding::{Confidence, Severity};
use crate::rule::card::{Card, Example, Languages};
use crate::rule::{self, Rule};
use serde::Deserialize;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::OnceLock;

/// A file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    id: Id,
    name: Name,
    title: String,
    severity: Level,
    #[serde(default)]
    confidence: Sureness,
    security_severity: Option<String>,
    #[serde(default = "custom")]
    category: String,
    #[serde(default)]
    default: Default_,
    #[serde(default)]
    pedantic: bool,
    #[serde(default)]
    languages: Spoken,
    #[serde(default)]
    why: String,
    #[serde(default)]
    looks_at: String,
    #[serde(default)]
    fix: String,
    #[serde(default)]
    references: Vec<String>,
    #[serde(default)]
    frameworks: Vec<String>,
    #[serde(default)]
    equivalents: Vec<String>,
    #[serde(default)]
    aliases: Vec<Name>,
    #[serde(default)]
    shadowed_by: Vec<Name>,
    #[allow(dead_code, reason = "a word for the people who read the file")]
    source: Option<String>,
    check: Check,
    #[serde(default)]
    example: Vec<RawExample>,
}

fn custom() -> String {
    "custom".to_owned()
}

/// A family of two to eight letters and a number of three or four digits.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Id(String);

impl TryFrom<String> for Id {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let digits = text.trim_start_matches(|c: char| c.is_ascii_uppercase());
        let letters = text.len() - digits.len();
        let right = (2..=8).contains(&letters)
            && (3..=4).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit());
        if right {
            return Ok(Self(text));
        }
        Err(format!(
            "'{text}' is no id: two to eight capital letters and three or four digits, such as ACME001"
        ))
    }
}

#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Name(String);

impl TryFrom<String> for Name {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let right = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if text.contains('-') && text.bytes().all(right) {
            return Ok(Self(text));
        }
        Err(format!(
            "'{text}' is no name: words in lower case with dashes between, such as storage-tag-missing"
        ))
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Level {
    Error,
    Warning,
    Note,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Sureness {
    #[default]
    High,
    Medium,
    Low,
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Default_ {
    #[default]
    On,
    Off,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Spoken {
    #[default]
    Both,
    Arm,
    Bicep,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawExample {
    arm: Option<String>,
    bicep: Option<String>,
}

/// What is wrong with a rule file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// One line.
    pub message: String,
    /// Where, in bytes; `None` for the whole file.
    pub span: Option<Range<usize>>,
}

impl Problem {
    /// `path:line:column: message`, and the line with a mark below.
    pub fn shown(&self, path: &str, text: &str) -> String {
        let message = self.message.trim();
        let Some(span) = &self.span else { return format!("{path}: {message}") };
        let start = (0..=span.start.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
        let before = start.and_then(|at| text.get(..at)).unwrap_or_default();
        let (number, from) =
            (before.matches('\n').count() + 1, before.rfind('\n').map_or(0, |at| at + 1));
        let column = before.get(from..).unwrap_or_default().chars().count() + 1;
        let line = text.get(from..).unwrap_or_default().lines().next().unwrap_or_default();
        let width = span.len().clamp(1, line.chars().count().saturating_sub(column - 1).max(1));
        let mut shown = format!("{path}:{number}:{column}: {message}\n");
        let margin = number.to_string().len();
        let _ = write!(
            shown,
            "{:margin$} |\n{number} | {line}\n{:margin$} | {:>at$}{}",
            "",
            "",
            "^",
            "^".repeat(width - 1),
            at = column
        );
        shown
    }
}

/// Reads a rule file. The rule lives as long as the process.
pub fn read(text: &str) -> Result<&'static Rule, Problem> {
    let file: File = toml::from_str(text).map_err(|error| Problem {
        message: error.message().lines().collect::<Vec<_>>().join(" "),
        span: error.span(),
    })?;
    let mut examples = Vec::new();
    for example in file.example {
        examples.push(match (example.arm, example.bicep) {
            (Some(text), None) => Example::arm(keep(text)),
            (None, Some(text)) => Example::bicep(keep(text)),
            _ => {
                return Err(Problem {
                    message: "an example is either `arm` or `bicep`".to_owned(),
                    span: None,
                });
            }
        });
    }
    let check = file.check;
    let own = check.targets.iter().map(|target| target.resource_type.clone());
    let types = keep_all(own.chain(check.also.iter().cloned()));
    let card = Card {
        id: keep(file.id.0),
        name: keep(file.name.0),
        title: keep(file.title),
        severity: match file.severity {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Note => Severity::Note,
        },
        confidence: match file.confidence {
            Sureness::High => Confidence::High,
            Sureness::Medium => Confidence::Medium,
            Sureness::Low => Confidence::Low,
        },
        security_severity: file.security_severity.map(keep),
        category: keep(file.category),
        on: file.default == Default_::On && !file.pedantic,
        pedantic: file.pedantic,
        languages: match file.languages {
            Spoken::Both => Languages::Both,
            Spoken::Arm => Languages::Arm,
            Spoken::Bicep => Languages::Bicep,
        },
        resource_types: types,
        why: keep(file.why),
        looks_at: keep(file.looks_at),
        fix: keep(file.fix),
        references: keep_all(file.references),
        frameworks: keep_all(file.frameworks),
        equivalents: keep_all(file.equivalents),
        aliases: keep_all(file.aliases.into_iter().map(|name| name.0)),
        examples: Vec::leak(examples),
        custom: true,
    };
    let shadowed_by = keep_all(file.shadowed_by.into_iter().map(|name| name.0));
    let check = Declarative { types, packed: &[], check: OnceLock::from(Some(check)) };
    let check = rule::Check::Declarative(check);
    Ok(Box::leak(Box::new(Rule { card, check, shadowed_by })))
}

fn keep(text: String) -> &'static str {
    String::leak(text)
}

fn keep_all(texts: impl IntoIterator<Item = String>) -> &'static [&'static str] {
    Vec::leak(texts.into_iter().map(keep).collect::<Vec<_>>())
}
