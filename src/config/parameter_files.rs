//! Where the parameter files of templates are.

use super::globs::{anchored, path_glob};
use crate::storage::Storage;
use globset::GlobMatcher;
use regex::Regex;
use std::path::Path;

/// How deep folders are walked below the fixed part of a pattern, and how many entries are looked at.
const DEEPEST: usize = 8;
const MOST_ENTRIES: usize = 20_000;

/// A parameter file of a template.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ParameterFile {
    /// The printed path.
    pub path: String,
    /// What `{env}` stands for in it.
    pub environment: Option<String>,
}

/// One line of `[parameters]`: globs of templates, and the pattern of their parameter files.
#[derive(Debug, Clone)]
pub struct ParameterGlob {
    templates: GlobMatcher,
    pattern: String,
}

impl ParameterGlob {
    /// The pattern, which may hold `{name}` and `{env}`; the error is a sentence without a period.
    pub(super) fn new(base: &str, templates: &str, pattern: &str) -> Result<Self, String> {
        let templates = path_glob(&anchored(base, templates)?)?.compile_matcher();
        let plain = pattern.strip_prefix("./").unwrap_or(pattern);
        if plain.split('/').any(|part| part == "..") {
            return Err(format!("'{pattern}' climbs out of the folder of the configuration"));
        }
        let pattern = match plain.strip_prefix('/') {
            Some(rooted) => rooted.to_owned(),
            None if base.is_empty() => plain.to_owned(),
            None => format!("{base}/{plain}"),
        };
        let glob = Self { templates, pattern };
        glob.regex("x").map(|_| glob.clone())
    }

    /// Whether it is about a template, by its printed path.
    pub fn covers(&self, template: &str) -> bool {
        self.templates.is_match(template)
    }

    /// The printed path `file` as a parameter file of this template; `None` where it is not one.
    pub fn matches(&self, template: &str, file: &str) -> Option<ParameterFile> {
        if !self.covers(template) {
            return None;
        }
        given(&self.regex(stem(template)).ok()?, file)
    }

    /// The parameter files of a template below `root`, sorted. Symbolic links are not followed.
    pub fn find(&self, storage: &Storage, root: &Path, template: &str) -> Vec<ParameterFile> {
        let Some(regex) = self.covers(template).then(|| self.regex(stem(template)).ok()).flatten()
        else {
            return Vec::new();
        };
        let fixed = self.pattern.split('/').take_while(|part| !part.contains(['*', '?', '{', '[']));
        let folder = fixed.fold(root.to_owned(), |path, part| path.join(part));
        let is_folder = storage.canonical(&folder).is_ok() && !storage.is_file(&folder);
        let start = if is_folder { &folder } else { folder.parent().unwrap_or(root) };
        if !within(storage, start, root) {
            return Vec::new();
        }
        let files = storage.files_below(start, DEEPEST, MOST_ENTRIES);
        let found = files.filter_map(|path| {
            let path = path.strip_prefix(root).ok()?.to_str()?.replace('\\', "/");
            let environment = regex.captures(&path)?.name("env").map(|env| env.as_str().to_owned());
            Some(ParameterFile { path, environment })
        });
        let mut found: Vec<_> = found.collect();
        found.sort();
        found
    }

    /// The pattern for a template: `*` and `?` within a folder, `**` across, `{a,b}` alternatives, `{env}` one name.
    fn regex(&self, stem: &str) -> Result<Regex, String> {
        let mut text = String::from("^");
        let mut rest = self.pattern.as_str();
        let mut named = false;
        while !rest.is_empty() {
            let (piece, len) = piece(rest, stem, &mut named)?;
            text.push_str(&piece);
            rest = &rest[len..];
        }
        text.push('$');
        Regex::new(&text).map_err(|_| format!("'{}' is not a pattern", self.pattern))
    }
}

/// The expression of what `rest` begins with, and its length.
fn piece(rest: &str, stem: &str, named: &mut bool) -> Result<(String, usize), String> {
    if rest.starts_with("**/") {
        return Ok(("(?:[^/]+/)*".to_owned(), 3));
    }
    if rest.starts_with("{env}") {
        let again = std::mem::replace(named, true);
        return Ok((if again { "[^/]+" } else { "(?<env>[^/]+)" }.to_owned(), 5));
    }
    if rest.starts_with("{name}") {
        return Ok((regex::escape(stem), 6));
    }
    if let Some(inner) = rest.strip_prefix('{') {
        let Some((choices, _)) = inner.split_once('}') else {
            return Err("'{' has no '}'".to_owned());
        };
        let Some((first, more)) = choices.split_once(',') else {
            return Err(format!("'{{{choices}}}' is neither '{{env}}' nor '{{name}}'"));
        };
        let all: Vec<_> =
            std::iter::once(first).chain(more.split(',')).map(regex::escape).collect();
        return Ok((format!("(?:{})", all.join("|")), choices.len() + 2));
    }
    let c = rest.chars().next().unwrap_or_default();
    let piece = match c {
        '*' => "[^/]*".to_owned(),
        '?' => "[^/]".to_owned(),
        c => regex::escape(&c.to_string()),
    };
    Ok((piece, c.len_utf8()))
}

fn given(pattern: &Regex, path: &str) -> Option<ParameterFile> {
    let environment = pattern.captures(path)?.name("env").map(|env| env.as_str().to_owned());
    Some(ParameterFile { path: path.to_owned(), environment })
}

/// Whether a folder lies below the root in truth, links resolved.
fn within(storage: &Storage, folder: &Path, root: &Path) -> bool {
    let real = (storage.canonical(folder), storage.canonical(root));
    matches!(real, (Ok(folder), Ok(root)) if folder.starts_with(&root))
}

/// The file name without its last extension.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::ParameterGlob;

    /// The environment, empty where the pattern names none, `-` where the file does not fit.
    fn environment(pattern: &str, file: &str) -> String {
        let glob = ParameterGlob::new("", "infra/*.bicep", pattern).unwrap();
        let found = glob.matches("infra/main.bicep", file);
        found.map_or("-".to_owned(), |found| found.environment.unwrap_or_default())
    }

    #[test]
    fn patterns_lead_to_files_and_their_environment() {
        let named = "env/{env}/{name}.parameters.json";
        assert_eq!(environment("env/{env}/*.bicepparam", "env/prod/app.bicepparam"), "prod");
        assert_eq!(environment(named, "env/prod/main.parameters.json"), "prod");
        assert_eq!(environment(named, "env/prod/other.parameters.json"), "-");
        assert_eq!(environment("**/{name}.{env}.json", "a/b/main.prod.json"), "prod");
        assert_eq!(environment("p/*.{json,jsonc}", "p/x.jsonc"), "");
        assert_eq!(environment("env/{env}/*.bicepparam", "env/prod/x/app.bicepparam"), "-");
    }

    #[test]
    fn faulty_patterns_are_refused() {
        for pattern in ["env/{evn}/x", "env/{env", "../x"] {
            assert!(ParameterGlob::new("", "*.bicep", pattern).is_err(), "{pattern}");
        }
    }
}
