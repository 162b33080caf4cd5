//! Who calls a file that is named alone on the command line.

use super::Plan;
use super::jobs::called_by;
use crate::finding::FileKind;
use crate::model::DeploymentSource;
use crate::session::modules::is_restored;
use crate::session::{Content, File, Session};
use memchr::memmem;
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::WalkDir;

/// At most so many files are looked through.
const MOST_FILES: usize = 2_000;
/// Larger files are not looked through.
const LARGEST: u64 = 4 << 20;
/// So many files at most are taken for callers of one file.
const MOST_CALLERS: usize = 64;
/// Ends of names of files that call others.
const EXTENSIONS: &[&str] = &["bicep", "json", "jsonc", "arm"];

/// What was learned about the files around those that are named.
#[derive(Default)]
pub(super) struct Callers {
    nearby: FxHashMap<PathBuf, Arc<Vec<PathBuf>>>,
    mentions: FxHashMap<PathBuf, FxHashSet<String>>,
}

impl Callers {
    /// The files whose worlds may hold `file`, in the folders from its own up to `bound`. Of Bicep files it is certain; a link
    /// of ARM JSON is known once its world is looked at. Files of the run itself, `known`, call it or they do not.
    pub(super) fn of(
        &mut self,
        session: &Session,
        file: &File,
        bound: &Path,
        known: &FxHashSet<&Path>,
        plan: &Plan,
    ) -> Vec<Arc<File>> {
        let Some(folder) = file.path.parent() else { return Vec::new() };
        let candidates = self.nearby(folder, bound);
        let mut callers = match &plan.is_root {
            Some(is_root) if is_root(&session.printed(&file.path)) => Vec::new(),
            Some(is_root) => {
                let roots = candidates.iter().filter(|path| is_root(&session.printed(path)));
                roots.filter(|root| may_reach(session, root, &file.path)).cloned().collect()
            }
            None => self.climb(session, &file.path, &candidates),
        };
        callers.retain(|caller| !known.contains(caller.as_path()) && *caller != file.path);
        callers.sort();
        callers.truncate(MOST_CALLERS);
        callers.iter().map(|path| session.read(path)).collect()
    }

    /// Those that call a file, and those that call them, up to the last. Where all are certain only the last are of interest.
    fn climb(&mut self, session: &Session, file: &Path, candidates: &[PathBuf]) -> Vec<PathBuf> {
        let (mut found, mut waiting) = (Vec::new(), vec![file.to_path_buf()]);
        let mut seen: FxHashSet<PathBuf> = FxHashSet::default();
        while let Some(path) = waiting.pop() {
            if !seen.insert(path.clone()) || seen.len() > MOST_CALLERS {
                continue;
            }
            let callers = self.callers_of(session, &path, candidates);
            if callers.iter().all(|(_, certain)| !certain) {
                found.push(path);
            }
            waiting.extend(callers.into_iter().map(|(caller, _)| caller));
        }
        found
    }

    /// The files among `candidates` that name `path` and mean it, or may mean it.
    fn callers_of(
        &mut self,
        session: &Session,
        path: &Path,
        candidates: &[PathBuf],
    ) -> Vec<(PathBuf, bool)> {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return Vec::new() };
        let name = name.to_ascii_lowercase();
        let mut callers = Vec::new();
        for candidate in candidates.iter().filter(|candidate| candidate.as_path() != path) {
            if !self.mentions(candidate).contains(&name) {
                continue;
            }
            let file = session.read(candidate);
            if called_by(&file).iter().any(|called| called == path) {
                callers.push((candidate.clone(), true));
            } else if is_json(path) && has_links(&file) {
                callers.push((candidate.clone(), false));
            }
        }
        callers
    }

    /// Files that may be templates below the folders from `folder` up to `bound`, the nearest first.
    fn nearby(&mut self, folder: &Path, bound: &Path) -> Arc<Vec<PathBuf>> {
        if let Some(known) = self.nearby.get(folder) {
            return Arc::clone(known);
        }
        let found = Arc::new(list(folder, bound));
        self.nearby.insert(folder.to_path_buf(), Arc::clone(&found));
        found
    }

    /// The names of template files that a file mentions, in lower case.
    fn mentions(&mut self, path: &Path) -> &FxHashSet<String> {
        self.mentions.entry(path.to_path_buf()).or_insert_with(|| {
            let is_small = std::fs::metadata(path).is_ok_and(|about| about.len() <= LARGEST);
            let text = if is_small { std::fs::read(path).unwrap_or_default() } else { Vec::new() };
            names(&text)
        })
    }
}

