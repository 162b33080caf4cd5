//! What holds, and where it comes from.

use super::file::Layers;
use super::shape::{Key, Merge, ROOT, Shape};
use super::tree::{Item, Value};
use crate::report::text;
use serde_json::json;
use std::fmt::Write as _;

/// A value that holds.
struct Holding<'l> {
    /// `dns.managed_by`, as in TOML.
    key: String,
    item: &'l Item,
    layer: usize,
}

/// The values that hold, each with its file and line, as TOML with comments.
pub fn text(layers: &Layers) -> String {
    let holding = holding(layers);
    if holding.is_empty() {
        let files: Vec<_> = layers.files.iter().map(|file| text::line(&file.source.path)).collect();
        let what = match files.as_slice() {
            [] => "no configuration".to_owned(),
            files => format!("nothing is set in {}", files.join(", ")),
        };
        return format!("# {what}: all settings have their defaults\n");
    }
    let mut shown = String::new();
    for value in holding {
        let place = place(layers, &value);
        let line = format!("{} = {}", value.key, toml(&value.item.value));
        let _ = writeln!(shown, "{} # {}", text::line(&line), text::line(&place));
    }
    shown
}

/// The same as JSON: `{"settings": [{key, value, from}]}`.
pub fn to_json(layers: &Layers) -> serde_json::Value {
    let settings: Vec<_> = holding(layers)
        .iter()
        .map(|value| json!({ "key": value.key, "value": value.item.value.to_json(), "from": place(layers, value) }))
        .collect();
    json!({ "settings": settings })
}

fn place(layers: &Layers, value: &Holding<'_>) -> String {
    let Some(file) = layers.files.get(value.layer) else { return String::new() };
    format!("{}:{}", file.source.path, file.source.position(value.item.key.start).line)
}

fn holding(layers: &Layers) -> Vec<Holding<'_>> {
    let mut all = Vec::new();
    for key in ROOT.iter().filter(|key| key.name != "extends") {
        for (layer, item) in layers.each(key.name) {
            add(layers, key, layer, item, &mut all);
        }
    }
    all
}

/// Adds what a file says under a key, unless a later file has the word.
fn add<'l>(
    layers: &'l Layers,
    key: &Key,
    layer: usize,
    item: &'l Item,
    all: &mut Vec<Holding<'l>>,
) {
    let later = |name: Option<&str>| {
        layers.each(key.name).any(|(other, item)| {
            other > layer && name.is_none_or(|name| item.table().contains_key(name))
        })
    };
    match key.shape {
        Shape::Table(_) | Shape::Map { .. } => {
            for (name, item) in item.table() {
                if !later(Some(name)) {
                    all.push(Holding { key: format!("{}.{}", key.name, bare(name)), item, layer });
                }
            }
        }
        Shape::Tables(_) => {
            let each = item.list().iter();
            all.extend(each.map(|item| Holding { key: format!("[[{}]]", key.name), item, layer }));
        }
        _ if key.merge == Merge::Append || !later(None) => {
            all.push(Holding { key: key.name.to_owned(), item, layer });
        }
        _ => {}
    }
}

/// A key as TOML has it.
fn bare(name: &str) -> String {
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if plain && !name.is_empty() { name.to_owned() } else { quoted(name) }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn toml(value: &Value) -> String {
    match value {
        Value::Flag(flag) => flag.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Decimal(number) => format!("{number:?}"),
        Value::Text(text) => quoted(text),
        Value::Date(day) => day.to_string(),
        Value::List(items) => {
            let items: Vec<_> = items.iter().map(|item| toml(&item.value)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Table(table) => {
            let members =
                table.iter().map(|(key, item)| format!("{} = {}", bare(key), toml(&item.value)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_tells_where_it_comes_from() {
        let organisation = "fail_on = \"error\"\nignore = [\"PL\"]\n[severity]\nPL003 = \"note\"\nPA001 = \"note\"\n";
        let own = "fail_on = \"note\"\nignore = \"EN\"\n[severity]\nPA001 = \"error\"\n[paths.\"a/*\"]\nignore = \"PL\"\n";
        let layers = Layers::of(&[organisation, own]).unwrap();
        assert_eq!(
            text(&layers),
            "ignore = [\"PL\"] # org/armlint.toml:2\nignore = [\"EN\"] # armlint.toml:2\n\
             fail_on = \"note\" # armlint.toml:1\nseverity.PL003 = \"note\" # org/armlint.toml:4\n\
             severity.PA001 = \"error\" # armlint.toml:4\npaths.\"a/*\" = { ignore = [\"PL\"] } # armlint.toml:5\n"
        );
        assert_eq!(to_json(&layers)["settings"][2]["from"], "armlint.toml:1");
        assert!(text(&Layers::default()).starts_with("# no configuration"));
    }
}
