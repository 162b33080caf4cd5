//! Which rules run.

use crate::rule::index::Closeness;
use crate::rule::{Card, RuleIndex, own};
use rustc_hash::FxHashMap;

/// What one source of settings says about rules: a configuration file, or the command line.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// The rules in place of all that were selected before.
    pub select: Option<Vec<String>>,
    /// Rules in addition.
    pub extend: Vec<String>,
    /// Rules that do not run.
    pub ignore: Vec<String>,
}

/// What became of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// It runs.
    pub on: bool,
    /// It was selected by a word of its own, so that its findings are shown whatever their confidence.
    pub named: bool,
}

/// The rules that run.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    choices: FxHashMap<&'static str, Choice>,
    cards: Vec<&'static Card>,
}

impl Selection {
    /// The rules after all wishes in turn. Words that name no rule are passed over here; see [`unknown_words`].
    ///
    /// A later wish beats an earlier one, but a rule that was ignored by a closer word stays off: `ignore = ["PL003"]` holds
    /// against `--select PL`. Within one wish the closer word wins, and `ignore` where they are equally close. armlint's own
    /// rules are always on.
    pub fn new(index: &RuleIndex, pedantic: bool, wishes: &[Wish]) -> Self {
        let mut fates: Vec<Fate> =
            index.cards().iter().map(|card| Fate::of(card, pedantic)).collect();
        for wish in wishes {
            let resolve = |words: &[String]| closest_by_rule(index, words);
            let select = wish.select.as_deref().map(resolve);
            let (extend, ignore) = (resolve(&wish.extend), resolve(&wish.ignore));
            for fate in &mut fates {
                fate.hear(select.as_ref(), &extend, &ignore);
            }
        }
        let mut selection = Self::default();
        for fate in fates {
            selection.set(fate.card, fate.choice());
        }
        selection
    }

    /// What became of a rule; a rule of another index is off.
    pub fn choice(&self, card: &Card) -> Choice {
        self.choices.get(card.id).copied().unwrap_or(Choice { on: false, named: false })
    }

    /// Whether a rule runs.
    pub fn is_on(&self, card: &Card) -> bool {
        self.choice(card).on
    }

    /// The rules that run, in order of their ids.
    pub fn cards(&self) -> &[&'static Card] {
        &self.cards
    }

    /// Turns a rule on that the wishes turned off.
    pub(super) fn force(&mut self, card: &'static Card) {
        if !self.is_on(card) {
            self.set(card, Choice { on: true, named: false });
        }
    }

    fn set(&mut self, card: &'static Card, choice: Choice) {
        self.choices.insert(card.id, choice);
        if choice.on {
            let at = self.cards.partition_point(|other| other.id < card.id);
            self.cards.insert(at, card);
        }
    }
}

/// The words that name no rule, with the closest one that does.
pub fn unknown_words<'w>(
    index: &RuleIndex,
    words: impl IntoIterator<Item = &'w str>,
) -> Vec<(&'w str, Option<&'static str>)> {
    let unknown = words.into_iter().filter(|word| index.select(word).is_none());
    unknown.map(|word| (word, index.suggestion(word))).collect()
}

/// What is wrong with the names of frameworks: one that no rule has a tag of.
pub fn unknown_framework(cards: &[&Card], names: &[String]) -> Option<String> {
    let is_known = |name: &&String| {
        let name = std::slice::from_ref(*name);
        cards.iter().any(|card| card.is_of_framework(name))
    };
    let unknown = names.iter().find(|name| !is_known(name))?;
    let mut known: Vec<_> = cards
        .iter()
        .flat_map(|card| card.framework_tags())
        .map(|tag| tag.split_once(':').map_or(tag, |(framework, _)| framework))
        .collect();
    known.sort_unstable();
    known.dedup();
    let known = known.join("', '");
    Some(format!("--framework: no rule is of '{unknown}'; there are rules of '{known}'"))
}

type ByRule = FxHashMap<&'static str, Closeness>;

fn closest_by_rule(index: &RuleIndex, words: &[String]) -> ByRule {
    let mut found = ByRule::default();
    for selected in words.iter().filter_map(|word| index.select(word)) {
        for card in selected.cards {
            let closeness = found.entry(card.id).or_insert(selected.closeness);
            *closeness = selected.closeness.max(*closeness);
        }
    }
    found
}

