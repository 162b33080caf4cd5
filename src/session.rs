//! The files of a run: each is read and parsed once, however many worlds use it.

mod file;
mod found;
mod leaf;
pub mod modules;
mod paths;
pub mod reach;
pub mod sniff;

pub use paths::{inside, joined, normal};

use crate::finding::{FileKind, Sources};
use crate::model::{Template, Unit, arm};
use crate::source::{FileId, Source, Span};
use crate::storage::{Storage, Unread};
use crate::syntax::document::{Document, Problem};
pub use file::{Content, File};
use file::{arm_unit, bicep_kind, kind_by_look, kind_of, of_unit};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// Files larger than this are not read: Resource Manager takes 4 MB.
pub const LARGEST: u64 = 32 << 20;

type Entry = Arc<OnceLock<Arc<File>>>;

/// A table by canonical paths. They are compared as they are written: taking them apart, as paths do, was a twentieth of a run.
type ByPath<T> = FxHashMap<OsString, T>;

/// All files of a run.
#[derive(Debug, Default)]
pub struct Session {
    files: Mutex<ByPath<Entry>>,
    texts: Mutex<Texts>,
    /// The git root of each folder that was asked for.
    git_roots: Mutex<ByPath<Option<Arc<Path>>>>,
    /// Texts of files that were read, and are parsed when somebody asks for them.
    set_aside: Mutex<ByPath<String>>,
    /// What references led to.
    found: found::Found,
    /// The folder that printed paths are relative to where there is no git root.
    pub working: PathBuf,
    /// Where restored modules lie; `None` for the user's own folder.
    pub cache: Option<PathBuf>,
    /// Where files are read.
    pub storage: Storage,
}

/// The texts of the files, under numbers that stay when a file is read again.
#[derive(Debug, Default)]
struct Texts {
    sources: Sources,
    numbers: ByPath<FileId>,
    /// Those that stay when their file is let go of.
    pinned: FxHashSet<FileId>,
    /// Bytes of those that stay as they are.
    whole: usize,
}

/// Beyond so many bytes, the texts of files that were let go of are packed until the report asks for them.
const MOST_WHOLE: usize = 1 << 20;

impl Session {
    /// A run in the folder `working`.
    pub fn new(working: PathBuf) -> Self {
        Self { working, ..Self::default() }
    }

    /// A run in the folder `working` over files of a storage.
    pub fn over(storage: Storage, working: PathBuf) -> Self {
        Self { working, storage, ..Self::default() }
    }

    /// The texts of all files that were read.
    pub fn sources(&self) -> Sources {
        self.texts().sources.clone()
    }

