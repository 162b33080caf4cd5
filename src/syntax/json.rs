//! ARM's JSON: RFC 8259 with what Resource Manager also reads — comments, trailing commas, line ends and tabs in strings, a
//! byte order mark. Strings in brackets are read as expressions at once.

#![allow(
    clippy::unnecessary_box_returns,
    reason = "a small error keeps the results of the reader small"
)]

mod strings;
#[cfg(test)]
mod tests;

use super::document::{Bits, Document, Kind, List, Node, Problem, Text};
use super::expression;
use crate::source::{FileId, Source, Span};
use std::sync::Arc;
pub use strings::unquote;
use strings::{end_or_escape, is_escape};

/// Arrays and objects nested deeper than this are refused.
pub const DEEPEST: u32 = 400;

/// Reads a file. Never fails: what is wrong stands in [`Document::problems`], and the tree then ends there.
pub fn parse(file: FileId, source: Arc<Source>) -> Document {
    let mut document = Document::new(file, Arc::clone(&source));
    let mut reader = Reader {
        text: &source.text,
        bytes: source.text.as_bytes(),
        at: if source.text.starts_with('\u{feff}') { 3 } else { 0 },
        depth: 0,
        stack: Vec::with_capacity(64),
        document: &mut document,
        expressions: Expressions::Read,
    };
    let root = reader.whole();
    finish(&mut document, root);
    document
}

/// Reads the text that the function `json()` is given, where strings may stand in single quotes and are never expressions.
pub fn parse_data(text: &str) -> Document {
    let source = Arc::new(Source::new("", text));
    let mut document = Document::new(FileId(0), Arc::clone(&source));
    let mut reader = Reader {
        text: &source.text,
        bytes: source.text.as_bytes(),
        at: 0,
        depth: 0,
        stack: Vec::new(),
        document: &mut document,
        expressions: Expressions::Ignored,
    };
    let root = reader.whole();
    finish(&mut document, root);
    document
}

fn finish(document: &mut Document, root: Read<Node>) {
    let node = root.unwrap_or_else(|problem| {
        let span = problem.span;
        document.problems.insert(0, *problem);
        Node { span, kind: Kind::Broken }
    });
    document.root = document.add_node(node.span, node.kind);
}

/// Whether strings in brackets mean something.
#[derive(Clone, Copy, PartialEq)]
enum Expressions {
    Read,
    Ignored,
}

struct Reader<'t, 'd> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    depth: u32,
    /// Children of the containers that are still open. What is read is put here, where its parent will find it.
    stack: Vec<Node>,
    document: &'d mut Document,
    expressions: Expressions,
}

/// A boxed problem is one word, which a result that is nearly always good does not have to make room for.
type Read<T> = Result<T, Box<Problem>>;