/// A rule while the wishes are heard.
struct Fate {
    card: &'static Card,
    on: bool,
    by: Closeness,
    ignored: Option<Closeness>,
}

impl Fate {
    fn of(card: &'static Card, pedantic: bool) -> Self {
        let on = card.on || (pedantic && card.pedantic);
        Self { card, on, by: Closeness::Default, ignored: None }
    }

    fn hear(&mut self, select: Option<&ByRule>, extend: &ByRule, ignore: &ByRule) {
        let word = |words: &ByRule| words.get(self.card.id).copied();
        let (selected, extended, ignored) = (select.and_then(word), word(extend), word(ignore));
        if select.is_some() {
            self.on = selected.is_some() && self.ignored <= selected;
            self.by = selected.unwrap_or(Closeness::Default);
        }
        if let Some(by) = extended {
            self.on = true;
            self.by = self.by.max(by);
        }
        if ignored.is_some() {
            self.on &= selected.max(extended) > ignored;
            self.ignored = self.ignored.max(ignored);
        }
    }

    fn choice(&self) -> Choice {
        let on = self.on || self.card.family() == own::FAMILY;
        Choice { on, named: on && self.by == Closeness::Rule }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::index::tests::index;

    fn words(list: &[&str]) -> Vec<String> {
        list.iter().map(|word| (*word).to_owned()).collect()
    }

    fn wish(select: &[&str], extend: &[&str], ignore: &[&str]) -> Wish {
        let select = (!select.is_empty()).then(|| words(select));
        Wish { select, extend: words(extend), ignore: words(ignore) }
    }

    fn on(pedantic: bool, wishes: &[Wish]) -> Vec<&'static str> {
        let selection = Selection::new(&index(), pedantic, wishes);
        let cards = selection.cards().iter().filter(|card| card.family() != "AL");
        cards.map(|card| card.id).collect()
    }

    #[test]
    fn the_default_set_is_what_is_on() {
        assert_eq!(on(false, &[]), ["PA001", "PL003"]);
        assert_eq!(on(true, &[]), ["PA001", "PL003", "TQ001"]);
        assert!(Selection::new(&index(), false, &[wish(&["PL"], &[], &["AL"])]).is_on(own::ALL[3]));
    }

    #[test]
    fn select_replaces_and_extend_adds() {
        assert_eq!(on(false, &[wish(&["EN"], &[], &[])]), ["EN001"]);
        assert_eq!(on(false, &[wish(&["ALL"], &[], &[])]), ["EN001", "PA001", "PL003", "TQ001"]);
        assert_eq!(on(false, &[wish(&[], &["storage-min-tls"], &[])]), ["EN001", "PA001", "PL003"]);
        assert_eq!(on(false, &[wish(&["ckv_azure_35"], &[], &[])]), ["PA001", "PL003"]);
    }

    #[test]
    fn the_closer_word_wins() {
        assert_eq!(on(false, &[wish(&["ALL"], &[], &["PL"])]), ["EN001", "PA001", "TQ001"]);
        assert_eq!(on(false, &[wish(&["PL003"], &[], &["PL"])]), ["PL003"]);
        assert_eq!(on(false, &[wish(&["PL"], &[], &["PL003"])]), [""; 0]);
        assert_eq!(on(false, &[wish(&["PL003"], &[], &["private-dns-zone-missing"])]), [""; 0]);
    }

    #[test]
    fn later_wishes_beat_earlier_ones_unless_those_ignore_by_a_closer_word() {
        let file = wish(&[], &["EN001"], &["PL003"]);
        assert_eq!(on(false, &[file.clone(), wish(&["PL", "PA"], &[], &[])]), ["PA001"]);
        assert_eq!(on(false, &[file.clone(), wish(&["PL003"], &[], &[])]), ["PL003"]);
        assert_eq!(
            on(false, &[file.clone(), wish(&[], &["PL003"], &[])]),
            ["EN001", "PA001", "PL003"]
        );
        assert_eq!(on(false, &[file, wish(&[], &[], &["EN"])]), ["PA001"]);
    }

    #[test]
    fn only_words_of_its_own_name_a_rule() {
        let named = |select: &str| {
            let index = index();
            let selection = Selection::new(&index, false, &[wish(&[select], &[], &[])]);
            selection.choice(index.rule("PL003").unwrap()).named
        };
        assert!(named("PL003") && named("private-dns-zone-missing"));
        assert!(!named("PL") && !named("ALL"));
    }
}
