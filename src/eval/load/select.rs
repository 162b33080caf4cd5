//! The second argument of `loadJsonContent` and `loadYamlContent`: a JSONPath into the data.
//!
//! Bicep asks Newtonsoft's JSONPath, which is older than RFC 9535. Plain paths mean the same in both and are walked here; of the
//! others only those are asked whose meaning is the same, and the rest are not known.

use super::super::functions::{Failure, Outcome};
use super::super::heap::Heap;
use super::super::render;
use super::super::thunk::Slot;
use super::super::value::{Data, Member, Val};
use jsonpath_rust::JsonPath as _;
use serde_json::Value as Json;

/// Data with more nodes than this is not handed to the engine for paths.
const LARGEST: usize = 200_000;

/// What a path leads to: nothing is an error, one thing is that thing, several are an array.
pub(super) fn select<'w>(heap: Heap<'w>, data: Val<'w>, path: &str) -> Outcome<'w> {
    let found = match steps(path) {
        Some(steps) => walk(data, &steps),
        None if is_common(path) => query(heap, data, path)?,
        None => return Err(Failure::NotKnown),
    };
    match found.as_slice() {
        [] => Err(Failure::Error(format!("nothing in the file is at the path '{path}'"))),
        [one] => Ok(*one),
        several => Ok(heap.array(several)),
    }
}

/// A step of a plain path.
#[derive(Debug, PartialEq)]
enum Step<'p> {
    Key(&'p str),
    At(usize),
    All,
}

/// The steps of a plain path: `$.a['b c'][0].*[*]`, where `$.` may be left out.
fn steps(path: &str) -> Option<Vec<Step<'_>>> {
    let mut rest = path.strip_prefix('$').unwrap_or(path);
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let quote = inner.chars().next().filter(|c| matches!(c, '\'' | '"'));
            if let Some(quote) = quote {
                let (name, after) = inner.get(1..)?.split_once(quote)?;
                rest = after.strip_prefix(']')?;
                steps.push(Step::Key(Some(name).filter(|name| !name.contains('\\'))?));
            } else {
                let (word, after) = inner.split_once(']')?;
                rest = after;
                steps.push(if word == "*" { Step::All } else { Step::At(word.parse().ok()?) });
            }
            continue;
        }
        let name = match rest.strip_prefix('.') {
            Some(name) => name,
            // The first name needs no point, unless a `$` stands before it.
            None if steps.is_empty() && !path.starts_with('$') => rest,
            None => return None,
        };
        let end = name.find(['.', '[']).unwrap_or(name.len());
        let (name, after) = name.split_at(end);
        if name.is_empty() || name.contains(['?', '(', ')', '@', '\'', '"', ' ', '$', ']', ',']) {
            return None;
        }
        steps.push(if name == "*" { Step::All } else { Step::Key(name) });
        rest = after;
    }
    Some(steps)
}

