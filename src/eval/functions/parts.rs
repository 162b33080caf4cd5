//! Functions that measure and cut text and arrays.

use super::args::{self, error};
use super::symbols::{as_symbol, as_text, total_width, width};
use super::text::{offset, units};
use super::{Failure, Outcome};
use crate::eval::heap::Heap;
use crate::eval::thunk::Slot;
use crate::eval::value::{Array, Data, Piece, Val};

/// Whether text, an array or an object has nothing in it.
pub(super) fn empty<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let value = as_text(heap, args::at(args, 0)?);
    let is_empty = match value.data {
        Data::Null => true,
        Data::Str(text) => text.is_empty(),
        Data::Text(pieces) if pieces.iter().any(|piece| width(*piece).is_some_and(|w| w > 0)) => {
            false
        }
        Data::Array(array) => none_of(array.items.len(), array.open)?,
        Data::Object(object) => none_of(object.members.len(), object.open)?,
        Data::Text(_) => return Err(Failure::NotKnown),
        _ => return args::wrong(0, "text, an array or an object", value),
    };
    Ok(heap.bool(is_empty))
}

fn none_of(known: usize, open: bool) -> Result<bool, Failure> {
    if known == 0 && open { Err(Failure::NotKnown) } else { Ok(known == 0) }
}

/// The number of characters, elements or members.
pub(super) fn length<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let value = as_text(heap, args::at(args, 0)?);
    let length = match value.data {
        Data::Str(text) => Some(units(text)),
        Data::Text(pieces) => total_width(pieces),
        Data::Array(array) => (!array.open).then_some(array.items.len()),
        Data::Object(object) => (!object.open).then_some(object.members.len()),
        _ => return args::wrong(0, "text, an array or an object", value),
    };
    Ok(heap.int(length.ok_or(Failure::NotKnown)? as i64))
}

/// The first element or character.
pub(super) fn first<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    end(
        heap,
        args,
        |array| array.items.first().map(Slot::get),
        |pieces| {
            let Some(Piece::Literal(text)) = pieces.first() else { return None };
            text.chars().next().and_then(|c| text.get(..c.len_utf8()))
        },
    )
}

/// The last element or character.
pub(super) fn last<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    end(
        heap,
        args,
        |array| array.items.last().map(Slot::get),
        |pieces| {
            let Some(Piece::Literal(text)) = pieces.last() else { return None };
            text.chars().next_back().and_then(|c| text.get(text.len() - c.len_utf8()..))
        },
    )
}

fn end<'w>(
    heap: Heap<'w>,
    args: &[Val<'w>],
    of_array: fn(Array<'w>) -> Option<Val<'w>>,
    of_text: fn(&[Piece<'w>]) -> Option<&'w str>,
) -> Outcome<'w> {
    let value = args::at(args, 0)?;
    let character = match value.data {
        Data::Null => return Ok(heap.null()),
        Data::Array(array) if array.open => return Err(Failure::NotKnown),
        Data::Array(array) => return Ok(of_array(array).unwrap_or_else(|| heap.null())),
        Data::Str("") => return Ok(heap.borrowed("")),
        Data::Str(text) => of_text(&[Piece::Literal(text)]),
        Data::Text(pieces) => of_text(pieces),
        _ => return args::wrong(0, "text or an array", value),
    };
    match character {
        Some(character) if units(character) == 1 => Ok(heap.borrowed(character)),
        _ => Err(Failure::NotKnown),
    }
}

/// The first so many elements or characters.
pub(super) fn take<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let value = as_text(heap, args::at(args, 0)?);
    let kept = count(args, value)?;
    match value.data {
        Data::Str(text) => {
            let at = offset(text, kept).ok_or(Failure::NotKnown)?;
            Ok(heap.borrowed(&text[..at]))
        }
        Data::Text(pieces) => slice(heap, pieces, 0, Some(kept)).ok_or(Failure::NotKnown),
        Data::Array(array) if array.open && kept > 0 => Err(Failure::NotKnown),
        Data::Array(array) => Ok(slots(heap, array, 0..kept.min(array.items.len()))),
        _ => args::wrong(0, "text or an array", value),
    }
}

/// All but the first so many elements or characters.
pub(super) fn skip<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let value = as_text(heap, args::at(args, 0)?);
    let dropped = count(args, value)?;
    match value.data {
        Data::Str(text) => {
            let at = offset(text, dropped).ok_or(Failure::NotKnown)?;
            Ok(heap.borrowed(&text[at..]))
        }
        Data::Text(pieces) => slice(heap, pieces, dropped, None).ok_or(Failure::NotKnown),
        Data::Array(_) if dropped == 0 => Ok(value),
        Data::Array(array) if array.open => Err(Failure::NotKnown),
        Data::Array(array) => {
            let length = array.items.len();
            Ok(slots(heap, array, dropped.min(length)..length))
        }
        _ => args::wrong(0, "text or an array", value),
    }
}

/// The number that `take()` and `skip()` are given; below zero it is zero.
fn count<'w>(args: &[Val<'w>], value: Val<'w>) -> Result<usize, Failure> {
    if !matches!(value.data, Data::Str(_) | Data::Text(_) | Data::Array(_)) {
        return args::wrong(0, "text or an array", value);
    }
    Ok(usize::try_from(args::int(args, 1)?).unwrap_or(0))
}

