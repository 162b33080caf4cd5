//! Linked templates: which file next to this one an address means.

use super::symbol::Symbol;
use super::value::{Data, Piece, Val};
use super::work;
use crate::syntax::function::Function;

/// The paths that a `templateLink` may mean, the likeliest first: `relativePath` as it is; of a `uri` the known end, at first
/// with as many folders as it has, then with fewer.
pub(super) fn candidates(link: Val<'_>) -> Vec<String> {
    let Some(object) = link.as_object() else { return Vec::new() };
    if let Some(path) = object.get("relativePath").and_then(super::value::Value::as_str) {
        return vec![path.to_owned()];
    }
    let Some(end) = object.get("uri").and_then(|uri| known_end(uri, 0)) else { return Vec::new() };
    let end = end.split(['?', '#']).next().unwrap_or_default();
    let path = end.split_once("://").map_or(end, |(_, rest)| rest);
    let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
    let most = parts.len().saturating_sub(MOST_FOLDERS);
    (most..parts.len()).map(|from| parts[from..].join("/")).collect()
}

/// Most folders of an address that are looked for on the disk.
const MOST_FOLDERS: usize = 16;

/// Addresses put together in more steps than this are not looked into.
const DEEPEST: u32 = 32;

/// The known characters at the end of an address, a token after it aside.
fn known_end(uri: Val<'_>, depth: u32) -> Option<&str> {
    if depth > DEEPEST || !work::spend(1) {
        return None;
    }
    let depth = depth + 1;
    match uri.data {
        Data::Str(text) => Some(text),
        Data::Text(pieces) => pieces.iter().rev().find_map(|piece| match piece {
            Piece::Literal(text) if text.contains(".json") || text.contains(".jsonc") => {
                Some(*text)
            }
            Piece::Literal(_) => None,
            Piece::Symbol(value) => known_end(value, depth),
        }),
        Data::OneOf(values) => values.iter().find_map(|value| known_end(value, depth)),
        Data::Unknown(Symbol::Call {
            function: Function::Uri | Function::Concat | Function::Format,
            arguments,
            ..
        }) => arguments
            .iter()
            .rev()
            .find_map(|argument| known_end(argument, depth).filter(|text| text.contains(".json"))),
        _ => None,
    }
}
