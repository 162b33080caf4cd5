//! The files that a run holds in memory for its worlds: each is let go of when the last world that may call it is done.
//!
//! All Bicep files are read before the first is linted, since they tell who calls whom; without this the findings of a large run
//! come on top of all of its trees.

use super::account::Seen;
use super::jobs::{Calls, Job};
use crate::session::Session;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ffi::OsStr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

/// See the module's documentation.
pub(super) struct Held<'s> {
    session: &'s Session,
    files: Vec<HeldFile>,
    /// The numbers of the files that each job may hold.
    of_jobs: Vec<Vec<u32>>,
}

struct HeldFile {
    path: PathBuf,
    /// How many jobs that may hold it are not done.
    jobs: AtomicUsize,
}

/// Where jobs hold more files than this for each file that there is, on average, all stay.
const MOST_SHARED: usize = 64;

impl<'s> Held<'s> {
    /// What the jobs of a run hold.
    pub(super) fn new(session: &'s Session, calls: &Calls, jobs: &[Job]) -> Self {
        let none = Self { session, files: Vec::new(), of_jobs: Vec::new() };
        // What was named, and its callers, may be asked for once more when the report is made.
        if jobs.iter().any(|job| job.view.is_some()) {
            return none;
        }
        let numbers: FxHashMap<&OsStr, u32> =
            calls.keys().zip(0..).map(|(path, number)| (path.as_os_str(), number)).collect();
        let new = |path: &OsStr| HeldFile { path: PathBuf::from(path), jobs: AtomicUsize::new(0) };
        let mut held = Self { files: calls.keys().map(|path| new(path)).collect(), ..none };
        let mut left = calls.len().saturating_mul(MOST_SHARED);
        for job in jobs {
            let files = reached(job, calls, &numbers, left);
            left = left.saturating_sub(files.len());
            if left == 0 {
                return Self { session, files: Vec::new(), of_jobs: Vec::new() };
            }
            for file in &files {
                if let Some(file) = held.files.get_mut(*file as usize) {
                    *file.jobs.get_mut() += 1;
                }
            }
            held.of_jobs.push(files);
        }
        held
    }

    /// Lets go of the files that nobody needs any more now that a job is done. What became of those that waited until a world
    /// asked for them is told.
    pub(super) fn done(&self, job: usize, late: &FxHashSet<&OsStr>) -> Vec<Seen> {
        let mut seen = Vec::new();
        for number in self.of_jobs.get(job).into_iter().flatten() {
            let Some(file) = self.files.get(*number as usize) else { continue };
            if file.jobs.fetch_sub(1, Ordering::AcqRel) != 1 {
                continue;
            }
            if late.contains(file.path.as_os_str()) && self.session.has(&file.path) {
                seen.extend(Seen::of_called(self.session, &file.path));
            }
            self.session.release(&file.path);
        }
        seen
    }
}

/// The numbers of the files that a job may hold, so many at most.
fn reached(job: &Job, calls: &Calls, numbers: &FxHashMap<&OsStr, u32>, most: usize) -> Vec<u32> {
    let mut seen: FxHashSet<u32> = FxHashSet::default();
    let mut waiting: Vec<&OsStr> = vec![job.root.path().as_os_str()];
    let mut files = Vec::new();
    while let Some(path) = waiting.pop() {
        if let Some(number) = numbers.get(path)
            && files.len() < most
            && seen.insert(*number)
        {
            files.push(*number);
            waiting.extend(calls.get(path).into_iter().flatten().map(|path| path.as_os_str()));
        }
    }
    files
}