impl Reader<'_, '_> {
    fn whole(&mut self) -> Read<Node> {
        self.blank()?;
        self.value()?;
        self.blank()?;
        match (self.peek(), self.stack.pop()) {
            (None, Some(node)) => Ok(node),
            _ => Err(self.unexpected("the end of the file")),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Skips blanks and comments, which do not stand before every other token.
    #[inline]
    fn blank(&mut self) -> Read<()> {
        match self.bytes.get(self.at) {
            Some(byte) if *byte > b' ' && *byte != b'/' => Ok(()),
            _ => self.blanks(),
        }
    }

    fn blanks(&mut self) -> Read<()> {
        let mut rest = self.bytes.get(self.at..).unwrap_or_default();
        loop {
            match rest {
                [b' ', ..] => rest = after_indentation(rest),
                [b'\t' | b'\n' | b'\r', after @ ..] => rest = after,
                [b'/', ..] => {
                    self.at = self.bytes.len() - rest.len();
                    self.comment()?;
                    rest = self.bytes.get(self.at..).unwrap_or_default();
                }
                _ => break,
            }
        }
        self.at = self.bytes.len() - rest.len();
        Ok(())
    }

    fn comment(&mut self) -> Read<()> {
        let start = self.at;
        let rest = &self.bytes[start..];
        match rest.get(1) {
            Some(b'/') => {
                self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
                Ok(())
            }
            Some(b'*') => match memchr::memmem::find(&rest[2..], b"*/") {
                Some(end) => {
                    self.at += end + 4;
                    Ok(())
                }
                None => Err(problem(start, start + 2, "this comment has no end")),
            },
            _ => Err(self.unexpected("a value")),
        }
    }

    fn value(&mut self) -> Read<()> {
        let start = self.at;
        match self.peek() {
            Some(b'"') => self.string(b'"'),
            Some(b'\'') if self.expressions == Expressions::Ignored => self.string(b'\''),
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word(start, "true", Kind::Bool(true)),
            Some(b'f') => self.word(start, "false", Kind::Bool(false)),
            Some(b'n') => self.word(start, "null", Kind::Null),
            _ => Err(self.unexpected("a value")),
        }
    }

    fn nested(&mut self, read: impl Fn(&mut Self) -> Read<()>) -> Read<()> {
        if self.depth >= DEEPEST {
            let message = format!("nested deeper than {DEEPEST} levels");
            return Err(problem(self.at, self.at + 1, message));
        }
        self.depth += 1;
        read(self)?;
        self.depth -= 1;
        Ok(())
    }

    fn word(&mut self, start: usize, word: &str, kind: Kind) -> Read<()> {
        if !self.bytes[start..].starts_with(word.as_bytes()) {
            return Err(self.unexpected("a value"));
        }
        self.at += word.len();
        self.push(start, kind);
        Ok(())
    }

    fn object(&mut self) -> Read<()> {
        let (start, mark) = (self.at, self.stack.len());
        self.at += 1;
        loop {
            self.blank()?;
            let quote = match self.peek() {
                Some(b'}') => break,
                Some(b'"') => b'"',
                Some(b'\'') if self.expressions == Expressions::Ignored => b'\'',
                _ => return Err(self.unexpected("a property name in quotes or '}'")),
            };
            self.string(quote)?;
            self.blank()?;
            if self.peek() != Some(b':') {
                return Err(self.unexpected("':'"));
            }
            self.at += 1;
            self.blank()?;
            self.value()?;
            if !self.comma(b'}')? {
                break;
            }
        }
        self.at += 1;
        let list = self.close(mark);
        self.push(start, Kind::Object(list));
        Ok(())
    }

    fn array(&mut self) -> Read<()> {
        let (start, mark) = (self.at, self.stack.len());
        self.at += 1;
        loop {
            self.blank()?;
            if self.peek() == Some(b']') {
                break;
            }
            self.value()?;
            if !self.comma(b']')? {
                break;
            }
        }
        self.at += 1;
        let list = self.close(mark);
        self.push(start, Kind::Array(list));
        Ok(())
    }

    /// Whether more may follow: a comma was there, and not the end.
    fn comma(&mut self, end: u8) -> Read<bool> {
        self.blank()?;
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            Some(byte) if byte == end => Ok(false),
            _ => Err(self.unexpected(if end == b'}' { "',' or '}'" } else { "',' or ']'" })),
        }
    }

    fn close(&mut self, mark: usize) -> List {
        let list = self.document.add_slice(&self.stack[mark..]);
        self.stack.truncate(mark);
        list
    }

    fn string(&mut self, quote: u8) -> Read<()> {
        let start = self.at;
        let inside = start + 1;
        let Some(len) = end_or_escape(&self.bytes[inside..], quote) else {
            return Err(problem(start, start + 1, "this string has no end"));
        };
        self.at = inside + len;
        if self.bytes[self.at] == quote {
            self.at += 1;
            self.plain(start);
            return Ok(());
        }
        self.escaped(start, quote)
    }

    /// A string that stands in the file as it is.
    fn plain(&mut self, start: usize) {
        let inner = Span::new(start as u32 + 1, self.at as u32 - 1);
        if self.bytes[start + 1] == b'['
            && self.bytes[self.at - 2] == b']'
            && self.expressions == Expressions::Read
        {
            return self.bracketed(start, inner.of(self.text), Some(inner.start));
        }
        self.push(start, Kind::Text(Text::in_source(inner)));
    }

    fn escaped(&mut self, start: usize, quote: u8) -> Read<()> {
        loop {
            let rest = &self.bytes[self.at..];
            match memchr::memchr2(quote, b'\\', rest) {
                None => return Err(problem(start, start + 1, "this string has no end")),
                Some(len) if rest[len] == quote => {
                    self.at += len + 1;
                    break;
                }
                Some(len) => {
                    let escape = self.at + len;
                    self.at = escape + 2;
                    if !is_escape(&rest[len + 1..]) {
                        return Err(problem(
                            escape,
                            escape + 1,
                            "this is no escape that JSON knows",
                        ));
                    }
                }
            }
        }
        let written = &self.text[start..self.at];
        let text = unquote(written).into_owned();
        if self.expressions == Expressions::Read && text.starts_with('[') && text.ends_with(']') {
            self.bracketed(start, &text, None);
            return Ok(());
        }
        let text = self.document.add_text(&text);
        self.push(start, Kind::Text(text));
        Ok(())
    }

    /// `[…]`: an expression; `[[…]`: text that begins with a bracket.
    fn bracketed(&mut self, start: usize, text: &str, offset: Option<u32>) {
        let span = Span::new(start as u32, self.at as u32);
        if text.starts_with("[[") {
            let kept = match offset {
                Some(offset) => Text::in_source(Span::new(offset + 1, span.end - 1)),
                None => self.document.add_text(&text[1..]),
            };
            return self.push(start, Kind::Text(kept));
        }
        let inner = &text[1..text.len() - 1];
        let place = offset.map_or(expression::Origin::Somewhere(span), |offset| {
            expression::Origin::At(offset + 1)
        });
        let node = expression::parse(self.document, &mut self.stack, inner, place);
        let id = self.document.add_node(node.span, node.kind);
        self.push(start, Kind::Expression(id));
    }

    fn number(&mut self) -> Read<()> {
        let start = self.at;
        let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        let len = self.bytes[start..].iter().take_while(|byte| is_part(byte)).count();
        self.at += len;
        let text = &self.text[start..self.at];
        let whole = text.parse::<i64>().map(|whole| Kind::Int(Bits::pack(whole as u64)));
        let number = || text.parse::<f64>().map(|number| Kind::Float(Bits::pack(number.to_bits())));
        let kind = match whole.or_else(|_| number()) {
            Ok(kind) if is_number(text) => kind,
            _ => {
                let shown = &text[..text.len().min(40)];
                return Err(problem(start, self.at, format!("'{shown}' is no number")));
            }
        };
        self.push(start, kind);
        Ok(())
    }

    fn push(&mut self, start: usize, kind: Kind) {
        self.stack.push(Node { span: Span::new(start as u32, self.at as u32), kind });
    }

    #[cold]
    fn unexpected(&self, wanted: &str) -> Box<Problem> {
        let found = self.text.get(self.at..).and_then(|rest| rest.chars().next());
        match found {
            None => problem(self.at, self.at, format!("the file ends where {wanted} should stand")),
            Some(found) => {
                let message =
                    format!("'{}' stands where {wanted} should stand", found.escape_default());
                problem(self.at, self.at + found.len_utf8(), message)
            }
        }
    }
}

#[cold]
/// What follows spaces. A third of a template is indentation, so eight at a time.
fn after_indentation(mut rest: &[u8]) -> &[u8] {
    const SPACES: u64 = u64::from_le_bytes(*b"        ");
    while let Some((next, after)) = rest.split_first_chunk() {
        let others = u64::from_le_bytes(*next) ^ SPACES;
        if others != 0 {
            return rest.get(others.trailing_zeros() as usize / 8..).unwrap_or_default();
        }
        rest = after;
    }
    while let [b' ', after @ ..] = rest {
        rest = after;
    }
    rest
}

fn problem(start: usize, end: usize, message: impl Into<String>) -> Box<Problem> {
    let span = Span::new(start as u32, end as u32);
    Box::new(Problem { span, message: message.into(), fatal: true })
}

/// Whether a text of digits, signs, points and exponents is a number as JSON has it.
fn is_number(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (rest, exponent) = match text.split_once(['e', 'E']) {
        Some((rest, exponent)) => (rest, exponent.strip_prefix(['+', '-']).unwrap_or(exponent)),
        None => (text, "0"),
    };
    let (whole, fraction) = rest.split_once('.').unwrap_or((rest, "0"));
    let is_plain = whole == "0" || !whole.starts_with('0');
    digits(whole) && is_plain && digits(fraction) && digits(exponent)
}
