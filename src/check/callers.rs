//! Who calls a file that is named alone on the command line.

use super::jobs::called_by;
use crate::session::{File, Session};
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::WalkDir;

/// At most so many files are looked through.
const MOST_FILES: usize = 2_000;
/// Larger files are not looked through.
const LARGEST: u64 = 4 << 20;

/// The roots whose worlds hold `file`, in the folders from its own up to `bound`. Files of the run itself, `known`, are not
/// looked at: they call it or they do not.
pub(super) fn roots(
    session: &Session,
    file: &Arc<File>,
    bound: &Path,
    known: &FxHashSet<&Path>,
) -> Vec<Arc<File>> {
    let Some(folder) = file.path.parent() else { return Vec::new() };
    let mut candidates: Option<Vec<PathBuf>> = None;
    let (mut roots, mut waiting) = (Vec::new(), vec![file.path.clone()]);
    let mut seen: FxHashSet<PathBuf> = FxHashSet::default();
    while let Some(path) = waiting.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let candidates = candidates.get_or_insert_with(|| nearby(folder, bound));
        let callers = callers_of(session, &path, candidates);
        if callers.is_empty() && path != file.path {
            roots.push(session.read(&path));
        }
        waiting.extend(callers);
    }
    roots.retain(|root| !known.contains(root.path.as_path()));
    roots.sort_by(|a, b| a.path.cmp(&b.path));
    roots
}

/// Bicep files below the folders from `folder` up to `bound`, the nearest first.
fn nearby(folder: &Path, bound: &Path) -> Vec<PathBuf> {
    let (mut found, mut seen) = (Vec::new(), FxHashSet::default());
    for root in folder.ancestors().take_while(|folder| folder.starts_with(bound)) {
        let walk = WalkDir::new(root).sort_by_file_name().into_iter();
        let kept = walk.filter_entry(|entry| {
            !matches!(entry.file_name().to_str(), Some(".git" | "node_modules"))
        });
        for entry in kept.filter_map(Result::ok) {
            let is_bicep =
                entry.path().extension().is_some_and(|end| end.eq_ignore_ascii_case("bicep"));
            if is_bicep && entry.file_type().is_file() && seen.insert(entry.path().to_path_buf()) {
                found.push(entry.into_path());
            }
            if found.len() >= MOST_FILES {
                return found;
            }
        }
    }
    found
}

/// The files among `candidates` that name `path`, and mean it.
fn callers_of(session: &Session, path: &Path, candidates: &[PathBuf]) -> Vec<PathBuf> {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return Vec::new() };
    let names_it = |candidate: &&PathBuf| {
        let is_small = std::fs::metadata(candidate).is_ok_and(|about| about.len() <= LARGEST);
        is_small
            && std::fs::read(candidate)
                .is_ok_and(|text| memchr::memmem::find(&text, name.as_bytes()).is_some())
    };
    let candidates =
        candidates.iter().filter(|candidate| candidate.as_path() != path).filter(names_it);
    let calls_it = |candidate: &&PathBuf| {
        called_by(&session.read(candidate)).iter().any(|called| called == path)
    };
    candidates.filter(calls_it).cloned().collect()
}