    fn texts(&self) -> MutexGuard<'_, Texts> {
        self.texts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a file was read, or handed in.
    pub fn has(&self, path: &Path) -> bool {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).contains_key(path.as_os_str())
    }

    /// Keeps a text for the report.
    pub fn pin(&self, file: FileId, source: &Arc<Source>) {
        let mut texts = self.texts();
        if texts.pinned.insert(file) {
            texts.sources.replace(file, Arc::clone(source));
        }
    }

    /// Lets go of a file that nobody will ask for again; who does so all the same has it read once more. Its text stays where
    /// it is pinned, packed if there are many, or may hold suppressions.
    pub fn release(&self, path: &Path) {
        let entry =
            self.files.lock().unwrap_or_else(PoisonError::into_inner).remove(path.as_os_str());
        let file = entry.and_then(|entry| entry.get().map(Arc::clone));
        let Some(unit) = file.as_deref().and_then(File::unit) else { return };
        let (number, source) = (unit.document.file, &unit.document.source);
        // Suppressions are looked for in all texts that are not packed.
        let has = |word: &[u8]| memchr::memmem::find(source.text.as_bytes(), word).is_some();
        if has(b"armlint") || has(b"#disable-") {
            return self.pin(number, source);
        }
        let mut texts = self.texts();
        if !texts.pinned.contains(&number) {
            let empty = Arc::new(Source::new(source.path.clone(), ""));
            texts.sources.replace(number, empty);
        } else if texts.whole + source.text.len() <= MOST_WHOLE {
            texts.whole += source.text.len();
        } else {
            drop(texts);
            let packed = Arc::new(source.packed());
            self.texts().sources.replace(number, packed);
        }
    }

    /// Reads a file, or gives it again. `path` is canonical.
    pub fn read(&self, path: &Path) -> Arc<File> {
        self.read_from(path, || &self.storage, || modules::is_restored(path))
    }

    /// Reads a restored registry module, or gives it again.
    pub fn read_restored(&self, path: &Path) -> Arc<File> {
        self.read_from(path, || self.restored_in(path), || true)
    }

    fn read_from<'s>(
        &'s self,
        path: &Path,
        storage: impl FnOnce() -> &'s Storage,
        is_restored: impl FnOnce() -> bool,
    ) -> Arc<File> {
        let entry = {
            let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(files.entry(path.as_os_str().to_owned()).or_default())
        };
        let load = || {
            let mut content = self.load(path, storage());
            if let Content::Unit { unit, .. } = &mut content {
                unit.restored = is_restored();
            }
            Arc::new(File { path: path.to_path_buf(), content })
        };
        Arc::clone(entry.get_or_init(load))
    }

    /// Reads a Bicep file, and leaves it at that where its text tells that it calls no other file; says whether it does. Its
    /// text waits for who asks for the file.
    pub fn set_aside(&self, path: &Path) -> bool {
        let Ok(bytes) = self.storage.read(path, LARGEST) else { return false };
        let Ok(text) = String::from_utf8(bytes) else { return false };
        let calls_nobody = leaf::calls_nobody(&text);
        let mut waiting = self.set_aside.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.insert(path.as_os_str().to_owned(), text);
        calls_nobody
    }

    /// Where a file lies that was read.
    pub fn location_of(&self, file: FileId) -> Option<PathBuf> {
        let texts = self.texts();
        texts
            .numbers
            .iter()
            .find(|(_, number)| **number == file)
            .map(|(path, _)| PathBuf::from(path))
    }

    /// Where a restored registry module lies. The cache is mostly no part of a revision, even where it lies in the repository.
    pub(crate) fn restored_in(&self, path: &Path) -> &Storage {
        if self.storage.is_file(path) { &self.storage } else { &Storage::Disk }
    }

    /// Takes what stdin holds as the content of a path. It must be a template: there is nothing else to look at.
    pub fn provide_stdin(&self, path: &Path, bytes: Vec<u8>) -> Arc<File> {
        if bytes.len() as u64 > LARGEST {
            let why = format!("this is larger than {} MiB", LARGEST >> 20);
            return self.insert(path, self.broken(path, String::new(), why, 0));
        }
        let content = match String::from_utf8(bytes) {
            Ok(text) => match self.parse(path, text.clone()) {
                Content::Other => {
                    let why = "this is no template: it has no '$schema' of a deployment";
                    self.broken(path, text, why.to_owned(), 0)
                }
                content => content,
            },
            Err(error) => {
                let at = error.utf8_error().valid_up_to() as u32;
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                self.broken(path, text, "this is not UTF-8 from here on".to_owned(), at)
            }
        };
        self.insert(path, content)
    }

    /// A template of which nothing can be read, with what is wrong with it at an offset.
    fn broken(&self, path: &Path, text: String, message: String, at: u32) -> Content {
        let (file, source) = self.register(path, text);
        let mut document = Document::new(file, source);
        document.problems.push(Problem { span: Span::at(at), message, fatal: true });
        let unit = Unit::new(document, Template::default(), None);
        Content::Unit { unit: Box::new(unit), kind: FileKind::Arm }
    }

    /// Takes a text as the content of a path, which need not be on the disk. The number of a file that was read before stays:
    /// what was said about the old text is not to be shown with the new one.
    pub fn provide(&self, path: &Path, text: String) -> Arc<File> {
        let content = self.parse(path, text);
        self.insert(path, content)
    }

    fn insert(&self, path: &Path, content: Content) -> Arc<File> {
        self.found.forget();
        let file = Arc::new(File { path: path.to_path_buf(), content });
        let entry = Entry::default();
        let _ = entry.set(Arc::clone(&file));
        self.files
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(path.as_os_str().to_owned(), entry);
        file
    }

    fn load(&self, path: &Path, storage: &Storage) -> Content {
        let waiting = self.set_aside.lock().unwrap_or_else(PoisonError::into_inner);
        let text = { waiting }.remove(path.as_os_str());
        if let Some(text) = text {
            return self.parse(path, text);
        }
        match storage.read(path, LARGEST) {
            Err(unread) => self.unreadable(path, unread),
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => self.parse(path, text),
                Err(error) => self.undecodable(path, error),
            },
        }
    }

    /// A file that is not given or too large; its name or its beginning may tell that it is a template.
    fn unreadable(&self, path: &Path, unread: Unread) -> Content {
        let kind = kind_by_look(path, &String::from_utf8_lossy(&unread.head));
        let template = kind.map(|kind| (self.register(path, String::new()).0, kind));
        Content::Unreadable { why: unread.why, is_large: unread.is_large, template }
    }

    fn undecodable(&self, path: &Path, error: std::string::FromUtf8Error) -> Content {
        let at = error.utf8_error().valid_up_to() as u32;
        let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
        let Some(kind) = kind_by_look(path, &text) else { return Content::Other };
        let (file, _) = self.register(path, text);
        Content::Undecodable { file, at, kind }
    }

    fn parse(&self, path: &Path, text: String) -> Content {
        if let Some(kind) = bicep_kind(path) {
            let (file, source) = self.register(path, text);
            return of_unit(file, kind, || crate::model::bicep::unit(file, source));
        }
        match sniff::schema(&text).and_then(arm::Schema::by_uri) {
            None => Content::Other,
            Some(schema) => {
                let (file, source) = self.register(path, text);
                of_unit(file, kind_of(schema), || arm_unit(file, source, schema))
            }
        }
    }

    fn register(&self, path: &Path, text: String) -> (FileId, Arc<Source>) {
        let source = Arc::new(Source::new(self.printed(path), text));
        let mut texts = self.texts();
        if let Some(file) = texts.numbers.get(path.as_os_str()).copied() {
            texts.sources.replace(file, Arc::clone(&source));
            return (file, source);
        }
        let file = texts.sources.add(Arc::clone(&source));
        texts.numbers.insert(path.as_os_str().to_owned(), file);
        (file, source)
    }

    /// A path as it is printed: relative to its git root, else to the working folder, else absolute.
    pub fn printed(&self, path: &Path) -> String {
        let root = path.parent().and_then(|folder| self.git_root(folder));
        let base = root.as_deref().unwrap_or(&self.working);
        if let (Some(whole), Some(base)) = (path.to_str(), base.to_str())
            && let Some(shown) = whole.strip_prefix(base).and_then(|rest| rest.strip_prefix('/'))
            && memchr::memchr(b'\\', shown.as_bytes()).is_none()
        {
            return shown.to_owned();
        }
        path.strip_prefix(base).unwrap_or(path).to_string_lossy().replace('\\', "/")
    }

    /// The nearest folder upwards that holds `.git`; each folder is looked at once.
    fn git_root(&self, folder: &Path) -> Option<Arc<Path>> {
        let known = || self.git_roots.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(root) = known().get(folder.as_os_str()) {
            return root.clone();
        }
        let root = if folder.join(".git").exists() {
            Some(Arc::from(folder))
        } else {
            folder.parent().and_then(|above| self.git_root(above))
        };
        known().insert(folder.as_os_str().to_owned(), root.clone());
        root
    }

    /// The text of a file.
    pub fn source(&self, file: FileId) -> Option<Arc<Source>> {
        self.texts().sources.get(file).map(Arc::clone)
    }

    /// The printed path of a file.
    pub fn path_of(&self, file: FileId) -> Option<String> {
        self.texts().sources.get(file).map(|source| source.path.clone())
    }
}
