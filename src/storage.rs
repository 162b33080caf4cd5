//! Where the files of a run lie: on the disk, or in a revision of a git repository.

mod objects;
mod revision;

pub use revision::Revision;

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::WalkDir;

/// Folders that are never looked into.
pub(crate) const PASSED_OVER: &[&str] = &[".git", "node_modules"];

/// Where files are read. Of a revision all that lies outside of its working tree is read from the disk.
#[derive(Debug, Clone, Default)]
pub enum Storage {
    /// The disk.
    #[default]
    Disk,
    /// A revision of a git repository, whose files seem to lie where its working tree is.
    Revision(Arc<Revision>),
}

impl Storage {
    /// The revision that a path lies in.
    pub(crate) fn revision(&self, path: &Path) -> Option<&Revision> {
        match self {
            Self::Revision(revision) if revision.covers(path) => Some(revision),
            _ => None,
        }
    }

    /// Whether there is a file at a path, links followed.
    pub fn is_file(&self, path: &Path) -> bool {
        self.revision(path).map_or_else(|| path.is_file(), |revision| revision.is_file(path))
    }

    /// Whether a file is there, below `bound`, whatever links lead to it.
    pub fn is_below(&self, bound: &Path, path: &Path) -> bool {
        let found = self.canonical(path);
        found.is_ok_and(|found| found.starts_with(bound) && self.is_file(&found))
    }

    /// The path of what is there, links resolved.
    pub fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        self.revision(path).map_or_else(|| path.canonicalize(), |revision| revision.canonical(path))
    }

    /// The bytes of a file of at most so many; the error says why there are none.
    pub fn read(&self, path: &Path, largest: u64) -> Result<Vec<u8>, Unread> {
        match self.revision(path) {
            Some(revision) => revision.read(path, largest),
            None => from_disk(path, largest),
        }
    }

    /// What lies in a folder, in no order.
    pub fn entries(&self, folder: &Path) -> Vec<PathBuf> {
        if let Some(revision) = self.revision(folder) {
            return revision.entries(folder).to_vec();
        }
        let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
        entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect()
    }

    /// What lies in a folder with what it is, sorted by name. Links are neither files nor folders here.
    pub fn listing(&self, folder: &Path) -> Vec<(PathBuf, Kind)> {
        if let Some(revision) = self.revision(folder) {
            return revision.listing(folder);
        }
        let kind = |kind: fs::FileType| match (kind.is_file(), kind.is_dir()) {
            (true, _) => Kind::File,
            (_, true) => Kind::Folder,
            _ => Kind::Other,
        };
        let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        let known = entries.filter_map(|entry| Some((entry.path(), kind(entry.file_type().ok()?))));
        let mut entries: Vec<_> = known.collect();
        entries.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        entries
    }

    /// The files below a folder, so deep at most, in the order of a walk by names. Links are no files here, and at most so many
    /// entries are looked at.
    pub fn files_below(
        &self,
        folder: &Path,
        deepest: usize,
        most: usize,
    ) -> Box<dyn Iterator<Item = PathBuf>> {
        if let Some(revision) = self.revision(folder) {
            return Box::new(revision.files_below(folder, deepest, most).into_iter());
        }
        let walk = WalkDir::new(folder).max_depth(deepest).sort_by_file_name().into_iter();
        let kept = walk.filter_entry(|entry| {
            entry.file_name().to_str().is_none_or(|name| !PASSED_OVER.contains(&name))
        });
        let files = kept.take(most).flatten().filter(|entry| entry.file_type().is_file());
        Box::new(files.map(walkdir::DirEntry::into_path))
    }
}

/// What an entry of a folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A link, or something else.
    Other,
}

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
#[error("{why}")]
pub struct Unread {
    /// The reason in plain words.
    pub why: String,
    /// Whether it is larger than what was to be read.
    pub is_large: bool,
    /// The beginning of a file that is too large, where it is at hand.
    pub head: Vec<u8>,
}

impl Unread {
    fn because(why: impl ToString) -> Self {
        Self { why: why.to_string(), is_large: false, head: Vec::new() }
    }

    fn too_large(largest: u64, head: Vec<u8>) -> Self {
        Self { why: format!("larger than {} MiB", largest >> 20), is_large: true, head }
    }
}

fn from_disk(path: &Path, largest: u64) -> Result<Vec<u8>, Unread> {
    let about = fs::metadata(path).map_err(Unread::because)?;
    if !about.is_file() {
        return Err(Unread::because(NO_FILE));
    }
    let file = fs::File::open(path).map_err(Unread::because)?;
    let most = if about.len() > largest { HEAD } else { largest + 1 };
    // A file may grow while it is read.
    let mut bytes = Vec::with_capacity(about.len().min(most) as usize + 1);
    file.take(most).read_to_end(&mut bytes).map_err(Unread::because)?;
    let is_large = about.len().max(bytes.len() as u64) > largest;
    if is_large { Err(Unread::too_large(largest, bytes)) } else { Ok(bytes) }
}

/// So much of a file that is too large is looked at.
const HEAD: u64 = 64 << 10;

const NO_FILE: &str = "this is no file";
