//! What a resource is a child of.

use super::Instance;
use crate::eval::symbol::Symbol;
use crate::eval::value::Data;
use crate::eval::world::NoteKind;

/// No type has this many parts: a longer way up goes in a circle.
const DEEPEST: usize = 32;

impl<'w> Instance<'w> {
    /// The declared resource that it is a child of, by nesting or by `parent:`. The way up always ends: who is its own parent has
    /// none, which is noted.
    pub fn parent(&'w self) -> Option<&'w Self> {
        if let Some(known) = self.parent.get() {
            return *known;
        }
        // The expression may ask for this resource again, so the parent is found before it is kept.
        let mut found = self.declared_parent();
        let mut way_up = std::iter::successors(found, |at| at.declared_parent());
        if way_up.nth(DEEPEST).is_some() {
            let why = "this resource is its own parent";
            self.scope.world.note(NoteKind::Failure, self.type_place(), why, "parent");
            found = None;
        }
        *self.parent.get_or_init(|| found)
    }

    fn declared_parent(&'w self) -> Option<&'w Self> {
        if self.declaration.owner.is_some() {
            return self.declaration.owner;
        }
        let value = self.scope.evaluate(self.at(self.declaration.resource.parent?));
        match value.data {
            Data::Unknown(Symbol::State(state)) if state.path.is_empty() => state.instance,
            _ => None,
        }
    }
}
