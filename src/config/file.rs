//! Finding and reading configuration files, and the chain of those that they extend.

use super::problem::{ConfigError, Problem};
use super::tree::{self, Item, Table};
use crate::source::{Source, Span};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The names that a configuration is looked for under, in order.
pub const NAMES: [&str; 2] = ["armlint.toml", ".armlint.toml"];
/// The longest chain of files that extend each other.
const LONGEST_CHAIN: usize = 8;
/// The largest file that is read.
const LARGEST: u64 = 1 << 20;

/// The configuration of `path`: that of the nearest folder around it, up to and including `root`.
pub fn discover(path: &Path, root: &Path) -> Option<PathBuf> {
    let path = path.canonicalize().ok()?;
    let root = root.canonicalize().ok()?;
    let mut folder = if path.is_dir() { Some(path.as_path()) } else { path.parent() };
    while let Some(here) = folder {
        if let Some(found) = NAMES.iter().map(|name| here.join(name)).find(|file| file.is_file()) {
            return Some(found);
        }
        folder = here.parent().filter(|parent| here != root && parent.starts_with(&root));
    }
    None
}

/// One configuration file.
#[derive(Debug, Clone)]
pub struct Layer {
    /// Its printed path and text.
    pub source: Arc<Source>,
    /// The folder that it is in.
    pub folder: PathBuf,
    /// What it says.
    pub table: Table,
}

/// A configuration and those that it extends, the outermost first. Later ones have the word.
#[derive(Debug, Clone, Default)]
pub struct Layers {
    /// The files.
    pub files: Vec<Layer>,
    /// The printed path of the folder that globs are relative to, that of the last file; empty for the root itself.
    pub base: String,
    root: PathBuf,
}

/// Reads the configuration at `path` and what it extends. Nothing outside of `root` is read, but `path` itself.
pub fn load(path: &Path, root: &Path) -> Result<Layers, ConfigError> {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let mut layers = Layers { root, ..Layers::default() };
    let first = path.canonicalize().map_err(|error| unreadable(path, &error))?;
    let mut seen = Vec::new();
    let mut next = Some(first);
    while let Some(path) = next.take() {
        let layer = read(&path, &layers.root)?;
        seen.push(path);
        next = extended(&layer, &layers.root, &seen)?;
        layers.files.insert(0, layer);
    }
    if let Some(layer) = layers.files.last() {
        layers.base = printed(&layer.folder, &layers.root);
    }
    Ok(layers)
}

fn unreadable(path: &Path, error: &std::io::Error) -> ConfigError {
    Problem::without_place(format!("configuration '{}' cannot be read: {error}", path.display()))
        .into()
}

fn read(path: &Path, root: &Path) -> Result<Layer, ConfigError> {
    let size = fs::metadata(path).map_err(|error| unreadable(path, &error))?.len();
    if size > LARGEST {
        let message = format!("configuration '{}' is larger than {LARGEST} bytes", path.display());
        return Err(Problem::without_place(message).into());
    }
    let text = fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
    let source = Arc::new(Source::new(printed(path, root), text));
    let table = tree::read(&source).map_err(|problems| ConfigError { problems })?;
    Ok(Layer { source, folder: path.parent().unwrap_or(root).to_owned(), table })
}

/// The file that a layer extends.
fn extended(layer: &Layer, root: &Path, seen: &[PathBuf]) -> Result<Option<PathBuf>, ConfigError> {
    let Some(item) = layer.table.get("extends") else { return Ok(None) };
    let path = layer.inside(item, root)?;
    let fault = if seen.contains(&path) {
        "this configuration extends itself"
    } else if seen.len() >= LONGEST_CHAIN {
        "the chain of configurations that extend each other is too long"
    } else {
        return Ok(Some(path));
    };
    Err(Problem::at(&layer.source, item.span, fault).into())
}

impl Layer {
    /// The path that an item names, which has to be there and within `root`.
    fn inside(&self, item: &Item, root: &Path) -> Result<PathBuf, Problem> {
        self.resolve(item.text().unwrap_or_default(), item.span, root)
    }