fn list(folder: &Path, bound: &Path) -> Vec<PathBuf> {
    let (mut found, mut seen) = (Vec::new(), FxHashSet::default());
    for root in folder.ancestors().take_while(|folder| folder.starts_with(bound)) {
        let walk = WalkDir::new(root).sort_by_file_name().into_iter();
        let kept = walk.filter_entry(|entry| {
            !matches!(entry.file_name().to_str(), Some(".git" | "node_modules"))
                && (entry.depth() == 0 || !seen.contains(entry.path()))
        });
        for entry in kept.filter_map(Result::ok) {
            if entry.file_type().is_file() && is_candidate(entry.path()) {
                found.push(entry.into_path());
            }
            if found.len() >= MOST_FILES {
                return found;
            }
        }
        // The folder above need not look here again.
        seen.insert(root.to_path_buf());
    }
    found
}

fn is_candidate(path: &Path) -> bool {
    let extension = path.extension().and_then(|end| end.to_str()).unwrap_or_default();
    EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension)) && !is_restored(path)
}

fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|end| !end.eq_ignore_ascii_case("bicep"))
}

/// The names of files in a text: what stands before `.bicep`, `.json` and the like, back to a quote or a slash.
fn names(text: &[u8]) -> FxHashSet<String> {
    let mut names = FxHashSet::default();
    for end in EXTENSIONS {
        let end = format!(".{end}");
        for at in memmem::find_iter(text, end.as_bytes()) {
            let before = &text[..at];
            let is_border = |byte: &u8| b"/\\'\"{}[](),\n".contains(byte);
            let start = before.iter().rposition(is_border).map_or(0, |border| border + 1);
            if let Ok(name) = std::str::from_utf8(&before[start.max(at.saturating_sub(256))..]) {
                names.insert(format!("{name}{end}").to_ascii_lowercase());
            }
        }
    }
    names
}

/// Whether a template of ARM JSON deploys others by links.
fn has_links(file: &File) -> bool {
    let Content::Unit { unit, kind: FileKind::Arm } = &file.content else { return false };
    unit.template.walk().any(|resource| {
        matches!(
            resource.deployment.as_deref().map(|deployment| &deployment.source),
            Some(DeploymentSource::Link(_))
        )
    })
}

/// Whether a root calls a file, itself or through others. Where it has links that is not known.
fn may_reach(session: &Session, root: &Path, wanted: &Path) -> bool {
    reach(session, root).into_iter().any(|path| {
        path == wanted || is_json(&path) && is_json(wanted) && has_links(&session.read(&path))
    })
}

/// A file and all that it calls, as far as their texts tell.
pub(super) fn reach(session: &Session, root: &Path) -> FxHashSet<PathBuf> {
    let (mut seen, mut waiting) = (FxHashSet::default(), vec![root.to_path_buf()]);
    while let Some(path) = waiting.pop() {
        if seen.insert(path.clone()) && path.is_file() {
            waiting.extend(called_by(&session.read(&path)));
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_of_files_are_found_wherever_they_stand() {
        let text = "module a '../x/Net work.bicep' = {}\n\"[uri(p, 'nested/b.json')]\" 'c.jsonc'";
        let mut found: Vec<_> = names(text.as_bytes()).into_iter().collect();
        found.sort();
        assert_eq!(found, ["b.json", "c.json", "c.jsonc", "net work.bicep"]);
    }
}
