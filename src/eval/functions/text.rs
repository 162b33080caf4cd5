//! Building text, symbolic pieces included, and measuring and cutting it in UTF-16 units, as .NET does.

use super::args::{error, is_known};
use super::numerals::float_text;
use super::{Failure, json};
use crate::eval::heap::Heap;
use crate::eval::value::{Data, Piece, Val};
use std::borrow::Cow;

/// The most bytes of one text.
pub(super) const LONGEST: usize = 1 << 20;

/// The most pieces of one text.
const MOST_PIECES: usize = 4096;

/// Text under construction.
pub(super) struct Builder<'w> {
    heap: Heap<'w>,
    pieces: Vec<Piece<'w>>,
    /// Known characters that are not yet among the pieces.
    tail: String,
    bytes: usize,
}

impl<'w> Builder<'w> {
    pub(super) fn new(heap: Heap<'w>) -> Self {
        Self { heap, pieces: Vec::new(), tail: String::new(), bytes: 0 }
    }

    /// Adds known characters.
    pub(super) fn push(&mut self, text: &str) -> Result<(), Failure> {
        self.bytes += text.len();
        if self.bytes > LONGEST {
            return error("the text is larger than 1 MiB");
        }
        if self.pieces.len() > MOST_PIECES {
            return Err(Failure::NotKnown);
        }
        self.tail.push_str(text);
        Ok(())
    }

    /// Adds the text of an unknown value.
    pub(super) fn push_symbol(&mut self, value: Val<'w>) -> Result<(), Failure> {
        self.settle();
        self.pieces.push(Piece::Symbol(value));
        self.push("")
    }

    /// Adds a value as `format()` writes it.
    pub(super) fn push_value(&mut self, value: Val<'w>) -> Result<(), Failure> {
        match value.data {
            Data::Null => Ok(()),
            Data::Bool(true) => self.push("True"),
            Data::Bool(false) => self.push("False"),
            Data::Int(number) => self.push(&number.to_string()),
            Data::Float(number) => self.push(&float_text(number)?),
            Data::Str(text) => self.push(text),
            Data::Text(pieces) => self.push_pieces(pieces),
            Data::Unknown(_) | Data::OneOf(_) => self.push_symbol(value),
            Data::Array(_) | Data::Object(_) if is_known(value) => {
                let written = json::write(value, '\'')?;
                self.push(&written)
            }
            Data::Array(_) | Data::Object(_) => Err(Failure::NotKnown),
            Data::Lambda(_) => error("a lambda is not text"),
        }
    }

    /// Adds pieces.
    pub(super) fn push_pieces(&mut self, pieces: &[Piece<'w>]) -> Result<(), Failure> {
        for piece in pieces {
            match *piece {
                Piece::Literal(text) => self.push(text)?,
                Piece::Symbol(value) => self.push_symbol(value)?,
            }
        }
        Ok(())
    }

    /// The text.
    pub(super) fn finish(mut self) -> Val<'w> {
        if self.pieces.is_empty() {
            return self.heap.str(&self.tail);
        }
        self.settle();
        self.heap.pieces(&self.pieces)
    }

    fn settle(&mut self) {
        if !self.tail.is_empty() {
            self.pieces.push(Piece::Literal(self.heap.text(&self.tail)));
            self.tail.clear();
        }
    }
}

/// The pieces of text, known or symbolic; `None` for anything else.
pub(super) fn pieces(value: Val<'_>) -> Option<Cow<'_, [Piece<'_>]>> {
    match value.data {
        Data::Str("") => Some(Cow::Borrowed(&[])),
        Data::Str(text) => Some(Cow::Owned(vec![Piece::Literal(text)])),
        Data::Text(pieces) => Some(Cow::Borrowed(pieces)),
        Data::Unknown(_) => Some(Cow::Owned(vec![Piece::Symbol(value)])),
        _ => None,
    }
}

/// The length in UTF-16 units.
pub(super) fn units(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

/// The bytes before a number of UTF-16 units; the whole length where there are fewer. `None` inside of a surrogate pair.
pub(super) fn offset(text: &str, units: usize) -> Option<usize> {
    if text.is_ascii() {
        return Some(units.min(text.len()));
    }
    let mut before = 0;
    for (at, c) in text.char_indices() {
        if before >= units {
            return (before == units).then_some(at);
        }
        before += c.len_utf16();
    }
    (before <= units).then_some(text.len())
}

/// Text in which letters that differ in case alone are the same; as many characters as before.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().map(fold_char).collect()
}

fn fold_char(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) if one.len_utf8() == c.len_utf8() => one,
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_measured_in_utf16() {
        assert_eq!(units("a😀é"), 4);
        assert_eq!(offset("a😀é", 1), Some(1));
        assert_eq!(offset("a😀é", 2), None);
        assert_eq!(offset("a😀é", 3), Some(5));
        assert_eq!(offset("a😀é", 9), Some(7));
        assert_eq!(offset("abc", 2), Some(2));
    }
}
