//! Text to tokens. Comments and pragmas go to lists of their own; white space is dropped.
//!
//! Each byte is looked at once, by a table of what it may be: 9 instructions a byte, where asking for ranges took 21.

mod classes;
mod strings;

use super::token::{Comment, Kind, Pragma, PragmaKind, SyntaxError, Token};
use crate::source::Span;
use classes::{NAME, blanks, has, run};

/// The longest name the language allows.
const MAX_NAME: u32 = 255;

/// What a text is made of.
#[derive(Debug, Default)]
pub struct Lexed {
    /// All tokens; the last one is the end of the file.
    pub tokens: Vec<Token>,
    /// All comments, in order.
    pub comments: Vec<Comment>,
    /// All pragmas, in order.
    pub pragmas: Vec<Pragma>,
    /// What is wrong with the text so far, in order.
    pub errors: Vec<SyntaxError>,
}

/// Splits `text` into tokens. A byte order mark at its start is skipped.
pub fn lex(text: &str) -> Lexed {
    let mut lexer = Lexer::new(text);
    lexer.run();
    lexer.out
}

/// A brace that is open inside of a string's hole, or the hole itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Brace,
    /// A hole of a string on one line.
    Hole,
    /// A hole of a multi-line string with this number of dollars.
    MultiLineHole(u32),
}

struct Lexer<'t> {
    text: &'t [u8],
    at: usize,
    open: Vec<Open>,
    /// Whether only white space was seen since the line began: pragmas stand only there.
    line_start: bool,
    /// Whether the token that is being read is a string as [`Token::plain`] says.
    plain: bool,
    out: Lexed,
}

impl<'t> Lexer<'t> {
    fn new(text: &'t str) -> Self {
        let out = Lexed { tokens: Vec::with_capacity(text.len() / 5 + 16), ..Lexed::default() };
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text: text.as_bytes(), at, open: Vec::new(), line_start: true, plain: false, out }
    }

    fn run(&mut self) {
        loop {
            self.trivia();
            let start = self.at;
            self.plain = false;
            let kind = self.token();
            self.line_start = kind == Kind::NewLine;
            self.out.tokens.push(Token { kind, plain: self.plain, span: self.since(start) });
            if kind == Kind::EndOfFile {
                return;
            }
        }
    }

    /// The byte `ahead` of the position; 0 at the end.
    #[inline]
    fn peek(&self, ahead: usize) -> u8 {
        self.text.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    fn since(&self, start: usize) -> Span {
        Span::new(start as u32, self.at as u32)
    }

    fn error(&mut self, span: Span, message: &'static str) {
        self.out.errors.push(SyntaxError { span, message });
    }

    fn rest(&self) -> &'t [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    #[inline]
    fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) {
        let rest = self.rest();
        self.at += rest.iter().position(|byte| !wanted(*byte)).unwrap_or(rest.len());
    }

    /// Skips the bytes of a class.
    #[inline]
    fn skip(&mut self, class: u8) {
        self.at += run(self.rest(), class);
    }

    #[inline]
    fn trivia(&mut self) {
        loop {
            match self.peek(0) {
                b' ' | b'\t' => self.at += blanks(self.rest()),
                b'/' if self.peek(1) == b'/' => self.line_comment(),
                b'/' if self.peek(1) == b'*' => self.block_comment(),
                b'#' if self.line_start && self.pragma() => {}
                _ => return,
            }
        }
    }

    fn line_comment(&mut self) {
        let start = self.at;
        let rest = self.text.get(start..).unwrap_or_default();
        self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        self.push_comment(start, false);
    }

    fn block_comment(&mut self) {
        let start = self.at;
        let rest = self.text.get(start + 2..).unwrap_or_default();
        if let Some(length) = memchr::memmem::find(rest, b"*/") {
            self.at += length + 4;
        } else {
            self.at = self.text.len();
            self.error(self.since(start), "this comment has no closing `*/`");
        }
        self.push_comment(start, true);
    }

    fn push_comment(&mut self, start: usize, block: bool) {
        self.line_start = false;
        self.out.comments.push(Comment { span: self.since(start), block });
    }

    /// Reads a pragma; false where the `#` begins none.
    fn pragma(&mut self) -> bool {
        let start = self.at;
        let rest = self.text.get(start + 1..).unwrap_or_default();
        let known = [
            (&b"disable-next-line"[..], PragmaKind::DisableNextLine),
            (b"disable-diagnostics", PragmaKind::Disable),
            (b"restore-diagnostics", PragmaKind::Restore),
        ];
        let found = known.into_iter().find(|(word, _)| rest.starts_with(word));
        let Some((word, kind)) = found else { return false };
        self.at += 1 + word.len();
        self.line_start = false;
        let codes = self.codes();
        if codes.is_empty() {
            self.error(self.since(start), "this pragma names no diagnostic code");
        }
        let end = codes.last().map_or(self.since(start), |code| *code);
        self.at = end.end as usize;
        self.out.pragmas.push(Pragma { kind, span: self.since(start), codes });
        true
    }

    fn codes(&mut self) -> Vec<Span> {
        let mut codes = Vec::new();
        loop {
            self.skip_while(|byte| byte == b' ' || byte == b'\t');
            let start = self.at;
            self.skip_while(|byte| has(byte, NAME) || byte == b'-');
            if start == self.at {
                return codes;
            }
            codes.push(self.since(start));
        }
    }

    #[inline]
    fn token(&mut self) -> Kind {
        let start = self.at;
        let byte = self.peek(0);
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.name(start),
            b'\n' | b'\r' => self.new_line(),
            b'\'' => self.string(),
            b'$' if self.opens_multi_line() => self.multi_line_string(),
            b'0'..=b'9' => {
                self.skip_while(|byte| byte.is_ascii_digit());
                Kind::Integer
            }
            b'{' => self.left_brace(),
            b'}' => self.right_brace(),
            0 if self.at_end() => Kind::EndOfFile,
            _ => {
                let (kind, length) = symbol(byte, self.peek(1), self.peek(2));
                self.at += length;
                if kind == Kind::Unrecognized { self.unrecognized(start) } else { kind }
            }
        }
    }

    fn name(&mut self, start: usize) -> Kind {
        self.skip(NAME);
        let span = self.since(start);
        if span.len() > MAX_NAME {
            self.error(span, "a name has at most 255 characters");
        }
        match self.text.get(start..self.at).unwrap_or_default() {
            b"true" => Kind::TrueKeyword,
            b"false" => Kind::FalseKeyword,
            b"null" => Kind::NullKeyword,
            _ => Kind::Identifier,
        }
    }

    fn new_line(&mut self) -> Kind {
        if !self.open.is_empty() {
            // The hole ends where the line does; the line end itself is the next token.
            self.error(Span::at(self.at as u32), "this string is not closed on its line");
            self.open.clear();
            return Kind::StringRightPiece;
        }
        self.skip_while(|byte| byte == b'\n' || byte == b'\r');
        Kind::NewLine
    }

    fn left_brace(&mut self) -> Kind {
        self.at += 1;
        if !self.open.is_empty() {
            self.open.push(Open::Brace);
        }
        Kind::LeftBrace
    }

    fn right_brace(&mut self) -> Kind {
        match self.open.last() {
            Some(Open::Hole) => self.string_after_hole(),
            Some(&Open::MultiLineHole(dollars)) => self.multi_line_after_hole(dollars),
            Some(Open::Brace) | None => {
                self.open.pop();
                self.at += 1;
                Kind::RightBrace
            }
        }
    }

    /// One whole character, so that the next token begins at one.
    fn unrecognized(&mut self, start: usize) -> Kind {
        self.skip_while(|byte| byte & 0xC0 == 0x80);
        let double_quote = self.text.get(start) == Some(&b'"');
        let message = if double_quote {
            "strings are written with single quotes"
        } else {
            "this character has no meaning here"
        };
        self.error(self.since(start), message);
        Kind::Unrecognized
    }
}

