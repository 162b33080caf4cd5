//! Splitting text, and replacing parts of it.

use super::args::{self, error};
use super::symbols::{as_symbol, as_text, call, is_free_of};
use super::text::{Builder, LONGEST};
use super::{Failure, Outcome};
use crate::eval::heap::Heap;
use crate::eval::value::{Data, Piece, Val};
use crate::syntax::function::Function;

/// The most delimiters that are looked for.
const MOST_DELIMITERS: usize = 256;

/// Splits text at a delimiter, or at any of several.
pub(super) fn split<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let value = as_text(heap, args::at(args, 0)?);
    if !matches!(value.data, Data::Str(_) | Data::Text(_)) {
        return args::wrong(0, "text", value);
    }
    let delimiters = delimiters(args)?;
    if let Data::Text(pieces) = value.data {
        return split_pieces(heap, pieces, &delimiters);
    }
    let text = value.as_str().unwrap_or_default();
    let parts: Vec<_> = Cuts::of(text, &delimiters).map(|(part, _)| heap.borrowed(part)).collect();
    Ok(heap.array(&parts))
}

fn delimiters<'w>(args: &[Val<'w>]) -> Result<Vec<&'w str>, Failure> {
    let mut texts = match args::at(args, 1)?.data {
        Data::Array(_) => {
            let items: Vec<_> = args::closed(args, 1)?.values().take(MOST_DELIMITERS + 1).collect();
            (0..items.len()).map(|at| args::text(&items, at)).collect::<Result<Vec<_>, _>>()?
        }
        _ => vec![args::text(args, 1)?],
    };
    if texts.len() > MOST_DELIMITERS {
        return Err(Failure::NotKnown);
    }
    texts.retain(|text| !text.is_empty());
    Ok(texts)
}

/// The parts of text between delimiters, each with whether a delimiter follows.
struct Cuts<'w, 'd> {
    rest: Option<&'w str>,
    delimiters: &'d [&'d str],
}

impl<'w, 'd> Cuts<'w, 'd> {
    const fn of(text: &'w str, delimiters: &'d [&'d str]) -> Self {
        Self { rest: Some(text), delimiters }
    }
}

impl<'w> Iterator for Cuts<'w, '_> {
    type Item = (&'w str, bool);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest.take()?;
        let cut = match self.delimiters {
            [one] => rest.find(one).map(|at| (at, one.len())),
            many => rest.char_indices().find_map(|(at, _)| {
                many.iter().find(|d| rest[at..].starts_with(**d)).map(|d| (at, d.len()))
            }),
        };
        let Some((at, length)) = cut else { return Some((rest, false)) };
        self.rest = Some(&rest[at + length..]);
        Some((&rest[..at], true))
    }
}

/// Where no symbol can have a delimiter in it the parts are all there; else those that stand between two known delimiters.
fn split_pieces<'w>(heap: Heap<'w>, pieces: &[Piece<'w>], delimiters: &[&str]) -> Outcome<'w> {
    let all_free = delimiters.iter().all(|delimiter| free(pieces, delimiter));
    let mut parts: Vec<Val<'w>> = Vec::new();
    let mut part: Vec<Piece<'w>> = Vec::new();
    for piece in pieces {
        let Piece::Literal(text) = *piece else {
            part.push(*piece);
            continue;
        };
        for (known, ends) in Cuts::of(text, delimiters) {
            part.push(Piece::Literal(known));
            if ends {
                parts.push(joined(heap, &part));
                part.clear();
            }
        }
    }
    parts.push(joined(heap, &part));
    if all_free {
        return Ok(heap.array(&parts));
    }
    if delimiters.iter().any(|delimiter| delimiter.chars().count() > 1) {
        return Err(Failure::NotKnown);
    }
    // The part before a symbol's first possible delimiter begins with what is known, but where it ends is not.
    parts.retain(|part| part.as_str().is_some());
    if parts.is_empty() { Err(Failure::NotKnown) } else { Ok(heap.array_of(&parts, true)) }
}

/// A part of a text; a symbol alone stays the value that it is.
fn joined<'w>(heap: Heap<'w>, pieces: &[Piece<'w>]) -> Val<'w> {
    let is_something = |piece: &&Piece<'w>| !matches!(piece, Piece::Literal(""));
    let mut some = pieces.iter().filter(is_something);
    match (some.next(), some.next()) {
        (Some(Piece::Symbol(value)), None) => value,
        _ => heap.pieces(pieces),
    }
}

fn free(pieces: &[Piece<'_>], text: &str) -> bool {
    pieces.iter().all(|piece| match piece {
        Piece::Literal(_) => true,
        Piece::Symbol(value) => is_free_of(value, text),
    })
}

/// Replaces every occurrence of a part.
pub(super) fn replace<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let value = as_text(heap, args::at(args, 0)?);
    if !matches!(value.data, Data::Str(_) | Data::Text(_)) {
        return args::wrong(0, "text", value);
    }
    let old = args::text(args, 1)?;
    let new = args::at(args, 2)?;
    if !matches!(new.data, Data::Str(_) | Data::Text(_) | Data::Unknown(_)) {
        return args::wrong(2, "text", new);
    }
    if old.is_empty() {
        return error("the text to replace is empty");
    }
    match value.data {
        Data::Text(pieces) => replace_pieces(heap, pieces, args, old),
        _ => replace_text(heap, value, old, new),
    }
}

fn replace_text<'w>(heap: Heap<'w>, value: Val<'w>, old: &str, new: Val<'w>) -> Outcome<'w> {
    let text = value.as_str().unwrap_or_default();
    let count = text.matches(old).count();
    if count == 0 {
        return Ok(value);
    }
    if new.as_str().is_some_and(|new| count.saturating_mul(new.len()) > LONGEST) {
        return error("the text is larger than 1 MiB");
    }
    let mut replaced = Builder::new(heap);
    for (at, part) in text.split(old).enumerate() {
        if at > 0 {
            replaced.push_value(new)?;
        }
        replaced.push(part)?;
    }
    Ok(replaced.finish())
}

