//! Short names for values that are long expressions.

use crate::eval::instance::Instance;
use crate::eval::resource_id::ResourceId;
use crate::eval::symbol::Symbol;
use crate::eval::value::{Basis, Data, Piece, Val};
use crate::finding::KEPT;

const DEEPEST: u32 = 6;
/// Functions that keep the look of what they are given.
const PLAIN: [&str; 7] = ["toLower", "toUpper", "trim", "replace", "take", "substring", "string"];

/// Text for people: parameters in braces, what is computed as an ellipsis.
pub(super) fn short(value: Val<'_>) -> String {
    let mut text = write(value, 0);
    while text.contains("……") {
        text = text.replace("……", "…");
    }
    kept(text)
}

/// The last segment of a resource's name.
pub(super) fn own_name<'w>(instance: &'w Instance<'w>) -> String {
    let id = instance.resource_id().and_then(ResourceId::name);
    short(id.unwrap_or_else(|| instance.name()))
}

/// Several values in one line; `None` for none.
pub(super) fn list<'w>(values: impl Iterator<Item = Val<'w>>) -> Option<String> {
    let mut words: Vec<_> = values.map(short).collect();
    if words.len() > 3 {
        let more = words.len() - 3;
        words.truncate(3);
        words.push(format!("+{more}"));
    }
    (!words.is_empty()).then(|| kept(words.join(", ")))
}

/// `Microsoft.KeyVault/vaults` without the namespace's owner.
pub(super) fn short_type(name: &str) -> String {
    let is_ours = |start: &str| start.eq_ignore_ascii_case("Microsoft.");
    let at = "Microsoft.".len();
    let rest = name.get(at..).filter(|_| name.get(..at).is_some_and(is_ours));
    rest.unwrap_or(name).to_owned()
}

fn write(value: Val<'_>, depth: u32) -> String {
    if value.basis.has(Basis::SECRET) || depth > DEEPEST {
        return "…".to_owned();
    }
    match value.data {
        Data::Str(text) => text.to_owned(),
        Data::Int(number) => number.to_string(),
        Data::Bool(value) => value.to_string(),
        Data::Text(pieces) => pieces.iter().map(|piece| part(piece, depth + 1)).collect(),
        Data::OneOf(values) => {
            let words: Vec<_> =
                values.iter().take(3).map(|value| write(value, depth + 1)).collect();
            words.join(" or ")
        }
        Data::Unknown(symbol) => symbol_name(symbol, depth),
        _ => "…".to_owned(),
    }
}

fn part(piece: &Piece<'_>, depth: u32) -> String {
    match piece {
        Piece::Literal(text) => (*text).to_owned(),
        Piece::Symbol(value) => write(value, depth),
    }
}

fn symbol_name(symbol: &Symbol<'_>, depth: u32) -> String {
    match *symbol {
        Symbol::Parameter(name) => format!("{{{}}}", name.rsplit('/').next().unwrap_or(name)),
        Symbol::Ambient { name, .. } => name.to_owned(),
        Symbol::Call { name, arguments: [first, ..], .. }
            if PLAIN.iter().any(|plain| plain.eq_ignore_ascii_case(name)) =>
        {
            write(first, depth + 1)
        }
        Symbol::Member { base, key } => match (base.data, key.as_str()) {
            (Data::Unknown(Symbol::Parameter(_) | Symbol::Member { .. }), Some(key)) => {
                let base = write(base, depth + 1);
                format!("{}.{key}}}", base.trim_end_matches('}'))
            }
            _ => "…".to_owned(),
        },
        _ => "…".to_owned(),
    }
}

/// So much of a name is kept until secrets are hidden; the picture cuts it then.
fn kept(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(KEPT));
    text
}
