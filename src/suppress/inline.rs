//! Suppressions in the files, applied.

use super::directive::{self, Directive};
use super::{Context, Linted, about, because};
use crate::finding::{Finding, Sources, Suppression, SuppressionKind};
use crate::rule::index::Closeness;
use crate::rule::{Card, RuleIndex, own};
use crate::source::{FileId, Place, Span};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// A suppression of one rule.
struct Rule {
    card: &'static Card,
    span: Span,
    used: bool,
}

/// A suppression that holds.
struct Written {
    directive: Directive,
    /// `path:line`.
    place: String,
    rules: Vec<Rule>,
    /// Whether one that hides nothing is reported.
    judged: bool,
}

/// All suppressions in files.
#[derive(Default)]
pub(super) struct Inline {
    by_file: FxHashMap<FileId, Vec<Written>>,
    paths: FxHashMap<FileId, String>,
    about: Vec<Finding>,
}

impl Inline {
    pub(super) fn new(files: &[Linted], sources: &Sources, context: &Context<'_>) -> Self {
        let mut inline = Self::default();
        let read = |linted: &Linted| {
            let source = sources.get(linted.file)?;
            Some(directive::find(source, linted.kind, context.index))
        };
        let found: Vec<_> = files.par_iter().map(read).collect();
        for (linted, found) in files.iter().zip(found) {
            let (Some(found), Some(source)) = (found, sources.get(linted.file)) else { continue };
            inline.paths.insert(linted.file, source.path.clone());
            let place = |span: Span| Place { file: linted.file, span };
            for fault in found.faults {
                inline.unknown(context, sources, place(fault.span), fault.message);
            }
            for directive in found.directives {
                let line = source.position(directive.span.start).line;
                let written = Written {
                    place: format!("{}:{line}", source.path),
                    rules: Vec::new(),
                    judged: linted.complete,
                    directive,
                };
                inline.take(context, sources, linted.file, written);
            }
        }
        inline
    }

    fn unknown(&mut self, context: &Context<'_>, sources: &Sources, place: Place, message: String) {
        self.about.push(about(context, sources, &own::SUPPRESSION_UNKNOWN, place, message));
    }

    /// Takes a suppression in, if it holds.
    fn take(
        &mut self,
        context: &Context<'_>,
        sources: &Sources,
        file: FileId,
        mut written: Written,
    ) {
        let place = |span: Span| Place { file, span };
        let directive = &written.directive;
        let names = directive
            .rules
            .iter()
            .map(|(word, _)| format!("'{word}'"))
            .collect::<Vec<_>>()
            .join(", ");
        if let Some(day) = directive.expires.filter(|day| *day < context.today) {
            let message = format!(
                "The suppression of {names} ended on '{day}'{}.",
                because(&directive.reason)
            );
            self.about.push(about(
                context,
                sources,
                &own::SUPPRESSION_EXPIRED,
                place(directive.span),
                message,
            ));
            return;
        }
        if context.settings.require_reason && directive.reason.is_empty() {
            let message = format!("The suppression of {names} gives no reason and is not applied.");
            return self.unknown(context, sources, place(directive.span), message);
        }
        for (word, span) in &directive.rules {
            match rule(context, word) {
                Ok(card) => written.rules.push(Rule { card, span: *span, used: false }),
                Err(message) => self.about.push(about(
                    context,
                    sources,
                    &own::SUPPRESSION_UNKNOWN,
                    place(*span),
                    message,
                )),
            }
        }
        self.by_file.entry(file).or_default().push(written);
    }

    /// The suppression of a finding; every one that covers it counts as used.
    pub(super) fn hide(&mut self, finding: &Finding, context: &Context<'_>) -> Option<Suppression> {
        let start = finding.place.span.start;
        let mut found = None;
        for written in self.by_file.get_mut(&finding.place.file)? {
            let scope = written.directive.scope;
            if start < scope.start || start >= scope.end {
                continue;
            }
            for rule in written.rules.iter_mut().filter(|rule| rule.card.id == finding.card.id) {
                rule.used = true;
                found.get_or_insert_with(|| Suppression {
                    kind: SuppressionKind::Inline,
                    reason: written.directive.reason.clone(),
                    place: Some(written.place.clone()),
                });
            }
        }
        found.filter(|_| context.settings.locked_by(finding.card).is_none())
    }

    /// The findings about these suppressions.
    pub(super) fn report(mut self, context: &Context<'_>) -> Vec<Finding> {
        for (file, written) in &self.by_file {
            let path = self.paths.get(file).map_or("", String::as_str);
            for written in written.iter().filter(|written| written.judged) {
                for rule in written.rules.iter().filter(|rule| !rule.used) {
                    if context.settings.selects(rule.card, path) {
                        let message = unused(rule.card, &written.directive);
                        let card = &own::SUPPRESSION_UNUSED;
                        let mut finding =
                            Finding::new(card, Place { file: *file, span: rule.span }, message);
                        finding.severity = context.settings.severity(card, card.severity, path);
                        self.about.push(finding);
                    }
                }
            }
        }
        self.about
            .sort_by_key(|finding| (finding.place.file, finding.place.span.start, finding.card.id));
        self.about
    }
}

fn unused(card: &Card, directive: &Directive) -> String {
    format!(
        "Nothing here is suppressed by '{}' ('{}'){}.",
        card.id,
        card.name,
        because(&directive.reason)
    )
}

/// The rule of a word, or why it cannot be suppressed.
fn rule(context: &Context<'_>, word: &str) -> Result<&'static Card, String> {
    let Some(card) = context.index.rule(word) else { return Err(not_a_rule(context.index, word)) };
    if own::never_hidden(card) {
        return Err(format!("Findings of '{}' ('{}') cannot be suppressed.", card.id, card.name));
    }
    match context.settings.locked_by(card) {
        Some(file) => Err(format!(
            "Rule '{}' ('{}') is locked by '{file}'; only an exemption there hides its findings.",
            card.id, card.name
        )),
        None => Ok(card),
    }
}

fn not_a_rule(index: &RuleIndex, word: &str) -> String {
    let equivalents = index.equivalents(word);
    if !equivalents.is_empty() {
        let names: Vec<_> = equivalents.iter().map(|card| format!("'{}'", card.name)).collect();
        return format!("'{word}' is a check of another tool; here it is {}.", names.join(", "));
    }
    if word == "*"
        || index.select(word).is_some_and(|selected| selected.closeness != Closeness::Rule)
    {
        return format!(
            "'{word}' is not one rule, and nothing is suppressed by it; name the rules one by one."
        );
    }
    match index.suggestion(word) {
        Some(meant) => format!("There is no rule '{word}' to suppress; did you mean '{meant}'?"),
        None => format!("There is no rule '{word}' to suppress."),
    }
}
