//! Suppressions and exemptions of the configuration.

use super::file::Layers;
use super::globs::{PathGlobs, id_glob};
use super::problem::Problem;
use super::tree::{Item, Value};
use crate::finding::Subject;
use crate::rule::index::Closeness;
use crate::rule::{Card, RuleIndex};
use crate::source::{Source, Span};
use globset::GlobMatcher;
use std::sync::Arc;
use time::Date;

/// Findings that are not reported, by rule, path and resource.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The rules.
    pub cards: Vec<&'static Card>,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub expires: Option<Date>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Whether it is an exemption.
    pub exemption: bool,
    /// The number of its file in the chain.
    pub layer: usize,
    /// Its file.
    pub source: Arc<Source>,
    /// Where it stands.
    pub span: Span,
    paths: Option<PathGlobs>,
    resources: Vec<GlobMatcher>,
}

impl Entry {
    /// Whether it is about this file.
    pub fn covers_path(&self, path: &str) -> bool {
        self.paths.as_ref().is_none_or(|globs| globs.matches(path))
    }

    /// Whether it is limited to some files.
    pub fn has_paths(&self) -> bool {
        self.paths.is_some()
    }

    /// Whether it is about this resource; one that names resources is not about findings without one.
    pub fn covers_resource(&self, subject: Option<&Subject>) -> bool {
        self.resources.is_empty() || subject.is_some_and(|subject| self.names(subject))
    }

    fn names(&self, subject: &Subject) -> bool {
        let full = format!("{}/{}", subject.resource_type, subject.name);
        self.resources.iter().any(|glob| glob.is_match(&full) || glob.is_match(&subject.name))
    }

    /// `path:line` of it.
    pub fn place(&self) -> String {
        format!("{}:{}", self.source.path, self.source.position(self.span.start).line)
    }
}

/// All entries, with the problems of those that cannot be used.
pub(super) fn entries(
    layers: &Layers,
    index: &RuleIndex,
    problems: &mut Vec<Problem>,
) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (key, exemption) in [("suppressions", false), ("exemptions", true)] {
        for (layer, list) in layers.each(key) {
            for item in list.list() {
                match entry(layers, index, layer, item, exemption) {
                    Ok(entry) => entries.push(entry),
                    Err(problem) => problems.push(problem),
                }
            }
        }
    }
    entries
}

fn entry(
    layers: &Layers,
    index: &RuleIndex,
    layer: usize,
    item: &Item,
    exemption: bool,
) -> Result<Entry, Problem> {
    let table = item.table();
    let text = |key: &str| table.get(key).and_then(Item::text).unwrap_or_default().to_owned();
    let mut cards = Vec::new();
    for (word, span) in table.get("rules").into_iter().flat_map(Item::texts) {
        let known = rule(index, word);
        cards.extend(
            known.map_err(|(message, help)| {
                layers.problem(layer, span, message).did_you_mean(help)
            })?,
        );
    }
    let mut resources = Vec::new();
    for (glob, span) in table.get("resource").into_iter().flat_map(Item::texts) {
        resources.push(id_glob(glob).map_err(|message| layers.problem(layer, span, message))?);
    }
    let paths = table.get("paths").map(|item| paths(layers, layer, item)).transpose()?;
    let expires = match table.get("expires").map(|item| &item.value) {
        Some(Value::Date(day)) => Some(*day),
        _ => None,
    };
    let owner = table.get("owner").and_then(Item::text).map(str::to_owned);
    let source = Arc::clone(&layers.files[layer].source);
    let reason = text("reason");
    Ok(Entry {
        cards,
        reason,
        expires,
        owner,
        exemption,
        layer,
        source,
        span: item.span,
        paths,
        resources,
    })
}

/// The globs of a key, with the place of the one that is wrong.
pub(super) fn paths(layers: &Layers, layer: usize, item: &Item) -> Result<PathGlobs, Problem> {
    let patterns: Vec<&str> = item.texts().map(|(text, _)| text).collect();
    PathGlobs::new(&layers.base, patterns)
        .map_err(|message| layers.problem(layer, item.span, message))
}

/// The rules of a word that has to mean rules by their own names.
fn rule(
    index: &RuleIndex,
    word: &str,
) -> Result<Vec<&'static Card>, (String, Option<&'static str>)> {
    match index.select(word) {
        Some(selected) if selected.closeness == Closeness::Rule => Ok(selected.cards),
        Some(_) => Err((format!("'{word}' is not one rule; name the rules one by one"), None)),
        None => Err((format!("there is no rule '{word}'"), index.suggestion(word))),
    }
}
