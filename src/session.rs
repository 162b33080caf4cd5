//! The files of a run: each is read and parsed once, however many worlds use it.

pub mod modules;
pub mod reach;
pub mod sniff;

use crate::finding::{FileKind, Sources};
use crate::model::{Unit, arm};
use crate::source::{FileId, Source};
use crate::syntax::json;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Files larger than this are not read: Resource Manager takes 4 MB.
const LARGEST: u64 = 32 << 20;

/// A file that was read.
#[derive(Debug)]
pub struct File {
    /// Where it is.
    pub path: PathBuf,
    /// What it holds.
    pub content: Content,
}

/// What a file holds.
#[derive(Debug)]
pub enum Content {
    /// A template, or a file of parameters, of either language.
    Unit {
        /// The tree and what it declares.
        unit: Box<Unit>,
        /// Which of them it is.
        kind: FileKind,
    },
    /// A template by its name or schema, whose text is not UTF-8.
    Undecodable {
        /// The file with its invalid bytes replaced.
        file: FileId,
        /// Offset of the first invalid byte.
        at: u32,
        /// What it would be.
        kind: FileKind,
    },
    /// Something else: passed over in silence.
    Other,
    /// It could not be read; the reason.
    Unreadable(String),
}

impl File {
    /// The tree and what it declares.
    pub fn unit(&self) -> Option<&Unit> {
        if let Content::Unit { unit, .. } = &self.content { Some(unit) } else { None }
    }
}

type Entry = Arc<OnceLock<Arc<File>>>;

/// All files of a run.
#[derive(Debug, Default)]
pub struct Session {
    files: Mutex<FxHashMap<PathBuf, Entry>>,
    sources: Mutex<Sources>,
    /// The folder that printed paths are relative to where there is no git root.
    pub working: PathBuf,
    /// Where restored modules lie; `None` for the user's own folder.
    pub cache: Option<PathBuf>,
}

impl Session {
    /// A run in the folder `working`.
    pub fn new(working: PathBuf) -> Self {
        Self { working, ..Self::default() }
    }

    /// The texts of all files that were read.
    pub fn sources(&self) -> Sources {
        self.sources.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads a file, or gives it again. `path` is canonical.
    pub fn read(&self, path: &Path) -> Arc<File> {
        let entry = {
            let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(files.entry(path.to_path_buf()).or_default())
        };
        Arc::clone(
            entry.get_or_init(|| {
                Arc::new(File { path: path.to_path_buf(), content: self.load(path) })
            }),
        )
    }

    /// The path of a file that was read.
    pub fn path_of(&self, file: FileId) -> Option<PathBuf> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |read: &&Arc<File>| read.unit().is_some_and(|unit| unit.document.file == file);
        files.values().filter_map(|entry| entry.get()).find(is_it).map(|read| read.path.clone())
    }

    /// Reads a restored registry module, or gives it again.
    pub fn read_restored(&self, path: &Path) -> Arc<File> {
        let entry = {
            let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(files.entry(path.to_path_buf()).or_default())
        };
        let load = || {
            let mut content = self.load(path);
            if let Content::Unit { unit, .. } = &mut content {
                unit.restored = true;
            }
            Arc::new(File { path: path.to_path_buf(), content })
        };
        Arc::clone(entry.get_or_init(load))
    }

    /// Takes what stdin holds as the content of a path. It must be a template: there is nothing else to look at.
    pub fn provide_stdin(&self, path: &Path, text: String, is_utf8: bool) -> Arc<File> {
        let mut content = self.parse(path, text.clone());
        if matches!(content, Content::Other) || !is_utf8 {
            let (file, source) = self.register(path, text);
            let mut document = crate::syntax::document::Document::new(file, source);
            document.problems.push(crate::syntax::document::Problem {
                span: crate::source::Span::at(0),
                message: if is_utf8 {
                    "this is no template: it has no '$schema' of a deployment".to_owned()
                } else {
                    "this is not UTF-8".to_owned()
                },
                fatal: true,
            });
            let unit = Unit {
                document,
                template: crate::model::Template::default(),
                parameter_file: None,
                restored: false,
            };
            content = Content::Unit { unit: Box::new(unit), kind: FileKind::Arm };
        }
        self.insert(path, content)
    }

