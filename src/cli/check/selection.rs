//! Which rules run.

use crate::cli::Stop;
use crate::cli::rules::cards;
use crate::rule::index::Closeness;
use crate::rule::{Card, Rule, RuleIndex};
use rustc_hash::{FxHashMap, FxHashSet};

/// The rules that run, and how they were chosen.
pub(super) struct Chosen {
    pub(super) rules: Vec<&'static Rule>,
    pub(super) cards: Vec<&'static Card>,
    own: FxHashSet<&'static str>,
}

impl Chosen {
    /// Chosen by its own id or name: its findings are shown whatever their confidence.
    pub(super) fn by_own_name(&self, card: &Card) -> bool {
        self.own.contains(card.id)
    }
}

/// `--select` replaces the default set, `--extend-select` adds, `--ignore` takes away; the closer word wins, and of two
/// equally close ones the one that takes away. The `AL` family is always on.
pub(super) fn choose(
    rules: &[&'static Rule],
    select: &[String],
    extend: &[String],
    ignore: &[String],
    pedantic: bool,
) -> Result<Chosen, Stop> {
    let index = RuleIndex::new(cards(rules));
    let (on, mut own) = (closeness(&index, select.iter().chain(extend))?, FxHashSet::default());
    let off = closeness(&index, ignore.iter())?;
    let is_on = |card: &Card| {
        if card.family() == crate::rule::own::FAMILY {
            return true;
        }
        let default = select.is_empty() && (card.on || (pedantic && card.pedantic));
        let chosen = on.get(card.id).copied().or(default.then_some(Closeness::Default));
        chosen.is_some_and(|chosen| off.get(card.id).is_none_or(|off| *off < chosen))
    };
    let cards: Vec<_> = index.cards().iter().copied().filter(|card| is_on(card)).collect();
    own.extend(cards.iter().map(|card| card.id).filter(|id| on.get(id) == Some(&Closeness::Rule)));
    let ids: FxHashSet<_> = cards.iter().map(|card| card.id).collect();
    let mut rules: Vec<_> =
        rules.iter().copied().filter(|rule| ids.contains(rule.card.id)).collect();
    rules.sort_by_key(|rule| rule.card.id);
    Ok(Chosen { rules, cards, own })
}

fn closeness<'w>(
    index: &RuleIndex,
    words: impl Iterator<Item = &'w String>,
) -> Result<FxHashMap<&'static str, Closeness>, Stop> {
    let mut found: FxHashMap<&'static str, Closeness> = FxHashMap::default();
    for word in words {
        let Some(selected) = index.select(word) else {
            let hint = index
                .suggestion(word)
                .map(|other| format!("; did you mean '{other}'?"))
                .unwrap_or_default();
            return Err(Stop::Because(format!("there is no rule '{word}'{hint}")));
        };
        for card in selected.cards {
            let known = found.entry(card.id).or_insert(selected.closeness);
            *known = (*known).max(selected.closeness);
        }
    }
    Ok(found)
}
