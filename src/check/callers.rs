//! Who calls a file that is named alone on the command line.

use super::Plan;
use super::jobs::called_by;
use crate::discover::has_extension;
use crate::session::modules::is_restored;
use crate::session::{File, Session};
use crate::storage::{Kind, PASSED_OVER, Storage};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

/// At most so many files are looked through.
const MOST_FILES: usize = 2_000;
/// Below a folder of a repository no more entries than these are looked at.
const MOST_ENTRIES: usize = 50_000;
/// And elsewhere, where the folder of a file may be a home or a scratch folder.
const MOST_ENTRIES_OUTSIDE: usize = 2_000;
/// Larger files are not looked through.
const LARGEST: u64 = 4 << 20;
/// At most so many bytes of all of them are looked through.
const MOST_BYTES: u64 = 64 << 20;
/// So many files at most are taken for callers of one file.
const MOST_CALLERS: usize = 64;
/// What templates and modules may be called.
const EXTENSIONS: &[&str] = &["bicep", "json", "jsonc", "arm"];

/// The files around those that are named; each is looked through once.
pub(super) struct Neighbours<'s> {
    session: &'s Session,
    nearby: FxHashMap<(PathBuf, bool), Nearby>,
    mentions: FxHashMap<PathBuf, Mentions>,
    /// Bytes that may still be looked through.
    left: u64,
    /// A bound ended the search for callers of the last file early.
    is_cut: bool,
}

impl<'s> Neighbours<'s> {
    pub(super) fn new(session: &'s Session) -> Self {
        let (nearby, mentions) = (FxHashMap::default(), FxHashMap::default());
        Self { session, nearby, mentions, left: MOST_BYTES, is_cut: false }
    }

    /// The files whose worlds may hold `file`, in the folders from its own up to `bound`. Files of the run itself, `known`,
    /// are no answer: their worlds are looked at anyway. The second part tells whether a bound left some out.
    pub(super) fn callers(
        &mut self,
        file: &File,
        bound: &Path,
        known: &FxHashSet<&OsStr>,
        plan: &Plan,
    ) -> (Vec<Arc<File>>, bool) {
        self.is_cut = false;
        let mut callers = match &plan.is_root {
            Some(is_root) => self.among_roots(&file.path, bound, is_root),
            None => self.climb(&file.path, bound),
        };
        callers.retain(|caller| *caller != file.path && !known.contains(caller.as_os_str()));
        callers.sort();
        let is_cut = self.is_cut || callers.len() > MOST_CALLERS;
        callers.truncate(MOST_CALLERS);
        (callers.iter().map(|path| self.session.read(path)).collect(), is_cut)
    }

    /// Those of the configured roots that call a file, itself or through others. A root has no callers.
    fn among_roots(
        &mut self,
        file: &Path,
        bound: &Path,
        is_root: &dyn Fn(&str) -> bool,
    ) -> Vec<PathBuf> {
        let is_root = |path: &Path| is_root(&self.session.printed(path));
        let Some(folder) = file.parent().filter(|_| !is_root(file)) else { return Vec::new() };
        let candidates = self.nearby(folder, bound, false);
        let roots: Vec<_> = candidates.iter().filter(|path| is_root(path)).cloned().collect();
        let mut callers = roots;
        callers.retain(|root| {
            let reached = self.reach(root, bound);
            let links = |path: &PathBuf| !is_bicep(path) && self.mentions_of(path).links;
            reached.contains(file) || !is_bicep(file) && reached.iter().any(links)
        });
        callers
    }

    /// Those that call a file, and those that call them, up to the last. Where it is not sure that the last ones call it, the
    /// ones between are of interest too.
    fn climb(&mut self, file: &Path, bound: &Path) -> Vec<PathBuf> {
        let (mut found, mut waiting) = (Vec::new(), vec![file.to_path_buf()]);
        let mut seen: FxHashSet<PathBuf> = FxHashSet::default();
        while let Some(path) = waiting.pop() {
            if seen.len() > MOST_CALLERS {
                self.is_cut = true;
                break;
            }
            if !seen.insert(path.clone()) {
                continue;
            }
            let callers = self.callers_of(&path, bound);
            if callers.iter().all(|(_, certain)| !certain) {
                found.push(path);
            }
            waiting.extend(callers.into_iter().map(|(caller, _)| caller));
        }
        found
    }

    /// A file and all that it calls, as far as their texts tell. Nothing outside of `bound` is looked at.
    pub(super) fn reach(&self, file: &Path, bound: &Path) -> FxHashSet<PathBuf> {
        let (mut seen, mut waiting) = (FxHashSet::default(), vec![file.to_path_buf()]);
        while let Some(path) = waiting.pop() {
            let storage = &self.session.storage;
            if storage.is_below(bound, &path) && seen.insert(path.clone()) {
                waiting.extend(called_by(&self.session.read(&path)));
            }
        }
        seen
    }

