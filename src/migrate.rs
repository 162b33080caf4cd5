//! Suppressions of other tools, translated: `checkov:skip` comments, `metadata.checkov`, and the lists of PSRule and checkov
//! configurations.
//!
//! Everything here goes from text to text; who calls it reads and writes the files. What no rule stands for is left as it is
//! and noted.

mod checkov;
mod lists;
#[cfg(test)]
mod tests;

use crate::rule::{Card, RuleIndex};
use crate::source::{Source, Span};
pub use checkov::template;
pub use lists::{Fragment, configuration};

/// A remark about something that was not translated, or not fully.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The line, from 1.
    pub line: u32,
    /// What, one sentence.
    pub message: String,
}

/// A translated text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// The new text; the old one where nothing was to be done.
    pub text: String,
    /// How many suppressions were translated.
    pub translated: usize,
    /// What was not.
    pub notes: Vec<Note>,
}

/// Replaced ranges of a text.
#[derive(Default)]
struct Edits {
    edits: Vec<(Span, String)>,
}

impl Edits {
    fn replace(&mut self, span: Span, text: impl Into<String>) {
        self.edits.push((span, text.into()));
    }

    /// The text with all edits made. Of two that overlap the earlier one counts.
    fn apply(mut self, text: &str) -> String {
        self.edits.sort_by_key(|(span, _)| (span.start, span.end));
        let mut out = String::with_capacity(text.len() + 64);
        let mut at = 0;
        for (span, new) in self.edits {
            if span.start < at {
                continue;
            }
            out.push_str(Span::new(at, span.start).of(text));
            out.push_str(&new);
            at = span.end;
        }
        out.push_str(text.get(at as usize..).unwrap_or_default());
        out
    }
}

fn line(source: &Source, offset: u32) -> u32 {
    source.position(offset).line
}

/// The names of the rules that stand for checks of another tool, and the checks that no rule stands for.
fn translate<'i>(
    index: &RuleIndex,
    ids: impl IntoIterator<Item = &'i str>,
) -> (Vec<&'static str>, Vec<&'i str>) {
    let mut names: Vec<&'static str> = Vec::new();
    let mut missing = Vec::new();
    for id in ids {
        let cards = index.equivalents(id);
        if cards.is_empty() {
            missing.push(id);
        }
        names.extend(cards.iter().map(|card: &&'static Card| card.name));
    }
    names.dedup();
    (names, missing)
}

fn no_rule(id: &str) -> String {
    format!("No rule stands for '{id}'; its suppression is left as it is.")
}