    /// Takes a text as the content of a path, which need not be on the disk.
    pub fn provide(&self, path: &Path, text: String) -> Arc<File> {
        let content = self.parse(path, text);
        self.insert(path, content)
    }

    fn insert(&self, path: &Path, content: Content) -> Arc<File> {
        let file = Arc::new(File { path: path.to_path_buf(), content });
        let entry = Entry::default();
        let _ = entry.set(Arc::clone(&file));
        self.files.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_path_buf(), entry);
        file
    }

    fn load(&self, path: &Path) -> Content {
        match std::fs::metadata(path) {
            Ok(about) if !about.is_file() => {
                return Content::Unreadable("this is no file".to_owned());
            }
            Ok(about) if about.len() > LARGEST => {
                return Content::Unreadable(format!("larger than {} MiB", LARGEST >> 20));
            }
            Err(error) => return Content::Unreadable(error.to_string()),
            Ok(_) => {}
        }
        match std::fs::read(path) {
            Err(error) => Content::Unreadable(error.to_string()),
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => self.parse(path, text),
                Err(error) => self.undecodable(path, error),
            },
        }
    }

    fn undecodable(&self, path: &Path, error: std::string::FromUtf8Error) -> Content {
        let at = error.utf8_error().valid_up_to() as u32;
        let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
        let kind = match bicep_kind(path) {
            Some(kind) => kind,
            None => match sniff::schema(&text).and_then(arm::Schema::by_uri) {
                Some(arm::Schema::Parameters) => FileKind::Parameters,
                Some(arm::Schema::Template(_)) => FileKind::Arm,
                None => return Content::Other,
            },
        };
        let (file, _) = self.register(path, text);
        Content::Undecodable { file, at, kind }
    }

    fn parse(&self, path: &Path, text: String) -> Content {
        if let Some(kind) = bicep_kind(path) {
            let (file, source) = self.register(path, text);
            return Content::Unit { unit: Box::new(crate::model::bicep::unit(file, source)), kind };
        }
        match sniff::schema(&text).and_then(arm::Schema::by_uri) {
            None => Content::Other,
            Some(schema) => {
                let (file, source) = self.register(path, text);
                Content::Unit {
                    unit: Box::new(arm_unit(file, source, schema)),
                    kind: kind_of(schema),
                }
            }
        }
    }

    fn register(&self, path: &Path, text: String) -> (FileId, Arc<Source>) {
        let source = Arc::new(Source::new(self.printed(path), text));
        let file =
            self.sources.lock().unwrap_or_else(PoisonError::into_inner).add(Arc::clone(&source));
        (file, source)
    }

    /// A path as it is printed: relative to its git root, else to the working folder, else absolute.
    pub fn printed(&self, path: &Path) -> String {
        let root = crate::discover::git_root(path);
        let base = root.as_deref().unwrap_or(&self.working);
        let shown = path.strip_prefix(base).unwrap_or(path);
        shown.to_string_lossy().replace('\\', "/")
    }
}

fn kind_of(schema: arm::Schema) -> FileKind {
    match schema {
        arm::Schema::Parameters => FileKind::Parameters,
        arm::Schema::Template(_) => FileKind::Arm,
    }
}

fn bicep_kind(path: &Path) -> Option<FileKind> {
    let extension = path.extension()?.to_str()?;
    match extension.to_ascii_lowercase().as_str() {
        "bicep" => Some(FileKind::Bicep),
        "bicepparam" => Some(FileKind::Parameters),
        _ => None,
    }
}

fn arm_unit(file: FileId, source: Arc<Source>, schema: arm::Schema) -> Unit {
    let document = json::parse(file, source);
    match schema {
        arm::Schema::Template(_) => {
            let template = arm::template(&document);
            Unit { document, template, parameter_file: None, restored: false }
        }
        arm::Schema::Parameters => {
            let parameter_file = Some(arm::parameter_file(&document));
            Unit {
                document,
                template: crate::model::Template::default(),
                parameter_file,
                restored: false,
            }
        }
    }
}
