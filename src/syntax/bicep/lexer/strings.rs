//! Strings: on one line with escapes, on many lines without, both with `${…}` holes.

use super::classes::PLAIN;
use super::{Lexer, Open};
use crate::source::Span;
use crate::syntax::bicep::token::Kind;

const QUOTES: usize = 3;

/// Whether a piece opens the string or follows a hole.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    First,
    Later,
}

impl Piece {
    fn last(self) -> Kind {
        if self == Self::First { Kind::StringComplete } else { Kind::StringRightPiece }
    }

    fn before_hole(self) -> Kind {
        if self == Self::First { Kind::StringLeftPiece } else { Kind::StringMiddlePiece }
    }
}

impl Lexer<'_> {
    pub(super) fn string(&mut self) -> Kind {
        if self.peek(1) == b'\'' && self.peek(2) == b'\'' {
            return self.multi_line_string();
        }
        self.at += 1;
        let kind = self.segment(Piece::First);
        if kind == Kind::StringLeftPiece {
            self.open.push(Open::Hole);
        }
        kind
    }

    pub(super) fn string_after_hole(&mut self) -> Kind {
        self.at += 1;
        let kind = self.segment(Piece::Later);
        if kind == Kind::StringRightPiece {
            self.open.pop();
        }
        kind
    }

    fn segment(&mut self, piece: Piece) -> Kind {
        let start = self.at;
        let mut escapes = false;
        loop {
            self.skip(PLAIN);
            match self.peek(0) {
                b'\'' => {
                    self.at += 1;
                    self.plain = !escapes && piece == Piece::First;
                    return piece.last();
                }
                b'$' if self.peek(1) == b'{' => {
                    self.at += 2;
                    return piece.before_hole();
                }
                b'$' => self.at += 1,
                b'\\' => {
                    escapes = true;
                    self.escape();
                }
                _ => {
                    self.error(self.since(start), "this string is not closed on its line");
                    return piece.last();
                }
            }
        }
    }

    fn escape(&mut self) {
        let start = self.at;
        self.at += 1;
        let fine = match self.peek(0) {
            b'\\' | b'\'' | b'n' | b'r' | b't' | b'$' => {
                self.at += 1;
                true
            }
            b'u' => self.code_point(),
            // The loop around sees the line end or the end of the file and reports it.
            b'\n' | b'\r' => true,
            _ if self.at_end() => true,
            _ => {
                self.at += 1;
                self.skip_while(|byte| byte & 0xC0 == 0x80);
                false
            }
        };
        if !fine {
            let span = self.since(start);
            self.error(span, r"escapes are `\\`, `\'`, `\n`, `\r`, `\t`, `\$` and `\u{hex}`");
        }
    }

    fn code_point(&mut self) -> bool {
        self.at += 1;
        if self.peek(0) != b'{' {
            return false;
        }
        self.at += 1;
        let start = self.at;
        self.skip_while(|byte| byte.is_ascii_hexdigit());
        let digits = self.text.get(start..self.at).unwrap_or_default();
        let value = hex(digits);
        if self.peek(0) != b'}' {
            return false;
        }
        self.at += 1;
        value.is_some_and(|value| value <= 0x10_FFFF)
    }

    /// Whether the dollars here are followed by the quotes of a multi-line string.
    ///
    /// Looked at once for each run of dollars, or a file of dollars would take quadratic time.
    pub(super) fn opens_multi_line(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.text.get(at));
        if before == Some(&b'$') {
            return false;
        }
        let rest = self.text.get(self.at..).unwrap_or_default();
        let dollars = rest.iter().take_while(|byte| **byte == b'$').count();
        rest.get(dollars..).is_some_and(|rest| rest.starts_with(b"'''"))
    }

    pub(super) fn multi_line_string(&mut self) -> Kind {
        let start = self.at;
        self.skip_while(|byte| byte == b'$');
        let dollars = (self.at - start) as u32;
        self.at += QUOTES;
        let kind = self.multi_line_segment(start, dollars, Piece::First);
        if kind == Kind::StringLeftPiece {
            self.open.push(Open::MultiLineHole(dollars));
        }
        kind
    }

    pub(super) fn multi_line_after_hole(&mut self, dollars: u32) -> Kind {
        let start = self.at;
        self.at += 1;
        let kind = self.multi_line_segment(start, dollars, Piece::Later);
        if kind == Kind::StringRightPiece {
            self.open.pop();
        }
        kind
    }

    fn multi_line_segment(&mut self, start: usize, dollars: u32, piece: Piece) -> Kind {
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let Some(length) = next_stop(rest, dollars) else {
                self.at = self.text.len();
                let opening = Span::new(start as u32, (start + QUOTES).min(self.at) as u32);
                self.error(opening, "this string has no closing `'''`");
                return piece.last();
            };
            self.at += length;
            let run = self.at;
            if self.peek(0) == b'\'' {
                self.skip_while(|byte| byte == b'\'');
                if self.at - run >= QUOTES {
                    return piece.last();
                }
                continue;
            }
            self.skip_while(|byte| byte == b'$');
            if self.at - run >= dollars as usize && self.peek(0) == b'{' {
                self.at += 1;
                return piece.before_hole();
            }
        }
    }
}

/// Where the next quote is, or dollar if dollars mean something.
fn next_stop(rest: &[u8], dollars: u32) -> Option<usize> {
    if dollars == 0 { memchr::memchr(b'\'', rest) } else { memchr::memchr2(b'\'', b'$', rest) }
}

fn hex(digits: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(digits).ok()?;
    u32::from_str_radix(text, 16).ok()
}
