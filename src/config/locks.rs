//! Rules that an organisation has locked, and what that keeps a repository from.

use super::file::Layers;
use super::overrides::Overrides;
use super::problem::Problem;
use super::settings::{FailOn, Settings, parse_confidence, parse_fail_on, parse_severity};
use super::tree::Item;
use super::wishes;
use crate::finding::{Confidence, Severity};
use crate::rule::index::Closeness;
use crate::rule::{Card, RuleIndex};
use crate::source::Span;
use std::collections::BTreeMap;

/// The locked rules, each with the number of the file that locks it and the severity it has there.
#[derive(Debug, Clone, Default)]
pub(super) struct Locks {
    by_rule: BTreeMap<&'static str, (usize, Severity)>,
}

impl Locks {
    /// The locks of all files; the outermost file that locks a rule counts.
    pub(super) fn new(layers: &Layers, index: &RuleIndex, problems: &mut Vec<Problem>) -> Self {
        let mut locks = Self::default();
        for (layer, word, span) in layers.texts("locked") {
            wishes::check(layers, index, (layer, span), word, problems);
            for card in index.select(word).map_or(Vec::new(), |selected| selected.cards) {
                locks.by_rule.entry(card.id).or_insert((layer, card.severity));
            }
        }
        locks
    }

    /// The number of the file that locks a rule.
    pub(super) fn of(&self, card: &Card) -> Option<usize> {
        self.by_rule.get(card.id).map(|(layer, _)| *layer)
    }

    /// The severity below which a locked rule may not be set.
    pub(super) fn floor(&self, card: &Card) -> Option<Severity> {
        self.by_rule.get(card.id).map(|(_, severity)| *severity)
    }

    fn outermost(&self) -> Option<usize> {
        self.by_rule.values().map(|(layer, _)| *layer).min()
    }
}

/// Turns locked rules on, and makes every attempt to weaken one by its name a problem.
pub(super) fn enforce(
    settings: &mut Settings,
    index: &RuleIndex,
    overrides: &Overrides,
    problems: &mut Vec<Problem>,
) {
    for card in index.cards().iter().copied() {
        let Some(layer) = settings.locks.of(card) else { continue };
        if let Some(given) = settings.severities.up_to(card, layer) {
            settings.locks.by_rule.insert(card.id, (layer, given));
        }
        if overrides.wish.select.is_none() {
            settings.selection.force(card);
        }
        warn_of_the_command_line(settings, index, overrides, card);
    }
    check_names(settings, index, problems);
    check_severities(settings, index, problems);
    check_parameters(settings, index, problems);
    check_levels(settings, problems);
}

fn warn_of_the_command_line(
    settings: &mut Settings,
    index: &RuleIndex,
    overrides: &Overrides,
    card: &'static Card,
) {
    let named = overrides.wish.ignore.iter().any(|word| means(index, word, card));
    if let (true, Some(file)) = (named, settings.locked_by(card).map(str::to_owned)) {
        settings
            .warnings
            .push(format!("--ignore: rule {} is locked by '{file}' and stays on", card.id));
    }
}

fn means(index: &RuleIndex, word: &str, card: &Card) -> bool {
    index.select(word).is_some_and(|selected| {
        selected.closeness == Closeness::Rule
            && selected.cards.iter().any(|other| other.id == card.id)
    })
}

fn refusal(settings: &Settings, layer: usize, span: Span, card: &Card) -> Problem {
    let file = settings.locked_by(card).unwrap_or_default();
    let message = format!("rule {} is locked by '{file}' and cannot be weakened here", card.id);
    settings.layers.problem(layer, span, message)
}

/// Lists that name a locked rule in a file that extends the one that locks it.
fn check_names(settings: &Settings, index: &RuleIndex, problems: &mut Vec<Problem>) {
    let layers = &settings.layers;
    let mut words: Vec<(usize, &str, Span)> = layers.texts("ignore").collect();
    for (layer, paths) in layers.each("paths") {
        let lists = paths.table().values().filter_map(|table| table.table().get("ignore"));
        words.extend(lists.flat_map(Item::texts).map(|(word, span)| (layer, word, span)));
    }
    for key in ["suppressions", "exemptions"] {
        for (layer, list) in layers.each(key) {
            let lists = list.list().iter().filter_map(|entry| entry.table().get("rules"));
            words.extend(lists.flat_map(Item::texts).map(|(word, span)| (layer, word, span)));
        }
    }
    for (layer, word, span) in words {
        for card in index.cards().iter().filter(|card| means(index, word, card)) {
            if settings.locks.of(card).is_some_and(|lock| layer > lock) {
                problems.push(refusal(settings, layer, span, card));
            }
        }
    }
}

fn check_severities(settings: &Settings, index: &RuleIndex, problems: &mut Vec<Problem>) {
    for card in index.cards() {
        let (Some(lock), Some(floor)) = (settings.locks.of(card), settings.locks.floor(card))
        else {
            continue;
        };
        for given in settings.all_severities(card) {
            let weaker = given.layer > lock && given.severity < floor;
            if weaker && given.closeness == Closeness::Rule {
                problems.push(refusal(settings, given.layer, given.span, card));
            }
        }
    }
}

fn check_parameters(settings: &Settings, index: &RuleIndex, problems: &mut Vec<Problem>) {
    for (rule, layer, span) in settings.rule_parameters.places() {
        let Some(card) = index.rule(rule) else { continue };
        if settings.locks.of(card).is_some_and(|lock| *layer > lock) {
            problems.push(refusal(settings, *layer, *span, card));
        }
    }
}

/// Levels and exclusions that would let findings of locked rules pass.
fn check_levels(settings: &Settings, problems: &mut Vec<Problem>) {
    let Some(lock) = settings.locks.outermost() else { return };
    let layers = &settings.layers;
    let file = layers.files.get(lock).map_or("", |file| file.source.path.as_str());
    let upto = |key: &str| {
        layers.each(key).rfind(|(layer, _)| *layer <= lock).and_then(|(_, item)| item.text())
    };
    let fail_on = upto("fail_on").and_then(parse_fail_on).unwrap_or_default();
    let severity = upto("min_severity").and_then(parse_severity).unwrap_or(Severity::Note);
    let confidence =
        upto("min_confidence").and_then(parse_confidence).unwrap_or(Confidence::Medium);
    for key in ["fail_on", "min_severity", "min_confidence", "exclude"] {
        for (layer, item) in layers.each(key).filter(|(layer, _)| *layer > lock) {
            let word = item.text().unwrap_or_default();
            let weaker = match key {
                "fail_on" => parse_fail_on(word).is_some_and(|own| fails_less(own, fail_on)),
                "min_severity" => parse_severity(word).is_some_and(|own| own > severity),
                "min_confidence" => parse_confidence(word).is_some_and(|own| own > confidence),
                _ => true,
            };
            if weaker {
                let message =
                    format!("'{key}' cannot be weakened here, because '{file}' has locked rules");
                problems.push(layers.problem(layer, item.key, message));
            }
        }
    }
}

fn fails_less(own: FailOn, given: FailOn) -> bool {
    match (own.0, given.0) {
        (None, given) => given.is_some(),
        (Some(own), Some(given)) => own > given,
        (Some(_), None) => false,
    }
}
