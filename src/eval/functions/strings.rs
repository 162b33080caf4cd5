//! Functions that make text.

use super::args::{self, error};
use super::symbols::{as_symbol, as_text, call, each, total_width, width};
use super::text::{Builder, LONGEST, pieces, units};
use super::{Failure, Outcome, arrays, json, numerals};
use crate::eval::heap::Heap;
use crate::eval::value::{Data, Piece, Val};
use crate::syntax::function::Function;

/// Joins text, or arrays.
pub(super) fn concat<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let (mut arrays, mut texts) = (false, false);
    for (index, arg) in args.iter().enumerate() {
        match arg.data {
            Data::Array(_) => arrays = true,
            Data::Unknown(_) | Data::OneOf(_) => {}
            Data::Null => return Err(Failure::NotKnown),
            Data::Object(_) | Data::Lambda(_) => {
                return args::wrong(index, "text or an array", arg);
            }
            _ => texts = true,
        }
    }
    match (arrays, texts) {
        (true, true) => error("text and arrays cannot be joined with each other"),
        (true, false) => arrays::concat(heap, args),
        (false, true) => {
            let mut text = Builder::new(heap);
            args.iter().try_for_each(|arg| text.push_value(arg))?;
            Ok(text.finish())
        }
        (false, false) => Err(Failure::NotKnown),
    }
}

/// Joins the elements of an array.
pub(super) fn join<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let array = args::array(args, 0)?;
    let delimiter = args::at(args, 1)?;
    let Some(delimiter) = pieces(delimiter) else { return args::wrong(1, "text", delimiter) };
    if array.open {
        return Err(Failure::NotKnown);
    }
    let mut text = Builder::new(heap);
    for (index, item) in array.values().enumerate() {
        if index > 0 {
            text.push_pieces(&delimiter)?;
        }
        text.push_value(item)?;
    }
    Ok(text.finish())
}

/// Lower case.
pub(super) fn to_lower<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    in_case(heap, args, Function::ToLower, |text| {
        text.chars().map(|c| single(c, c.to_lowercase())).collect()
    })
}

/// Upper case.
pub(super) fn to_upper<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    in_case(heap, args, Function::ToUpper, |text| {
        text.chars().map(|c| single(c, c.to_uppercase())).collect()
    })
}

/// A letter in another case where that is one letter, as in the invariant culture.
fn single(c: char, mut mapped: impl Iterator<Item = char>) -> char {
    match (mapped.next(), mapped.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

fn in_case<'w>(
    heap: Heap<'w>,
    args: &[Val<'w>],
    function: Function,
    map: impl Fn(&str) -> String,
) -> Outcome<'w> {
    let value = as_text(heap, args::at(args, 0)?);
    match value.data {
        Data::Str(text) => Ok(heap.str(&map(text))),
        Data::Text(pieces) => {
            let mapped = each(heap, pieces, map, |of| in_case_already(heap, function, of));
            Ok(as_symbol(mapped))
        }
        _ => args::wrong(0, "text", value),
    }
}

/// `toLower(toLower(x))` is `toLower(x)`, and `toLower(uniqueString(x))` is what it is.
fn in_case_already<'w>(heap: Heap<'w>, function: Function, of: Val<'w>) -> Val<'w> {
    use crate::eval::symbol::Symbol;
    let Data::Unknown(Symbol::Call { function: inner, .. }) = of.data else {
        return call(heap, function, &[of]);
    };
    let is_lower = matches!(inner, Function::UniqueString | Function::Guid);
    if *inner == function || (is_lower && function == Function::ToLower) {
        return of;
    }
    call(heap, function, &[of])
}

/// Takes blanks off both ends.
pub(super) fn trim<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let value = args::at(args, 0)?;
    match value.data {
        Data::Str(text) => Ok(heap.borrowed(text.trim())),
        Data::Text([Piece::Literal(first), middle @ .., Piece::Literal(last)]) => {
            let (first, last) = (first.trim_start(), last.trim_end());
            if first.is_empty() || last.is_empty() {
                return Err(Failure::NotKnown);
            }
            let mut pieces = vec![Piece::Literal(first)];
            pieces.extend_from_slice(middle);
            pieces.push(Piece::Literal(last));
            Ok(heap.pieces(&pieces))
        }
        Data::Text(_) => Err(Failure::NotKnown),
        _ => args::wrong(0, "text", value),
    }
}

