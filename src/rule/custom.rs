//! The rules of users: rule files of a folder.

use super::Rule;
use super::declarative::file::{Problem, read};
use rustc_hash::FxHashMap;
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Largest rule file that is read.
const LARGEST: u64 = 1 << 20;

/// A rule, and the file that it is from.
#[derive(Clone)]
pub struct Loaded {
    /// The rule.
    pub rule: &'static Rule,
    /// Its file.
    pub path: PathBuf,
}

/// Reads rule files: those named, and all `*.toml` below the folders named. Each problem is a text to show.
pub fn load(paths: &[PathBuf]) -> Result<Vec<Loaded>, Vec<String>> {
    let (mut loaded, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        for file in files(path, &mut problems) {
            match load_file(&file) {
                Ok(rule) => loaded.push(Loaded { rule, path: file }),
                Err(problem) => problems.push(problem),
            }
        }
    }
    if problems.is_empty() { Ok(loaded) } else { Err(problems) }
}

fn files(path: &Path, problems: &mut Vec<String>) -> Vec<PathBuf> {
    if !path.exists() {
        problems.push(format!("{}: there is no such file or folder", path.display()));
        return Vec::new();
    }
    let entries = WalkDir::new(path).sort_by_file_name().into_iter().filter_entry(|entry| {
        entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
    });
    entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .filter(|file| file == path || file.extension().is_some_and(|end| end == "toml"))
        .collect()
}

fn load_file(file: &Path) -> Result<&'static Rule, String> {
    let shown = file.display().to_string();
    let in_words = |error: std::io::Error| format!("{shown}: {error}");
    if fs::metadata(file).map_err(in_words)?.len() > LARGEST {
        return Err(format!("{shown}: a rule file is not larger than a megabyte"));
    }
    let text = fs::read_to_string(file).map_err(in_words)?;
    read(&text).map_err(|problem: Problem| problem.shown(&shown, &text))
}

/// Ids and names that stand twice, or that armlint's own rules have, each a text to show.
pub fn taken(loaded: &[Loaded]) -> Vec<String> {
    if loaded.is_empty() {
        return Vec::new();
    }
    let own =
        crate::rules::RULES.iter().map(|rule| &rule.card).chain(super::own::ALL.iter().copied());
    let own =
        own.flat_map(|card| [card.id, card.name].into_iter().chain(card.aliases.iter().copied()));
    let mut by: FxHashMap<&str, String> =
        own.map(|word| (word, "a rule of armlint".to_owned())).collect();
    let mut problems = Vec::new();
    for Loaded { rule, path } in loaded {
        for word in [rule.card.id, rule.card.name] {
            if let Some(other) = by.insert(word, path.display().to_string()) {
                problems.push(format!("{}: '{word}' is taken by {other}", path.display()));
            }
        }
    }
    problems
}
