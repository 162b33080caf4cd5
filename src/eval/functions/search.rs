//! Functions that look for something in text, arrays and objects.

use super::args;
use super::symbols::{as_text, is_free_of, width};
use super::text::{fold, pieces, units};
use super::{Failure, Outcome};
use crate::eval::equal::{Tri, is_text, same};
use crate::eval::heap::Heap;
use crate::eval::value::{Array, Data, Object, Piece, Val};

/// The answer as a value.
pub(super) fn answer(heap: Heap<'_>, answer: Tri) -> Outcome<'_> {
    match answer {
        Tri::Yes => Ok(heap.bool(true)),
        Tri::No => Ok(heap.bool(false)),
        Tri::Maybe => Err(Failure::NotKnown),
    }
}

/// Whether text has a part, an array an element, or an object a member.
pub(super) fn contains<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let (value, sought) = (as_text(heap, args::at(args, 0)?), args::at(args, 1)?);
    match value.data {
        Data::Array(array) => answer(heap, array_contains(array, sought)),
        Data::Object(object) => answer(heap, object_contains(object, sought)?),
        Data::Str(_) | Data::Text(_) => {
            let number;
            let sought = match sought.data {
                Data::Int(sought) => {
                    number = heap.str(&sought.to_string());
                    number
                }
                _ => sought,
            };
            let Some(needle) = pieces(sought) else { return args::wrong(1, "text", sought) };
            answer(heap, text_contains(&pieces(value).unwrap_or_default(), &needle))
        }
        _ => args::wrong(0, "text, an array or an object", value),
    }
}

fn array_contains<'w>(array: Array<'w>, sought: Val<'w>) -> Tri {
    let mut found = if array.open { Tri::Maybe } else { Tri::No };
    for item in array.values() {
        found = found.or(same(item, sought));
        if found.is_yes() {
            break;
        }
    }
    found
}

fn object_contains<'w>(object: Object<'w>, sought: Val<'w>) -> Result<Tri, Failure> {
    if let Data::Int(_) | Data::Bool(_) | Data::Null | Data::Array(_) | Data::Object(_) =
        sought.data
    {
        return args::wrong(1, "text", sought);
    }
    let open = if object.open { Tri::Maybe } else { Tri::No };
    if let Some(key) = sought.as_str() {
        return Ok(if object.member(key).is_some() { Tri::Yes } else { open });
    }
    // A key that is not known is surely there only if it were all keys at once.
    let could_be = |tri: Tri| if tri.is_no() { Tri::No } else { Tri::Maybe };
    Ok(object
        .members
        .iter()
        .fold(open, |found, member| found.or(could_be(is_text(sought, member.key)))))
}

fn text_contains(hay: &[Piece<'_>], needle: &[Piece<'_>]) -> Tri {
    let literals = |pieces: &[Piece<'_>]| pieces.iter().all(|p| matches!(p, Piece::Literal(_)));
    match needle {
        [] => return Tri::Yes,
        [Piece::Literal(part)] => {
            let has =
                |piece: &Piece<'_>| matches!(piece, Piece::Literal(text) if text.contains(part));
            if hay.iter().any(has) {
                return Tri::Yes;
            }
            let lacks = |piece: &Piece<'_>| match piece {
                Piece::Literal(_) => true,
                Piece::Symbol(value) => is_free_of(value, part),
            };
            if hay.iter().all(lacks) {
                return Tri::No;
            }
        }
        _ => {}
    }
    if !literals(hay) {
        return Tri::Maybe;
    }
    let hay = if let [Piece::Literal(text)] = hay { text } else { "" };
    let lacks = |piece: &Piece<'_>| matches!(piece, Piece::Literal(part) if !hay.contains(part));
    if needle.iter().any(lacks) { Tri::No } else { Tri::Maybe }
}

/// The two arguments as pieces of text.
fn two_texts<'w>(args: &[Val<'w>]) -> Result<[Vec<Piece<'w>>; 2], Failure> {
    let one = |index: usize| {
        let value = args::at(args, index)?;
        match pieces(value) {
            Some(pieces) if !args::is_vague(value) => Ok(pieces.into_owned()),
            _ => args::wrong(index, "text", value),
        }
    };
    Ok([one(0)?, one(1)?])
}

