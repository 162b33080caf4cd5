//! A progress bar on stderr, for long runs on a terminal.

use crate::check::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget};
use std::io::IsTerminal as _;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Runs with fewer steps are over before a bar is read.
const FEWEST: usize = 200;

/// Shows how far a run is.
pub(super) struct Bar {
    hidden: bool,
    shown: OnceLock<ProgressBar>,
    steps: AtomicUsize,
}

impl Bar {
    pub(super) fn new(hidden: bool) -> Self {
        let hidden = hidden || !std::io::stderr().is_terminal();
        Self { hidden, shown: OnceLock::new(), steps: AtomicUsize::new(0) }
    }
}

impl Progress for Bar {
    fn start(&self, steps: usize) {
        if self.hidden || steps < FEWEST {
            return;
        }
        let new = || ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let total = self.steps.fetch_add(steps, Ordering::Relaxed) + steps;
        self.shown.get_or_init(new).set_length(total as u64);
    }

    fn step(&self) {
        if let Some(bar) = self.shown.get() {
            bar.inc(1);
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = self.shown.get() {
            bar.finish_and_clear();
        }
    }
}
