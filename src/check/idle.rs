//! Modules that are called, and that no world of a caller comes to: no turn of a loop calls them, or a budget ended before. They are
//! linted by themselves, lest nobody look at them.

use super::jobs::{self, Work};
use super::world::World;
use super::{Loaded, Plan, isolated};
use crate::session::Session;
use rustc_hash::FxHashSet;
use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

/// The files that worlds came to, their roots aside.
#[derive(Default)]
pub(super) struct Reached(FxHashSet<OsString>);

impl Reached {
    /// What some worlds came to.
    pub(super) fn by(worlds: &[Arc<World>]) -> Self {
        let mut reached = Self::default();
        for world in worlds {
            reached.add(world);
        }
        reached
    }

    fn add(&mut self, world: &World) {
        self.0.extend(world.reached().map(OsString::from));
    }

    /// Whether a world came to a file.
    pub(super) fn has(&self, path: &Path) -> bool {
        self.0.contains(path.as_os_str())
    }
}

/// Lints what nobody came to, and notes what that comes to.
pub(super) fn lint(
    session: &Session,
    work: &Work,
    reached: &mut Reached,
    plan: &Plan,
) -> Vec<Arc<World>> {
    let mut worlds = Vec::new();
    for input in &work.modules {
        if reached.has(&input.path) {
            continue;
        }
        let loaded = Loaded { input: input.clone(), file: session.read(&input.path) };
        for job in jobs::of_root(session, &loaded, Vec::new(), plan) {
            let world = Arc::new(isolated(session, &job, plan));
            reached.add(&world);
            worlds.push(world);
        }
        drop(loaded);
        session.release(&input.path);
    }
    worlds
}
