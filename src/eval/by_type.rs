//! The resources of a world by their types.

use crate::any_case::AnyCase;
use crate::eval::instance::Instance;
use crate::eval::world::World;
use rustc_hash::FxHashMap;

/// The resources of a world by their types, in the order in which the types first stand in it.
pub(crate) struct ByType<'w> {
    positions: FxHashMap<AnyCase<'w>, usize>,
    groups: Vec<Group<'w>>,
}

/// The resources of one type.
pub(crate) struct Group<'w> {
    /// The type, in lower case.
    pub(crate) name: &'w str,
    /// Those that are only looked up included.
    pub(crate) instances: Vec<&'w Instance<'w>>,
}

impl<'w> ByType<'w> {
    pub(crate) fn new(world: &'w World<'w>) -> Self {
        let mut by_type = Self { positions: FxHashMap::default(), groups: Vec::new() };
        for instance in world.instances() {
            let name = instance.resource_type();
            let next = by_type.groups.len();
            let at = *by_type.positions.entry(AnyCase(name)).or_insert(next);
            if at == next {
                let name = world.heap.text(&name.to_ascii_lowercase());
                by_type.groups.push(Group { name, instances: Vec::new() });
            }
            by_type.groups[at].instances.push(instance);
        }
        by_type
    }

    /// All types with their resources.
    pub(crate) fn groups(&self) -> &[Group<'w>] {
        &self.groups
    }

    /// The resources of a type, in whatever case it is written.
    pub(crate) fn get(&self, name: &str) -> &[&'w Instance<'w>] {
        let at = self.positions.get(&AnyCase(name));
        at.map_or(&[], |at| &self.groups[*at].instances)
    }
}
