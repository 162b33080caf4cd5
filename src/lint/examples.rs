//! The examples of a rule's card, as tests of the rule.

use super::texts::Texts;
use crate::config::{Layers, Overrides, RULE_PARAMETERS, Settings};
use crate::graph::landscape::RuleSettings;
use crate::rule::card::{FILLER, MARK};
use crate::rule::{Card, Example, Rule, RuleIndex};

/// What is wrong with the examples of a rule: lines with findings that are not marked, marks without finding, texts that cannot
/// be read. Empty when each gives exactly the findings that it is marked with.
pub fn problems(rule: &'static Rule) -> Vec<String> {
    let examples = (1..).zip(rule.card.examples);
    let problem = |(number, example)| {
        problem(rule, example).map(|problem: String| format!("example {number} {problem}"))
    };
    examples.filter_map(problem).collect()
}

fn problem(rule: &'static Rule, example: &Example) -> Option<String> {
    let text = match example.filler {
        0 => example.text.to_owned(),
        letters => example.text.replace(FILLER, &"x".repeat(letters)),
    };
    let files = || std::iter::once((example.path(), &*text)).chain(example.files.iter().copied());
    let texts = Texts::new(files());
    let unread = texts.problems();
    if !unread.is_empty() {
        return Some(format!("cannot be read: {}", unread.join("; ")));
    }
    let settings = match settings(&rule.card, example.config) {
        Ok(settings) => settings,
        Err(why) => return Some(format!("has a wrong configuration: {why}")),
    };
    let report = texts.lint(&[rule], &settings);
    let found = report.findings.iter().map(|finding| texts.position(finding));
    let marks = files().flat_map(|(path, text)| {
        let marked = (1..).zip(text.lines()).filter(|(_, line)| line.trim_end().ends_with(MARK));
        marked.map(move |(number, _)| (path, number))
    });
    let (mut found, mut marked): (Vec<_>, Vec<_>) = (found.collect(), marks.collect());
    found.sort_unstable();
    marked.sort_unstable();
    (found != marked).then(|| {
        let (found, marked) = (lines(example, &found), lines(example, &marked));
        format!("gives findings on lines [{found}], and is marked on [{marked}]")
    })
}

/// What a configuration says to a rule.
fn settings(card: &'static Card, config: &str) -> Result<RuleSettings, String> {
    let index = RuleIndex::new([card]);
    let settings = Layers::of(&[config])
        .and_then(|layers| Settings::new(layers, &index, &RULE_PARAMETERS, &Overrides::default()));
    settings.map(|settings| settings.rules).map_err(|error| error.to_string())
}

/// Lines in words; files beside the example's own text with their paths.
fn lines(example: &Example, of: &[(&str, u32)]) -> String {
    let word = |(path, line): &(&str, u32)| {
        if *path == example.path() { line.to_string() } else { format!("{path}:{line}") }
    };
    of.iter().map(word).collect::<Vec<_>>().join(", ")
}
