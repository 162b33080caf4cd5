//! Templates that nothing has to know before they are linted, JSON and Bicep files that call no others: each is read, linted and
//! let go of at once.
//!
//! Of a hundred megabytes of templates no more are in memory than are being looked at, and what was just parsed is still in
//! the caches of the processor: without this a run takes three times the bytes of its files, and a tenth longer.

use super::account::Seen;
use super::attached;
use super::compiled;
use super::idle::Reached;
use super::jobs::{self, Work};
use super::world::World;
use super::{Loaded, Plan, isolated};
use crate::discover::{Input, has_extension};
use crate::finding::FileKind;
use crate::session::{Content, Session};
use std::sync::{Arc, PoisonError};

/// What became of a file.
pub(super) struct Late {
    pub(super) seen: Option<Seen>,
    pub(super) worlds: Vec<Arc<World>>,
}

/// Whether a file can wait. Bicep files that call others tell who calls whom, parameter files what is given to whom, and what was
/// named or handed in stays.
pub(super) fn is_late(session: &Session, input: &Input) -> bool {
    if input.named || session.has(&input.path) {
        return false;
    }
    let name = input.path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let is_json = [".json", ".jsonc", ".arm"].iter().any(|end| name.ends_with(end));
    (is_json && !attached::is_parameters_name(&name))
        || (has_extension(&name, "bicep") && session.set_aside(&input.path))
}

/// Reads a file, lints it where it is a template, and lets go of it and its parameter files.
pub(super) fn lint(
    session: &Session,
    input: &Input,
    (work, reached): (&Work, &Reached),
    plan: &Plan,
) -> Late {
    let file = session.read(&input.path);
    let loaded = Loaded { input: input.clone(), file };
    let is_template =
        matches!(&loaded.file.content, Content::Unit { kind: FileKind::Arm | FileKind::Bicep, .. });
    let passed_over = if is_template {
        compiled::compiled_from(&session.storage, input, &loaded.file)
    } else {
        None
    };
    let (mut worlds, mut parameters) = (Vec::new(), Vec::new());
    // A caller's world shows what it comes to there.
    let is_shown = work.called.contains(input.path.as_os_str()) && reached.has(&input.path);
    if is_template && passed_over.is_none() && !is_shown {
        let mut waiting = work.attached.lock().unwrap_or_else(PoisonError::into_inner);
        let attached = waiting.remove(&input.path).unwrap_or_default();
        drop(waiting);
        parameters.extend(attached.iter().flatten().map(|file| file.path.clone()));
        for job in jobs::of_root(session, &loaded, attached, plan) {
            worlds.push(Arc::new(isolated(session, &job, plan)));
        }
    }
    // Its name does not lead a parameter file to a template.
    let is_orphan =
        matches!(&loaded.file.content, Content::Unit { kind: FileKind::Parameters, .. });
    let seen = Seen::of(session, &loaded.file, passed_over, is_orphan);
    if let Some(seen) = &seen {
        seen.keep_text(session, &loaded.file);
    }
    drop(loaded);
    for path in std::iter::once(&input.path).chain(&parameters) {
        session.release(path);
    }
    Late { seen, worlds }
}

#[cfg(test)]
mod tests {
    use super::super::jobs::called_by;
    use crate::discover::has_extension;
    use crate::session::Session;
    use std::path::{Path, PathBuf};

    #[test]
    fn no_file_waits_that_calls_another() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let shared = std::env::var_os("ARMLINT_SHARED").map(PathBuf::from);
        let corpus = shared.unwrap_or_else(|| root.join("../shared")).join("corpus");
        let session = Session::new(root.to_path_buf());
        let (mut folders, mut waiting) =
            (vec![root.join("fixtures"), root.join("tests"), corpus], 0);
        while let Some(folder) = folders.pop() {
            for path in folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.path())
            {
                if path.is_dir() {
                    folders.push(path);
                } else if has_extension(&path.to_string_lossy(), "bicep")
                    && session.set_aside(&path)
                {
                    waiting += 1;
                    let called = called_by(&session.read(&path));
                    assert!(called.is_empty(), "{} calls {called:?}", path.display());
                }
            }
        }
        assert!(waiting > 0, "there are no files that call nobody");
    }
}
