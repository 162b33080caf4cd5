//! One change to a template: of its tree, or of its characters.
#![allow(unreachable_pub, reason = "the fuzz targets use it too")]

use super::random::Random;
use armlint::source::{FileId, Source, Span};
use armlint::syntax::bicep::{self, ExprKind, Node};
use armlint::syntax::document::NodeId;
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

/// The same for Bicep.
const BICEP_OTHERS: &[&str] = &[
    "null",
    "true",
    "0",
    "9223372036854775808",
    "''",
    "'x'",
    "[]",
    "{}",
    "[[]]",
    "[null, {}, 'a']",
    "nowhere",
    "nowhere.of.this",
    "nowhere()",
    "concat(",
    "(nowhere ? resourceId('a/b', 'c') : reference('x').y)",
    "[for i in range(0, 10000): i]",
    "[for (x, i) in nowhere: { '${x}': i }]",
    "map(range(0, 10000), x => x)",
    "resourceGroup().location",
    "loadTextContent('main.bicep')",
    "loadJsonContent('../../../../etc/passwd')",
    "...nowhere",
    "'''\n${x}\n'''",
    "'${nowhere}${'${nowhere}'}'",
    "nowhere!.?x[?^1]",
    "-1",
    "if (nowhere) {}",
    "'./main.bicep'",
    "'br/public:a/b:1.0'",
    "'Microsoft.Network/virtualNetworks@2023-04-01'",
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

/// The language of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Json,
    Bicep,
}

/// Changes a text, and now and then changes the result again.
pub fn mutate(text: &str, language: Language, random: &mut Random) -> String {
    let mut text = change(text, language, random);
    while random.below(3) == 0 {
        text = change(&text, language, random);
    }
    text
}

fn change(text: &str, language: Language, random: &mut Random) -> String {
    if random.below(4) > 0 { of_tree(text, language, random) } else { of_characters(text, random) }
}

/// Drops, doubles, swaps and retypes nodes. What is dropped or doubled is mostly a whole member, element or statement, so that
/// the text stays one that can be read.
fn of_tree(text: &str, language: Language, random: &mut Random) -> String {
    let (nodes, wholes) = match language {
        Language::Json => of_json(text),
        Language::Bicep => of_bicep(text),
    };
    let some = |random: &mut Random, of: &[Range<usize>]| of.get(random.below(of.len())).cloned();
    let (Some(one), Some(other)) = (some(random, &nodes), some(random, &nodes)) else {
        return of_characters(text, random);
    };
    let whole = some(random, &wholes).unwrap_or_else(|| one.clone());
    let (others, between) = match language {
        Language::Json => (OTHERS, ", "),
        Language::Bicep => (BICEP_OTHERS, "\n"),
    };
    match random.below(8) {
        0 => replaced(text, with_separator(text, whole), ""),
        1 => replaced(text, one, ""),
        2 | 3 => replaced(text, one, random.of(others)),
        4 => replaced(text, one, &text[other]),
        5 => {
            let twice = [&text[whole.clone()], between, &text[whole.clone()]].concat();
            replaced(text, whole, &twice)
        }
        6 => {
            let second = some(random, &wholes).unwrap_or(other);
            swapped(text, whole, second)
        }
        _ => swapped(text, one, other),
    }
}

/// All nodes of a template, and its members and elements as a whole.
fn of_json(text: &str) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let document = json::parse(FileId(0), Arc::new(Source::new("t.json", text)));
    let nodes = document.nodes.iter().map(|node| range(node.span)).collect();
    let mut wholes = Vec::new();
    for id in 0..document.nodes.len() {
        let node = document.at(NodeId(id as u32));
        wholes.extend(node.elements().map(|element| range(element.span())));
        wholes.extend(node.members().map(|(key, value)| range(key.span().to(value.span()))));
    }
    (nodes, wholes)
}

fn of_bicep(text: &str) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let tree = bicep::parse(text, bicep::Dialect::Template);
    let (mut nodes, mut wholes) = (Vec::new(), Vec::new());
    tree.walk(&mut |node| match node {
        Node::Statement(id) => wholes.push(range(tree.statement(id).span)),
        Node::Type(id) => nodes.push(range(tree.ty(id).span)),
        Node::Expr(id) => {
            nodes.push(range(tree.span(id)));
            match *tree.kind(id) {
                ExprKind::Object(list) => {
                    wholes.extend(tree.members(list).iter().map(|member| range(member.span)));
                }
                ExprKind::Array(list) => {
                    wholes.extend(tree.items(list).iter().map(|item| range(item.span)));
                }
                _ => {}
            }
        }
    });
    (nodes, wholes)
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

/// The range with the comma after it, or else with the one before.
fn with_separator(text: &str, range: Range<usize>) -> Range<usize> {
    let after = text[range.end..].trim_start();
    if after.starts_with(',') {
        return range.start..text.len() - after.len() + 1;
    }
    let before = text[..range.start].trim_end();
    if before.ends_with(',') { before.len() - 1..range.end } else { range }
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
