//! Configured severities of rules.

use super::file::Layers;
use super::problem::Problem;
use super::settings::parse_severity;
use super::tree::Item;
use super::wishes;
use crate::finding::Severity;
use crate::rule::index::Closeness;
use crate::rule::{Card, RuleIndex};
use rustc_hash::FxHashMap;

/// A severity that a file gives to a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Given {
    pub(super) severity: Severity,
    pub(super) closeness: Closeness,
    pub(super) layer: usize,
    pub(super) span: crate::source::Span,
}

/// The severities by rule, each file's in turn.
#[derive(Debug, Clone, Default)]
pub(super) struct Severities {
    by_rule: FxHashMap<&'static str, Vec<Given>>,
}

impl Severities {
    /// Those of the key `severity` of all files.
    pub(super) fn new(layers: &Layers, index: &RuleIndex, problems: &mut Vec<Problem>) -> Self {
        let mut severities = Self::default();
        for (layer, item) in layers.each("severity") {
            severities.add(layers, index, layer, item, problems);
        }
        severities
    }

    /// Those of one table.
    pub(super) fn add(
        &mut self,
        layers: &Layers,
        index: &RuleIndex,
        layer: usize,
        table: &Item,
        problems: &mut Vec<Problem>,
    ) {
        for (word, item) in table.table() {
            wishes::check(layers, index, (layer, item.key), word, problems);
            let severity = item.text().and_then(parse_severity);
            let (Some(severity), Some(selected)) = (severity, index.select(word)) else { continue };
            let given = Given { severity, closeness: selected.closeness, layer, span: item.key };
            for card in selected.cards {
                self.by_rule.entry(card.id).or_default().push(given);
            }
        }
    }

    /// The severity of a rule: that of the closest word, of the later file where two are equally close.
    pub(super) fn of(&self, card: &Card) -> Option<Severity> {
        self.up_to(card, usize::MAX)
    }

    /// The severity of a rule as the files up to `layer` have it.
    pub(super) fn up_to(&self, card: &Card, layer: usize) -> Option<Severity> {
        let given = self.given(card).iter().filter(|given| given.layer <= layer);
        given.max_by_key(|given| (given.closeness, given.layer)).map(|given| given.severity)
    }

    /// All that files give to a rule.
    pub(super) fn given(&self, card: &Card) -> &[Given] {
        self.by_rule.get(card.id).map_or(&[], Vec::as_slice)
    }
}
