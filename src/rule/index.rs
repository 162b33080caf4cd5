//! Rules by the words that people use for them.

use super::{Card, own};
use crate::suggest::closest;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// How a word names a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Naming {
    /// The rule's own id or name.
    Own,
    /// Another name of it.
    Alias,
    /// The id of an equivalent check of another tool.
    Equivalent,
}

/// How closely a selector points at a rule; the closer one wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closeness {
    /// Nothing was said: the rule is as its card has it.
    Default,
    /// `ALL`.
    All,
    /// The beginning of ids; the longer, the closer.
    Prefix(usize),
    /// This rule, by a word of its own.
    Rule,
}

/// The rules that a selector means.
#[derive(Debug, Clone)]
pub struct Selected {
    /// The rules, in order of their ids.
    pub cards: Vec<&'static Card>,
    /// How closely it points at them.
    pub closeness: Closeness,
}

/// All rules of a run.
#[derive(Debug, Clone)]
pub struct RuleIndex {
    cards: Vec<&'static Card>,
    /// Made when somebody asks for a word: most runs name no rule.
    words: OnceLock<Words>,
}

type Words = FxHashMap<String, Vec<(Naming, &'static Card)>>;

impl RuleIndex {
    /// The index of these rules and of armlint's own.
    pub fn new(cards: impl IntoIterator<Item = &'static Card>) -> Self {
        let mut cards: Vec<_> = cards.into_iter().chain(own::ALL.iter().copied()).collect();
        cards.sort_by_key(|card| card.id);
        cards.dedup_by_key(|card| card.id);
        Self { words: OnceLock::new(), cards }
    }

    fn words(&self) -> Words {
        let mut words = Words::default();
        for card in &self.cards {
            add(&mut words, Naming::Own, &[card.id, card.name], card);
            add(&mut words, Naming::Alias, card.aliases, card);
            add(&mut words, Naming::Equivalent, card.equivalents, card);
            let short: Vec<_> = card.equivalents.iter().filter_map(|id| short_guid(id)).collect();
            add(&mut words, Naming::Equivalent, &short, card);
            let definitions: Vec<_> = card.asked().filter_map(|asked| asked.definition).collect();
            add(&mut words, Naming::Equivalent, &definitions, card);
        }
        words
    }

    /// All rules, in order of their ids.
    pub fn cards(&self) -> &[&'static Card] {
        &self.cards
    }

    /// The rule of an id, a name or an alias.
    pub fn rule(&self, word: &str) -> Option<&'static Card> {
        let mut known = self.known(word).iter().filter(|(naming, _)| *naming < Naming::Equivalent);
        known.next().map(|(_, card)| *card)
    }

    /// The rule of an id or a name, nothing else.
    pub fn own(&self, word: &str) -> Option<&'static Card> {
        let mut known = self.known(word).iter().filter(|(naming, _)| *naming == Naming::Own);
        known.next().map(|(_, card)| *card)
    }

    /// The rules of an id, a name, an alias, or the id of an equivalent check of another tool or of Azure Policy, of which there may
    /// be several.
    pub fn find(&self, word: &str) -> Vec<&'static Card> {
        let known = self.known(word);
        let best = known.iter().map(|(naming, _)| *naming).min();
        known.iter().filter(|(naming, _)| Some(*naming) == best).map(|(_, card)| *card).collect()
    }

    /// The rules that stand for a check of another tool.
    pub fn equivalents(&self, word: &str) -> Vec<&'static Card> {
        self.known(word)
            .iter()
            .filter(|(naming, _)| *naming == Naming::Equivalent)
            .map(|(_, card)| *card)
            .collect()
    }

    /// The rules that a selector means: a word of one rule, the beginning of ids, or `ALL`.
    pub fn select(&self, selector: &str) -> Option<Selected> {
        let cards = self.find(selector);
        if !cards.is_empty() {
            return Some(Selected { cards, closeness: Closeness::Rule });
        }
        if selector.eq_ignore_ascii_case("ALL") {
            return Some(Selected { cards: self.cards.clone(), closeness: Closeness::All });
        }
        let cards: Vec<_> =
            self.cards.iter().copied().filter(|card| begins(card.id, selector)).collect();
        let closeness = Closeness::Prefix(selector.len());
        (selector.len() >= 2 && !cards.is_empty()).then_some(Selected { cards, closeness })
    }

    /// The word closest to one that names no rule.
    pub fn suggestion(&self, word: &str) -> Option<&'static str> {
        let words = self.cards.iter().flat_map(|card| {
            [card.id, card.name]
                .into_iter()
                .chain(card.aliases.iter().copied())
                .chain(card.equivalents.iter().copied())
        });
        closest(word, words)
    }

    fn known(&self, word: &str) -> &[(Naming, &'static Card)] {
        let words = self.words.get_or_init(|| self.words());
        words.get(&word.to_ascii_lowercase()).map_or(&[], Vec::as_slice)
    }
}

