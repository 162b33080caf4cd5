//! What the paths of references lead to on the disk. Many worlds ask for the same ones, and to resolve the links of a path takes a
//! call of the system for each of its folders: a third of a run over modules that call each other.

use super::modules::Config;
use super::{ByPath, Session};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What was found, until a file changes.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The paths of what is there, links resolved; `None` where there is nothing.
    paths: Mutex<ByPath<Option<Arc<Path>>>>,
    /// What `bicepconfig.json` says in a folder, with the bound up to which it was looked for.
    configs: Mutex<ByPath<(PathBuf, Arc<Config>)>>,
}

impl Found {
    /// Everything has to be looked for anew.
    pub(super) fn forget(&self) {
        self.paths.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.configs.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Session {
    /// The path of what is there, links resolved; nothing where there is nothing.
    pub(super) fn canonical(&self, path: &Path) -> Option<Arc<Path>> {
        let paths = || self.found.paths.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = paths().get(path.as_os_str()) {
            return known.clone();
        }
        // Where nothing is there one call tells.
        let is_there = self.storage.revision(path).is_some() || path.symlink_metadata().is_ok();
        let found = is_there.then(|| self.storage.canonical(path).ok()).flatten().map(Arc::from);
        paths().insert(path.as_os_str().to_owned(), found.clone());
        found
    }

    /// What `bicepconfig.json` says in a folder.
    pub(super) fn config(&self, folder: &Path, bound: &Path) -> Arc<Config> {
        let configs = || self.found.configs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, known)) = configs().get(folder.as_os_str())
            && of == bound
        {
            return Arc::clone(known);
        }
        let config = Arc::new(Config::near(self, folder, bound));
        let entry = (bound.to_path_buf(), Arc::clone(&config));
        configs().insert(folder.as_os_str().to_owned(), entry);
        config
    }

    /// Whether a file is there, below `bound`, whatever links lead to it.
    pub(super) fn is_below(&self, bound: &Path, path: &Path) -> bool {
        let found = self.canonical(path);
        found.is_some_and(|found| found.starts_with(bound) && self.storage.is_file(&found))
    }
}