/// Whether text begins with a part, in any case.
pub(super) fn starts_with<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let [text, part] = two_texts(args)?;
    answer(heap, ends(text.first(), text.len() == 1, part.first(), part.len() == 1, false))
}

/// Whether text ends with a part, in any case.
pub(super) fn ends_with<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let [text, part] = two_texts(args)?;
    answer(heap, ends(text.last(), text.len() == 1, part.last(), part.len() == 1, true))
}

/// Compares the outermost pieces of text and part; `whole` where there is nothing beyond them.
fn ends(
    text: Option<&Piece<'_>>,
    whole_text: bool,
    part: Option<&Piece<'_>>,
    whole_part: bool,
    backwards: bool,
) -> Tri {
    let (text, part) = match (text, part) {
        (_, None) => return Tri::Yes,
        // Nothing begins with something, unless that something turns out to be nothing.
        (None, Some(Piece::Literal(_))) => return Tri::No,
        (Some(Piece::Literal(text)), Some(Piece::Literal(part))) => (fold(text), fold(part)),
        _ => return Tri::Maybe,
    };
    let agrees = |long: &str, short: &str| {
        if backwards { long.ends_with(short) } else { long.starts_with(short) }
    };
    if agrees(&text, &part) {
        return if whole_part { Tri::Yes } else { Tri::Maybe };
    }
    if whole_text || !agrees(&part, &text) { Tri::No } else { Tri::Maybe }
}

/// The place of the first occurrence, or -1.
pub(super) fn index_of<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    if let Some(value) = args.first()
        && let Data::Array(array) = value.data
    {
        let sought = args::at(args, 1)?;
        return place(heap, array, array.values().enumerate(), sought);
    }
    let part = args::text(args, 1);
    let [text, _] = two_texts(args)?;
    let part = fold(part?);
    let found = match text.first() {
        None => "".find(&part),
        Some(Piece::Literal(first)) => fold(first).find(&part),
        Some(Piece::Symbol(_)) => return Err(Failure::NotKnown),
    };
    match found {
        Some(at) => Ok(heap.int(units_before(&text, at))),
        None if text.len() > 1 => Err(Failure::NotKnown),
        None => Ok(heap.int(-1)),
    }
}

/// The place of the last occurrence, or -1.
pub(super) fn last_index_of<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    if let Some(value) = args.first()
        && let Data::Array(array) = value.data
    {
        let sought = args::at(args, 1)?;
        return place(heap, array, array.values().enumerate().rev(), sought);
    }
    let part = args::text(args, 1);
    let [text, _] = two_texts(args)?;
    let part = fold(part?);
    let Some((Piece::Literal(last), before)) = text.split_last() else {
        return if text.is_empty() && !part.is_empty() {
            Ok(heap.int(-1))
        } else {
            Err(Failure::NotKnown)
        };
    };
    let ahead: Option<usize> = before.iter().map(|piece| width(*piece)).sum();
    match fold(last).rfind(&part) {
        _ if part.is_empty() => Err(Failure::NotKnown),
        Some(at) => {
            let ahead = ahead.ok_or(Failure::NotKnown)? as i64;
            Ok(heap.int(ahead + units_before(&[Piece::Literal(last)], at)))
        }
        None if text.len() > 1 => Err(Failure::NotKnown),
        None => Ok(heap.int(-1)),
    }
}

/// The UTF-16 units before a byte of the first piece. Folding keeps the lengths of characters.
fn units_before(text: &[Piece<'_>], at: usize) -> i64 {
    match text.first() {
        Some(Piece::Literal(first)) => first.get(..at).map_or(at, units) as i64,
        _ => 0,
    }
}

fn place<'w>(
    heap: Heap<'w>,
    array: Array<'w>,
    mut items: impl Iterator<Item = (usize, Val<'w>)>,
    sought: Val<'w>,
) -> Outcome<'w> {
    if array.open {
        return Err(Failure::NotKnown);
    }
    match items.find_map(|(at, item)| match same(item, sought) {
        Tri::No => None,
        answer => Some((at, answer)),
    }) {
        None => Ok(heap.int(-1)),
        Some((at, Tri::Yes)) => Ok(heap.int(at as i64)),
        Some(_) => Err(Failure::NotKnown),
    }
}