/// Kind and length of the operator or bracket that begins with `first`.
fn symbol(first: u8, second: u8, third: u8) -> (Kind, usize) {
    match (first, second) {
        (b'.', b'.') if third == b'.' => (Kind::Ellipsis, 3),
        (b'?', b'?') => (Kind::DoubleQuestion, 2),
        (b':', b':') => (Kind::DoubleColon, 2),
        (b'!', b'=') => (Kind::NotEquals, 2),
        (b'!', b'~') => (Kind::NotEqualsInsensitive, 2),
        (b'<', b'=') => (Kind::LessThanOrEqual, 2),
        (b'>', b'=') => (Kind::GreaterThanOrEqual, 2),
        (b'=', b'=') => (Kind::Equals, 2),
        (b'=', b'~') => (Kind::EqualsInsensitive, 2),
        (b'=', b'>') => (Kind::Arrow, 2),
        (b'&', b'&') => (Kind::LogicalAnd, 2),
        (b'|', b'|') => (Kind::LogicalOr, 2),
        _ => (single(first), 1),
    }
}

fn single(byte: u8) -> Kind {
    match byte {
        b'(' => Kind::LeftParen,
        b')' => Kind::RightParen,
        b'[' => Kind::LeftSquare,
        b']' => Kind::RightSquare,
        b'@' => Kind::At,
        b',' => Kind::Comma,
        b'.' => Kind::Dot,
        b'?' => Kind::Question,
        b':' => Kind::Colon,
        b';' => Kind::Semicolon,
        b'=' => Kind::Assignment,
        b'+' => Kind::Plus,
        b'-' => Kind::Minus,
        b'*' => Kind::Asterisk,
        b'/' => Kind::Slash,
        b'%' => Kind::Modulo,
        b'^' => Kind::Hat,
        b'!' => Kind::Exclamation,
        b'<' => Kind::LeftChevron,
        b'>' => Kind::RightChevron,
        b'|' => Kind::Pipe,
        _ => Kind::Unrecognized,
    }
}
