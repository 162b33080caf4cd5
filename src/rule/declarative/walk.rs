//! From a path to what stands there.

use super::path::{Part, Path, Way};
use crate::eval::instance::Instance;
use crate::eval::resource_id;
use crate::eval::value::{Basis, Data};
use crate::look::{Look, Spot, Step};
use std::fmt::Write as _;

/// What a path leads to.
#[derive(Debug, Clone)]
pub(super) enum Hit<'w> {
    /// Something stands there.
    Found(Spot<'w>, Basis),
    /// Certainly nothing stands there.
    Missing(Spot<'w>, Basis),
    /// The path leads through something that is not known.
    Unknown,
}

/// All that a path leads to from a spot of a resource.
pub(super) fn walk<'w>(instance: &'w Instance<'w>, start: &Spot<'w>, path: &Path) -> Vec<Hit<'w>> {
    let mut hits = Vec::new();
    match &path.way {
        Way::Plain(parts) => match (parts.as_slice(), start.path.is_empty()) {
            ([Part::Key(key)], true) if is_header(key) => hits.push(header(instance, key)),
            _ => {
                let start = start.with_room(path.text.len() + 1);
                steps(instance, start, Basis::CERTAIN, parts, &mut hits);
            }
        },
        Way::Query(query) => match query.run(instance, start) {
            Some(spots) => {
                hits.extend(spots.into_iter().map(|spot| Hit::Found(spot, Basis::CERTAIN)));
            }
            None => hits.push(Hit::Unknown),
        },
    }
    hits
}

/// Whether a key at the top of a resource is read off it, whichever language it is written in.
pub(super) fn is_header(key: &str) -> bool {
    ["name", "type", "apiVersion"].iter().any(|header| header.eq_ignore_ascii_case(key))
}

/// The last segment of the name, the type, the api version.
fn header<'w>(instance: &'w Instance<'w>, key: &str) -> Hit<'w> {
    let heap = instance.scope.heap();
    let resource = instance.declaration.resource;
    let (value, place) = if key.eq_ignore_ascii_case("name") {
        let name = instance.name();
        let segments = resource_id::segments(heap, name);
        // The pieces of a name lose what the whole rests on.
        let last = segments.last().map_or(name, |last| heap.based_on(last, name.basis));
        (last, resource.name.map(|id| instance.at(id).place()))
    } else if key.eq_ignore_ascii_case("type") {
        (heap.str(instance.resource_type()), None)
    } else {
        let place = resource.api_version.map(|id| instance.at(id).place());
        match instance.api_version() {
            Some(version) => (heap.str(version), place),
            None => return Hit::Unknown,
        }
    };
    let place = place.unwrap_or_else(|| instance.type_place());
    Hit::Found(Spot { place, path: key.to_owned(), value: Some(value) }, value.basis)
}

fn steps<'w>(
    instance: &'w Instance<'w>,
    spot: Spot<'w>,
    basis: Basis,
    parts: &[Part],
    hits: &mut Vec<Hit<'w>>,
) {
    let Some(value) = spot.value else { return miss(spot, basis, parts, hits) };
    let Some((part, rest)) = parts.split_first() else {
        return match value.data {
            Data::Null => miss(Spot { value: None, ..spot }, basis.and(value.basis), parts, hits),
            _ => hits.push(Hit::Found(spot, basis)),
        };
    };
    // What one of several values rests on is judged where the values are.
    let below = if matches!(value.data, Data::OneOf(_)) { basis } else { basis.and(value.basis) };
    let step = match part {
        Part::All => return each(instance, &spot, below, rest, hits),
        Part::Key(key) => Step::Key(key),
        Part::Index(index) => Step::Index(*index),
    };
    match instance.step(spot, value, step) {
        Look::Found(next) => steps(instance, next, below, rest, hits),
        Look::Missing(at) => miss(at, below, rest, hits),
        Look::Unknown => hits.push(Hit::Unknown),
    }
}

/// Of nothing there are no elements, so that nothing is missing below them. What is missing is named in full.
fn miss<'w>(spot: Spot<'w>, basis: Basis, rest: &[Part], hits: &mut Vec<Hit<'w>>) {
    if rest.contains(&Part::All) {
        return;
    }
    let mut path = spot.path;
    for part in rest {
        match part {
            Part::Key(key) if path.is_empty() => path.push_str(key),
            Part::Key(key) => path.extend([".", key]),
            Part::Index(index) => {
                let _ = write!(path, "[{index}]");
            }
            Part::All => {}
        }
    }
    hits.push(Hit::Missing(Spot { value: None, path, ..spot }, basis));
}

fn each<'w>(
    instance: &'w Instance<'w>,
    spot: &Spot<'w>,
    basis: Basis,
    rest: &[Part],
    hits: &mut Vec<Hit<'w>>,
) {
    let (members, open) = members(instance, spot);
    for member in members {
        steps(instance, member, basis, rest, hits);
    }
    if open {
        hits.push(Hit::Unknown);
    }
}

/// The elements of a list or the members of an object, and whether there may be more.
pub(super) fn members<'w>(instance: &'w Instance<'w>, spot: &Spot<'w>) -> (Vec<Spot<'w>>, bool) {
    let Some(value) = spot.value else { return (Vec::new(), false) };
    match value.data {
        Data::Object(object) => {
            let keys = object.members.iter().map(|member| member.key);
            let spots =
                keys.filter_map(|key| instance.step(spot.clone(), value, Step::Key(key)).found());
            (spots.collect(), object.open)
        }
        Data::Array(_) | Data::Unknown(_) | Data::OneOf(_) | Data::Null => instance.elements(spot),
        _ => (Vec::new(), false),
    }
}
