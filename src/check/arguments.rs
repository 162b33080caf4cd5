//! The values that parameter files give to a world.

use super::Plan;
use super::jobs::Job;
use crate::eval::data;
use crate::eval::frame::{Arguments, Given};
use crate::eval::heap::Heap;
use crate::eval::value::{Basis, Data, Member, Val, Value};
use crate::eval::world::{Absent, Files, NoteKind, World};
use crate::model::{Language, Unit};
use crate::session::reach::Reach;
use std::sync::Arc;

/// The values of all parameter files of a world; those of later files win.
pub(super) fn arguments<'w>(
    world: &'w World<'w>,
    reach: &Reach<'w>,
    job: &Job,
    plan: &Plan,
) -> Arguments<'w> {
    if job.parameters.is_empty() {
        return Arguments::None;
    }
    let (mut given, mut files) = (Vec::new(), Vec::new());
    for file in &job.parameters {
        let Some(unit) = reach.keep(Arc::clone(file)) else { continue };
        files.push(unit);
        match unit.template.language {
            Language::Bicep => bicep_values(world, reach, unit, 0, &mut given),
            Language::Arm => given.extend(json_values(world.heap, world, unit, plan)),
        }
    }
    world.parameter_files.get_or_init(|| world.heap.slice(&files));
    Arguments::Given(world.heap.slice(&given))
}

/// Files that extend each other more often than this are not followed.
const MOST_EXTENDED: usize = 8;

/// The values of a `.bicepparam` file, those of the file that it extends first.
fn bicep_values<'w>(
    world: &'w World<'w>,
    reach: &Reach<'w>,
    unit: &'w Unit,
    depth: usize,
    given: &mut Vec<Given<'w>>,
) {
    let Some(file) = &unit.parameter_file else { return };
    if let Some(base) = file.extends.filter(|_| depth < MOST_EXTENDED) {
        let path = unit.document.text(base.to);
        match reach.module(&unit.document, path) {
            Ok(base) => bicep_values(world, reach, base, depth + 1, given),
            Err(Absent::Missing(why)) => {
                world.note(NoteKind::FileMissing, unit.document.place(base.span), &why, path);
            }
            Err(_) => {}
        }
    }
    let scope = world.detached(unit).scope();
    for (name, assignment) in file.values.iter() {
        let secret = || world.heap.based_on(world.opaque(), Basis::SECRET);
        let value =
            assignment.value.map_or_else(secret, |node| scope.evaluate(unit.document.at(node)));
        given.push(Given { name, value });
    }
}

fn json_values<'w>(
    heap: Heap<'w>,
    world: &'w World<'w>,
    unit: &'w Unit,
    plan: &Plan,
) -> Vec<Given<'w>> {
    let Some(file) = &unit.parameter_file else { return Vec::new() };
    let value = |node| mask(world, data::value(heap, unit.document.at(node)), plan);
    let secret = || heap.based_on(world.opaque(), Basis::SECRET);
    let each = file.values.iter().map(|(name, assignment)| Given {
        name: heap.text(name),
        value: assignment.value.map_or_else(secret, value),
    });
    each.collect()
}

/// A placeholder, at any depth, stands for a value that is not known.
fn mask<'w>(world: &'w World<'w>, value: Val<'w>, plan: &Plan) -> Val<'w> {
    match value.data {
        Data::Str(text) if (plan.is_placeholder)(text) => {
            let unknown = world.opaque();
            world.heap.keep(Value { site: value.site, ..*unknown })
        }
        Data::Array(array) => {
            let items: Vec<_> = array.values().map(|item| mask(world, item, plan)).collect();
            let masked = world.heap.array_of(&items, array.open);
            world.heap.keep(Value { site: value.site, ..*masked })
        }
        Data::Object(object) => {
            let members: Vec<_> = object
                .members
                .iter()
                .map(|member| Member {
                    value: world.heap.slot(mask(world, member.value.get(), plan)),
                    ..*member
                })
                .collect();
            let masked = world.heap.object_of(&members, object.open);
            world.heap.keep(Value { site: value.site, ..*masked })
        }
        _ => value,
    }
}
