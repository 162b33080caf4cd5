//! Whole runs over texts, without a disk.

use armlint::check::{self, Plan, Silent};
use armlint::discover::Input;
use armlint::finding::Report;
use armlint::rule::Rule;
use armlint::rules::RULES;
use armlint::session::Session;
use std::path::{Path, PathBuf};

/// Lints texts by their paths, all rules on.
pub fn lint(files: &[(&str, &str)]) -> Report {
    lint_with(files, RULES)
}

/// Lints texts by their paths.
pub fn lint_with(files: &[(&str, &str)], rules: &[&'static Rule]) -> Report {
    let folder = PathBuf::from("/nowhere");
    let session = Session::new(folder.clone());
    let inputs = files.iter().map(|(path, text)| {
        let path = folder.join(path);
        session.provide(&path, (*text).to_owned());
        Input { path, named: false, bound: folder.clone() }
    });
    let inputs = inputs.collect();
    check::check(&session, inputs, &[], &Plan::new(rules), &Silent)
}

/// The files below a folder with one of these endings, in order.
pub fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    let is_wanted = |path: &Path| {
        path.extension().is_some_and(|end| endings.iter().any(|wanted| end == *wanted))
    };
    let files = walk.filter(|entry| entry.file_type().is_file());
    files.map(walkdir::DirEntry::into_path).filter(|path| is_wanted(path)).collect()
}

/// Lints a folder on the disk, all rules on.
pub fn lint_folder(folder: &Path) -> Report {
    let session = Session::new(folder.to_path_buf());
    let (inputs, unwalked) =
        armlint::discover::discover(&[folder.to_path_buf()]).unwrap_or_default();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(64 << 20).build();
    let work = || check::check(&session, inputs, &unwalked, &Plan::new(RULES), &Silent);
    match pool {
        Ok(pool) => pool.install(work),
        Err(_) => Report::default(),
    }
}