/// Whether text fits a pattern in which `*` stands for anything, in any case.
pub(super) fn like<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let (text, pattern) = (args::text(args, 0)?, args::text(args, 1)?);
    if pattern.contains('?') {
        return Err(Failure::NotKnown);
    }
    let (text, pattern) = (fold(text), fold(pattern));
    let Some((head, rest)) = pattern.split_once('*') else {
        return Ok(heap.bool(text == pattern));
    };
    let (middle, tail) = rest.rsplit_once('*').unwrap_or(("", rest));
    let inner = text.strip_prefix(head).and_then(|text| text.strip_suffix(tail));
    Ok(heap.bool(inner.is_some_and(|inner| in_order(inner, middle))))
}

/// Whether the parts between stars come one after the other.
fn in_order(mut text: &str, parts: &str) -> bool {
    for part in parts.split('*').filter(|part| !part.is_empty()) {
        match text.find(part) {
            Some(at) => text = &text[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use crate::syntax::function::Function::{
        Contains, EndsWith, IndexOf, LastIndexOf, Like, StartsWith,
    };

    #[test]
    fn contains_looks_into_text() {
        check(Contains, r#"["FOOBAR", "BAR"]"#, "true");
        check(Contains, r#"["FOOBAR", "bar"]"#, "false");
        check(Contains, r#"["a1", 1]"#, "true");
        check(Contains, r#"["‹p›-dev", "-d"]"#, "true");
        check(Contains, r#"["‹p›-dev", "x"]"#, "?");
        check(Contains, r#"["abc", "x‹p›"]"#, "false");
        check(Contains, r#"["a/‹#u›", "-"]"#, "false");
    }

    #[test]
    fn contains_looks_into_collections() {
        check(Contains, r#"[["FOO", "BAR"], "foo"]"#, "false");
        check(Contains, r#"[["‹p›", "BAR"], "BAR"]"#, "true");
        check(Contains, r#"[["‹p›", "BAR"], "x"]"#, "?");
        check(Contains, r#"[["‹p›-a"], "x-b"]"#, "false");
        check(Contains, r#"[["a", "…"], "b"]"#, "?");
        check(Contains, r#"[{"Two": 1}, "two"]"#, "true");
        check(Contains, r#"[{"…": 0, "a": 1}, "two"]"#, "?");
        check(Contains, r#"[{"a": 1}, "b‹p›"]"#, "false");
        check(Contains, r#"[{"a": 1}, "‹p›"]"#, "?");
    }

    #[test]
    fn ends_are_compared_in_any_case() {
        check(StartsWith, r#"["abcdef", "AB"]"#, "true");
        check(StartsWith, r#"["abc‹p›", "ABC"]"#, "true");
        check(StartsWith, r#"["ab‹p›", "abc"]"#, "?");
        check(StartsWith, r#"["ab‹p›", "xbc"]"#, "false");
        check(StartsWith, r#"["ab", "abc‹p›"]"#, "false");
        check(EndsWith, r#"["‹p›-dev", "-DEV"]"#, "true");
        check(EndsWith, r#"["abcdef", "e"]"#, "false");
        check(EndsWith, r#"["", ""]"#, "true");
    }

    #[test]
    fn places_are_counted_from_zero() {
        check(IndexOf, r#"["abcdef", "CD"]"#, "2");
        check(IndexOf, r#"["ab/‹p›", "/"]"#, "2");
        check(IndexOf, r#"["‹p›/", "/"]"#, "?");
        check(IndexOf, r#"[[1, "‹p›", 2], 1]"#, "0");
        check(IndexOf, r#"[[1, "‹p›", 2], 2]"#, "?");
        check(LastIndexOf, r#"["abcba", "B"]"#, "3");
        check(LastIndexOf, r#"["‹#u›/", "/"]"#, "13");
        check(LastIndexOf, r#"[["a", "b", "a"], "a"]"#, "2");
    }

    #[test]
    fn like_knows_stars() {
        check(Like, r#"["Standard_LRS", "standard_*"]"#, "true");
        check(Like, r#"["abc", "a*b*c"]"#, "true");
        check(Like, r#"["ac", "a*c*c"]"#, "false");
        check(Like, r#"["abc", "abcd"]"#, "false");
    }
}
