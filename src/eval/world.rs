//! What the values of one world share: the arena, the files, the notes of what could not be seen.

use super::frame::Frame;
use super::heap::Heap;
use super::instance::Instance;
use super::value::Val;
use super::work;
use crate::catalogue::clouds::Cloud;
use crate::model::Unit;
use crate::source::Place;
use crate::syntax::document::Document;
use std::cell::{Cell, OnceCell, RefCell};

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NoteKind {
    /// A budget was used up: something was not looked at.
    Limit,
    /// A module is not in the cache on this machine.
    ModuleNotRestored,
    /// A module that should be on this disk is not there, or may not be read.
    ModuleMissing,
    /// A module lies where nothing is read, so that nobody can tell whether it is there.
    ModuleOutside,
    /// A linked template or a loaded file is not there, or may not be read.
    FileMissing,
    /// An expression fails, or calls a function that is not known.
    Failure,
}

/// Something that could not be seen.
#[derive(Debug, Clone, Copy)]
pub struct Note<'w> {
    /// What it is about.
    pub kind: NoteKind,
    /// Where.
    pub place: Place,
    /// What, in plain words.
    pub message: &'w str,
    /// What was looked for: a module's reference or a path; empty otherwise.
    pub wanted: &'w str,
}

/// A property that a rule asked for and that is not known.
#[derive(Debug, Clone, Copy)]
pub struct Doubt<'w> {
    /// Where it stands, or where the way to it ends.
    pub place: Place,
    /// Its path in the resource.
    pub path: &'w str,
    /// The unknown value, where there is one.
    pub value: Option<Val<'w>>,
}

/// More doubts of one world are not kept.
const MOST_DOUBTS: usize = 20_000;

/// Why a file is not at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Absent {
    /// It is not there, or may not be read; the reason in plain words.
    Missing(String),
    /// It lies where nothing is read; the reason in plain words.
    Outside(String),
    /// A registry module that was not restored.
    NotRestored(String),
    /// It cannot be told which file is meant.
    Unknown,
}

/// The files that a world can reach. Implemented by the loader; the evaluation itself never touches the disk.
pub trait Files<'w> {
    /// The template of a module reference, written in `from`.
    fn module(&self, from: &Document, reference: &str) -> Result<&'w Unit, Absent>;
    /// What keeps a module from being had, which is not taken for a part of the world for that.
    fn absence(&self, from: &Document, reference: &str) -> Option<Absent> {
        self.module(from, reference).err()
    }
    /// The template that a link means: `candidates` are paths relative to `from`, the likeliest first.
    fn linked(&self, from: &Document, candidates: &[String]) -> Result<&'w Unit, Absent>;
    /// The bytes of a file that a template loads, by a path relative to `from`.
    fn bytes(&self, from: &Document, path: &str) -> Result<Vec<u8>, Absent>;
    /// The names of the files right in a folder, in order.
    fn names(&self, _from: &Document, _path: &str) -> Result<Vec<String>, Absent> {
        Err(Absent::Unknown)
    }
    /// An environment variable that the configuration gives; the environment itself is never read.
    fn variable(&self, _name: &str) -> Option<&'w str> {
        None
    }
}

/// A world that reaches no file.
#[derive(Debug, Clone, Copy)]
pub struct NoFiles;

impl<'w> Files<'w> for NoFiles {
    fn module(&self, _: &Document, _: &str) -> Result<&'w Unit, Absent> {
        Err(Absent::Unknown)
    }
    fn linked(&self, _: &Document, _: &[String]) -> Result<&'w Unit, Absent> {
        Err(Absent::Unknown)
    }
    fn bytes(&self, _: &Document, _: &str) -> Result<Vec<u8>, Absent> {
        Err(Absent::Unknown)
    }
}

/// Bounds of the work on one world. ARM's own: 800 turns of a loop, 800 resources, 256 parameters, 4 MB.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// Most turns of one loop.
    pub turns: usize,
    /// Most resources after expansion.
    pub resources: usize,
    /// Deepest nesting of evaluations.
    pub depth: u32,
    /// Most bytes of values.
    pub bytes: usize,
    /// Deepest nesting of deployments.
    pub deployments: usize,
    /// Most work: evaluations, and values that are looked at one by one.
    pub steps: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            turns: 800,
            resources: 5_000,
            depth: 250,
            bytes: 128 << 20,
            deployments: 24,
            steps: 12_000_000,
        }
    }
}

/// What is said of a template that costs more than its budget.
const TOO_LARGE: &str = "the template is too large to be evaluated to the end";

/// All that the values of one world share.
pub struct World<'w> {
    /// Where its values live.
    pub heap: Heap<'w>,
    /// The files that it can reach.
    pub files: &'w dyn Files<'w>,
    /// The cloud that `environment()` tells of.
    pub cloud: Cloud,
    /// Its bounds.
    pub budget: Budget,
    /// The root template's frame.
    pub root: OnceCell<&'w Frame<'w>>,
    /// Its parameter files.
    pub parameter_files: OnceCell<&'w [&'w Unit]>,
    pub(super) instances: OnceCell<&'w [&'w Instance<'w>]>,
    pub(super) collecting: Cell<bool>,
    notes: RefCell<bumpalo::collections::Vec<'w, Note<'w>>>,
    /// What was asked for and is not known; kept where somebody wants to know.
    doubts: RefCell<bumpalo::collections::Vec<'w, Doubt<'w>>>,
    wants_doubts: Cell<bool>,
    depth: Cell<u32>,
    exhausted: Cell<bool>,
    /// Which of the budgets of every step were said to be used up.
    said: Cell<[bool; 2]>,
    opaque: Cell<u32>,
}

