//! Evaluation on demand, and once.

use super::scope::Scope;
use super::value::Val;
use crate::syntax::document::NodeRef;
use std::cell::Cell;

/// A place for a value that is evaluated when it is first looked at.
#[derive(Debug)]
pub struct Slot<'w> {
    state: Cell<State<'w>>,
}

#[derive(Debug, Clone, Copy)]
enum State<'w> {
    Done(Val<'w>),
    Waiting(NodeRef<'w>, &'w Scope<'w>),
    Running(NodeRef<'w>, &'w Scope<'w>),
}

impl<'w> Slot<'w> {
    /// A value that is there already.
    pub const fn done(value: Val<'w>) -> Self {
        Self { state: Cell::new(State::Done(value)) }
    }

    /// The value of `node`, when somebody asks.
    pub const fn waiting(node: NodeRef<'w>, scope: &'w Scope<'w>) -> Self {
        Self { state: Cell::new(State::Waiting(node, scope)) }
    }

    /// The value. A value that needs itself is a failure.
    pub fn get(&self) -> Val<'w> {
        match self.state.get() {
            State::Done(value) => value,
            State::Waiting(node, scope) => {
                self.state.set(State::Running(node, scope));
                let value = scope.evaluate(node);
                self.state.set(State::Done(value));
                value
            }
            State::Running(node, scope) => {
                scope.world.fail(node.place(), "the value is defined by itself")
            }
        }
    }
}

impl Clone for Slot<'_> {
    fn clone(&self) -> Self {
        Self { state: Cell::new(self.state.get()) }
    }
}