fn add(words: &mut Words, naming: Naming, new: &[&str], card: &'static Card) {
    for word in new {
        let known = words.entry(word.to_ascii_lowercase()).or_default();
        if known.iter().all(|(_, other)| other.id != card.id) {
            known.push((naming, card));
        }
    }
}

/// The first group of a GUID, by which people name the queries of KICS.
fn short_guid(id: &'static str) -> Option<&'static str> {
    let (short, rest) = id.split_once('-')?;
    let hex = short.bytes().all(|b| b.is_ascii_hexdigit());
    (hex && short.len() == 8 && rest.len() == 27).then_some(short)
}

fn begins(id: &str, prefix: &str) -> bool {
    id.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Three rules as a test needs them.
    pub(crate) static CARDS: [Card; 4] = [
        Card {
            id: "PL003",
            name: "private-dns-zone-missing",
            equivalents: &["CKV_AZURE_35"],
            ..Card::DEFAULT
        },
        Card {
            id: "PA001",
            name: "public-network-access",
            aliases: &["key-vault-public-network-access"],
            equivalents: &["CKV_AZURE_35", "Azure.KeyVault.Firewall"],
            severity: crate::finding::Severity::Warning,
            ..Card::DEFAULT
        },
        Card { id: "EN001", name: "storage-min-tls", on: false, ..Card::DEFAULT },
        Card { id: "TQ001", name: "unused-parameter", on: false, pedantic: true, ..Card::DEFAULT },
    ];

    /// Their index.
    pub(crate) fn index() -> RuleIndex {
        RuleIndex::new(CARDS.iter())
    }

    fn ids(cards: &[&'static Card]) -> Vec<&'static str> {
        cards.iter().map(|card| card.id).collect()
    }

    #[test]
    fn a_rule_has_many_names() {
        let index = index();
        assert_eq!(index.rule("pl003").map(|card| card.id), Some("PL003"));
        assert_eq!(index.rule("key-vault-public-network-access").unwrap().id, "PA001");
        assert_eq!(index.rule("CKV_AZURE_35").map(|card| card.id), None);
        assert_eq!(ids(&index.find("ckv_azure_35")), ["PA001", "PL003"]);
        assert_eq!(ids(&index.equivalents("Azure.KeyVault.Firewall")), ["PA001"]);
        assert_eq!(short_guid("9073f073-5d60-4b46-b569-0d6baa80ed95"), Some("9073f073"));
        assert_eq!(short_guid("deployment-debug"), None);
        assert_eq!(index.suggestion("private-dns-zone-mising"), Some("private-dns-zone-missing"));
    }

    #[test]
    fn selectors_are_rules_prefixes_and_all() {
        let index = index();
        assert_eq!(ids(&index.select("P").map_or(vec![], |s| s.cards)), [""; 0]);
        assert_eq!(ids(&index.select("pl").unwrap().cards), ["PL003"]);
        assert_eq!(index.select("ALL").unwrap().cards.len(), 4 + own::ALL.len());
        assert!(index.select("XX").is_none());
        assert!(Closeness::Rule > Closeness::Prefix(4) && Closeness::Prefix(2) > Closeness::All);
    }
}
