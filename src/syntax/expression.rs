//! The template language inside the brackets of a JSON string.
//!
//! Grammar: a literal (`'text'` with `''` for a quote, a whole number), or a call `name(…)` of a function that may have a
//! name space, followed by any number of `.property` and `[index]`.

#![allow(
    clippy::unnecessary_box_returns,
    reason = "a small error keeps the results of the reader small"
)]

use super::document::{Access, Bits, Document, Kind, List, Node, Text};
use super::function::Function;
use crate::source::Span;

/// Calls and brackets nested deeper than this are refused.
pub const DEEPEST: u32 = 200;

/// Where the text of an expression stands in its file.
#[derive(Debug, Clone, Copy)]
pub enum Origin {
    /// As it is, from this offset.
    At(u32),
    /// With escapes, somewhere in this span, which then stands for each of its parts.
    Somewhere(Span),
}

/// Reads an expression. What cannot be read becomes [`Kind::Broken`], with the reason in [`Document::problems`].
///
/// `stack` is the caller's store for nodes whose parents are still open.
pub fn parse(document: &mut Document, stack: &mut Vec<Node>, text: &str, origin: Origin) -> Node {
    let mark = stack.len();
    let mut reader =
        Reader { text, bytes: text.as_bytes(), at: 0, depth: 0, origin, stack, document };
    let result = reader.whole();
    reader.stack.truncate(mark);
    result.unwrap_or_else(|wrong| {
        let span = reader.span(wrong.start, wrong.end);
        reader.document.complain(span, wrong.message);
        Node { span, kind: Kind::Broken }
    })
}

struct Wrong {
    start: usize,
    end: usize,
    message: String,
}

type Read<T> = Result<T, Box<Wrong>>;

struct Reader<'t, 'd> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    depth: u32,
    origin: Origin,
    stack: &'d mut Vec<Node>,
    document: &'d mut Document,
}

impl Reader<'_, '_> {
    fn whole(&mut self) -> Read<Node> {
        let node = self.expression()?;
        self.blank();
        if self.at < self.bytes.len() {
            return Err(self.unexpected("the end of the expression"));
        }
        Ok(node)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn expression(&mut self) -> Read<Node> {
        if self.depth >= DEEPEST {
            return Err(wrong(
                self.at,
                self.at + 1,
                format!("nested deeper than {DEEPEST} levels"),
            ));
        }
        self.depth += 1;
        self.blank();
        let start = self.at;
        let mut node = self.primary()?;
        loop {
            self.blank();
            node = match self.peek() {
                Some(b'.') => self.property(start, node)?,
                Some(b'[') => self.element(start, node)?,
                _ => break,
            };
        }
        self.depth -= 1;
        Ok(node)
    }

    fn primary(&mut self) -> Read<Node> {
        match self.peek() {
            Some(b'\'') => self.string(),
            Some(b'-' | b'+' | b'0'..=b'9') => self.number(),
            Some(byte) if is_name_start(byte) => self.call(),
            _ => Err(self.unexpected("a function, a number or a text in single quotes")),
        }
    }

    fn string(&mut self) -> Read<Node> {
        let start = self.at;
        let mut doubled = false;
        self.at += 1;
        loop {
            let Some(len) = memchr::memchr(b'\'', &self.bytes[self.at..]) else {
                return Err(wrong(start, self.bytes.len(), "this text has no closing quote"));
            };
            self.at += len + 1;
            if self.peek() != Some(b'\'') {
                break;
            }
            doubled = true;
            self.at += 1;
        }
        let inner = &self.text[start + 1..self.at - 1];
        let text = if doubled {
            self.document.add_text(&inner.replace("''", "'"))
        } else {
            self.keep(start + 1, self.at - 1)
        };
        Ok(self.node(start, Kind::Text(text)))
    }

    fn number(&mut self) -> Read<Node> {
        let start = self.at;
        self.at += 1;
        while matches!(self.peek(), Some(b'0'..=b'9' | b'.' | b'e' | b'E')) {
            self.at += 1;
        }
        let text = &self.text[start..self.at];
        let kind = if let Ok(whole) = text.parse::<i64>() {
            Kind::Int(Bits::pack(whole as u64))
        } else if let Ok(number) = text.parse::<f64>() {
            Kind::Float(Bits::pack(number.to_bits()))
        } else {
            return Err(wrong(start, self.at, format!("'{text}' is no number")));
        };
        Ok(self.node(start, kind))
    }

    /// `name(…)` or `space.name(…)`.
    fn call(&mut self) -> Read<Node> {
        let start = self.at;
        self.name();
        while self.peek() == Some(b'.')
            && self.bytes.get(self.at + 1).is_some_and(|byte| is_name_start(*byte))
        {
            self.at += 1;
            self.name();
        }
        let end = self.at;
        self.blank();
        if self.peek() != Some(b'(') {
            let name = &self.text[start..end];
            return Err(wrong(start, end, format!("'{name}' is no function call: '(' is missing")));
        }
        self.at += 1;
        let arguments = self.arguments()?;
        let function = Function::by_name(&self.text[start..end]);
        let name = self.keep(start, end);
        Ok(self.node(start, Kind::Call { function, name, arguments }))
    }

    fn arguments(&mut self) -> Read<List> {
        let mark = self.stack.len();
        self.blank();
        if self.peek() == Some(b')') {
            self.at += 1;
            return Ok(List::default());
        }
        loop {
            let argument = self.expression()?;
            self.stack.push(argument);
            self.blank();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b')') => break,
                _ => return Err(self.unexpected("',' or ')'")),
            }
        }
        self.at += 1;
        let arguments = self.document.add_slice(&self.stack[mark..]);
        self.stack.truncate(mark);
        Ok(arguments)
    }

    fn property(&mut self, start: usize, base: Node) -> Read<Node> {
        self.at += 1;
        self.blank();
        let from = self.at;
        while self.peek().is_some_and(|byte| is_name_part(byte) || byte == b'-') {
            self.at += 1;
        }
        if from == self.at {
            return Err(self.unexpected("a property name"));
        }
        let text = self.keep(from, self.at);
        let key = self.node(from, Kind::Text(text));
        Ok(self.reach(start, base, key))
    }

    fn element(&mut self, start: usize, base: Node) -> Read<Node> {
        self.at += 1;
        let key = self.expression()?;
        self.blank();
        if self.peek() != Some(b']') {
            return Err(self.unexpected("']'"));
        }
        self.at += 1;
        Ok(self.reach(start, base, key))
    }

    fn reach(&mut self, start: usize, base: Node, key: Node) -> Node {
        let parts = self.document.add_slice(&[base, key]);
        self.node(start, Kind::Property { parts, access: Access::default() })
    }

    fn name(&mut self) {
        while self.peek().is_some_and(is_name_part) {
            self.at += 1;
        }
    }

    fn keep(&mut self, start: usize, end: usize) -> Text {
        match self.origin {
            Origin::At(offset) => {
                Text::in_source(Span::new(offset + start as u32, offset + end as u32))
            }
            Origin::Somewhere(_) => self.document.add_text(&self.text[start..end]),
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        match self.origin {
            Origin::At(offset) => Span::new(offset + start as u32, offset + end as u32),
            Origin::Somewhere(span) => span,
        }
    }

    fn node(&self, start: usize, kind: Kind) -> Node {
        Node { span: self.span(start, self.at), kind }
    }

    #[cold]
    fn unexpected(&self, wanted: &str) -> Box<Wrong> {
        match self.text[self.at..].chars().next() {
            None => {
                wrong(self.at, self.at, format!("the expression ends where {wanted} should stand"))
            }
            Some(found) => {
                let message =
                    format!("'{}' stands where {wanted} should stand", found.escape_default());
                wrong(self.at, self.at + found.len_utf8(), message)
            }
        }
    }
}

const fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

const fn is_name_part(byte: u8) -> bool {
    NAME_PARTS[byte as usize]
}

/// Names are most of what is read.
const NAME_PARTS: [bool; 256] = {
    let mut parts = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        parts[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$';
        byte += 1;
    }
    parts
};

#[cold]
fn wrong(start: usize, end: usize, message: impl Into<String>) -> Box<Wrong> {
    Box::new(Wrong { start, end, message: message.into() })
}

#[cfg(test)]
mod tests {
    use crate::source::{FileId, Source};
    use crate::syntax::document::{Document, Kind, NodeRef};
    use crate::syntax::json;
    use std::sync::Arc;

    fn read(expression: &str) -> Document {
        let text = serde_json::Value::from(expression).to_string();
        json::parse(FileId(0), Arc::new(Source::new("t.json", text)))
    }

    fn show(node: NodeRef<'_>) -> String {
        match node.kind() {
            Kind::Expression(inner) => show(node.at(inner)),
            Kind::Text(text) => format!("{:?}", node.document.text(text)),
            Kind::Int(bits) => (bits.unpack() as i64).to_string(),
            Kind::Call { name, arguments, .. } => {
                let arguments: Vec<_> = arguments.ids().map(|id| show(node.at(id))).collect();
                format!("{}({})", node.document.text(name), arguments.join(","))
            }
            Kind::Property { parts, .. } => {
                let parts: Vec<_> = parts.ids().map(|id| show(node.at(id))).collect();
                parts.join(".")
            }
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn reads_calls_properties_and_elements() {
        let document = read("[ concat ( 'it''s' , variables('a').b[copyIndex(-1)] , a.b.c() ) ]");
        assert_eq!(
            show(document.root()),
            r#"concat("it's",variables("a")."b".copyIndex(-1),a.b.c())"#
        );
        assert_eq!(document.problems, []);
    }

    #[test]
    fn reads_expressions_with_escapes() {
        let document = read("[concat('\"', \n'x')]");
        assert_eq!(show(document.root()), r#"concat("\"","x")"#);
    }

    #[test]
    fn says_what_is_wrong() {
        let complaint = |text: &str| read(text).problems[0].message.clone();
        assert_eq!(
            complaint("[a('x']"),
            "']' stands where ',' or ')' should stand".replace("']' stands", "the expression ends")
        );
        assert_eq!(complaint("[parameters]"), "'parameters' is no function call: '(' is missing");
        assert_eq!(complaint("[a('x)]"), "this text has no closing quote");
        assert_eq!(
            complaint("[]"),
            "the expression ends where a function, a number or a text in single quotes should stand"
        );
        let deep = format!("[{}{}]", "a(".repeat(5000), ")".repeat(5000));
        assert_eq!(complaint(&deep), "nested deeper than 200 levels");
    }
}
