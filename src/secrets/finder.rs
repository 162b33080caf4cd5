//! Looking for many texts at once.

use aho_corasick::packed::Searcher;
use aho_corasick::{AhoCorasick, AhoCorasickKind, Input};
use std::collections::BTreeSet;

/// So many texts are looked for at a time, sixteen bytes in a step.
const AT_ONCE: usize = 64;
/// More passes than this over a text are dearer than one that steps through it byte by byte.
const MOST_PASSES: usize = 6;
/// Of texts with so many bytes in all, the machine that looks for them has a table for each byte: six times as fast, in a
/// few hundred bytes of memory for each of theirs.
const FEW_BYTES: usize = 8 << 10;

/// Looks for texts, also where they overlap.
///
/// Hardly any text that is shown has a secret, and all are looked at: telling so at sixteen bytes a step instead of one took a
/// tenth off a run.
#[derive(Debug, Default, Clone)]
pub(super) struct Finder {
    /// Each finds some of the texts. Of texts that begin with another one only that one is looked for.
    quick: Vec<Searcher>,
    /// All texts in order, where `quick` finds them.
    texts: Vec<String>,
    /// Finds all, where they are too many for `quick`.
    thorough: Option<AhoCorasick>,
}

impl Finder {
    /// Looks for the first `most` of these texts.
    pub(super) fn new(texts: BTreeSet<&String>, most: usize) -> Self {
        let texts = texts.into_iter().filter(|text| !text.is_empty());
        let texts: Vec<&String> = texts.take(most).collect();
        let mut beginnings: Vec<&String> = Vec::new();
        for text in &texts {
            if !beginnings.last().is_some_and(|last| text.starts_with(last.as_str())) {
                beginnings.push(text);
            }
        }
        let passes = beginnings.chunks(AT_ONCE);
        if passes.len() <= MOST_PASSES
            && let Some(quick) = passes.map(Searcher::new).collect()
        {
            let texts = texts.into_iter().cloned().collect();
            return Self { quick, texts, thorough: None };
        }
        let bytes: usize = texts.iter().map(|text| text.len()).sum();
        let kind =
            if bytes <= FEW_BYTES { AhoCorasickKind::DFA } else { AhoCorasickKind::ContiguousNFA };
        let thorough = AhoCorasick::builder().kind(Some(kind)).build(texts).ok();
        Self { thorough, ..Self::default() }
    }

    /// The beginning and end of each place where a text stands.
    pub(super) fn find(&self, text: &str) -> Vec<(usize, usize)> {
        if let Some(thorough) = &self.thorough {
            let found = thorough.find_overlapping_iter(Input::new(text));
            return found.map(|found| (found.start(), found.end())).collect();
        }
        let (mut found, mut from) = (Vec::new(), 0);
        while let Some(start) = self.first(text, from) {
            let rest = &text.as_bytes()[start..];
            let here = self.texts.iter().filter(|text| rest.starts_with(text.as_bytes()));
            found.extend(here.map(|text| (start, start + text.len())));
            from = start + 1;
        }
        found
    }

    /// Where the first text begins from an offset on.
    fn first(&self, text: &str, from: usize) -> Option<usize> {
        let span = aho_corasick::Span { start: from, end: text.len() };
        let each = self.quick.iter().filter_map(|quick| quick.find_in(text.as_bytes(), span));
        each.map(|found| found.start()).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(texts: &[String], text: &str) -> Vec<(usize, usize)> {
        let mut found = Finder::new(texts.iter().collect(), 10_000).find(text);
        found.sort_unstable();
        found
    }

    #[test]
    fn few_and_many_texts_are_found_alike() {
        let few: Vec<String> = ["abcd", "abcdef", "bcde", "aaaa"].map(str::to_owned).into();
        let text = format!("xabcdefg aaaaaa {} abcd", "-".repeat(100));
        let wanted = [(1, 5), (1, 7), (2, 6), (9, 13), (10, 14), (11, 15), (117, 121)];
        assert_eq!(found(&few, &text), wanted);
        let many = (0..2_000).map(|number| format!("secret-{number:04}"));
        let all: Vec<String> = few.iter().cloned().chain(many).collect();
        assert_eq!(found(&all, &text), wanted);
        let some: Vec<String> = all.into_iter().take(200).collect();
        assert_eq!(found(&some, &format!("{text} secret-0042")).len(), wanted.len() + 1);
        assert_eq!(found(&[], &text), []);
    }
}
