//! The private network of a world, as rules read it: endpoint → connection → target; endpoint → subnet → network; endpoint →
//! zone group → zones → links → networks.

use crate::rule::Context;

/// See the module's documentation.
pub struct Network<'w> {
    _world: std::marker::PhantomData<&'w ()>,
}

impl<'w> Network<'w> {
    /// Reads the network of a world.
    pub fn of(_context: &Context<'w>) -> Self {
        Self { _world: std::marker::PhantomData }
    }
}
