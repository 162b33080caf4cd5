//! A computed value that is remembered, and notices when it needs itself.

use super::value::Val;
use std::cell::Cell;

/// A value that is computed once.
#[derive(Debug, Default)]
pub(super) struct Memo<'w> {
    state: Cell<State<'w>>,
}

#[derive(Debug, Clone, Copy, Default)]
enum State<'w> {
    #[default]
    Empty,
    Running,
    Done(Val<'w>),
}

impl<'w> Memo<'w> {
    /// The value; `cycle` gives the one that stands for a value that needs itself.
    pub(super) fn get(
        &self,
        compute: impl FnOnce() -> Val<'w>,
        cycle: impl FnOnce() -> Val<'w>,
    ) -> Val<'w> {
        match self.state.get() {
            State::Done(value) => value,
            State::Running => cycle(),
            State::Empty => {
                self.state.set(State::Running);
                let value = compute();
                self.state.set(State::Done(value));
                value
            }
        }
    }
}
