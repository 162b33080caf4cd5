//! How much work the world of this thread may still cost.
//!
//! Evaluation counts its own steps. But values share their parts, so that a value of sixty lines may have 2^60 leaves, and whoever
//! goes through all of one does so outside of any evaluation: comparisons, JSON, rules. All of them take from this one account,
//! and stop when it is empty. One world is looked at by one thread from its beginning to its end, so the account is the
//! thread's, and the same template costs the same wherever it is linted.

use std::cell::Cell;

thread_local! {
    static LEFT: Cell<u64> = const { Cell::new(u64::MAX) };
}

/// A new world begins; it may cost so much.
pub(super) fn begin(budget: u64) {
    LEFT.set(budget);
}

/// Takes from the account. Whether something was left: if not, whoever asks stops, and says that it cannot tell.
pub fn spend(units: u64) -> bool {
    let left = LEFT.get();
    LEFT.set(left.saturating_sub(units));
    left > units
}

/// Whether nothing is left.
pub fn is_spent() -> bool {
    LEFT.get() == 0
}
