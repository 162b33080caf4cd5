//! Which resources of a world are related to one.

use super::condition::How;
use super::path::Path;
use super::walk::{Hit, walk};
use crate::eval::equal::{Tri, same_name};
use crate::eval::instance::Instance;
use crate::eval::resource_id;
use crate::eval::value::{Data, Val};
use crate::look::Spot;
use crate::rule::Context;

/// A resource that is, or may be, related to another.
pub(super) struct Relative<'w> {
    pub(super) instance: &'w Instance<'w>,
    /// Yes or maybe.
    pub(super) is: Tri,
}

/// The resources of these types that are or may be related to one.
pub(super) fn relatives<'w>(
    context: &Context<'w>,
    instance: &'w Instance<'w>,
    how: How,
    types: &[String],
    path: Option<&Path>,
) -> Vec<Relative<'w>> {
    let mut found = Vec::new();
    for resource_type in types {
        for &other in context.of_type(resource_type) {
            if std::ptr::eq(other, instance) || other.presence().never() {
                continue;
            }
            let is = match how {
                How::Child => is_child(other, instance),
                How::Parent => is_child(instance, other),
                How::Referenced => refers(instance, path, other),
                How::Referring => refers(other, path, instance),
                How::Beside => Tri::Yes,
            };
            if !is.is_no() {
                found.push(Relative { instance: other, is });
            }
        }
    }
    found
}

/// Types have fewer segments than this.
const DEEPEST: usize = 12;

/// Whether a resource is nested in another one, at any depth, or extends it.
pub(super) fn is_child<'w>(child: &'w Instance<'w>, parent: &'w Instance<'w>) -> Tri {
    if child.parent().is_some() {
        // A parent that is its own ancestor is a fault of the template, and no reason to go on for ever.
        let above = std::iter::successors(child.parent(), |one| one.parent()).take(DEEPEST);
        let is = |one: &'w Instance<'w>| {
            if std::ptr::eq(one, parent) { Tri::Yes } else { same_name(one.id(), parent.id()) }
        };
        return above.fold(Tri::No, |so_far, one| so_far.or(is(one)));
    }
    let (type_, of) = (child.resource_type(), parent.resource_type());
    let is_nested = type_.len() > of.len()
        && type_.get(..of.len()).is_some_and(|start| start.eq_ignore_ascii_case(of))
        && type_.as_bytes().get(of.len()) == Some(&b'/');
    if !is_nested {
        return same_name(child.base(), parent.id());
    }
    let heap = child.scope.heap();
    let (own, wanted) = (resource_id::segments(heap, child.name()), parent.name());
    let wanted = resource_id::segments(heap, wanted);
    if own.len() <= wanted.len() {
        return Tri::Maybe;
    }
    let same = wanted.iter().zip(&own).map(|(a, b)| same_name(a, b));
    same.fold(same_name(child.base(), parent.base()), Tri::and)
}

/// Whether the id of `target` stands at the path.
fn refers<'w>(from: &'w Instance<'w>, path: Option<&Path>, target: &'w Instance<'w>) -> Tri {
    let Some(path) = path else { return Tri::No };
    let start = Spot { value: Some(from.body()), ..from.spot() };
    let hits = walk(from, &start, path);
    hits.into_iter().fold(Tri::No, |so_far, hit| {
        so_far.or(match hit {
            Hit::Found(spot, _) => spot.value.map_or(Tri::Maybe, |value| is_id(value, target)),
            Hit::Missing(..) => Tri::No,
            Hit::Unknown => Tri::Maybe,
        })
    })
}

fn is_id<'w>(value: Val<'w>, target: &'w Instance<'w>) -> Tri {
    match value.data {
        Data::Object(_) | Data::Array(_) => Tri::Maybe,
        _ => same_name(value, target.id()),
    }
}