impl std::fmt::Debug for World<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World")
            .field("cloud", &self.cloud)
            .field("notes", &self.notes)
            .finish_non_exhaustive()
    }
}

impl<'w> World<'w> {
    /// An empty world in `bump`.
    pub fn new(
        bump: &'w bumpalo::Bump,
        files: &'w dyn Files<'w>,
        cloud: Cloud,
        budget: Budget,
    ) -> &'w Self {
        work::begin(budget.steps);
        bump.alloc(Self {
            heap: Heap::new(bump),
            files,
            cloud,
            budget,
            root: OnceCell::new(),
            parameter_files: OnceCell::new(),
            instances: OnceCell::new(),
            collecting: Cell::new(false),
            notes: RefCell::new(bumpalo::collections::Vec::new_in(bump)),
            doubts: RefCell::new(bumpalo::collections::Vec::new_in(bump)),
            wants_doubts: Cell::new(false),
            depth: Cell::new(0),
            exhausted: Cell::new(false),
            said: Cell::new([false; 2]),
            opaque: Cell::new(0),
        })
    }

    /// What could not be seen so far.
    pub fn notes(&self) -> Vec<Note<'w>> {
        self.notes.borrow().iter().copied().collect()
    }

    /// From now on, what is asked for and is not known is kept.
    pub fn keep_doubts(&self) {
        self.wants_doubts.set(true);
    }

    /// Somebody asked for a property that is not known.
    pub fn doubt(&self, place: Place, path: &str, value: Option<Val<'w>>) {
        let mut doubts = self.doubts.borrow_mut();
        if self.wants_doubts.get() && doubts.len() < MOST_DOUBTS {
            doubts.push(Doubt { place, path: self.heap.text(path), value });
        }
    }

    /// What was asked for and is not known.
    pub fn doubts(&self) -> Vec<Doubt<'w>> {
        self.doubts.borrow().to_vec()
    }

    /// Notes something that could not be seen.
    pub fn note(&self, kind: NoteKind, place: Place, message: &str, wanted: &str) {
        let mut notes = self.notes.borrow_mut();
        let same =
            |note: &Note<'_>| note.kind == kind && note.place == place && note.wanted == wanted;
        if notes.len() >= 1_000 || notes.iter().any(same) {
            return;
        }
        notes.push(Note {
            kind,
            place,
            message: self.heap.text(message),
            wanted: self.heap.text(wanted),
        });
    }

    /// Notes an evaluation that fails, and gives the value that stands for it.
    pub fn fail(&self, place: Place, why: &str) -> Val<'w> {
        self.note(NoteKind::Failure, place, why, "");
        self.heap.failed(place, why, false)
    }

    /// Notes that a list has no element at an index, and gives the value that stands for it, resting on list and index.
    pub(super) fn no_element(&self, place: Place, count: usize, parts: [Val<'w>; 2]) -> Val<'w> {
        let count = match count {
            0 => "no element".to_owned(),
            1 => "one element".to_owned(),
            more => format!("{more} elements"),
        };
        let index = parts[1].as_int().unwrap_or_default();
        let why = format!("the array has {count}, and none at {index}");
        self.note(NoteKind::Failure, place, &why, "");
        self.heap.computed(self.heap.failed(place, &why, true), &parts)
    }

    /// A value that is only the same as itself.
    pub fn opaque(&self) -> Val<'w> {
        self.opaque.set(self.opaque.get() + 1);
        self.heap.unknown(super::symbol::Symbol::Opaque(self.opaque.get()))
    }

    /// Runs one evaluation within the bounds of depth, steps and bytes.
    pub(super) fn step(&self, place: Place, run: impl FnOnce() -> Val<'w>) -> Val<'w> {
        let depth = self.depth.get() + 1;
        work::spend(1);
        if depth > self.budget.depth {
            return self.stop(0, place, "expressions are nested too deeply to be evaluated");
        }
        if self.is_exhausted() {
            return self.stop(1, place, TOO_LARGE);
        }
        self.depth.set(depth);
        let value = run();
        self.depth.set(depth - 1);
        value
    }

    /// Whether no more work may be done.
    pub fn is_exhausted(&self) -> bool {
        if work::is_spent() || self.heap.used() > self.budget.bytes {
            self.exhausted.set(true);
        }
        self.exhausted.get()
    }

    /// Says once that a budget of every step is used up, and gives the value that stands for what was not looked at.
    fn stop(&self, which: usize, place: Place, why: &str) -> Val<'w> {
        let mut said = self.said.get();
        if !std::mem::replace(&mut said[which], true) {
            self.said.set(said);
            self.note(NoteKind::Limit, place, why, "");
        }
        self.opaque()
    }

    /// Says that the work was not done to its end, where no evaluation met the limit itself.
    pub fn close(&self, place: Place) {
        if self.is_exhausted() {
            self.stop(1, place, TOO_LARGE);
        }
    }

    /// Notes that a budget was used up, and gives the value that stands for what was not looked at.
    pub fn limit(&self, place: Place, why: &str) -> Val<'w> {
        let said = self
            .notes
            .borrow()
            .iter()
            .any(|note| note.kind == NoteKind::Limit && note.message == why);
        if !said {
            self.note(NoteKind::Limit, place, why, "");
        }
        self.opaque()
    }
}