    /// The path that a text names relative to this file, which has to be there and within `root`.
    pub(super) fn resolve(&self, text: &str, span: Span, root: &Path) -> Result<PathBuf, Problem> {
        let wrong = |message: String| Problem::at(&self.source, span, message);
        let path = self.folder.join(text);
        let path = path
            .canonicalize()
            .map_err(|error| wrong(format!("'{text}' cannot be read: {error}")))?;
        if path.starts_with(root) || path.starts_with(&self.folder) {
            Ok(path)
        } else {
            Err(wrong(format!("'{text}' lies outside of the repository")))
        }
    }
}

/// A path as it is printed: relative to the root where it is within, with `/`.
fn printed(path: &Path, root: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.to_string_lossy().replace('\\', "/")
}

/// A value with the number of its file.
pub(super) type Placed<'l> = (usize, &'l Item);

impl Layers {
    /// Files and folders with rules of the user, in order; they have to be there.
    pub fn rule_paths(&self) -> Result<Vec<PathBuf>, ConfigError> {
        let mut paths = Vec::new();
        for (layer, text, span) in self.texts("rules") {
            let file = &self.files[layer];
            paths.push(file.resolve(text, span, &self.root).map_err(ConfigError::from)?);
        }
        Ok(paths)
    }

    /// The file that has the last word.
    pub fn main(&self) -> Option<&Layer> {
        self.files.last()
    }

    /// A problem at a place of a file.
    pub(super) fn problem(&self, layer: usize, span: Span, message: impl Into<String>) -> Problem {
        match self.files.get(layer) {
            Some(file) => Problem::at(&file.source, span, message),
            None => Problem::without_place(message),
        }
    }

    /// The printed paths of the files that lock rules.
    pub fn locking(&self) -> impl Iterator<Item = &str> {
        let locking = self.each("locked").filter_map(|(at, _)| self.files.get(at));
        locking.map(|layer| layer.source.path.as_str())
    }

    /// The value of a key in each file that has it.
    pub(super) fn each(&self, key: &str) -> impl DoubleEndedIterator<Item = Placed<'_>> {
        self.files.iter().enumerate().filter_map(move |(at, file)| Some((at, file.table.get(key)?)))
    }

    /// The value of a key that holds.
    pub(super) fn last(&self, key: &str) -> Option<Placed<'_>> {
        self.each(key).next_back()
    }

    /// The value of a key of a table that holds.
    pub(super) fn last_in(&self, table: &str, key: &str) -> Option<Placed<'_>> {
        self.each(table).filter_map(|(at, item)| Some((at, item.table().get(key)?))).next_back()
    }

    /// The texts of a key in all files.
    pub(super) fn texts(&self, key: &str) -> impl Iterator<Item = (usize, &str, Span)> {
        self.each(key).flat_map(|(at, item)| item.texts().map(move |(text, span)| (at, text, span)))
    }

    /// The entries of a map; the last file that has an entry has the word.
    pub(super) fn map(&self, key: &str) -> BTreeMap<&str, Placed<'_>> {
        let entries = self.each(key).flat_map(|(at, item)| {
            item.table().iter().map(move |(name, item)| (name.as_str(), (at, item)))
        });
        entries.collect()
    }

    /// Whether `key` is said by any file.
    pub fn has(&self, key: &str) -> bool {
        self.last(key).is_some()
    }
}

impl Layers {
    /// Layers of texts that lie in no file, the outermost first; the folder of the last is the root.
    pub fn of(texts: &[&str]) -> Result<Self, ConfigError> {
        let mut files = Vec::new();
        for (at, text) in texts.iter().enumerate() {
            let name = if at + 1 == texts.len() { "armlint.toml" } else { "org/armlint.toml" };
            let source = Arc::new(Source::new(name, *text));
            let table = tree::read(&source).map_err(|problems| ConfigError { problems })?;
            files.push(Layer { source, folder: PathBuf::new(), table });
        }
        Ok(Self { files, ..Self::default() })
    }
}