/// Fills up on the left to a total length.
pub(super) fn pad_left<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let value = args::at(args, 0)?;
    if !matches!(value.data, Data::Int(_) | Data::Str(_) | Data::Text(_)) {
        return args::wrong(0, "text or a whole number", value);
    }
    let length = args::int(args, 1)?;
    let filling = if args.len() > 2 { args::text(args, 2)? } else { " " };
    if units(filling) != 1 {
        return error("the character to fill with must be one character");
    }
    let Ok(length) = usize::try_from(length) else { return error("the length is negative") };
    let mut text = Builder::new(heap);
    text.push_value(value)?;
    let text = text.finish();
    let have = pieces(text).unwrap_or_default();
    let least: usize = have.iter().filter_map(|piece| width(*piece)).sum();
    if least >= length {
        return Ok(text);
    }
    let Some(total) = total_width(&have) else { return Err(Failure::NotKnown) };
    if length > LONGEST {
        return error("the text is larger than 1 MiB");
    }
    let mut padded = Builder::new(heap);
    padded.push(&filling.repeat(length - total))?;
    padded.push_pieces(&have)?;
    Ok(padded.finish())
}

/// The text of a value.
pub(super) fn string<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let value = args::at(args, 0)?;
    match value.data {
        Data::Str(_) | Data::Text(_) => Ok(value),
        Data::Bool(yes) => Ok(heap.borrowed(if yes { "True" } else { "False" })),
        Data::Int(number) => Ok(heap.str(&number.to_string())),
        Data::Float(number) => Ok(heap.str(&numerals::float_text(number)?)),
        Data::Array(_) | Data::Object(_) if args::is_known(value) => {
            Ok(heap.str(&json::write(value, '"')?))
        }
        Data::Lambda(_) => error("a lambda is not text"),
        _ => Err(Failure::NotKnown),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use Function::{Concat, Join, PadLeft, String, ToLower, ToUpper, Trim};

    use super::*;

    #[test]
    fn concat_joins_text() {
        check(Concat, r#"["left", "-", 1, true]"#, r#""left-1True""#);
        check(Concat, r#"["‹p›", "-vnet"]"#, r#""‹p›-vnet""#);
        check(Concat, r#"["a", "b-‹p›", "-c"]"#, r#""ab-‹p›-c""#);
        check(Concat, r#"["‹p›", "‹q›"]"#, "?");
        check(Concat, r#"["a", ["b"]]"#, "error: text and arrays cannot be joined with each other");
        check(Concat, r#"["a", {}]"#, "error: argument 2 must be text or an array, not an object");
    }

    #[test]
    fn concat_joins_arrays() {
        check(Concat, r#"[["a"], ["b", "c"]]"#, r#"["a","b","c"]"#);
        check(Concat, r#"[["a"], "‹p›"]"#, r#"["a",…]"#);
        check(Concat, r#"[["a", "…"], ["b"]]"#, r#"["a","b",…]"#);
    }

    #[test]
    fn join_writes_elements() {
        check(Join, r#"[["a", 1, true], "/"]"#, r#""a/1/True""#);
        check(Join, r#"[["a", "‹p›"], ","]"#, r#""a,‹p›""#);
        check(Join, r#"[["a", "…"], ","]"#, "?");
        check(Join, r"[[1, 2], 1]", "error: argument 2 must be text, not a number");
    }

    #[test]
    fn case_is_changed_piece_by_piece() {
        check(ToLower, r#"["One TWO"]"#, r#""one two""#);
        check(ToUpper, r#"["One two"]"#, r#""ONE TWO""#);
        check(ToLower, r#"["AB-‹p›"]"#, r#""ab-‹toLower(p)›""#);
        check(ToLower, r#"["ST‹#u›"]"#, r#""st‹uniqueString(u)›""#);
        check(ToLower, "[2]", "error: argument 1 must be text, not a number");
        check(ToLower, r#"["‹p›"]"#, "?");
        check(ToLower, r#"["‹#u›"]"#, "‹uniqueString(u)›");
    }

    #[test]
    fn trim_looks_at_both_ends() {
        check(Trim, r#"["  a b "]"#, r#""a b""#);
        check(Trim, r#"[" a‹p›b "]"#, r#""a‹p›b""#);
        check(Trim, r#"[" a‹p›"]"#, "?");
    }

    #[test]
    fn pad_left_fills_up() {
        check(PadLeft, r#"["123", 6, "0"]"#, r#""000123""#);
        check(PadLeft, "[13, 5]", r#""   13""#);
        check(PadLeft, r#"["‹p›-vnet", 4]"#, r#""‹p›-vnet""#);
        check(PadLeft, r#"["a‹#u›", 16, "0"]"#, r#""00a‹uniqueString(u)›""#);
        check(PadLeft, r#"["a‹p›", 9]"#, "?");
        check(PadLeft, r#"[10, "10"]"#, "error: argument 2 must be a whole number, not text");
        check(PadLeft, "[1, 99999999]", "error: the text is larger than 1 MiB");
    }

    #[test]
    fn string_writes_json() {
        check(String, r#"[{"a": 10, "b": "x\"y"}]"#, r#""{\"a\":10,\"b\":\"x\\\"y\"}""#);
        check(String, "[5]", r#""5""#);
        check(String, "[true]", r#""True""#);
        check(String, r#"["‹p›-x"]"#, r#""‹p›-x""#);
        check(String, r#"["‹p›"]"#, "?");
    }
}
