//! A file's text with the way from byte offsets to lines and columns.

mod text;

use std::sync::OnceLock;
pub use text::Text;

/// A half-open range of byte offsets in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The range from `start` up to, but without, `end`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The empty range at `offset`.
    pub const fn at(offset: u32) -> Self {
        Self { start: offset, end: offset }
    }

    /// The smallest range that covers both.
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Length in bytes.
    pub const fn len(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Whether the range holds no byte.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether `other` lies within this range.
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The text of the range; empty where the range is not one of `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// A file of a run: its number stands for it in every [`Place`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A range of one file of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// The range in it.
    pub span: Span,
}

/// A position as people and SARIF count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1. Lines end at CRLF, LF or CR (SARIF 2.1.0 §3.30).
    pub line: u32,
    /// Column, from 1, in UTF-16 code units.
    pub column: u32,
}

/// The text of one file.
#[derive(Debug)]
pub struct Source {
    /// The path as it is printed: relative to the git root, with `/`.
    pub path: String,
    /// The text; a byte order mark stays in it, so that offsets are those of the file.
    pub text: Text,
    line_starts: OnceLock<Vec<u32>>,
    /// UTF-16 code units before each stretch of the text; only for texts with long lines.
    units: OnceLock<Vec<u32>>,
    has_crlf: OnceLock<bool>,
}

/// Columns farther out than this are counted with the help of an index.
const STRETCH: usize = 1 << 10;

impl Source {
    /// Wraps a text. Offsets are 32 bits wide, so the reader refuses files over 4 GiB before this.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            text: Text::from(text.into()),
            line_starts: OnceLock::new(),
            units: OnceLock::new(),
            has_crlf: OnceLock::new(),
        }
    }

    /// The same source with its text packed.
    pub fn packed(&self) -> Self {
        let (path, text) = (self.path.clone(), self.text.packed());
        let (line_starts, units, has_crlf) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { path, text, line_starts, units, has_crlf }
    }

    /// The offset at which each line begins.
    pub fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| line_starts(&self.text))
    }

    /// Number of the line (from 0) that holds `offset`.
    pub fn line_at(&self, offset: u32) -> usize {
        self.line_starts().partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The line end that an edit writes: CRLF where the text has one.
    pub fn line_end(&self) -> &'static str {
        let has_crlf = || memchr::memmem::find(self.text.as_bytes(), b"\r\n").is_some();
        if *self.has_crlf.get_or_init(has_crlf) { "\r\n" } else { "\n" }
    }

    /// Line and column of `offset`; an offset beyond the end counts as the end.
    pub fn position(&self, offset: u32) -> Position {
        let offset = offset.min(self.text.len() as u32);
        let line = self.line_at(offset);
        let start = self.line_starts().get(line).copied().unwrap_or_default();
        let mut column = self.units_between(start as usize, offset as usize);
        if line == 0 && self.text.starts_with('\u{feff}') && column > 0 {
            column -= 1;
        }
        Position { line: line as u32 + 1, column: column + 1 }
    }

    /// UTF-16 code units between two offsets, whatever their distance.
    fn units_between(&self, start: usize, end: usize) -> u32 {
        let bytes = self.text.as_bytes();
        if end.saturating_sub(start) <= 2 * STRETCH {
            return utf16_len(bytes.get(start..end).unwrap_or_default());
        }
        let index = self.units.get_or_init(|| {
            let mut before = 0;
            let each = bytes.chunks(STRETCH).map(|stretch| {
                let units = before;
                before += utf16_len(stretch);
                units
            });
            each.collect()
        });
        let before = |offset: usize| {
            let stretch = (offset / STRETCH).min(index.len().saturating_sub(1));
            let rest = bytes.get(stretch * STRETCH..offset).unwrap_or_default();
            index.get(stretch).copied().unwrap_or_default() + utf16_len(rest)
        };
        before(end) - before(start)
    }

    /// Positions of both ends of `span`.
    pub fn range(&self, span: Span) -> (Position, Position) {
        (self.position(span.start), self.position(span.end))
    }

    /// The text of line `line` (from 0) without its line end.
    pub fn line_text(&self, line: usize) -> &str {
        let starts = self.line_starts();
        let Some(&start) = starts.get(line) else { return "" };
        let end = starts.get(line + 1).copied().unwrap_or(self.text.len() as u32);
        Span::new(start, end).of(&self.text).trim_end_matches(['\r', '\n'])
    }
}

/// The offset at which each line of a text begins.
pub fn line_starts(text: &str) -> Vec<u32> {
    let bytes = text.as_bytes();
    let mut starts = Vec::with_capacity(bytes.len() / 32 + 1);
    starts.push(0);
    for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
            starts.push(at as u32 + 1);
        }
    }
    starts
}

/// UTF-16 code units of valid UTF-8: each lead byte is one unit, four-byte characters are two.
fn utf16_len(bytes: &[u8]) -> u32 {
    bytes.iter().map(|b| u32::from(*b & 0xC0 != 0x80) + u32::from(*b >= 0xF0)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, offset: u32) -> (u32, u32) {
        let position = Source::new("t", text).position(offset);
        (position.line, position.column)
    }

    #[test]
    fn lines_end_at_any_of_the_three_line_ends() {
        assert_eq!(at("a\r\nb\rc\nd", 0), (1, 1));
        assert_eq!(at("a\r\nb\rc\nd", 3), (2, 1));
        assert_eq!(at("a\r\nb\rc\nd", 5), (3, 1));
        assert_eq!(at("a\r\nb\rc\nd", 7), (4, 1));
    }

    #[test]
    fn columns_of_long_lines_are_the_same() {
        let text = format!("x\n{}", "aé\u{1F600}".repeat(3_000));
        let source = Source::new("t", text.clone());
        for offset in (2..text.len()).filter(|offset| text.is_char_boundary(*offset)).step_by(97) {
            let units = text[2..offset].encode_utf16().count() as u32;
            assert_eq!(source.position(offset as u32).column, units + 1);
        }
    }

    #[test]
    fn columns_are_utf16_units_and_skip_the_byte_order_mark() {
        assert_eq!(at("\u{1F600}\u{E9}x", 6), (1, 4));
        assert_eq!(at("\u{feff}{}", 3), (1, 1));
        assert_eq!(at("ab", 99), (1, 3));
    }
}
