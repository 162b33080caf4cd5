//! The files that one world reaches: modules, linked templates, loaded files. Nothing outside of its bound is read.

use super::{Content, File, Session, modules};
use crate::eval::world::{Absent, Files};
use crate::model::Unit;
use crate::source::{FileId, Source};
use crate::syntax::document::Document;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use typed_arena::Arena;

/// What a world has read stays here as long as the world.
#[derive(Default)]
pub struct Store {
    files: Arena<Arc<File>>,
}

/// The files that one world can reach.
pub struct Reach<'w> {
    session: &'w Session,
    store: &'w Store,
    bound: PathBuf,
    environment: &'w BTreeMap<String, String>,
    /// The files of the world's documents.
    known: RefCell<FxHashMap<FileId, Arc<File>>>,
    /// The files that were reached from the root.
    reached: RefCell<Vec<PathBuf>>,
}

/// Where a module lies.
enum Module {
    /// At a canonical path below the bound.
    Local(Arc<Path>),
    /// In the cache of restored modules.
    Restored(PathBuf),
}

impl<'w> Reach<'w> {
    /// What a world can reach below `bound`, with the environment variables that it may read.
    pub fn new(
        session: &'w Session,
        store: &'w Store,
        bound: PathBuf,
        environment: &'w BTreeMap<String, String>,
    ) -> Self {
        Self {
            session,
            store,
            bound,
            environment,
            known: RefCell::default(),
            reached: RefCell::default(),
        }
    }

    /// The files that were reached from the root.
    pub fn reached(&self) -> Vec<PathBuf> {
        self.reached.borrow().clone()
    }

    /// The numbers of all documents of the world, parameter files and restored modules among them.
    pub fn files(&self) -> Vec<FileId> {
        self.known.borrow().keys().copied().collect()
    }

    /// Keeps a file alive and remembers where it lies.
    pub fn keep(&self, file: Arc<File>) -> Option<&'w Unit> {
        let file: &'w Arc<File> = self.store.files.alloc(file);
        let unit = file.unit()?;
        let id = unit.document.file;
        self.known.borrow_mut().entry(id).or_insert_with(|| Arc::clone(file));
        Some(unit)
    }

    fn path(&self, from: &Document) -> PathBuf {
        let known = self.known.borrow();
        known.get(&from.file).map(|file| file.path.clone()).unwrap_or_default()
    }

    /// The text of a file of the world's documents.
    pub fn source(&self, file: FileId) -> Option<Arc<Source>> {
        let known = self.known.borrow();
        known.get(&file)?.unit().map(|unit| Arc::clone(&unit.document.source))
    }

    fn folder(&self, from: &Document) -> PathBuf {
        self.path(from).parent().map(Path::to_path_buf).unwrap_or_default()
    }

    /// The canonical path of a file that may be read.
    fn locate(&self, from: &Document, path: &str) -> Result<Arc<Path>, Absent> {
        let missing = || Absent::Missing(format!("there is no file '{path}'"));
        let outside = || {
            let why =
                format!("'{path}' lies outside of the folder that is linted, and is not read");
            Absent::Outside(why)
        };
        // By its text first: to ask for a path on a server would be to go to the network.
        let inside = super::inside(&self.bound, &self.folder(from), path).ok_or_else(outside)?;
        let found = self.session.canonical(&inside).ok_or_else(missing)?;
        if found.starts_with(&self.bound) { Ok(found) } else { Err(outside()) }
    }

    /// Where a module lies.
    fn find(&self, from: &Document, reference: &str) -> Result<Module, Absent> {
        let folder = self.folder(from);
        let written = (folder.as_path(), from.source.path.as_str());
        match modules::restored(self.session, written, &self.bound, reference) {
            None => self.locate(from, reference).map(Module::Local),
            Some(path) => path.map(Module::Restored),
        }
    }

    fn unit_at(&self, path: &Path, written: &str) -> Result<&'w Unit, Absent> {
        let file = self.session.read(path);
        self.reached.borrow_mut().push(path.to_path_buf());
        match &file.content {
            Content::Unit { .. } => self.keep(file).ok_or(Absent::Unknown),
            Content::Unreadable { why, .. } => {
                Err(Absent::Missing(format!("'{written}' cannot be read: {why}")))
            }
            Content::Undecodable { .. } => {
                Err(Absent::Missing(format!("'{written}' is not UTF-8")))
            }
            Content::Other | Content::Defect { .. } => {
                Err(Absent::Missing(format!("'{written}' is no template")))
            }
        }
    }
}

impl<'w> Files<'w> for Reach<'w> {
    fn module(&self, from: &Document, reference: &str) -> Result<&'w Unit, Absent> {
        match self.find(from, reference)? {
            Module::Local(path) => self.unit_at(&path, reference),
            Module::Restored(path) => {
                let file = self.session.read_restored(&path);
                self.keep(file).ok_or_else(|| {
                    Absent::Missing(format!("the restored module '{reference}' cannot be read"))
                })
            }
        }
    }

    fn absence(&self, from: &Document, reference: &str) -> Option<Absent> {
        self.find(from, reference).err()
    }

    fn linked(&self, from: &Document, candidates: &[String]) -> Result<&'w Unit, Absent> {
        let own = self.path(from);
        for candidate in candidates {
            match self.locate(from, candidate) {
                Ok(found) if *found != *own => return self.unit_at(&found, candidate),
                _ => {}
            }
        }
        Err(Absent::Unknown)
    }

    fn bytes(&self, from: &Document, path: &str) -> Result<Vec<u8>, Absent> {
        /// Bicep's own limit for loaded JSON is 1,048,576 characters; other files have a smaller one.
        const LARGEST: u64 = 1_048_576 * 4;
        let found = self.locate(from, path)?;
        let read = self.session.storage.read(&found, LARGEST);
        read.map_err(|unread| Absent::Missing(format!("'{path}' cannot be read: {}", unread.why)))
    }

    fn names(&self, from: &Document, path: &str) -> Result<Vec<String>, Absent> {
        /// Folders with more files are not listed.
        const MOST: usize = 2_000;
        let found = self.locate(from, path)?;
        let storage = &self.session.storage;
        let entries = storage.entries(&found);
        if entries.is_empty() {
            return Err(Absent::Missing(format!("'{path}' holds no files, or cannot be read")));
        }
        let mut names = Vec::new();
        // What a link leads to is listed where it may be read.
        for entry in entries.iter().filter(|entry| storage.is_below(&self.bound, entry)) {
            let name = entry.file_name().and_then(|name| name.to_str());
            names.push(
                name.map(str::to_owned).ok_or_else(|| {
                    Absent::Missing(format!("'{path}' has names that are no text"))
                })?,
            );
            if names.len() > MOST {
                return Err(Absent::Missing(format!("'{path}' has more than {MOST} files")));
            }
        }
        names.sort();
        Ok(names)
    }

    fn variable(&self, name: &str) -> Option<&'w str> {
        self.environment.get(name).map(String::as_str)
    }
}
