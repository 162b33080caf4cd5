//! What is hidden of a text: ranges of it, as long as they are.

use super::SHORTEST;
use crate::source::Span;
use std::borrow::Cow;

/// Words after which a key stands in connection strings and addresses.
const KEY_WORDS: [&str; 5] =
    ["accountkey=", "sharedaccesskey=", "sharedaccesssignature=", "password=", "sig="];

/// The inside of a literal string at a place; of an expression the secrets in it are found by their text.
pub(super) fn literal(text: &str, span: Span) -> Option<(usize, usize)> {
    let written = span.of(text);
    let is_literal = written.starts_with(['"', '\'']) && !written.starts_with("\"[");
    let inside = (span.start as usize + 1, (span.end as usize).saturating_sub(1));
    (is_literal && inside.0 < inside.1).then_some(inside)
}

/// The same text with `*` for each byte of these ranges; line ends stay.
pub(super) fn hide(text: &str, mut hidden: Vec<(usize, usize)>) -> Cow<'_, str> {
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
pub(super) fn quoted(text: &str) -> Vec<(usize, usize)> {
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
pub(super) fn keys(text: &str) -> Vec<(usize, usize)> {
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
pub(super) fn strings(text: &str) -> Vec<(usize, usize)> {
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