/// A single character is replaced piece by piece; a longer part only where it cannot lie across a symbol's border.
fn replace_pieces<'w>(
    heap: Heap<'w>,
    pieces: &[Piece<'w>],
    args: &[Val<'w>],
    old: &str,
) -> Outcome<'w> {
    if old.chars().count() > 1 && !free(pieces, old) {
        return Err(Failure::NotKnown);
    }
    let new = args::at(args, 2)?;
    let mut replaced = Builder::new(heap);
    for piece in pieces {
        let value = match *piece {
            Piece::Literal(text) => replace_text(heap, heap.borrowed(text), old, new)?,
            Piece::Symbol(of) if is_free_of(of, old) => of,
            Piece::Symbol(of) => call(heap, Function::Replace, &[&[of], &args[1..]].concat()),
        };
        replaced.push_value(value)?;
    }
    Ok(as_symbol(replaced.finish()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use crate::syntax::function::Function::{Replace, Split};

    #[test]
    fn text_is_split_at_any_delimiter() {
        check(Split, r#"["a/b//c", "/"]"#, r#"["a","b","","c"]"#);
        check(Split, r#"["one;two,three", [";", ","]]"#, r#"["one","two","three"]"#);
        check(Split, r#"["abc", ""]"#, r#"["abc"]"#);
        check(Split, "[1, 1]", "error: argument 1 must be text, not a number");
    }

    #[test]
    fn symbols_are_split_around_where_they_have_no_delimiter() {
        check(
            Split,
            r#"["/groups/‹@g›/x-‹#u›", "/"]"#,
            r#"["","groups",‹@g›,"x-‹uniqueString(u)›"]"#,
        );
        check(Split, r#"["a/b/‹p›/c", "/"]"#, r#"["a","b","c",…]"#);
        check(Split, r#"["‹@g›-a", "-"]"#, r#"["a",…]"#);
        check(Split, r#"["x‹p›y", "/"]"#, "?");
        check(Split, r#"["‹@g›", "/"]"#, "[‹@g›]");
    }

    #[test]
    fn replace_goes_piece_by_piece() {
        check(Replace, r#"["123-123-1234", "-", ""]"#, r#""1231231234""#);
        check(Replace, r#"["a-b", "-", "‹p›"]"#, r#""a‹p›b""#);
        check(Replace, r#"["st-‹#u›", "-", ""]"#, r#""st‹uniqueString(u)›""#);
        check(Replace, r#"["a-‹p›", "-", ""]"#, r#""a‹replace(p,"-","")›""#);
        check(Replace, r#"["ab‹p›", "ab", ""]"#, "?");
        check(Replace, r#"["‹#u›", "-", ""]"#, "‹uniqueString(u)›");
        check(Replace, r#"["a", 0, 0]"#, "error: argument 2 must be text, not a number");
    }
}
