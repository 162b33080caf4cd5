//! Questions about what stands in a resource, with three answers.

use super::{Look, Spot, judge};
use crate::eval::equal::{self, Tri};
use crate::eval::instance::Instance;
use crate::eval::resource_id::ResourceId;
use crate::eval::value::{Data, Val, Value};
use crate::finding::Confidence;

/// Whether a value is one of these words, without regard to case.
pub fn is_any(value: Val<'_>, words: &[&'static str]) -> Tri {
    equal::every(value.alternatives().map(|value| {
        words.iter().fold(Tri::No, |answer, word| answer.or(equal::is_text(value, word)))
    }))
}

/// Whether one of these words stands at a path. What is missing is no word.
pub fn says<'w>(instance: &'w Instance<'w>, path: &str, words: &[&'static str]) -> Tri {
    match instance.look(path) {
        Look::Found(spot) => spot.value.map_or(Tri::No, |value| is_any(value, words)),
        Look::Missing(_) => Tri::No,
        Look::Unknown => Tri::Maybe,
    }
}

/// Whether `true` stands at a path. What is missing is not true.
pub fn is_on<'w>(instance: &'w Instance<'w>, path: &str) -> Tri {
    match instance.look(path) {
        Look::Found(spot) => spot.value.map_or(Tri::No, is_true),
        Look::Missing(_) => Tri::No,
        Look::Unknown => Tri::Maybe,
    }
}

/// Whether a value is `true`.
pub fn is_true(value: Val<'_>) -> Tri {
    match value.data {
        Data::Bool(value) => value.into(),
        Data::Str(text) => text.eq_ignore_ascii_case("true").into(),
        Data::Null => Tri::No,
        Data::OneOf(values) => equal::every(values.iter().map(|value| is_true(value))),
        _ => Tri::Maybe,
    }
}

/// Whether something stands at a path that is neither `null` nor empty.
pub fn is_set<'w>(instance: &'w Instance<'w>, path: &str) -> Tri {
    match instance.look(path) {
        Look::Found(spot) => spot.value.map_or(Tri::No, is_something),
        Look::Missing(_) => Tri::No,
        Look::Unknown => Tri::Maybe,
    }
}

/// Whether a value is neither `null` nor an empty text, array or object.
pub fn is_something(value: Val<'_>) -> Tri {
    match value.data {
        Data::Null => Tri::No,
        Data::Str(text) => (!text.trim().is_empty()).into(),
        Data::Array(array) if array.items.is_empty() => maybe_unless(array.open),
        Data::Object(object) if object.members.is_empty() => maybe_unless(object.open),
        Data::OneOf(values) => equal::every(values.iter().map(|value| is_something(value))),
        // Some of its characters are known, so it is not empty.
        Data::Text(_) => Tri::Yes,
        Data::Unknown(_) => Tri::Maybe,
        _ => Tri::Yes,
    }
}

const fn maybe_unless(open: bool) -> Tri {
    if open { Tri::Maybe } else { Tri::No }
}

/// The value at a path, as text where it is known.
pub fn text_at<'w>(instance: &'w Instance<'w>, path: &str) -> Option<&'w str> {
    instance.look(path).value()?.as_str()
}

/// A value as a message shows it.
pub fn shown(value: Val<'_>) -> String {
    use crate::eval::value::Basis;
    if value.basis.has(Basis::SECRET) {
        return "…".to_owned();
    }
    match value.data {
        Data::Str(text) => text.to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Int(value) => value.to_string(),
        Data::Null => "null".to_owned(),
        Data::OneOf(values) => values.iter().map(|v| shown(v)).collect::<Vec<_>>().join("' or '"),
        _ => "…".to_owned(),
    }
}

/// Where one of these words stands, and how sure it is.
pub fn stated<'w>(
    instance: &'w Instance<'w>,
    path: &str,
    words: &[&'static str],
) -> Option<(Spot<'w>, Confidence)> {
    let spot = instance.look(path).found()?;
    let confidence = judge(spot.value?, |value| is_any(value, words))?;
    Some((spot, confidence))
}

/// Where certainly nothing stands, or something empty, and how sure it is. The spot is where a finding about it points.
pub fn lacking<'w>(instance: &'w Instance<'w>, path: &str) -> Option<(Spot<'w>, Confidence)> {
    match instance.look(path) {
        Look::Missing(spot) => {
            let confidence = spot.confidence();
            Some((Spot { path: path.to_owned(), ..spot }, confidence))
        }
        Look::Found(spot) => {
            let confidence = judge(spot.value?, |value| is_something(value).negate())?;
            Some((spot, confidence))
        }
        Look::Unknown => None,
    }
}

/// The api version of a resource, where it stands.
pub fn api_version_spot<'w>(instance: &'w Instance<'w>) -> Spot<'w> {
    match instance.declaration.resource.api_version {
        Some(node) => {
            let node = instance.at(node);
            let value = Some(instance.scope.evaluate(node));
            Spot { place: node.place(), path: "apiVersion".to_owned(), value }
        }
        None => instance.spot(),
    }
}

/// The name of a resource, where it stands.
pub fn name_spot<'w>(instance: &'w Instance<'w>) -> Spot<'w> {
    match instance.declaration.resource.name {
        Some(node) => {
            let place = instance.at(node).place();
            Spot { place, path: "name".to_owned(), value: Some(instance.name()) }
        }
        None => instance.spot(),
    }
}

/// Whether the last segment of a resource's name is known to be this.
pub fn is_named<'w>(instance: &'w Instance<'w>, name: &str) -> bool {
    let own = instance.resource_id().and_then(ResourceId::name).and_then(Value::as_str);
    own.is_some_and(|own| own.eq_ignore_ascii_case(name))
}
