//! Settings for the files of a glob.

use super::file::Layers;
use super::globs::PathGlobs;
use super::overrides::Overrides;
use super::problem::Problem;
use super::severity::Severities;
use super::tree::Item;
use super::wishes;
use crate::finding::Severity;
use crate::rule::index::Closeness;
use crate::rule::{Card, RuleIndex};

/// One table of `[paths]`.
#[derive(Debug, Clone)]
pub(super) struct PathSettings {
    pub(super) severities: Severities,
    globs: PathGlobs,
    added: Vec<(&'static Card, Closeness)>,
    ignored: Vec<(&'static Card, Closeness)>,
}

impl PathSettings {
    /// The tables of all files, those that extend after those that they extend; shorter globs before longer ones.
    pub(super) fn all(
        layers: &Layers,
        index: &RuleIndex,
        overrides: &Overrides,
        problems: &mut Vec<Problem>,
    ) -> Vec<Self> {
        let mut all = Vec::new();
        let mut tables: Vec<_> = layers.map("paths").into_iter().collect();
        tables.sort_by_key(|(glob, (layer, _))| (*layer, glob.len()));
        for (glob, (layer, table)) in tables {
            all.push(Self::new(layers, index, (layer, glob, table), problems));
        }
        if overrides.wish.select.is_some() {
            for settings in &mut all {
                settings.added.clear();
            }
        }
        all
    }

    fn new(
        layers: &Layers,
        index: &RuleIndex,
        (layer, glob, item): (usize, &str, &Item),
        problems: &mut Vec<Problem>,
    ) -> Self {
        let globs = PathGlobs::new(&layers.base, [glob]).unwrap_or_else(|message| {
            problems.push(layers.problem(layer, item.key, message));
            PathGlobs::default()
        });
        let mut cards = |key: &str| {
            let words = item.table().get(key);
            let words = words.map(|item| wishes::checked(layers, index, layer, item, problems));
            resolve(index, &words.unwrap_or_default())
        };
        let (added, ignored) = (cards("extend_select"), cards("ignore"));
        let mut severities = Severities::default();
        if let Some(table) = item.table().get("severity") {
            severities.add(layers, index, layer, table, problems);
        }
        Self { severities, globs, added, ignored }
    }

    /// Whether they are for the file of a printed path.
    pub(super) fn matches(&self, path: &str) -> bool {
        self.globs.matches(path)
    }

    /// Whether a rule is turned on or off; `None` where nothing is said of it.
    pub(super) fn decide(&self, card: &Card) -> Option<bool> {
        let (added, ignored) = (closeness(&self.added, card), closeness(&self.ignored, card));
        (added.is_some() || ignored.is_some()).then_some(added > ignored)
    }

    /// The severity of a rule.
    pub(super) fn severity(&self, card: &Card) -> Option<Severity> {
        self.severities.of(card)
    }

    /// The rules that are turned on.
    pub(super) fn added(&self) -> impl Iterator<Item = &'static Card> {
        self.added.iter().map(|(card, _)| *card)
    }
}

fn resolve(index: &RuleIndex, words: &[String]) -> Vec<(&'static Card, Closeness)> {
    let selected = words.iter().filter_map(|word| index.select(word));
    selected
        .flat_map(|selected| {
            let closeness = selected.closeness;
            selected.cards.into_iter().map(move |card| (card, closeness))
        })
        .collect()
}

fn closeness(list: &[(&'static Card, Closeness)], card: &Card) -> Option<Closeness> {
    list.iter().filter(|(other, _)| other.id == card.id).map(|(_, closeness)| *closeness).max()
}
