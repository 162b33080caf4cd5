//! A look at a repository.

use crate::report::text::count;
use ignore::WalkBuilder;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// How many files and folders are looked at.
const MOST: usize = 50_000;
/// How much of a file is read.
const LARGEST: u64 = 1 << 20;
/// Words that name environments.
const ENVIRONMENTS: [&str; 18] = [
    "dev",
    "development",
    "test",
    "tst",
    "qa",
    "int",
    "uat",
    "acc",
    "acceptance",
    "stg",
    "stage",
    "staging",
    "preprod",
    "prd",
    "prod",
    "production",
    "sandbox",
    "sbx",
];

/// What was found in a repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    /// Bicep files.
    pub bicep: BTreeSet<String>,
    /// ARM JSON templates.
    pub arm: BTreeSet<String>,
    /// Parameter files of either language.
    pub parameters: BTreeSet<String>,
    /// Bicep files that no other calls as a module.
    pub roots: BTreeSet<String>,
    /// Globs of templates with the patterns of parameter files that are not beside them.
    pub patterns: BTreeMap<String, BTreeSet<String>>,
    /// Configurations of other tools.
    pub other_tools: BTreeSet<String>,
}

/// Looks at the files below `root`, those that git ignores aside.
pub fn look(root: &Path) -> Survey {
    let mut survey = Survey::default();
    let mut called = BTreeSet::new();
    let mut uses = Vec::new();
    let walk = WalkBuilder::new(root)
        .hidden(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .build();
    for entry in walk.take(MOST).flatten() {
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        let path = entry
            .path()
            .strip_prefix(root)
            .ok()
            .and_then(Path::to_str)
            .map(|path| path.replace('\\', "/"));
        if let (true, Some(path)) = (is_file, path) {
            survey.add(root, path, &mut called, &mut uses);
        }
    }
    survey.roots = survey.bicep.difference(&called).cloned().collect();
    for (file, template) in uses {
        survey.pair(&file, &template);
    }
    survey
}

impl Survey {
    fn add(
        &mut self,
        root: &Path,
        path: String,
        called: &mut BTreeSet<String>,
        uses: &mut Vec<(String, String)>,
    ) {
        let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
        match extension {
            "bicep" => {
                called.extend(references(
                    &read(root, &path),
                    &path,
                    r"(?m)^\s*module\s+\w+\s+'([^'\n:$]+)'",
                ));
                self.bicep.insert(path);
            }
            "bicepparam" => {
                let used = references(&read(root, &path), &path, r"(?m)^\s*using\s+'([^'\n:$]+)'");
                uses.extend(used.into_iter().map(|template| (path.clone(), template)));
                self.parameters.insert(path);
            }
            "json" | "jsonc" if stem.contains("parameters") => {
                self.parameters.insert(path);
            }
            "json" | "jsonc" | "arm" if is_template(&read(root, &path)) => {
                self.arm.insert(path);
            }
            "yaml" | "yml" if matches!(stem, "ps-rule" | ".checkov") => {
                self.other_tools.insert(path);
            }
            _ => {}
        }
    }

    /// Makes a pattern of a parameter file and its template, unless it is found without one.
    fn pair(&mut self, file: &str, template: &str) {
        let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
        if folder == template.rsplit_once('/').map_or("", |(folder, _)| folder)
            || !self.bicep.contains(template)
        {
            return;
        }
        let templates = match template.rsplit_once('/') {
            Some((folder, _)) => format!("/{folder}/*.bicep"),
            None => "/*.bicep".to_owned(),
        };
        let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
        let mut named = false;
        if let Some(part) = parts.iter_mut().rev().find(|part| is_environment(part)) {
            *part = "{env}";
            named = true;
        }
        let dotted =
            name.split('.').map(|part| if !named && is_environment(part) { "{env}" } else { part });
        let dotted: Vec<&str> = dotted.collect();
        let name =
            if dotted.contains(&"{env}") { dotted.join(".") } else { "*.bicepparam".to_owned() };
        parts.push(&name);
        self.patterns.entry(templates).or_default().insert(format!("/{}", parts.join("/")));
    }

    /// `12 Bicep files, 1 ARM template, 3 parameter files`.
    pub fn summary(&self) -> String {
        let bicep = count(self.bicep.len(), "Bicep file");
        let arm = count(self.arm.len(), "ARM template");
        format!("{bicep}, {arm}, {}", count(self.parameters.len(), "parameter file"))
    }

    /// The lines for a key by what was found; `None` where nothing speaks for it. Roots are only proposed: a template that is
    /// added later must not be passed over because of a list that nobody wrote.
    pub(super) fn setting(&self, key: &str) -> Option<String> {
        match key {
            "project" if !self.roots.is_empty() && self.roots.len() < self.bicep.len() => {
                let roots: Vec<String> = self
                    .roots
                    .iter()
                    .map(|root| {
                        format!("#   {},\n", quoted(&format!("/{}", globset::escape(root))))
                    })
                    .collect();
                Some(format!("# [project]\n# roots = [\n{}# ]\n", roots.concat()))
            }
            "parameters" if !self.patterns.is_empty() => {
                let lines = self.patterns.iter().map(|(templates, patterns)| {
                    let patterns: Vec<String> =
                        patterns.iter().map(|pattern| quoted(pattern)).collect();
                    format!("{} = [{}]\n", quoted(templates), patterns.join(", "))
                });
                Some(format!("[parameters]\n{}", lines.collect::<String>()))
            }
            _ => None,
        }
    }
}

/// A text in the quotes that JSON and TOML share.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn is_environment(word: &str) -> bool {
    ENVIRONMENTS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

fn read(root: &Path, path: &str) -> String {
    let path = root.join(path);
    let small = fs::metadata(&path).is_ok_and(|file| file.len() <= LARGEST);
    if small { fs::read_to_string(path).unwrap_or_default() } else { String::new() }
}

fn is_template(text: &str) -> bool {
    let head: String = text.chars().take(4096).collect::<String>().to_ascii_lowercase();
    head.contains("deploymenttemplate.json#")
}

/// The files that a pattern's first group names, as paths from the root.
fn references(text: &str, from: &str, pattern: &str) -> Vec<String> {
    let Ok(regex) = Regex::new(pattern) else { return Vec::new() };
    let found = regex.captures_iter(text).filter_map(|found| found.get(1));
    found.filter_map(|path| resolve(from, path.as_str())).collect()
}

/// A path relative to the folder of `from`; `None` where it leaves the root.
fn resolve(from: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
