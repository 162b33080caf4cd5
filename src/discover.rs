//! Which files are linted: those named, and those found in folders.

use crate::session::modules::is_restored;
use crate::storage::{PASSED_OVER, Revision, Storage};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::{DirEntry, WalkDir};

/// A file to look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Input {
    /// Where it is.
    pub path: PathBuf,
    /// It was named on the command line, so it is taken whatever its place.
    pub named: bool,
    /// Templates may read files below this folder.
    pub bound: PathBuf,
}

/// A path that was named and cannot be looked at.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {why}")]
pub struct Unreachable {
    /// The path as given.
    pub path: String,
    /// Why.
    pub why: String,
}

/// A part of the tree that could not be walked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwalked {
    /// The path.
    pub path: PathBuf,
    /// Why.
    pub why: String,
}

/// Ends of names of files that may be templates or parameter files.
const EXTENSIONS: &[&str] = &["bicep", "bicepparam", "json", "jsonc", "arm"];

/// Finds the files below paths, sorted and without repetition, and what could not be walked.
pub fn discover(paths: &[PathBuf]) -> Result<(Vec<Input>, Vec<Unwalked>), Unreachable> {
    let (mut inputs, mut unwalked) = (Vec::new(), Vec::new());
    for path in paths {
        let refuse = |why: String| Unreachable { path: path.display().to_string(), why };
        let whole = path.canonicalize().map_err(|error| refuse(error.to_string()))?;
        if whole.is_dir() {
            walk(&whole, &mut inputs, &mut unwalked);
        } else {
            inputs.push(named(whole));
        }
    }
    Ok((settled(inputs), unwalked))
}

/// Finds the files below paths in a revision, as [`discover`] does on the disk. The paths are canonical; what is not in the
/// revision has come since.
pub fn discover_in(revision: &Arc<Revision>, paths: &[PathBuf]) -> Vec<Input> {
    let mut inputs = Vec::new();
    for path in paths {
        if revision.is_folder(path) {
            walk_revision(revision, path, &mut inputs);
        } else if revision.is_file(path)
            && let Ok(file) = revision.canonical(path)
        {
            inputs.push(named(file));
        }
    }
    settled(inputs)
}

fn named(path: PathBuf) -> Input {
    let bound =
        git_root(&path).or_else(|| path.parent().map(Path::to_path_buf)).unwrap_or_default();
    Input { path, named: true, bound }
}

/// Sorted; of a file that is both named and found, the named one stays.
fn settled(mut inputs: Vec<Input>) -> Vec<Input> {
    inputs.sort_by(|a, b| a.path.cmp(&b.path).then(b.named.cmp(&a.named)));
    inputs.dedup_by(|later, first| later.path == first.path);
    inputs
}

/// The folder of the git repository that holds a path.
pub fn git_root(path: &Path) -> Option<PathBuf> {
    path.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_path_buf)
}

fn walk(root: &Path, inputs: &mut Vec<Input>, unwalked: &mut Vec<Unwalked>) {
    let git = git_root(root);
    let bound = git.clone().unwrap_or_else(|| root.to_path_buf());
    let mut ignores = Ignores::above(&Storage::Disk, root, git.as_deref());
    let entries = WalkDir::new(root).sort_by_file_name().into_iter().filter_entry(|entry| {
        ignores.keeps(entry.path(), entry.file_type().is_dir(), entry.depth())
    });
    for entry in entries {
        match entry {
            Ok(entry) if is_candidate(&entry) && !is_restored(entry.path()) => {
                match target(&entry, &bound) {
                    Ok(path) => inputs.push(Input { path, named: false, bound: bound.clone() }),
                    Err(why) => {
                        unwalked.push(Unwalked { path: entry.into_path(), why: why.to_owned() });
                    }
                }
            }
            Ok(_) => {}
            Err(error) => unwalked.push(Unwalked {
                path: error.path().unwrap_or(root).to_path_buf(),
                why: error
                    .io_error()
                    .map_or_else(|| "a link leads back here".to_owned(), ToString::to_string),
            }),
        }
    }
}

