//! The suppressions that are written in a file.

use super::grammar::{self, Fault};
use super::metadata;
use super::outline::Outline;
use super::scope;
use crate::finding::FileKind;
use crate::rule::RuleIndex;
use crate::source::{FileId, Source, Span};
use crate::syntax::bicep::{self, Dialect, Pragma, PragmaKind, Tree};
use crate::syntax::json;
use std::path::Path;
use std::sync::Arc;
use time::Date;

/// A suppression in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directive {
    /// Where it stands.
    pub(super) span: Span,
    /// Where findings have to begin.
    pub(super) scope: Span,
    /// The rules, each with its place.
    pub(super) rules: Vec<(String, Span)>,
    /// Why.
    pub(super) reason: String,
    /// The last day.
    pub(super) expires: Option<Date>,
}

/// How many suppressions of a file are read; the others are not applied.
const MOST: usize = 2_000;

/// The suppressions of a file, and what is wrong with others.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) directives: Vec<Directive>,
    pub(super) faults: Vec<Fault>,
}

/// Finds the suppressions of a file; nearly free for a text that has none.
pub(super) fn find(source: &Arc<Source>, kind: FileKind, index: &RuleIndex) -> Found {
    // No text with a suppression is packed.
    if source.text.is_packed() {
        return Found::default();
    }
    let text = source.text.as_bytes();
    let has = |word: &str| memchr::memmem::find(text, word.as_bytes()).is_some();
    let mut found = Found::default();
    if is_bicep(source, kind) {
        if has("armlint:") || disables_a_rule(&source.text, index) {
            found.bicep(source, index);
        }
    } else if has("armlint") {
        found.arm(source);
    }
    found
}

/// Whether a pragma may name a rule of armlint. Most are for the compiler, and to read their files again was a tenth of a run
/// over Bicep.
fn disables_a_rule(text: &str, index: &RuleIndex) -> bool {
    let is_rule = |word: &str| index.own(word).is_some() || looks_like_a_rule(word, index);
    let is_of_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let pragmas = memchr::memmem::find_iter(text.as_bytes(), "#disable-");
    let mut lines = pragmas.map(|at| text[at..].lines().next().unwrap_or_default());
    lines.any(|line| line.split(|c| !is_of_word(c)).any(is_rule))
}

fn is_bicep(source: &Source, kind: FileKind) -> bool {
    kind == FileKind::Bicep || has_extension(source, "bicepparam")
}

fn has_extension(source: &Source, extension: &str) -> bool {
    Path::new(&source.path).extension().is_some_and(|own| own.eq_ignore_ascii_case(extension))
}

impl Found {
    fn bicep(&mut self, source: &Source, index: &RuleIndex) {
        let parameters = has_extension(source, "bicepparam");
        let dialect = if parameters { Dialect::Parameters } else { Dialect::Template };
        let tree = bicep::parse(&source.text, dialect);
        self.comments(source, &Outline::bicep(&tree));
        self.pragmas(source, &tree, index);
    }

    fn arm(&mut self, source: &Arc<Source>) {
        let document = json::parse(FileId(0), Arc::clone(source));
        self.comments(source, &Outline::arm(&document));
        metadata::find(&document, &mut self.directives, &mut self.faults);
    }

    fn comments(&mut self, source: &Source, outline: &Outline) {
        for comment in &outline.comments {
            if self.is_full() {
                return;
            }
            let Some(request) = grammar::comment(comment.of(&source.text), comment.start) else {
                continue;
            };
            match request {
                Ok(request) if request.file && comment.start > outline.first => {
                    let message = "'ignore-file' has to stand before the first declaration, and is not applied here.";
                    self.faults.push(Fault { span: *comment, message: message.to_owned() });
                }
                Ok(request) => {
                    let whole = Span::new(0, source.text.len() as u32 + 1);
                    let scope = if request.file {
                        whole
                    } else {
                        scope::of_comment(source, outline, *comment)
                    };
                    let grammar::Request { rules, expires, reason, .. } = request;
                    self.directives.push(Directive {
                        span: *comment,
                        scope,
                        rules,
                        reason,
                        expires,
                    });
                }
                Err(fault) => self.faults.push(fault),
            }
        }
    }

    fn is_full(&self) -> bool {
        self.directives.len() + self.faults.len() >= MOST
    }

    /// Pragmas count where they name rules of armlint by id or name; other codes are for the compiler.
    fn pragmas(&mut self, source: &Source, tree: &Tree, index: &RuleIndex) {
        for (at, pragma) in tree.pragmas().iter().enumerate() {
            for code in &pragma.codes {
                let word = tree.text(*code);
                if self.is_full() {
                    return;
                }
                if index.own(word).is_none() && !looks_like_a_rule(word, index) {
                    continue;
                }
                let scope = match pragma.kind {
                    PragmaKind::DisableNextLine => scope::through_next_line(source, pragma.span),
                    PragmaKind::Disable => {
                        up_to_restore(source, tree, &tree.pragmas()[at + 1..], pragma, word)
                    }
                    PragmaKind::Restore => continue,
                };
                let rules = vec![(word.to_owned(), *code)];
                let reason = after(source, pragma);
                self.directives.push(Directive {
                    span: pragma.span,
                    scope,
                    rules,
                    reason,
                    expires: None,
                });
            }
        }
    }
}

/// Two letters of a family and three digits.
fn looks_like_a_rule(word: &str, index: &RuleIndex) -> bool {
    word.len() == 5
        && word.get(2..).is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
        && index.cards().iter().any(|card| word.get(..2) == Some(card.family()))
}

fn up_to_restore(
    source: &Source,
    tree: &Tree,
    later: &[Pragma],
    pragma: &Pragma,
    word: &str,
) -> Span {
    let restores = |other: &&Pragma| {
        other.kind == PragmaKind::Restore
            && other.codes.iter().any(|code| tree.text(*code).eq_ignore_ascii_case(word))
    };
    let end =
        later.iter().find(restores).map_or(source.text.len() as u32 + 1, |other| other.span.start);
    Span::new(pragma.span.end, end)
}

/// The text after a pragma, which is its reason.
fn after(source: &Source, pragma: &Pragma) -> String {
    let line = source.line_at(pragma.span.end);
    let start = source.line_starts().get(line).copied().unwrap_or_default();
    let rest = source.line_text(line).get((pragma.span.end - start) as usize..).unwrap_or_default();
    rest.trim().trim_start_matches('/').trim().to_owned()
}
