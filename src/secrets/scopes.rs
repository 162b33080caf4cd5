//! Which texts are secret where.

use super::finder::Finder;
use super::hide::{hide, keys, quoted};
use super::{MOST, Texts};
use crate::finding::{Finding, Label};
use crate::source::FileId;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// The scopes of a run: files that have the same secrets share one.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    distinct: Vec<Scope>,
    by_file: FxHashMap<FileId, usize>,
    /// Of what is about no file, or about one that no world has: all secrets.
    all: Scope,
}

/// What is secret in some files.
#[derive(Debug, Default)]
pub(super) struct Scope {
    worlds: Vec<Arc<Texts>>,
    /// Looks for all of them; made when the first text is looked at.
    finder: OnceLock<(Finder, usize)>,
}

impl Scopes {
    /// The scopes of these files, and of texts that are secret everywhere.
    pub(super) fn new(own: &Texts, held: &BTreeMap<Arc<Texts>, BTreeSet<FileId>>) -> Self {
        let everywhere = (!own.is_empty()).then(|| Arc::new(own.clone()));
        let mut worlds: Vec<_> = held.keys().filter(|texts| !texts.is_empty()).cloned().collect();
        worlds.extend(everywhere.clone());
        let all = Scope { worlds, finder: OnceLock::new() };
        let mut of_file: BTreeMap<FileId, Vec<&Arc<Texts>>> = BTreeMap::new();
        for (texts, files) in held {
            for file in files {
                let known = of_file.entry(*file).or_default();
                known.extend((!texts.is_empty()).then_some(texts));
            }
        }
        let mut numbers: FxHashMap<Vec<*const Texts>, usize> = FxHashMap::default();
        let (mut distinct, mut by_file) = (Vec::new(), FxHashMap::default());
        for (file, texts) in of_file {
            // The same texts are the same allocation: they are the key of a map.
            let key: Vec<_> = texts.iter().map(|texts| Arc::as_ptr(texts)).collect();
            let number = *numbers.entry(key).or_insert_with(|| {
                let worlds = texts.into_iter().chain(&everywhere).cloned().collect();
                distinct.push(Scope { worlds, finder: OnceLock::new() });
                distinct.len() - 1
            });
            by_file.insert(file, number);
        }
        Self { distinct, by_file, all }
    }

    /// The scope of a file.
    pub(super) fn of(&self, file: Option<FileId>) -> &Scope {
        let number = file.and_then(|file| self.by_file.get(&file));
        number.and_then(|number| self.distinct.get(*number)).unwrap_or(&self.all)
    }
}

impl Scope {
    /// Looks for its secrets.
    pub(super) fn finder(&self) -> &Finder {
        &self.made().0
    }

    /// Whether it has so many secrets that they are not looked for one by one.
    pub(super) fn is_full(&self) -> bool {
        self.made().1 > MOST
    }

    fn made(&self) -> &(Finder, usize) {
        self.finder.get_or_init(|| {
            let texts: BTreeSet<&String> =
                self.worlds.iter().flat_map(|texts| texts.iter()).collect();
            let count = texts.len();
            (Finder::new(texts, MOST * 5), count)
        })
    }

    /// A text as it may be shown.
    pub(super) fn masked<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut hidden = self.finder().find(text);
        hidden.extend(keys(text));
        hide(text, hidden)
    }

    /// Hides secrets in all that a finding says.
    pub(super) fn mask_finding(&self, finding: &mut Finding) {
        self.change_sentence(&mut finding.message);
        if let Some(subject) = &mut finding.subject {
            self.change(&mut subject.resource_type);
            self.change(&mut subject.name);
            subject.deployment.iter_mut().for_each(|name| self.change(name));
        }
        finding.property.iter_mut().for_each(|path| self.change(path));
        let labels = finding.trace.iter_mut().chain(&mut finding.related);
        labels.for_each(|label| self.mask_label(label));
        if let Some(fix) = &mut finding.fix {
            self.change(&mut fix.message);
            let count = fix.edits.len();
            // A change that would write a mask into a file is no change to offer.
            fix.edits.retain(|edit| matches!(self.masked(&edit.text), Cow::Borrowed(_)));
            if fix.edits.len() < count {
                finding.fix = None;
            }
        }
    }

    /// Hides secrets in what is said of a place.
    pub(super) fn mask_label(&self, label: &mut Label) {
        self.change_sentence(&mut label.message);
    }

    /// Hides secrets in a text.
    pub(super) fn change(&self, text: &mut String) {
        if let Cow::Owned(masked) = self.masked(text) {
            *text = masked;
        }
    }

    /// A secret may be a word such as `password`, and the sentences of rules have such words too: they stay where they stand
    /// outside of quotes, since values stand in them.
    pub(super) fn change_sentence(&self, text: &mut String) {
        let mut hidden = self.finder().find(text);
        if !hidden.is_empty() {
            let quoted = quoted(text);
            let is_word = |range: &(usize, usize)| {
                text[range.0..range.1].bytes().all(|byte| byte.is_ascii_alphabetic())
            };
            let in_quotes = |range: &(usize, usize)| {
                quoted.iter().any(|quoted| range.0 < quoted.1 && quoted.0 < range.1)
            };
            hidden.retain(|range| !is_word(range) || in_quotes(range));
        }
        hidden.extend(keys(text));
        if let Cow::Owned(masked) = hide(text, hidden) {
            *text = masked;
        }
    }
}
