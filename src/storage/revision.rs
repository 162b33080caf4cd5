//! A revision of a git repository, read through its objects: nothing is checked out, and nothing written.

use super::objects::{self, Object, Objects};
use super::{Kind, NO_FILE, PASSED_OVER, Unread};
use rustc_hash::FxHashMap;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// More links than this lead nowhere.
const MOST_LINKS: usize = 32;
/// The target of a link is not longer.
const LONGEST_LINK: u64 = 4096;

/// The files of a revision, where they would lie if it were checked out.
#[derive(Debug)]
pub struct Revision {
    root: PathBuf,
    nodes: FxHashMap<PathBuf, Node>,
    /// What lies in each folder, sorted by name.
    folders: FxHashMap<PathBuf, Vec<PathBuf>>,
    objects: Mutex<Objects>,
    /// Why something could not be read that is in the revision.
    failure: Mutex<Option<String>>,
}

#[derive(Debug)]
struct Node {
    id: String,
    is_link: bool,
}

impl Revision {
    /// Reads what is in a revision of the repository in the folder `root`, which is canonical. The contents are read later.
    pub fn open(root: &Path, revision: &str) -> Result<Self, String> {
        let commit = objects::commit(root, revision)?;
        let listed = objects::entries(root, &commit)?;
        let mut nodes = FxHashMap::default();
        let mut folders: FxHashMap<PathBuf, Vec<PathBuf>> = FxHashMap::default();
        folders.insert(root.to_path_buf(), Vec::new());
        for entry in listed.split(|byte| *byte == 0) {
            let Some((path, node)) = node(root, entry) else { continue };
            let mut child = path.as_path();
            while let Some(folder) = child.parent().filter(|folder| folder.starts_with(root)) {
                let is_known = folders.contains_key(folder);
                folders.entry(folder.to_path_buf()).or_default().push(child.to_path_buf());
                if is_known {
                    break;
                }
                child = folder;
            }
            nodes.insert(path, node);
        }
        for entries in folders.values_mut() {
            entries.sort();
        }
        let objects = Mutex::new(Objects::new(root)?);
        Ok(Self { root: root.to_path_buf(), nodes, folders, objects, failure: Mutex::default() })
    }

    /// Why something could not be read that is in the revision; what was made of it says nothing then.
    pub fn failure(&self) -> Option<String> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether a path lies in the working tree.
    pub(super) fn covers(&self, path: &Path) -> bool {
        path.starts_with(&self.root)
    }

    pub(crate) fn is_file(&self, path: &Path) -> bool {
        self.canonical(path).is_ok_and(|path| self.nodes.contains_key(&path))
    }

    /// Whether there is a folder at a path.
    pub(crate) fn is_folder(&self, path: &Path) -> bool {
        self.folders.contains_key(path)
    }

    /// Whether there is a link at a path.
    pub(crate) fn is_link(&self, path: &Path) -> bool {
        self.nodes.get(path).is_some_and(|node| node.is_link)
    }

    pub(crate) fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        if self.nodes.get(path).is_some_and(|node| !node.is_link) {
            return Ok(path.to_path_buf());
        }
        let absent = || io::Error::from(io::ErrorKind::NotFound);
        let mut waiting: Vec<PathBuf> = parts(path.strip_prefix(&self.root).map_err(|_| absent())?);
        let (mut at, mut links) = (self.root.clone(), 0);
        while let Some(part) = waiting.pop() {
            if part.as_os_str() == ".." {
                if at == self.root || !at.pop() {
                    return Err(absent());
                }
                continue;
            }
            at.push(&part);
            if self.is_link(&at) {
                links += 1;
                let target = self.read_node(&at, LONGEST_LINK).map_err(io::Error::other)?;
                let target = PathBuf::from(String::from_utf8_lossy(&target).into_owned());
                if links > MOST_LINKS || target.is_absolute() {
                    return Err(absent());
                }
                at.pop();
                waiting.extend(parts(&target));
            }
        }
        let is_there = self.nodes.contains_key(&at) || self.is_folder(&at);
        is_there.then_some(at).ok_or_else(absent)
    }

    pub(super) fn read(&self, path: &Path, largest: u64) -> Result<Vec<u8>, Unread> {
        let path = self.canonical(path).map_err(Unread::because)?;
        self.read_node(&path, largest)
    }

    fn read_node(&self, path: &Path, largest: u64) -> Result<Vec<u8>, Unread> {
        let node = self.nodes.get(path).ok_or_else(|| Unread::because(NO_FILE))?;
        let mut objects = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        match objects.get(&node.id, largest) {
            Ok(Object::Whole(bytes)) => Ok(bytes),
            Ok(Object::Larger) => Err(Unread::too_large(largest, Vec::new())),
            Err(error) => {
                let name = path.strip_prefix(&self.root).unwrap_or(path).display();
                let why = format!("'{name}' cannot be read from the repository: {error}");
                let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
                Err(Unread::because(failure.get_or_insert(why)))
            }
        }
    }

    /// What lies in a folder, sorted by name.
    pub(crate) fn entries(&self, folder: &Path) -> &[PathBuf] {
        self.folders.get(folder).map_or(&[], Vec::as_slice)
    }

    pub(super) fn listing(&self, folder: &Path) -> Vec<(PathBuf, Kind)> {
        let kind = |path: &PathBuf| match self.nodes.get(path) {
            Some(node) if node.is_link => Kind::Other,
            Some(_) => Kind::File,
            None => Kind::Folder,
        };
        self.entries(folder).iter().map(|path| (path.clone(), kind(path))).collect()
    }

    pub(super) fn files_below(&self, folder: &Path, deepest: usize, most: usize) -> Vec<PathBuf> {
        let (mut found, mut looked) = (Vec::new(), 0);
        let mut waiting = vec![(folder, 0)];
        while let Some((path, depth)) = waiting.pop() {
            looked += 1;
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if looked > most || depth > deepest || PASSED_OVER.contains(&name) {
                continue;
            }
            if self.nodes.get(path).is_some_and(|node| !node.is_link) {
                found.push(path.to_path_buf());
            }
            waiting.extend(self.entries(path).iter().rev().map(|entry| (&**entry, depth + 1)));
        }
        found
    }
}

/// The names of a relative path, the last one first.
fn parts(path: &Path) -> Vec<PathBuf> {
    let kept = path.components().filter(|part| !matches!(part, Component::CurDir));
    kept.map(|part| PathBuf::from(part.as_os_str())).rev().collect()
}

/// The file or link of `<mode> <kind> <id>\t<path>`; other repositories in this one are passed over.
fn node(root: &Path, entry: &[u8]) -> Option<(PathBuf, Node)> {
    let tab = entry.iter().position(|byte| *byte == b'\t')?;
    let (about, path) = (std::str::from_utf8(&entry[..tab]).ok()?, &entry[tab + 1..]);
    let mut words = about.split(' ');
    let (mode, kind, id) = (words.next()?, words.next()?, words.next()?);
    let node = Node { id: id.to_owned(), is_link: mode == "120000" };
    (kind == "blob").then(|| (root.join(name(path)), node))
}

#[cfg(unix)]
fn name(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn name(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}
