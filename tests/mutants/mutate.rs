//! One change to a template: of its tree, or of its characters.

use super::random::Random;
use armlint::source::{FileId, Source, Span};
use armlint::syntax::document::{Document, NodeId};
use armlint::syntax::json;
use std::ops::Range;
use std::sync::Arc;

/// What a node becomes: other types, expressions that fail, and what budgets are for.
const OTHERS: &[&str] = &[
    "null",
    "true",
    "0",
    "-1.5e300",
    "9007199254740993",
    "\"\"",
    "\"x\"",
    "[]",
    "{}",
    "[[]]",
    "{\"copy\": []}",
    "[null, {}, \"a\"]",
    "\"[parameters('nowhere')]\"",
    "\"[variables('nowhere')]\"",
    "\"[concat(\"",
    "\"[if(parameters('nowhere'), resourceId('a/b', 'c'), reference('x').y)]\"",
    "\"[copyIndex()]\"",
    "\"[nothing.of.this()]\"",
    "\"[resourceGroup().location]\"",
    "\"[range(0, 10000)]\"",
    "{\"name\": \"x\", \"count\": 1000000000}",
    "{\"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\"}",
];

/// Characters that mean something to one of the readers.
const CHARACTERS: &[&str] = &[
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    ":",
    ",",
    "\\",
    "/",
    "*",
    "\n",
    "\r",
    "\t",
    " ",
    "0",
    "-",
    "e",
    ".",
    "$",
    "#",
    "@",
    "?",
    "!",
    "|",
    "=",
    "u",
    "\u{0}",
    "\u{1b}",
    "é",
    "\u{1F600}",
    "\u{feff}",
    "\u{202e}",
    "//",
    "/*",
    "${",
    "'''",
];

/// Changes a text, and now and then changes the result again.
pub(crate) fn mutate(text: &str, is_json: bool, random: &mut Random) -> String {
    let mut text = change(text, is_json, random);
    while random.below(3) == 0 {
        text = change(&text, is_json, random);
    }
    text
}

fn change(text: &str, is_json: bool, random: &mut Random) -> String {
    if is_json && random.below(4) > 0 { of_tree(text, random) } else { of_characters(text, random) }
}

fn of_tree(text: &str, random: &mut Random) -> String {
    let document = json::parse(FileId(0), Arc::new(Source::new("t.json", text)));
    let (one, other) = (node(&document, random), node(&document, random));
    match random.below(5) {
        0 => replaced(text, one, ""),
        1 => replaced(text, one, random.of(OTHERS)),
        2 => replaced(text, one, &text[other]),
        3 => {
            let twice = format!("{0}, {0}", &text[one.clone()]);
            replaced(text, one, &twice)
        }
        _ => swapped(text, one, other),
    }
}

fn node(document: &Document, random: &mut Random) -> Range<usize> {
    range(document.at(NodeId(random.below(document.nodes.len()) as u32)).span())
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

fn swapped(text: &str, one: Range<usize>, other: Range<usize>) -> String {
    let (first, second) = if one.start <= other.start { (one, other) } else { (other, one) };
    if second.start < first.end {
        return replaced(text, first, &text[second]);
    }
    let between = &text[first.end..second.start];
    let parts =
        [&text[..first.start], &text[second.clone()], between, &text[first], &text[second.end..]];
    parts.concat()
}

fn of_characters(text: &str, random: &mut Random) -> String {
    let at = text.floor_char_boundary(random.below(text.len() + 1));
    let end = text.floor_char_boundary((at + random.below(40)).min(text.len()));
    match random.below(6) {
        0 => text[..at].to_owned(),
        1 => replaced(text, at..end, ""),
        2 => replaced(text, at..at, &text[at..end]),
        3 => replaced(
            text,
            at..text.ceil_char_boundary((at + 1).min(text.len())),
            random.of(CHARACTERS),
        ),
        4 => replaced(text, at..at, &random.of(CHARACTERS).repeat(1 + random.below(300))),
        _ => replaced(text, at..at, random.of(CHARACTERS)),
    }
}

fn replaced(text: &str, range: Range<usize>, with: &str) -> String {
    [&text[..range.start], with, &text[range.end..]].concat()
}
