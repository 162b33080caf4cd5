//! The values that parameter files give to a world.

use crate::eval::data;
use crate::eval::frame::{Arguments, Given};
use crate::eval::value::{Basis, Data, Member, Val, Value};
use crate::eval::world::{Absent, NoteKind, World};
use crate::model::{Language, Unit};

/// Whether a text stands for a value that is not known yet.
pub type IsPlaceholder<'p> = &'p dyn Fn(&str) -> bool;

/// The values of the parameter files of a world; those of later files win.
pub fn arguments<'w>(
    world: &'w World<'w>,
    files: &[&'w Unit],
    is_placeholder: IsPlaceholder<'_>,
) -> Arguments<'w> {
    let mut given = Vec::new();
    for unit in files {
        match unit.template.language {
            Language::Bicep => bicep_values(world, unit, 0, &mut given),
            Language::Arm => given.extend(json_values(world, unit, is_placeholder)),
        }
    }
    world.parameter_files.get_or_init(|| world.heap.slice(files));
    Arguments::Given(world.heap.slice(&given))
}

/// Files that extend each other more often than this are not followed.
const MOST_EXTENDED: usize = 8;

/// The values of a `.bicepparam` file, those of the file that it extends first.
fn bicep_values<'w>(
    world: &'w World<'w>,
    unit: &'w Unit,
    depth: usize,
    given: &mut Vec<Given<'w>>,
) {
    let Some(file) = &unit.parameter_file else { return };
    if let Some(base) = file.extends.filter(|_| depth < MOST_EXTENDED) {
        let path = unit.document.text(base.to);
        match world.files.module(&unit.document, path) {
            Ok(base) => bicep_values(world, base, depth + 1, given),
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
    world: &'w World<'w>,
    unit: &'w Unit,
    is_placeholder: IsPlaceholder<'_>,
) -> Vec<Given<'w>> {
    let Some(file) = &unit.parameter_file else { return Vec::new() };
    let heap = world.heap;
    let value = |node| mask(world, data::value(heap, unit.document.at(node)), is_placeholder);
    let secret = || heap.based_on(world.opaque(), Basis::SECRET);
    let each = file.values.iter().map(|(name, assignment)| Given {
        name: heap.text(name),
        value: assignment.value.map_or_else(secret, value),
    });
    each.collect()
}

/// A placeholder, at any depth, stands for a value that is not known.
fn mask<'w>(world: &'w World<'w>, value: Val<'w>, is_placeholder: IsPlaceholder<'_>) -> Val<'w> {
    match value.data {
        Data::Str(text) if is_placeholder(text) => {
            let unknown = world.opaque();
            world.heap.keep(Value { site: value.site, ..*unknown })
        }
        Data::Array(array) => {
            let items: Vec<_> =
                array.values().map(|item| mask(world, item, is_placeholder)).collect();
            let masked = world.heap.array_of(&items, array.open);
            world.heap.keep(Value { site: value.site, ..*masked })
        }
        Data::Object(object) => {
            let members: Vec<_> = object
                .members
                .iter()
                .map(|member| Member {
                    value: world.heap.slot(mask(world, member.value.get(), is_placeholder)),
                    ..*member
                })
                .collect();
            let masked = world.heap.object_of(&members, object.open);
            world.heap.keep(Value { site: value.site, ..*masked })
        }
        _ => value,
    }
}
