//! Variables, functions and types that a template takes from other files.

use super::frame::Frame;
use super::value::Val;
use super::world::{Absent, NoteKind};
use crate::model::{DeploymentSource, Import, ParameterType, Reference, UserFunction};
use crate::source::Place;
use rustc_hash::FxHashSet;
use std::cell::OnceCell;

/// Imports of imports are followed this far.
const DEEPEST: u32 = 16;

/// The frames of the files that a template imports from: one for each import, of which the first of a file is used.
pub(super) type Libraries<'w> = &'w [OnceCell<Option<&'w Frame<'w>>>];

impl<'w> Frame<'w> {
    /// A variable of another file; not known where that file is not at hand.
    pub(super) fn imported_variable(&'w self, name: &str) -> Option<Val<'w>> {
        match self.imported(name) {
            Some((library, there)) => library.variable(there),
            None => self.is_imported(name).then(|| self.world.opaque()),
        }
    }

    /// Whether a name is one of another file, be that file at hand or not.
    pub(super) fn is_imported(&self, name: &str) -> bool {
        let imports = &self.template.imports;
        let space = || name.split_once('.').and_then(|(space, _)| imports.position(space));
        imports.position(name).or_else(space).is_some()
    }

    /// A function of this template or of another file, with the frame in which it is read.
    pub(super) fn function(&'w self, name: &str) -> Option<(&'w Self, &'w UserFunction)> {
        if let Some(function) = self.template.functions.get(name) {
            return Some((self, function));
        }
        if let Some((library, there)) = self.imported(name) {
            return library.function(there);
        }
        // What Bicep compiled keeps its functions in a name space of their own.
        let compiled = self.template.functions.get(&format!("__bicep.{name}"));
        compiled.map(|function| (self, function))
    }

    /// A type and those that it refers to, each with the frame of its file.
    pub(super) fn types(
        &'w self,
        of: &'w ParameterType,
    ) -> impl Iterator<Item = (&'w Self, &'w ParameterType)> {
        const LONGEST: usize = 16;
        let next = |(frame, of): &(&'w Self, &'w ParameterType)| {
            frame.named_type(frame.text(of.reference?))
        };
        std::iter::successors(Some((self, of)), next).take(LONGEST)
    }

    fn named_type(&'w self, name: &str) -> Option<(&'w Self, &'w ParameterType)> {
        if let Some(of) = self.template.types.get(name) {
            return Some((self, of));
        }
        let (library, there) = self.imported(name)?;
        library.named_type(there)
    }

    /// The file that a name is of, and what it is called there.
    fn imported<'n>(&'w self, name: &'n str) -> Option<(&'w Self, &'n str)>
    where
        'w: 'n,
    {
        let imports = &self.template.imports;
        let (at, there) = if let Some(at) = imports.position(name) {
            (at, None)
        } else {
            let (space, there) = name.split_once('.')?;
            (imports.position(space)?, Some(there))
        };
        let (_, import) = imports.at(at)?;
        let there = match (import.name, there) {
            (Some(there), None) => self.text(there),
            (None, Some(there)) => there,
            _ => return None,
        };
        Some((self.library(import.from)?, there))
    }

    /// The frame of a file that this one imports from.
    fn library(&'w self, from: Reference) -> Option<&'w Self> {
        let wanted = self.text(from.to);
        let mut imports = self.template.imports.iter();
        let is_it = |(_, import): &(&str, &Import)| self.text(import.from.to) == wanted;
        let (first, (_, import)) =
            imports.by_ref().enumerate().find(|(_, import)| is_it(import))?;
        let cell = self.libraries.get(first)?;
        if let Some(library) = cell.get() {
            return *library;
        }
        // What is wrong with a file is told at its first import, whichever name was asked for.
        let library = self.open_library(import.from, wanted);
        *cell.get_or_init(|| library)
    }

    /// Looks for the files that the template imports from, used or not: without them it does not compile, and what its types say
    /// is not known.
    fn find_libraries(&'w self) {
        for (_, import) in self.template.imports.iter() {
            self.library(import.from);
        }
    }

    /// Looks for the modules that no turn of a loop calls: a file without them does not compile either.
    fn find_modules(&'w self) {
        for declaration in self.declarations() {
            let Some(deployment) = declaration.resource.deployment.as_deref() else { continue };
            let DeploymentSource::Module(reference) = deployment.source else { continue };
            // Loops that the budget left out are not run through for this.
            if self.world.is_full() || !declaration.instances().is_empty() {
                continue;
            }
            let (document, wanted) = (&self.unit.document, self.text(reference.to));
            if let Some(absent) = self.world.files.absence(document, wanted) {
                self.world.note_module(&absent, document.place(reference.span), wanted);
            }
        }
    }

    fn open_library(&'w self, from: Reference, wanted: &'w str) -> Option<&'w Self> {
        if self.imports >= DEEPEST {
            return None;
        }
        let document = &self.unit.document;
        match self.world.files.module(document, wanted) {
            Ok(unit) => Some(self.world.library(self, unit)),
            Err(absent) => {
                self.world.note_module(&absent, document.place(from.span), wanted);
                None
            }
        }
    }
}

impl<'w> super::world::World<'w> {
    /// Notes files that templates of the world name and that are not there, though no value hangs on them.
    pub fn find_files(&'w self) {
        let root = self.root.get().into_iter().copied();
        let mut seen: FxHashSet<*const Frame<'w>> = FxHashSet::default();
        for frame in root.chain(self.instances().iter().map(|instance| instance.frame())) {
            if seen.insert(std::ptr::from_ref(frame)) {
                frame.find_libraries();
                frame.find_modules();
            }
        }
    }

    /// Notes that a module, or a file that something is imported from, could not be had.
    pub(super) fn note_module(&self, absent: &Absent, place: Place, wanted: &str) {
        match absent {
            Absent::Missing(why) => self.note(NoteKind::ModuleMissing, place, why, wanted),
            Absent::Outside(why) => self.note(NoteKind::ModuleOutside, place, why, wanted),
            _ => self.note_absent(absent, place, wanted),
        }
    }

    /// Notes that a file could not be had.
    pub(super) fn note_absent(&self, absent: &Absent, place: Place, wanted: &str) {
        match absent {
            Absent::NotRestored(why) => {
                self.note(NoteKind::ModuleNotRestored, place, why, wanted);
            }
            Absent::Missing(why) | Absent::Outside(why) => {
                self.note(NoteKind::FileMissing, place, why, wanted);
            }
            Absent::Unknown => {
                self.note(NoteKind::FileMissing, place, "this file is not on this disk", wanted);
            }
        }
    }
}
