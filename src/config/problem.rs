//! What is wrong with a configuration, shown with its text.

use crate::report::text;
use crate::source::{Source, Span};
use std::fmt;
use std::sync::Arc;

/// One fault of a configuration.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The file and the range in it; `None` for a fault of the command line or of the file system.
    pub at: Option<(Arc<Source>, Span)>,
    /// What is wrong, without a period.
    pub message: String,
    /// What could be done, such as `did you mean 'select'?`.
    pub help: Option<String>,
}

impl Problem {
    /// A fault at a place of a file.
    pub fn at(source: &Arc<Source>, span: Span, message: impl Into<String>) -> Self {
        Self { at: Some((Arc::clone(source), span)), message: message.into(), help: None }
    }

    /// A fault that has no place in a file.
    pub fn without_place(message: impl Into<String>) -> Self {
        Self { at: None, message: message.into(), help: None }
    }

    /// With what could be done.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With the word that was probably meant.
    pub fn did_you_mean(self, word: Option<&str>) -> Self {
        match word {
            Some(word) => self.help(format!("did you mean '{word}'?")),
            None => self,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = text::line(&self.message);
        let Some((source, span)) = &self.at else {
            write!(f, "{message}")?;
            return match &self.help {
                Some(help) => write!(f, "\n  = {}", text::line(help)),
                None => Ok(()),
            };
        };
        let (start, end) = source.range(*span);
        writeln!(f, "{}:{}:{}: {message}", text::path(&source.path), start.line, start.column)?;
        snippet(f, source, *span, start.line, end.line)?;
        write!(
            f,
            "{}",
            self.help.as_deref().map_or(String::new(), |help| format!(" {}", text::line(help)))
        )
    }
}

/// The line with carets under the part that is meant, up to the end of the line.
fn snippet(
    f: &mut fmt::Formatter<'_>,
    source: &Source,
    span: Span,
    first: u32,
    last: u32,
) -> fmt::Result {
    let line = first as usize - 1;
    let whole = source.line_text(line);
    let begin = source.line_starts().get(line).copied().unwrap_or_default();
    let before = Span::new(begin, span.start).of(&source.text);
    let within = if last > first {
        whole.get(before.len()..).unwrap_or_default()
    } else {
        span.of(&source.text)
    };
    let gutter = " ".repeat(first.to_string().len());
    let blank: String = before.chars().map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    writeln!(f, "{gutter} |")?;
    writeln!(f, "{first} | {}", text::same_length(whole.trim_start_matches('\u{feff}')))?;
    write!(f, "{gutter} | {blank}{}", "^".repeat(within.trim_end().chars().count().max(1)))
}

/// All that is wrong with a configuration; the run ends with exit code 2.
#[derive(Debug, Clone)]
pub struct ConfigError {
    /// The faults, in order of place.
    pub problems: Vec<Problem>,
}

impl ConfigError {
    /// An error if there is a problem.
    pub(crate) fn unless_empty(problems: Vec<Problem>) -> Result<(), Self> {
        if problems.is_empty() { Ok(()) } else { Err(Self { problems }) }
    }
}

impl From<Problem> for ConfigError {
    fn from(problem: Problem) -> Self {
        Self { problems: vec![problem] }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.problems.iter().enumerate() {
            write!(f, "{}{problem}", if at == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}
