//! Functions tried on values written as JSON: `‹p›` is a parameter that is not known, `‹@g›` a resource group name, `‹#u›` a
//! unique string, `…` makes its array or object open.

use super::{Failure, body};
use crate::eval::heap::Heap;
use crate::eval::symbol::Symbol;
use crate::eval::value::{Data, Member, Piece, Val};
use crate::syntax::function::Function;
use bumpalo::Bump;
use serde_json::Value as Json;

/// Calls a function and compares what it gives, as [`show`] writes it.
#[track_caller]
pub(crate) fn check(function: Function, arguments: &str, expected: &str) {
    let bump = Bump::new();
    let heap = Heap::new(&bump);
    let arguments: Vec<Json> = serde_json::from_str(arguments).expect("arguments in JSON");
    let arguments: Vec<_> = arguments.iter().map(|json| read(heap, json)).collect();
    let body = body(function).expect("a pure function");
    let result = match body(heap, &arguments) {
        Ok(value) => show(value),
        Err(Failure::NotKnown) => "?".to_owned(),
        Err(Failure::Error(why)) => format!("error: {why}"),
    };
    assert_eq!(result, expected, "{}({arguments:?})", function.name());
}

pub(super) fn read<'w>(heap: Heap<'w>, json: &Json) -> Val<'w> {
    match json {
        Json::Null => heap.null(),
        Json::Bool(value) => heap.bool(*value),
        Json::Number(number) => match number.as_i64() {
            Some(int) => heap.int(int),
            None => heap.value(Data::Float(number.as_f64().expect("a number"))),
        },
        Json::String(text) => read_text(heap, text),
        Json::Array(items) => {
            let open = items.last().is_some_and(|last| last == "…");
            let items = &items[..items.len() - usize::from(open)];
            heap.array_of(&items.iter().map(|item| read(heap, item)).collect::<Vec<_>>(), open)
        }
        Json::Object(members) => {
            let open = members.contains_key("…");
            let members: Vec<_> = members
                .iter()
                .filter(|(key, _)| *key != "…")
                .map(|(key, value)| Member {
                    key: heap.text(key),
                    key_site: None,
                    value: heap.slot(read(heap, value)),
                })
                .collect();
            heap.object_of(&members, open)
        }
    }
}

fn read_text<'w>(heap: Heap<'w>, text: &str) -> Val<'w> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('‹') {
        let (name, after) = after.split_once('›').expect("the end of a symbol");
        pieces.push(Piece::Literal(heap.text(before)));
        pieces.push(Piece::Symbol(symbol(heap, name)));
        rest = after;
    }
    pieces.push(Piece::Literal(heap.text(rest)));
    match pieces.as_slice() {
        [Piece::Literal(""), Piece::Symbol(value), Piece::Literal("")] => value,
        pieces => heap.pieces(pieces),
    }
}

fn symbol<'w>(heap: Heap<'w>, name: &str) -> Val<'w> {
    if name.contains('|') {
        let values: Vec<_> = name
            .split('|')
            .map(|json| read(heap, &serde_json::from_str(json).expect("JSON")))
            .collect();
        return heap.one_of(&values);
    }
    heap.unknown(match (name.strip_prefix('@'), name.strip_prefix('#')) {
        (Some(name), _) => Symbol::Ambient { name: "resourceGroup().name", of: heap.text(name) },
        (_, Some(name)) => {
            let of = heap.unknown(Symbol::Parameter(heap.text(name)));
            let arguments = heap.slice(&[of]);
            Symbol::Call { function: Function::UniqueString, name: "uniqueString", arguments }
        }
        _ => Symbol::Parameter(heap.text(name)),
    })
}

/// Writes a value: known as JSON, unknown as its symbol.
pub(crate) fn show(value: Val<'_>) -> String {
    match value.data {
        Data::Null => "null".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => format!("{number:?}"),
        Data::Str(text) => Json::from(text).to_string(),
        Data::Text(pieces) => {
            let text: String = pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Literal(text) => (*text).to_owned(),
                    Piece::Symbol(value) => show(value),
                })
                .collect();
            format!("\"{text}\"")
        }
        Data::Array(array) => {
            let items = array.values().map(show).chain(array.open.then(|| "…".to_owned()));
            format!("[{}]", items.collect::<Vec<_>>().join(","))
        }
        Data::Object(object) => {
            let members = object
                .members
                .iter()
                .map(|member| format!("{}:{}", Json::from(member.key), show(member.value.get())))
                .chain(object.open.then(|| "…".to_owned()));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        Data::OneOf(values) => values.iter().map(|value| show(value)).collect::<Vec<_>>().join("|"),
        Data::Lambda(_) => "lambda".to_owned(),
        Data::Unknown(symbol) => format!("‹{}›", show_symbol(symbol)),
    }
}

fn show_symbol(symbol: &Symbol<'_>) -> String {
    match symbol {
        Symbol::Parameter(name) => (*name).to_owned(),
        Symbol::Ambient { of, .. } => format!("@{of}"),
        Symbol::Call { function, arguments, .. } => {
            let arguments: Vec<_> = arguments
                .iter()
                .map(|value| match value.data {
                    Data::Unknown(symbol) => show_symbol(symbol),
                    _ => show(value),
                })
                .collect();
            format!("{}({})", function.name(), arguments.join(","))
        }
        Symbol::Member { key, .. } => format!(".{}", show(key)),
        Symbol::Opaque(number) => format!("{number}"),
        Symbol::Failed { why, .. } => (*why).to_owned(),
        Symbol::State(_) => "state".to_owned(),
    }
}