fn walk<'w>(data: Val<'w>, steps: &[Step<'_>]) -> Vec<Val<'w>> {
    let mut found = vec![data];
    for step in steps {
        let mut next = Vec::new();
        for value in found {
            match (value.data, step) {
                // Names are told apart by their case there.
                (Data::Object(object), Step::Key(key)) => {
                    let member = object.members.iter().rfind(|member| member.key == *key);
                    next.extend(member.map(|member| member.value.get()));
                }
                (Data::Array(array), Step::At(at)) => {
                    next.extend(array.items.get(*at).map(Slot::get));
                }
                (Data::Array(array), Step::All) => next.extend(array.values()),
                (Data::Object(object), Step::All) => {
                    next.extend(object.members.iter().map(|member| member.value.get()));
                }
                _ => {}
            }
        }
        found = next;
    }
    found
}

/// Whether a path means the same to both engines, and costs no more than going through the data a few times. Where something is
/// not there, `!=` and `!` are true for one of them alone; `=~` is no part of the standard.
fn is_common(path: &str) -> bool {
    let is_rooted = path.starts_with(['$', '.', '[']);
    let roots = path.matches('$').count() - usize::from(path.starts_with('$'));
    is_rooted && roots == 0 && path.matches("..").count() <= 1 && !path.contains(['!', '~', '\\'])
}

fn query<'w>(heap: Heap<'w>, data: Val<'w>, path: &str) -> Result<Vec<Val<'w>>, Failure> {
    let rooted = if path.starts_with('$') { path.to_owned() } else { format!("${path}") };
    if count(data, LARGEST) == 0 {
        return Err(Failure::NotKnown);
    }
    let json = render::json(data);
    let found = json.query(&rooted).map_err(|_| Failure::NotKnown)?;
    Ok(found.into_iter().map(|found| value(heap, found)).collect())
}

/// How much is left of `most` after the nodes of a value; 0 where there are more.
fn count(value: Val<'_>, most: usize) -> usize {
    let left = most.saturating_sub(1);
    match value.data {
        _ if left == 0 => 0,
        Data::Array(array) => array.values().fold(left, |left, item| count(item, left)),
        Data::Object(object) => {
            object.members.iter().fold(left, |left, member| count(member.value.get(), left))
        }
        Data::Null | Data::Bool(_) | Data::Int(_) | Data::Float(_) | Data::Str(_) => left,
        // What is not known is no JSON.
        _ => 0,
    }
}

fn value<'w>(heap: Heap<'w>, json: &Json) -> Val<'w> {
    match json {
        Json::Null => heap.null(),
        Json::Bool(value) => heap.bool(*value),
        Json::Number(number) => match number.as_i64() {
            Some(number) => heap.int(number),
            None => heap.value(Data::Float(number.as_f64().unwrap_or_default())),
        },
        Json::String(text) => heap.str(text),
        Json::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| value(heap, item)).collect();
            heap.array(&items)
        }
        Json::Object(members) => {
            let member = |(key, item): (&String, &Json)| Member {
                key: heap.text(key),
                key_site: None,
                value: heap.slot(value(heap, item)),
            };
            let members: Vec<_> = members.iter().map(member).collect();
            heap.object_of(&members, false)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::functions::{Failure, read_json};
    use super::super::super::heap::Heap;
    use super::{Json, render, select};
    use serde_json::json;

    const DATA: &str = r#"{ "a": { "b c": [1, 2, { "d": "x" }] }, "products": [
        { "name": "pizza", "price": 5 }, { "name": "salad", "price": 3.5 }, { "name": "water", "price": 1 } ] }"#;

    fn selected(path: &str) -> Option<Json> {
        let bump = bumpalo::Bump::new();
        let heap = Heap::new(&bump);
        let data = read_json(heap, DATA).unwrap_or_else(|_| heap.null());
        match select(heap, data, path) {
            Ok(value) => Some(render::json(value)),
            Err(Failure::Error(why)) => Some(json!({ "error": why })),
            Err(Failure::NotKnown) => None,
        }
    }

    #[test]
    fn paths_lead_to_parts() {
        let cases = [
            ("$.a['b c'][1]", json!(2)),
            (".a[\"b c\"][2].d", json!("x")),
            ("products[0].name", json!("pizza")),
            ("products[*].name", json!(["pizza", "salad", "water"])),
            ("$.products.*.price", json!([5, 3.5, 1])),
            ("$.a.*[0]", json!(1)),
            ("$", serde_json::from_str(DATA).unwrap_or_default()),
            (".products[?(@.price > 3)].name", json!(["pizza", "salad"])),
            ("$.products[?(@.name == 'water')].price", json!(1)),
            ("$..d", json!("x")),
            ("$.products[0:2].price", json!([5, 3.5])),
        ];
        for (path, expected) in cases {
            assert_eq!(selected(path), Some(expected), "{path}");
        }
    }

    #[test]
    fn what_is_not_there_is_an_error_and_what_may_differ_is_not_known() {
        for path in ["$.nowhere", ".a.B", "$.products[9]", ".products[?(@.price > 30)]", "$.A"] {
            let found = selected(path);
            let is_error = found.as_ref().is_some_and(|found| found["error"].is_string());
            assert!(is_error, "{path}: {found:?}");
        }
        for path in [
            "$..a..d",
            "$.products[?(@.cost != 3)]",
            ".",
            "$.",
            "a b",
            "$[?(@.x =~ /y/)]",
            "$[",
            "[?(@.a == $.b)]",
        ] {
            assert_eq!(selected(path), None, "{path}");
        }
    }
}
