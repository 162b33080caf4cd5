//! A run that stays in memory, for editors: after a change only the worlds that hold the changed file are looked at again.
//!
//! What a language server needs is one [`Project`] for a workspace: [`Project::open`] once, [`Project::update`] at each change
//! of a buffer. Files, trees and what each world came to stay; of an update the plan and the report are made anew, which is
//! cheap beside reading and evaluating.

use super::jobs::{self, Job};
use super::world::World;
use super::{Loaded, Plan, account, isolated, report};
use crate::discover::Input;
use crate::finding::Report;
use crate::session::Session;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// See the module's documentation.
pub struct Project {
    session: Session,
    plan: Plan,
    loaded: Vec<Loaded>,
    worlds: FxHashMap<Key, Arc<World>>,
}

/// A world by its root and its parameter files, which are compared as they are written.
type Key = Vec<OsString>;

impl Project {
    /// Reads and lints the files of a project.
    pub fn open(session: Session, inputs: Vec<Input>, plan: Plan) -> (Self, Report) {
        let load = |input: Input| Loaded { file: session.read(&input.path), input };
        let loaded = inputs.into_par_iter().map(load).collect();
        let mut project = Self { session, plan, loaded, worlds: FxHashMap::default() };
        let report = project.lint(|_| true);
        (project, report)
    }

    /// Takes a new text for a file, which need not be on the disk, and lints what it is part of.
    ///
    /// A file that was not there before may be one that others looked for, so those that lacked one are looked at again too.
    pub fn update(&mut self, path: &Path, text: String) -> Report {
        let file = self.session.provide(path, text);
        let mut is_new = true;
        for loaded in self.loaded.iter_mut().filter(|loaded| loaded.file.path == path) {
            loaded.file = file.clone();
            is_new = false;
        }
        if is_new {
            let bound = crate::discover::git_root(path)
                .or_else(|| path.parent().map(Path::to_path_buf))
                .unwrap_or_default();
            let input = Input { path: path.to_path_buf(), named: false, bound };
            self.loaded.push(Loaded { input, file });
            self.loaded.sort_by(|a, b| a.input.path.cmp(&b.input.path));
        }
        self.lint(|world| world.holds(path) || (is_new && world.lacks_files()))
    }

    /// The files.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Looks at the worlds that are new, or that changed.
    fn lint(&mut self, is_changed: impl Fn(&World) -> bool + Sync) -> Report {
        let (session, plan) = (&self.session, &self.plan);
        let work = jobs::plan(session, &self.loaded, &FxHashSet::default(), plan);
        let key = |job: &Job| job.key().into_iter().map(PathBuf::into_os_string).collect();
        let keys: Vec<Key> = work.jobs.iter().map(key).collect();
        let known = std::mem::take(&mut self.worlds);
        let of = |(job, key): (&Job, &Key)| match known.get(key).filter(|world| !is_changed(world))
        {
            Some(world) => Arc::clone(world),
            None => Arc::new(isolated(session, job, plan)),
        };
        let worlds: Vec<Arc<World>> = work.jobs.par_iter().zip(&keys).map(of).collect();
        self.worlds = keys.into_iter().zip(worlds.iter().cloned()).collect();
        report(session, account::seen(session, &self.loaded, &work), worlds, &[], plan)
    }
}