fn walk_revision(revision: &Arc<Revision>, root: &Path, inputs: &mut Vec<Input>) {
    let git = git_root(root);
    let bound = git.clone().unwrap_or_else(|| root.to_path_buf());
    let storage = Storage::Revision(Arc::clone(revision));
    let mut ignores = Ignores::above(&storage, root, git.as_deref());
    let mut waiting = vec![(root, 0)];
    while let Some((path, depth)) = waiting.pop() {
        let is_folder = revision.is_folder(path);
        if !ignores.keeps(path, is_folder, depth) {
            continue;
        }
        if is_folder {
            let entries = revision.entries(path).iter().rev();
            waiting.extend(entries.map(|entry| (entry.as_path(), depth + 1)));
        } else if has_known_extension(path)
            && !is_restored(path)
            && let Ok(path) = storage.canonical(path)
            && storage.is_file(&path)
        {
            inputs.push(Input { path, named: false, bound: bound.clone() });
        }
    }
}

/// Whether the name at the end of a path ends so, in any case; `extension` has no dot.
pub fn has_extension(path: &str, extension: &str) -> bool {
    let bytes = path.as_bytes();
    let Some(dot) = bytes.len().checked_sub(extension.len() + 1) else { return false };
    let is_named = dot > 0 && !matches!(bytes[dot - 1], b'/' | b'\\');
    is_named && bytes[dot] == b'.' && bytes[dot + 1..].eq_ignore_ascii_case(extension.as_bytes())
}

/// The file that an entry means. A link is followed within `bound`, and never out of it.
fn target(entry: &DirEntry, bound: &Path) -> Result<PathBuf, &'static str> {
    if !entry.path_is_symlink() {
        return Ok(entry.path().to_path_buf());
    }
    let target = entry.path().canonicalize().map_err(|_| "this link leads nowhere")?;
    let is_inside = target.starts_with(bound);
    is_inside.then_some(target).ok_or("this link leads out of the folder that is linted")
}

fn is_candidate(entry: &DirEntry) -> bool {
    // A link that leads nowhere is not passed over in silence.
    let is_file =
        entry.file_type().is_file() || (entry.file_type().is_symlink() && !entry.path().is_dir());
    is_file && has_known_extension(entry.path())
}

fn has_known_extension(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension))
}

/// The `.gitignore` files that hold where the walk is.
struct Ignores<'s> {
    storage: &'s Storage,
    active: bool,
    stack: Vec<(usize, Gitignore)>,
}

/// Longer files of ignored paths are not read.
const LONGEST_IGNORES: u64 = 4 << 20;

impl<'s> Ignores<'s> {
    /// Those of the folders between the git root and the folder that is walked.
    fn above(storage: &'s Storage, root: &Path, git: Option<&Path>) -> Self {
        let mut ignores = Self { storage, active: git.is_some(), stack: Vec::new() };
        let above: Vec<_> = root
            .ancestors()
            .skip(1)
            .take_while(|folder| git.is_some_and(|git| folder.starts_with(git)))
            .collect();
        for folder in above.into_iter().rev() {
            ignores.enter(folder, 0);
        }
        ignores
    }

    fn enter(&mut self, folder: &Path, depth: usize) {
        let file = folder.join(".gitignore");
        if !self.storage.is_file(&file) {
            return;
        }
        let Ok(bytes) = self.storage.read(&file, LONGEST_IGNORES) else { return };
        let text = String::from_utf8_lossy(&bytes);
        let mut builder = GitignoreBuilder::new(folder);
        for line in text.trim_start_matches('\u{feff}').lines() {
            // A line that is no glob is passed over, as git does.
            let _ = builder.add_line(None, line);
        }
        if let Ok(ignore) = builder.build() {
            self.stack.push((depth, ignore));
        }
    }

    fn keeps(&mut self, path: &Path, is_dir: bool, depth: usize) -> bool {
        while self.stack.last().is_some_and(|(of, _)| *of >= depth && depth > 0) {
            self.stack.pop();
        }
        if depth > 0 {
            let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
            if is_dir && PASSED_OVER.contains(&name) {
                return false;
            }
            let decided = self
                .stack
                .iter()
                .rev()
                .map(|(_, ignore)| ignore.matched(path, is_dir))
                .find(|m| !m.is_none());
            if self.active && decided.is_some_and(|decided| decided.is_ignore()) {
                return false;
            }
        }
        if is_dir && self.active {
            self.enter(path, depth);
        }
        true
    }
}
