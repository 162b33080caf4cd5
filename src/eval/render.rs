//! Values as JSON, and unknown ones as the expression that they would come from.

use super::symbol::{State, Symbol};
use super::value::{Basis, Data, Piece, Val};
use super::work;
use serde_json::{Map, Value as Json, json};

/// A value as JSON: `{"$unknown": "the expression"}` for what is not known, `{"$one_of": […]}` for one of several. Secrets are
/// never shown.
pub fn json(value: Val<'_>) -> Json {
    render(value, 0)
}

/// Values nested deeper than this are cut.
const DEEPEST: u32 = 100;

fn render(value: Val<'_>, depth: u32) -> Json {
    if value.basis.has(Basis::SECRET) {
        return json!({ "$unknown": "(secure)" });
    }
    if depth > DEEPEST || !work::spend(1) {
        return json!({ "$unknown": "…" });
    }
    match value.data {
        Data::Null => Json::Null,
        Data::Bool(value) => value.into(),
        Data::Int(number) => number.into(),
        Data::Float(number) => number.into(),
        Data::Str(text) => text.into(),
        Data::Array(array) => {
            let mut items: Vec<_> = array.values().map(|value| render(value, depth + 1)).collect();
            if array.open {
                items.push(json!({ "$unknown": "…" }));
            }
            items.into()
        }
        Data::Object(object) => {
            let mut members = Map::new();
            for member in object.members {
                members.insert(member.key.to_owned(), render(member.value.get(), depth + 1));
            }
            if object.open {
                members.insert("$unknown".to_owned(), "…".into());
            }
            members.into()
        }
        Data::OneOf(values) => {
            json!({ "$one_of": values.iter().map(|value| render(value, depth + 1)).collect::<Vec<_>>() })
        }
        Data::Text(_) | Data::Lambda(_) | Data::Unknown(_) => {
            json!({ "$unknown": expression(value) })
        }
    }
}

/// The expression that a value would come from, in the template language.
pub fn expression(value: Val<'_>) -> String {
    let mut text = String::new();
    write(value, &mut text, 0);
    text
}

/// Expressions longer than this are cut.
const LONGEST: usize = 2_000;

fn write(value: Val<'_>, out: &mut String, depth: u32) {
    if out.len() > LONGEST || depth > 24 {
        out.push('…');
        return;
    }
    if value.basis.has(Basis::SECRET) && !matches!(value.data, Data::Unknown(_)) {
        out.push_str("(secure)");
        return;
    }
    match value.data {
        Data::Null => out.push_str("null()"),
        Data::Bool(value) => out.push_str(if value { "true()" } else { "false()" }),
        Data::Int(number) => out.push_str(&number.to_string()),
        Data::Float(number) => out.push_str(&number.to_string()),
        Data::Str(text) => quote(text, out),
        Data::Array(array) => call("createArray", array.values(), out, depth),
        Data::Object(_) => out.push_str("createObject(…)"),
        Data::OneOf(values) => call("oneOf", values.iter().copied(), out, depth),
        Data::Lambda(_) => out.push_str("lambda(…)"),
        Data::Text(pieces) => {
            out.push_str("concat(");
            for (number, piece) in pieces.iter().enumerate() {
                if number > 0 {
                    out.push_str(", ");
                }
                if out.len() > LONGEST {
                    out.push('…');
                    break;
                }
                match piece {
                    Piece::Literal(text) => quote(text, out),
                    Piece::Symbol(value) => write(value, out, depth + 1),
                }
            }
            out.push(')');
        }
        Data::Unknown(symbol) => write_symbol(symbol, out, depth),
    }
}

fn write_symbol(symbol: &Symbol<'_>, out: &mut String, depth: u32) {
    match *symbol {
        Symbol::Parameter(name) => {
            let name = name.rsplit('/').next().unwrap_or(name);
            out.extend(["parameters('", name, "')"]);
        }
        Symbol::Ambient { name, .. } => out.push_str(name),
        Symbol::Call { name, arguments, .. } => call(name, arguments.iter().copied(), out, depth),
        Symbol::Member { base, key } => {
            write(base, out, depth + 1);
            write_key(key, out, depth);
        }
        Symbol::State(State { id, path, .. }) => {
            call("reference", std::iter::once(*id), out, depth);
            for key in *path {
                write_key(key, out, depth);
            }
        }
        Symbol::Opaque(_) => out.push('…'),
        Symbol::Failed { why, .. } => out.push_str(why),
    }
}

fn write_key(key: Val<'_>, out: &mut String, depth: u32) {
    match key.data {
        Data::Str(name) if name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') => {
            out.push('.');
            out.push_str(name);
        }
        _ => {
            out.push('[');
            write(key, out, depth + 1);
            out.push(']');
        }
    }
}

fn call<'w>(name: &str, arguments: impl Iterator<Item = Val<'w>>, out: &mut String, depth: u32) {
    out.push_str(name);
    out.push('(');
    for (number, argument) in arguments.enumerate() {
        if number > 0 {
            out.push_str(", ");
        }
        if out.len() > LONGEST {
            out.push('…');
            break;
        }
        write(argument, out, depth + 1);
    }
    out.push(')');
}

fn quote(text: &str, out: &mut String) {
    let shown = &text[..text.floor_char_boundary(LONGEST)];
    out.push('\'');
    out.push_str(&shown.replace('\'', "''"));
    out.push_str(if shown.len() < text.len() { "…'" } else { "'" });
}
