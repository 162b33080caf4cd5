//! Who calls a file that is named alone on the command line.

use super::jobs::called_by;
use crate::discover::has_extension;
use crate::session::{File, Session};
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use walkdir::WalkDir;

/// At most so many files are looked through.
const MOST_FILES: usize = 2_000;
/// Larger files are not looked through.
const LARGEST: u64 = 4 << 20;
/// At most so many bytes of all of them are looked through.
const MOST_BYTES: u64 = 64 << 20;
/// What templates and modules may be called.
const EXTENSIONS: &[&str] = &["bicep", "json", "jsonc", "arm"];

/// The root of a world that holds a named file.
pub(super) struct Caller {
    pub(super) file: Arc<File>,
    /// It is sure to call it. What a linked template means is only known once its address is evaluated.
    pub(super) certain: bool,
}

/// The files around those that are named; each is looked through once.
pub(super) struct Neighbours<'s> {
    session: &'s Session,
    nearby: FxHashMap<(PathBuf, bool), Rc<[PathBuf]>>,
    mentions: FxHashMap<PathBuf, Mentions>,
    /// Bytes that may still be looked through.
    left: u64,
}

impl<'s> Neighbours<'s> {
    pub(super) fn new(session: &'s Session) -> Self {
        let (nearby, mentions) = (FxHashMap::default(), FxHashMap::default());
        Self { session, nearby, mentions, left: MOST_BYTES }
    }

    /// The roots whose worlds may hold `file`, in the folders from its own up to `bound`. Files of the run itself, `known`,
    /// are no answer: their worlds are looked at anyway.
    pub(super) fn roots(
        &mut self,
        file: &Arc<File>,
        bound: &Path,
        known: &FxHashSet<&Path>,
    ) -> Vec<Caller> {
        let mut roots: Vec<Caller> = Vec::new();
        let mut waiting = vec![(file.path.clone(), true)];
        let mut seen: FxHashSet<PathBuf> = FxHashSet::default();
        while let Some((path, certain)) = waiting.pop() {
            if !seen.insert(path.clone()) {
                continue;
            }
            let callers = self.callers_of(&path, bound);
            if callers.is_empty() && path != file.path && !known.contains(path.as_path()) {
                roots.push(Caller { file: self.session.read(&path), certain });
            }
            waiting.extend(callers.into_iter().map(|(path, sure)| (path, sure && certain)));
        }
        roots.sort_by(|a, b| a.file.path.cmp(&b.file.path));
        roots
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
            let size = std::fs::metadata(path).map_or(u64::MAX, |about| about.len());
            let is_small = size <= LARGEST.min(self.left);
            let text = if is_small { std::fs::read(path).unwrap_or_default() } else { Vec::new() };
            self.left -= if is_small { size } else { 0 };
            Mentions::of(&text)
        })
    }

    /// Files below the folders from `folder` up to `bound`, the nearest first.
    fn nearby(&mut self, folder: &Path, bound: &Path, only_bicep: bool) -> Rc<[PathBuf]> {
        let extensions = if only_bicep { &EXTENSIONS[..1] } else { EXTENSIONS };
        let found = self.nearby.entry((folder.to_path_buf(), only_bicep));
        Rc::clone(found.or_insert_with(|| nearby(folder, bound, extensions).into()))
    }
}

fn nearby(folder: &Path, bound: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let (mut found, mut seen) = (Vec::new(), FxHashSet::default());
    for root in folder.ancestors().take_while(|folder| folder.starts_with(bound)) {
        let walk = WalkDir::new(root).sort_by_file_name().into_iter();
        let kept = walk.filter_entry(|entry| {
            !matches!(entry.file_name().to_str(), Some(".git" | "node_modules"))
        });
        for entry in kept.filter_map(Result::ok) {
            let is_candidate = entry.file_name().to_str().is_some_and(|name| {
                extensions.iter().any(|extension| has_extension(name, extension))
            });
            if is_candidate
                && entry.file_type().is_file()
                && seen.insert(entry.path().to_path_buf())
            {
                found.push(entry.into_path());
            }
            if found.len() >= MOST_FILES {
                return found;
            }
        }
    }
    found
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
