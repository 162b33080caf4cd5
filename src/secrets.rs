//! What a report must not show: values of secure parameters, and all that is made of them.
//!
//! Known secrets are looked for in every text that is written, source snippets included, and hidden behind as many `*` as they
//! have bytes, so that offsets hold. Files of which nobody can tell what is secret in them show no string at all.

mod finder;

use crate::finding::{Finding, Label, Report};
use crate::picture::Picture;
use crate::source::{FileId, Span};
use finder::Finder;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// Shorter texts are no secrets that could be looked for: they stand everywhere.
pub const SHORTEST: usize = 4;

/// Of more secrets than this they are not looked for one by one: no string of any source is shown.
const MOST: usize = 1_000;

/// Words after which a key stands in connection strings and addresses.
const KEY_WORDS: [&str; 5] =
    ["accountkey=", "sharedaccesskey=", "sharedaccesssignature=", "password=", "sig="];

/// The secrets of a run.
#[derive(Debug, Default, Clone)]
pub struct Secrets {
    texts: BTreeSet<String>,
    spans: BTreeMap<FileId, Vec<Span>>,
    /// Files whose strings are all hidden.
    files: BTreeSet<FileId>,
    finder: OnceLock<Finder>,
}

impl Secrets {
    /// Hides a text wherever it stands, in each way in which a template may write it.
    pub fn add_text(&mut self, text: &str) {
        // The words for yes and no are no secrets, and would be hidden wherever they stand.
        let is_word = ["true", "false", "null"].iter().any(|word| text.eq_ignore_ascii_case(word));
        if text.len() < SHORTEST || is_word || self.texts.len() > MOST {
            return;
        }
        let json = serde_json::Value::from(text).to_string();
        let written = [
            text.to_owned(),
            json.trim_matches('"').to_owned(),
            text.replace('\'', "''"),
            text.replace('\\', "\\\\").replace('\'', "\\'").replace("${", "\\${"),
            text.escape_default().to_string(),
        ];
        self.texts.extend(written);
        self.finder.take();
    }

    /// Hides the string literal at a place of a file, however it is written.
    pub fn add_span(&mut self, file: FileId, span: Span) {
        self.spans.entry(file).or_default().push(span);
    }

    /// Hides all strings of a file.
    pub fn add_file(&mut self, file: FileId) {
        self.files.insert(file);
    }

    /// Adds the secrets of another world.
    pub fn merge(&mut self, other: Self) {
        if !other.texts.is_empty() {
            self.texts.extend(other.texts);
            self.finder.take();
        }
        for (file, spans) in other.spans {
            self.spans.entry(file).or_default().extend(spans);
        }
        self.files.extend(other.files);
    }

