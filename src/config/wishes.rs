//! The wishes of all files and of the command line, each word checked.

use super::file::Layers;
use super::overrides::Overrides;
use super::problem::Problem;
use super::selection::{Wish, unknown_words};
use super::tree::Item;
use crate::rule::RuleIndex;
use crate::source::Span;

/// One wish for each file, and the command line's at the end.
pub(super) fn all(
    layers: &Layers,
    index: &RuleIndex,
    overrides: &Overrides,
    problems: &mut Vec<Problem>,
) -> Vec<Wish> {
    let mut wishes = Vec::new();
    for (layer, file) in layers.files.iter().enumerate() {
        let mut words = |key: &str| {
            file.table.get(key).map(|item| checked(layers, index, layer, item, problems))
        };
        let select = words("select");
        let extend = words("extend_select").unwrap_or_default();
        let ignore = words("ignore").unwrap_or_default();
        wishes.push(Wish { select, extend, ignore });
    }
    check_command_line(index, &overrides.wish, problems);
    wishes.push(overrides.wish.clone());
    wishes
}

/// The words of a list; those that name no rule become problems.
pub(super) fn checked(
    layers: &Layers,
    index: &RuleIndex,
    layer: usize,
    item: &Item,
    problems: &mut Vec<Problem>,
) -> Vec<String> {
    for (word, span) in item.texts() {
        check(layers, index, (layer, span), word, problems);
    }
    item.texts().map(|(word, _)| word.to_owned()).collect()
}

/// Adds a problem when a word names no rule.
pub(super) fn check(
    layers: &Layers,
    index: &RuleIndex,
    (layer, span): (usize, Span),
    word: &str,
    problems: &mut Vec<Problem>,
) {
    for (word, meant) in unknown_words(index, [word]) {
        let problem = layers.problem(layer, span, format!("there is no rule '{word}'"));
        problems.push(problem.did_you_mean(meant));
    }
}

fn check_command_line(index: &RuleIndex, wish: &Wish, problems: &mut Vec<Problem>) {
    let flags = [
        ("--select", wish.select.as_deref().unwrap_or_default()),
        ("--extend-select", &wish.extend),
        ("--ignore", &wish.ignore),
    ];
    for (flag, words) in flags {
        for (word, meant) in unknown_words(index, words.iter().map(String::as_str)) {
            let problem = Problem::without_place(format!("{flag}: there is no rule '{word}'"));
            problems.push(problem.did_you_mean(meant));
        }
    }
}
