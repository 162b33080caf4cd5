//! What is certain about the text of an unknown value: its length, and the characters that it can have.

use super::text::units;
use crate::eval::heap::Heap;
use crate::eval::symbol::Symbol;
use crate::eval::value::{Data, Piece, Val};
use crate::syntax::function::Function;

/// The length of a piece, in UTF-16 units, where it is certain.
pub(super) fn width(piece: Piece<'_>) -> Option<usize> {
    match piece {
        Piece::Literal(text) => Some(units(text)),
        Piece::Symbol(value) => symbol_width(value, 0),
    }
}

/// The length of all pieces together.
pub(super) fn total_width(pieces: &[Piece<'_>]) -> Option<usize> {
    pieces.iter().map(|piece| width(*piece)).sum()
}

/// Calls of calls deeper than this are not looked into.
const DEEPEST: u32 = 32;

fn symbol_width(value: Val<'_>, depth: u32) -> Option<usize> {
    let Data::Unknown(symbol) = value.data else { return None };
    if depth > DEEPEST {
        return None;
    }
    let depth = depth + 1;
    match *symbol {
        Symbol::Call { function: Function::UniqueString, .. } => Some(13),
        Symbol::Call { function: Function::Guid | Function::NewGuid, .. } => Some(36),
        Symbol::Call {
            function: Function::ToLower | Function::ToUpper, arguments: [of], ..
        } => symbol_width(of, depth),
        Symbol::Call { function: Function::Substring, arguments: [_, _, length], .. } => {
            usize::try_from(length.as_int()?).ok()
        }
        Symbol::Call { function: Function::Take, arguments: [of, count], .. } => {
            let count = usize::try_from(count.as_int()?).unwrap_or(0);
            symbol_width(of, depth).map(|width| width.min(count))
        }
        Symbol::Ambient { name, .. } if is_guid(name) => Some(36),
        _ => None,
    }
}

fn is_guid(name: &str) -> bool {
    name.eq_ignore_ascii_case("subscription().subscriptionId")
        || name.to_ascii_lowercase().ends_with("().tenantid")
}

/// Whether the text of a piece certainly has none of the characters of `text`.
pub(super) fn is_free_of(value: Val<'_>, text: &str) -> bool {
    alphabet(value, 0).is_some_and(|can| !text.is_empty() && !text.chars().any(can))
}

/// The characters that an unknown value can have, where something is certain about that.
fn alphabet(value: Val<'_>, depth: u32) -> Option<fn(char) -> bool> {
    let Data::Unknown(symbol) = value.data else { return None };
    if depth > DEEPEST {
        return None;
    }
    let depth = depth + 1;
    match *symbol {
        Symbol::Call { function: Function::UniqueString, .. } => {
            Some(|c| c.is_ascii_lowercase() || matches!(c, '2'..='7'))
        }
        Symbol::Call { function: Function::Guid | Function::NewGuid, .. } => Some(of_guid),
        Symbol::Call {
            function: Function::ToLower | Function::ToUpper, arguments: [of], ..
        } => {
            // The letters of the other case come in, so any letter of either case may be there.
            alphabet(of, depth).map(|_| of_name as fn(char) -> bool)
        }
        Symbol::Call {
            function: Function::Take | Function::Skip | Function::Substring,
            arguments: [of, ..],
            ..
        } => alphabet(of, depth),
        Symbol::Ambient { name, .. } if is_guid(name) => Some(of_guid),
        Symbol::Ambient { name, .. } if is_name(name) => Some(of_name),
        _ => None,
    }
}

/// Names of resource groups and regions.
fn is_name(name: &str) -> bool {
    ["resourceGroup().name", "resourceGroup().location", "deployment().location"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

fn of_guid(c: char) -> bool {
    c.is_ascii_hexdigit() || c == '-'
}

/// Names of resource groups have letters, digits, periods, hyphens, underscores and parentheses; regions may have blanks.
fn of_name(c: char) -> bool {
    !c.is_ascii() || c.is_ascii_alphanumeric() || " .-_()".contains(c)
}

/// A value that is certainly text as text of pieces, be it but one symbol; anything else as it is.
pub(super) fn as_text<'w>(heap: Heap<'w>, value: Val<'w>) -> Val<'w> {
    if matches!(value.data, Data::Unknown(_)) && alphabet(value, 0).is_some() {
        return heap.value(Data::Text(heap.slice(&[Piece::Symbol(value)])));
    }
    value
}

/// Text of nothing but a symbol that is certainly text as that symbol; anything else as it is.
pub(super) fn as_symbol(value: Val<'_>) -> Val<'_> {
    match value.data {
        Data::Text([Piece::Symbol(symbol)]) if alphabet(symbol, 0).is_some() => symbol,
        _ => value,
    }
}

/// The unknown value of a function of values that are not all known.
pub(super) fn call<'w>(heap: Heap<'w>, function: Function, arguments: &[Val<'w>]) -> Val<'w> {
    let arguments = heap.slice(arguments);
    heap.unknown(Symbol::Call { function, name: function.name(), arguments })
}

/// Pieces with every known part and every symbol mapped on its own.
pub(super) fn each<'w>(
    heap: Heap<'w>,
    pieces: &[Piece<'w>],
    literal: impl Fn(&str) -> String,
    symbol: impl Fn(Val<'w>) -> Val<'w>,
) -> Val<'w> {
    let mapped: Vec<Piece<'w>> = pieces
        .iter()
        .map(|piece| match *piece {
            Piece::Literal(text) => Piece::Literal(heap.text(&literal(text))),
            Piece::Symbol(value) => Piece::Symbol(symbol(value)),
        })
        .collect();
    heap.pieces(&mapped)
}