    /// A text of a file as it may be shown: as long as it is, byte by byte.
    pub fn shown<'t>(&self, file: FileId, text: &'t str) -> Cow<'t, str> {
        let mut hidden = self.found_in(text);
        hidden.extend(keys(text));
        let spans = self.spans.get(&file).into_iter().flatten();
        hidden.extend(spans.filter_map(|span| literal(text, *span)));
        if self.texts.len() > MOST || self.files.contains(&file) {
            hidden.extend(strings(text));
        }
        hide(text, hidden)
    }

    /// A text of a message as it may be shown.
    pub fn masked<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut hidden = self.found_in(text);
        hidden.extend(keys(text));
        hide(text, hidden)
    }

    /// Hides secrets in all that a report says in words, and goes with it to those who show its sources.
    pub fn mask_into(self, report: &mut Report) {
        self.mask(report);
        report.secrets = self;
    }

    fn mask(&self, report: &mut Report) {
        for finding in &mut report.findings {
            self.mask_finding(finding);
        }
        for why in report.files.iter_mut().filter_map(|file| file.why.as_mut()) {
            self.change(why);
        }
        self.mask_labels(&mut report.unseen);
        report.pictures.iter_mut().for_each(|picture| self.mask_picture(picture));
    }

    fn mask_picture(&self, picture: &mut Picture) {
        self.change(&mut picture.title);
        for node in &mut picture.nodes {
            self.change(&mut node.title);
            node.details.iter_mut().for_each(|line| self.change(line));
        }
        picture.edges.iter_mut().for_each(|edge| self.change(&mut edge.label));
    }

    fn mask_finding(&self, finding: &mut Finding) {
        self.change_sentence(&mut finding.message);
        if let Some(subject) = &mut finding.subject {
            self.change(&mut subject.resource_type);
            self.change(&mut subject.name);
            subject.deployment.iter_mut().for_each(|name| self.change(name));
        }
        finding.property.iter_mut().for_each(|path| self.change(path));
        self.mask_labels(&mut finding.trace);
        self.mask_labels(&mut finding.related);
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

    fn mask_labels(&self, labels: &mut [Label]) {
        for label in labels {
            self.change_sentence(&mut label.message);
        }
    }

    /// Hides secrets in JSON, keys included.
    pub fn mask_json(&self, json: &mut serde_json::Value) {
        match json {
            serde_json::Value::String(text) => self.change(text),
            serde_json::Value::Array(items) => {
                for item in items {
                    self.mask_json(item);
                }
            }
            serde_json::Value::Object(members) => {
                let taken = std::mem::take(members);
                members.extend(taken.into_iter().map(|(key, mut value)| {
                    self.mask_json(&mut value);
                    (self.masked(&key).into_owned(), value)
                }));
            }
            _ => {}
        }
    }

    fn change(&self, text: &mut String) {
        if let Cow::Owned(masked) = self.masked(text) {
            *text = masked;
        }
    }

    /// A secret may be a word such as `password`, and the sentences of rules have such words too: they stay where they stand
    /// outside of quotes, since values stand in them.
    fn change_sentence(&self, text: &mut String) {
        let mut hidden = self.found_in(text);
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

    fn found_in(&self, text: &str) -> Vec<(usize, usize)> {
        self.finder.get_or_init(|| Finder::new(&self.texts, MOST * 5)).find(text)
    }
}

/// The inside of a literal string at a place; of an expression the secrets in it are found by their text.
fn literal(text: &str, span: Span) -> Option<(usize, usize)> {
    let written = span.of(text);
    let is_literal = written.starts_with(['"', '\'']) && !written.starts_with("\"[");
    let inside = (span.start as usize + 1, (span.end as usize).saturating_sub(1));
    (is_literal && inside.0 < inside.1).then_some(inside)
}

/// The same text with `*` for each byte of these ranges; line ends stay.
fn hide(text: &str, mut hidden: Vec<(usize, usize)>) -> Cow<'_, str> {
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    hidden.sort_unstable();
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (start, end) in hidden {
        let start = text.floor_char_boundary(start.max(done));
        let end = text.ceil_char_boundary(end.min(text.len()));
        if end <= done || start >= end {
            continue;
        }
        out.push_str(&text[done..start]);
        out.extend(text[start..end].bytes().map(|byte| match byte {
            b'\n' | b'\r' => char::from(byte),
            _ => '*',
        }));
        done = end;
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// What stands in the single quotes of a sentence, the quotes included. A quote inside of a word is an apostrophe.
fn quoted(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let opens = |at: usize| at == 0 || matches!(bytes[at - 1], b' ' | b'(' | b'\n');
    let closes = |at: usize| {
        let next = bytes.get(at + 1);
        next.is_none_or(|next| matches!(next, b' ' | b',' | b'.' | b';' | b':' | b')' | b'\n'))
    };
    let (mut found, mut start) = (Vec::new(), None);
    for at in memchr::memchr_iter(b'\'', bytes) {
        match start {
            None if opens(at) => start = Some(at),
            Some(from) if closes(at) => {
                found.push((from, at + 1));
                start = None;
            }
            _ => {}
        }
    }
    found.extend(start.map(|from| (from, text.len())));
    found
}

/// What follows `AccountKey=` and the like.
fn keys(text: &str) -> Vec<(usize, usize)> {
    if !text.contains('=') {
        return Vec::new();
    }
    let mut found = Vec::new();
    for at in memchr::memchr_iter(b'=', text.as_bytes()) {
        let is_word = |word: &&str| {
            let start = (at + 1).checked_sub(word.len());
            start
                .and_then(|start| text.get(start..=at))
                .is_some_and(|t| t.eq_ignore_ascii_case(word))
        };
        if KEY_WORDS.iter().any(is_word) {
            let rest = &text[at + 1..];
            let ends = [';', '&', '"', '\'', '$', '{', ' ', '\n', '\r', ',', ')', '<'];
            let len = rest.find(ends).unwrap_or(rest.len());
            if len >= SHORTEST {
                found.push((at + 1, at + 1 + len));
            }
        }
    }
    found
}

/// What stands between quotes, be it JSON or Bicep, names of members aside.
fn strings(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(start) = memchr::memchr2(b'"', b'\'', bytes.get(at..).unwrap_or_default()) {
        let start = at + start;
        let quote = bytes[start];
        let mut end = start + 1;
        while end < bytes.len() && bytes[end] != quote {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        let end = end.min(bytes.len());
        let after = bytes.get(end + 1..).unwrap_or_default();
        let next = after.iter().find(|byte| !byte.is_ascii_whitespace());
        if next != Some(&b':') {
            found.push((start + 1, end));
        }
        at = end + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_hidden_in_each_way_of_writing() {
        let mut secrets = Secrets::default();
        secrets.add_text("a\"b'c");
        assert_eq!(secrets.masked("x a\"b'c y"), "x ***** y");
        assert_eq!(secrets.masked("x \"a\\\"b'c\" y"), "x \"******\" y");
        assert_eq!(secrets.masked("x 'a\"b''c' y"), "x '******' y");
        assert_eq!(secrets.masked("x 'a\"b\\'c' y"), "x '******' y");
        assert!(matches!(secrets.masked("abc"), Cow::Borrowed(_)));
    }

    #[test]
    fn words_of_a_sentence_are_no_secrets() {
        let mut secrets = Secrets::default();
        secrets.add_text("password");
        secrets.add_text("pass-word");
        let masked = |text: &str| {
            let mut text = text.to_owned();
            secrets.change_sentence(&mut text);
            text
        };
        assert_eq!(
            masked("The rule's passwords: one password."),
            "The rule's passwords: one password."
        );
        assert_eq!(masked("'a' is 'password'."), "'a' is '********'.");
        assert_eq!(masked("'my password' is a password"), "'my ********' is a password");
        assert_eq!(masked("'a'password' is b"), "'a'********' is b");
        assert_eq!(masked("it is 'open password"), "it is 'open ********");
        assert_eq!(masked("it is pass-word"), "it is *********");
    }

    #[test]
    fn hidden_text_is_as_long() {
        let mut secrets = Secrets::default();
        secrets.add_text("päss\u{1F600}");
        secrets.add_text("ss\u{1F600}w");
        let shown = secrets.masked("épäss\u{1F600}wé");
        assert_eq!(shown, format!("é{}é", "*".repeat(10)));
    }

    #[test]
    fn keys_in_connection_strings_are_hidden() {
        let secrets = Secrets::default();
        assert_eq!(
            secrets.masked("AccountName=x;AccountKey=abcd==;EndpointSuffix=y"),
            "AccountName=x;AccountKey=******;EndpointSuffix=y"
        );
        assert_eq!(secrets.masked("https://x/?sv=1&sig=abcdef&x"), "https://x/?sv=1&sig=******&x");
        assert_eq!(secrets.masked("Password=${x}"), "Password=${x}");
    }

    #[test]
    fn files_of_unknown_secrets_show_no_string() {
        let mut secrets = Secrets::default();
        secrets.add_file(FileId(0));
        let text = "{ \"a\": \"bcd\", \"e\" : [\"f\\\"g\"], \"open";
        assert_eq!(secrets.shown(FileId(0), text), "{ \"a\": \"***\", \"e\" : [\"****\"], \"****");
    }
}
