//! The text of strings: delimiters off, escapes resolved.

use super::{Allow, Failed, Kind, Kinds, Parsed, Parser};
use crate::source::Span;
use crate::syntax::bicep::ast::{ExprId, ExprKind, List, Part, StrLit};

const AFTER_HOLE: Kinds =
    Kinds::of(&[Kind::StringMiddlePiece, Kind::StringRightPiece, Kind::NewLine]);

/// How a string is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    One,
    /// Multi-line, with this number of dollars before the quotes.
    Three(u32),
}

impl Quotes {
    fn of(text: &str) -> Self {
        let dollars = text.bytes().take_while(|byte| *byte == b'$').count();
        let multi_line = text.get(dollars..).is_some_and(|text| text.starts_with("'''"));
        if multi_line { Self::Three(dollars as u32) } else { Self::One }
    }

    fn opening(self) -> u32 {
        if let Self::Three(dollars) = self { dollars + 3 } else { 1 }
    }

    fn closing(self) -> u32 {
        if self == Self::One { 1 } else { 3 }
    }

    /// Length of what opens a hole.
    fn hole(self) -> u32 {
        if let Self::Three(dollars) = self { dollars + 1 } else { 2 }
    }
}

/// The text of a string that is one token without escapes, between its quotes.
pub(super) fn plain(token: Span) -> StrLit {
    let content = Span::new(token.start + 1, token.end - 1);
    StrLit { content, text: content }
}

impl Parser<'_> {
    /// A string, with holes or without.
    pub(super) fn string(&mut self) -> Parsed<ExprId> {
        let start = self.start();
        if self.is(Kind::StringLeftPiece) {
            let parts = self.parts()?;
            return Ok(self.add_since(start, ExprKind::Interpolated(parts)));
        }
        if !self.is(Kind::StringComplete) {
            return self.fail("a string is missing");
        }
        let string = self.plain_string()?;
        Ok(self.add_since(start, ExprKind::String(string)))
    }

    /// A string without holes, which is the next token.
    pub(super) fn plain_string(&mut self) -> Parsed<StrLit> {
        let token = self.token(0);
        let span = token.span;
        if token.plain {
            self.bump();
            return Ok(plain(span));
        }
        let quotes = Quotes::of(self.text(token));
        let whole =
            span.len() >= quotes.opening() + quotes.closing() && self.text(token).ends_with('\'');
        self.bump();
        // The lexer has told what is wrong with a string that is not whole.
        let content =
            whole.then(|| Span::new(span.start + quotes.opening(), span.end - quotes.closing()));
        let content = content.ok_or(Failed)?;
        self.literal(self.after_line_end(content, quotes), quotes)
    }

    /// A multi-line string may begin on the line after its quotes.
    fn after_line_end(&self, content: Span, quotes: Quotes) -> Span {
        if quotes == Quotes::One {
            return content;
        }
        let text = content.of(self.text);
        let rest = text.strip_prefix('\r').unwrap_or(text);
        let rest = rest.strip_prefix('\n').unwrap_or(rest);
        Span::new(content.end - rest.len() as u32, content.end)
    }

    fn literal(&mut self, content: Span, quotes: Quotes) -> Parsed<StrLit> {
        let raw = content.of(self.text);
        if quotes != Quotes::One || !raw.contains('\\') {
            return Ok(StrLit { content, text: content });
        }
        let start = self.tree.text.len() as u32;
        unescape(raw, &mut self.tree.text).ok_or(Failed)?;
        Ok(StrLit { content, text: Span::new(start, self.tree.text.len() as u32) })
    }

    fn parts(&mut self) -> Parsed<List<Part>> {
        let quotes = Quotes::of(self.text(self.token(0)));
        let mark = self.tree.lists.parts.mark();
        let result = self.read_parts(quotes);
        let parts = self.tree.lists.parts.close(mark);
        result.map(|()| parts)
    }

    fn read_parts(&mut self, quotes: Quotes) -> Parsed<()> {
        let first = self.bump();
        let content = Span::new(first.start + quotes.opening(), first.end - quotes.hole());
        let mut sound = self.part(self.after_line_end(content, quotes), quotes);
        loop {
            self.hole();
            let token = self.token(0);
            let closing = match token.kind {
                Kind::StringMiddlePiece => quotes.hole(),
                Kind::StringRightPiece => quotes.closing(),
                _ => return self.fail("`}` is missing after a value inside of a string"),
            };
            self.bump();
            let whole = token.span.len() > closing
                && (token.kind == Kind::StringMiddlePiece || self.text(token).ends_with('\''));
            let content = Span::new(token.span.start + 1, token.span.end.saturating_sub(closing));
            sound = sound && whole && self.part(content, quotes);
            if token.kind == Kind::StringRightPiece {
                return if sound { Ok(()) } else { Err(Failed) };
            }
        }
    }

    fn hole(&mut self) {
        let value = self.expr_or_missing(AFTER_HOLE, |parser| parser.expression(Allow::Simple));
        if !self.at_end() && !AFTER_HOLE.has(self.kind()) {
            self.error_here("`}` is missing after a value inside of a string");
            self.skip_to(AFTER_HOLE);
        }
        self.tree.lists.parts.push(Part::Hole(value));
    }

    /// Adds a piece of text; false where it has a wrong escape.
    fn part(&mut self, content: Span, quotes: Quotes) -> bool {
        let Ok(literal) = self.literal(content, quotes) else { return false };
        if !literal.text.is_empty() {
            self.tree.lists.parts.push(Part::Text(literal));
        }
        true
    }

    /// The string that says which module, file or resource type is meant.
    pub(super) fn reference(&mut self, until: Kinds, message: &'static str) -> ExprId {
        self.expr_or_missing(until, |parser| match parser.kind() {
            Kind::StringComplete | Kind::StringLeftPiece => parser.string(),
            _ => parser.fail(message),
        })
    }
}

/// Appends what `raw` stands for; nothing where an escape is wrong, which the lexer has reported.
fn unescape(raw: &str, out: &mut String) -> Option<()> {
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let mut chars = after.chars();
        let resolved = match chars.next()? {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            same @ ('\\' | '\'' | '$') => same,
            'u' => {
                let (digits, after) = after.strip_prefix("u{")?.split_once('}')?;
                let code = u32::from_str_radix(digits, 16).ok()?;
                // A lone surrogate is legal here but is no character.
                out.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                rest = after;
                continue;
            }
            _ => return None,
        };
        out.push(resolved);
        rest = chars.as_str();
    }
    out.push_str(rest);
    Some(())
}