fn slots<'w>(heap: Heap<'w>, array: Array<'w>, range: std::ops::Range<usize>) -> Val<'w> {
    let items = array.items.get(range).unwrap_or_default();
    heap.value(Data::Array(Array { items, open: false }))
}

/// Text from a start, to the end or of a length.
pub(super) fn substring<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let value = as_text(heap, args::at(args, 0)?);
    let Some(pieces) = super::text::pieces(value).filter(|_| !args::is_vague(value)) else {
        return args::wrong(0, "text", value);
    };
    let start = args::int(args, 1)?;
    let length = if args.len() > 2 { Some(args::int(args, 2)?) } else { None };
    let (Ok(start), Ok(length)) = (usize::try_from(start), length.map(usize::try_from).transpose())
    else {
        return error("the start and the length must not be negative");
    };
    let end = start.saturating_add(length.unwrap_or(0));
    if total_width(&pieces).is_some_and(|total| end > total) {
        return error(format!("the part from {start} to {end} is beyond the end of the text"));
    }
    slice(heap, &pieces, start, length).ok_or(Failure::NotKnown)
}

/// Drops so many characters and keeps so many of the rest; `None` where it cannot be told what these are.
fn slice<'w>(
    heap: Heap<'w>,
    pieces: &[Piece<'w>],
    mut skip: usize,
    mut take: Option<usize>,
) -> Option<Val<'w>> {
    let mut kept = Vec::new();
    for piece in pieces {
        if take == Some(0) {
            break;
        }
        let Some(length) = width(*piece) else {
            if skip > 0 || take.is_some() {
                return None;
            }
            kept.push(*piece);
            continue;
        };
        if skip >= length {
            skip -= length;
            continue;
        }
        let end = take.map_or(length, |take| length.min(skip.saturating_add(take)));
        kept.push(part(*piece, skip, end, length)?);
        take = take.map(|take| take - (end - skip));
        skip = 0;
    }
    Some(as_symbol(heap.pieces(&kept)))
}

/// A part of a piece; a symbol cannot be cut.
fn part(piece: Piece<'_>, start: usize, end: usize, length: usize) -> Option<Piece<'_>> {
    match piece {
        Piece::Literal(text) => {
            text.get(offset(text, start)?..offset(text, end)?).map(Piece::Literal)
        }
        symbol @ Piece::Symbol(_) => (start == 0 && end == length).then_some(symbol),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use crate::syntax::function::Function::{Empty, First, Last, Length, Skip, Substring, Take};

    #[test]
    fn emptiness_may_be_certain_of_what_is_not_known() {
        check(Empty, r"[null]", "true");
        check(Empty, r#"["x‹p›"]"#, "false");
        check(Empty, r#"[["a", "…"]]"#, "false");
        check(Empty, r#"[["…"]]"#, "?");
        check(Empty, r"[{}]", "true");
        check(Empty, r#"["‹p›"]"#, "?");
        check(Empty, "[1]", "error: argument 1 must be text, an array or an object, not a number");
    }

    #[test]
    fn length_counts() {
        check(Length, r#"["a😀"]"#, "3");
        check(Length, r#"["st‹#u›"]"#, "15");
        check(Length, r#"["‹#u›"]"#, "13");
        check(Length, r#"["st‹p›"]"#, "?");
        check(Length, r#"[["‹p›", 1]]"#, "2");
        let wrong = "error: argument 1 must be text, an array or an object, not null";
        check(Length, "[null]", wrong);
    }

    #[test]
    fn ends_of_text_and_arrays() {
        check(First, r#"["one"]"#, r#""o""#);
        check(First, r#"["o‹p›"]"#, r#""o""#);
        check(First, r#"["‹p›o"]"#, "?");
        check(First, r"[[]]", "null");
        check(Last, r#"["‹p›-x"]"#, r#""x""#);
        check(Last, r#"[[1, "‹p›"]]"#, "‹p›");
        check(Last, r#"[[1, "…"]]"#, "?");
    }

    #[test]
    fn take_and_skip_are_clamped() {
        check(Take, r#"["one two", -1]"#, r#""""#);
        check(Take, r"[[1, 2, 3], 2]", "[1,2]");
        check(Take, r#"["st‹#u›", 24]"#, r#""st‹uniqueString(u)›""#);
        check(Take, r#"["st‹#u›", 9]"#, "?");
        check(Take, r#"["‹#u›", 20]"#, "‹uniqueString(u)›");
        check(Take, r#"["‹#u›", 5]"#, "?");
        check(Take, r#"["abc‹p›", 2]"#, r#""ab""#);
        check(Skip, r#"["abc‹p›", 2]"#, r#""c‹p›""#);
        check(Skip, r#"["‹p›abc", 2]"#, "?");
        check(Skip, r#"[[1, "…"], 0]"#, "[1,…]");
        check(Skip, r"[[1, 2, 3], 9]", "[]");
        check(Skip, r#"["a", "0"]"#, "error: argument 2 must be a whole number, not text");
    }

    #[test]
    fn substring_stays_within() {
        check(Substring, r#"["one two three", 4, 3]"#, r#""two""#);
        check(Substring, r#"["asdfasf", 3]"#, r#""fasf""#);
        check(Substring, r#"["ab-‹p›", 0, 2]"#, r#""ab""#);
        check(Substring, r#"["ab-‹p›", 0, 5]"#, "?");
        let beyond = "error: the part from 0 to 11 is beyond the end of the text";
        check(Substring, r#"["1234567890", 0, 11]"#, beyond);
    }
}
