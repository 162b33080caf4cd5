//! What an expression can see.

use super::heap::Heap;
use super::value::{Lambda, Val};
use crate::source::Place;
use crate::syntax::document::NodeRef;

/// All that the values of one world share.
#[derive(Debug)]
pub struct World<'w> {
    /// Where its values live.
    pub heap: Heap<'w>,
}

impl<'w> World<'w> {
    /// Notes a failure and gives the value that stands for it.
    pub fn fail(&self, _place: Place, why: &str) -> Val<'w> {
        self.heap.failed(why)
    }
}

/// The names that an expression can see.
#[derive(Debug)]
pub struct Scope<'w> {
    /// The world.
    pub world: &'w World<'w>,
}

impl<'w> Scope<'w> {
    /// The value of a node.
    pub fn evaluate(&'w self, _node: NodeRef<'w>) -> Val<'w> {
        self.world.heap.null()
    }
}

/// Calls a function value.
pub fn invoke<'w>(_lambda: Lambda<'w>, _arguments: &[Val<'w>], heap: Heap<'w>) -> Val<'w> {
    heap.null()
}