    /// The files that name `path` and seem to mean it; whether they are sure to.
    fn callers_of(&mut self, path: &Path, bound: &Path) -> Vec<(PathBuf, bool)> {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|n| n.to_str()))
        else {
            return Vec::new();
        };
        let only_bicep = has_extension(name, "bicep");
        let mut callers = Vec::new();
        for candidate in self.nearby(folder, bound, only_bicep).iter() {
            if candidate == path || !self.mentions_of(candidate).contains(name) {
                continue;
            }
            let caller = self.session.read(candidate);
            if called_by(&caller).iter().any(|called| called == path) {
                callers.push((candidate.clone(), true));
            } else if self.mentions_of(candidate).links && caller.unit().is_some() {
                callers.push((candidate.clone(), false));
            }
        }
        callers
    }

    fn mentions_of(&mut self, path: &Path) -> &Mentions {
        self.mentions.entry(path.to_path_buf()).or_insert_with(|| {
            self.is_cut |= self.left == 0;
            let read = self.session.storage.read(path, LARGEST.min(self.left));
            let text = read.unwrap_or_default();
            self.left = self.left.saturating_sub(text.len() as u64);
            Mentions::of(&text)
        })
    }

    /// Files below the folders from `folder` up to `bound`, the nearest first.
    fn nearby(&mut self, folder: &Path, bound: &Path, only_bicep: bool) -> Rc<[PathBuf]> {
        let extensions = if only_bicep { &EXTENSIONS[..1] } else { EXTENSIONS };
        let found = self.nearby.entry((folder.to_path_buf(), only_bicep));
        let storage = &self.session.storage;
        let found = found.or_insert_with(|| nearby(storage, folder, bound, extensions));
        self.is_cut |= found.is_cut;
        Rc::clone(&found.files)
    }
}

/// The files around a folder, and whether there may be more.
struct Nearby {
    files: Rc<[PathBuf]>,
    is_cut: bool,
}

fn nearby(storage: &Storage, folder: &Path, bound: &Path, extensions: &[&str]) -> Nearby {
    let is_repository = bound.join(".git").exists();
    let mut left = if is_repository { MOST_ENTRIES } else { MOST_ENTRIES_OUTSIDE };
    let (mut found, mut entered) = (Vec::new(), FxHashSet::default());
    let is_candidate = |name: &str| extensions.iter().any(|end| has_extension(name, end));
    for root in folder.ancestors().take_while(|folder| folder.starts_with(bound)) {
        let mut waiting = VecDeque::from([root.to_path_buf()]);
        while let Some(folder) = waiting.pop_front() {
            if !entered.insert(folder.clone()) {
                continue;
            }
            let entries = storage.listing(&folder);
            left = left.saturating_sub(entries.len());
            for (path, kind) in entries {
                let name = path.file_name().and_then(|name| name.to_str());
                match kind {
                    Kind::Folder if !name.is_some_and(|name| PASSED_OVER.contains(&name)) => {
                        waiting.push_back(path);
                    }
                    Kind::File if name.is_some_and(is_candidate) && !is_restored(&path) => {
                        found.push(path);
                    }
                    _ => {}
                }
                if found.len() >= MOST_FILES {
                    return Nearby { files: found.into(), is_cut: true };
                }
            }
            if left == 0 {
                // Elsewhere nobody expects that the whole disk is looked through.
                return Nearby { files: found.into(), is_cut: is_repository };
            }
        }
    }
    Nearby { files: found.into(), is_cut: false }
}

fn is_bicep(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("bicep"))
}

/// The names of files in a text.
#[derive(Default)]
struct Mentions {
    names: FxHashSet<Box<[u8]>>,
    /// It links templates.
    links: bool,
}

impl Mentions {
    fn of(text: &[u8]) -> Self {
        let names = text.split(|byte| !is_of_name(*byte)).filter(|word| {
            let word = std::str::from_utf8(word).unwrap_or_default();
            EXTENSIONS.iter().any(|extension| has_extension(word, extension))
        });
        Self {
            names: names.map(Box::from).collect(),
            links: memchr::memmem::find(text, b"templateLink").is_some(),
        }
    }

    /// Of a name with spaces the last word is enough.
    fn contains(&self, name: &str) -> bool {
        let word = name.as_bytes().rsplit(|byte| !is_of_name(*byte)).next().unwrap_or_default();
        self.names.contains(word)
    }
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') || !byte.is_ascii()
}
