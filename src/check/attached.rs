//! Which parameter files belong to which templates.

use super::compiled::{is_generated, source_of};
use super::{Loaded, Plan};
use crate::finding::FileKind;
use crate::model::Language;
use crate::session::{Content, File, Session, inside};
use crate::storage::Storage;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Parameter files by their templates.
pub(super) type Attached = FxHashMap<PathBuf, Vec<Vec<Arc<File>>>>;

/// The parameter files of each world of a template: those that were found, those that the configuration names, else none.
pub(super) fn worlds_of(
    session: &Session,
    plan: &Plan,
    template: &File,
    mut files: Vec<Vec<Arc<File>>>,
) -> Vec<Vec<Arc<File>>> {
    for path in (plan.parameter_files)(&session.printed(&template.path)) {
        let is_known = files.iter().flatten().any(|file| file.path == path);
        let file = session.read(&path);
        if !is_known && file.unit().is_some_and(|unit| unit.parameter_file.is_some()) {
            files.push(vec![file]);
        }
    }
    if files.is_empty() {
        files.push(Vec::new());
    }
    files
}

/// The parameter files that lie beside a template and belong to it.
pub(super) fn own_parameters(
    session: &Session,
    template: &File,
    bound: &Path,
    all: &Known<'_>,
) -> Vec<Vec<Arc<File>>> {
    let is_own = |file: &Arc<File>| {
        matches!(&file.content, Content::Unit { kind: FileKind::Parameters, .. })
            && template_of(file, bound, all).is_some_and(|path| path == template.path)
    };
    let storage = &session.storage;
    let beside = beside(storage, &template.path).into_iter();
    let inside = beside.filter(|path| storage.is_below(bound, path));
    let files = inside.map(|path| session.read(&path));
    files.filter(is_own).map(|file| vec![file]).collect()
}

/// What is known of templates before they are all read.
pub(super) struct Known<'k> {
    pub(super) session: &'k Session,
    pub(super) late: &'k FxHashSet<&'k OsStr>,
    pub(super) passed_over: &'k FxHashMap<PathBuf, String>,
}

impl Known<'_> {
    /// The source of a compiled template that is passed over.
    fn source_of(&self, json: &Path) -> Option<PathBuf> {
        let is_compiled = || self.session.read(json).unit().is_some_and(is_generated);
        let source = source_of(&self.session.storage, json)?;
        let is_passed_over = self.passed_over.contains_key(json)
            || (self.late.contains(json.as_os_str()) && is_compiled());
        is_passed_over.then_some(source)
    }
}

/// Parameter files by their templates, and those that have none.
pub(super) fn attach(
    session: &Session,
    loaded: &[Loaded],
    templates: &[&Loaded],
    all: &Known<'_>,
) -> (Attached, Vec<PathBuf>) {
    let known: FxHashSet<&OsStr> =
        templates.iter().map(|loaded| loaded.file.path.as_os_str()).collect();
    let (mut attached, mut orphans) = (Attached::default(), Vec::new());
    let mut taken: FxHashSet<&OsStr> = FxHashSet::default();
    for Loaded { input, file } in loaded {
        if !matches!(&file.content, Content::Unit { kind: FileKind::Parameters, .. }) {
            continue;
        }
        taken.insert(file.path.as_os_str());
        let is_ours = |path: &PathBuf| {
            // Those of the run need no look at the disk, which goes through all folders of a path.
            known.contains(path.as_os_str())
                || all.late.contains(path.as_os_str())
                || session.storage.is_below(&input.bound, path)
        };
        match template_of(file, &input.bound, all).filter(is_ours) {
            Some(template) => attached.entry(template).or_default().push(vec![Arc::clone(file)]),
            None if is_for_others(file) => {}
            None => orphans.push(file.path.clone()),
        }
    }
    // A template that is named brings the parameter files that lie beside it.
    for Loaded { input, file } in templates.iter().filter(|loaded| loaded.input.named) {
        let own = own_parameters(session, file, &input.bound, all);
        let new: Vec<_> =
            own.into_iter().filter(|files| !taken.contains(files[0].path.as_os_str())).collect();
        if !new.is_empty() {
            attached.entry(file.path.clone()).or_default().extend(new);
        }
    }
    (attached, orphans)
}

/// Whether a parameter file is `using none`: others extend it.
fn is_for_others(file: &File) -> bool {
    let Some(unit) = file.unit() else { return false };
    let parameters = unit.parameter_file.as_ref();
    unit.template.language == Language::Bicep && parameters.is_some_and(|file| file.using.is_none())
}

fn beside(storage: &Storage, template: &Path) -> Vec<PathBuf> {
    let Some(folder) = template.parent() else { return Vec::new() };
    let mut found: Vec<_> = storage
        .entries(folder)
        .into_iter()
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
            match path.extension().and_then(|end| end.to_str()) {
                Some(end) if end.eq_ignore_ascii_case("json") => is_parameters_name(&name),
                end => end.is_some_and(|end| end.eq_ignore_ascii_case("bicepparam")),
            }
        })
        .collect();
    found.sort();
    found
}

/// The template that a parameter file belongs to.
fn template_of(file: &File, bound: &Path, all: &Known<'_>) -> Option<PathBuf> {
    let folder = file.path.parent()?;
    let unit = file.unit()?;
    let is_file =
        |path: &PathBuf| all.late.contains(path.as_os_str()) || all.session.storage.is_file(path);
    if let Some(using) = unit.parameter_file.as_ref().and_then(|parameters| parameters.using) {
        let path = unit.document.text(using.to);
        let is_path = !path.contains(':');
        return inside(bound, folder, path).filter(|path| is_path && is_file(path));
    }
    let name = file.path.file_name()?.to_str()?;
    stems(name).into_iter().find_map(|stem| {
        let json = ["json", "jsonc", "arm"]
            .iter()
            .map(|end| folder.join(format!("{stem}.{end}")))
            .find(is_file);
        match json {
            Some(json) => Some(all.source_of(&json).unwrap_or(json)),
            None => Some(folder.join(format!("{stem}.bicep"))).filter(is_file),
        }
    })
}

/// Whether a name, in small letters, may be that of a parameter file that lies beside its template.
pub(super) fn is_parameters_name(name: &str) -> bool {
    name.contains(".parameters") || ALONE.iter().any(|start| name.starts_with(start))
}

/// How the portal names the parameters of the `template.json` that it exports, and the generators of bots those of any.
const ALONE: [&str; 3] = ["parameters.", "parameter.json", "parameters-for-"];

/// The stems of the templates that a parameter file of a name may belong to, the closest first.
///
/// Where there is no `main.prod.bicep`, `main.prod.parameters.json` gives `main.bicep` its values in production.
fn stems(name: &str) -> Vec<&str> {
    let lower = name.to_ascii_lowercase();
    let mut found = Vec::new();
    if let Some(at) = lower.find(".parameters") {
        let mut stem = name.get(..at);
        while let Some(own) = stem.filter(|own| !own.is_empty()) {
            found.push(own);
            stem = own.rsplit_once('.').map(|(shorter, _)| shorter);
        }
    } else if lower.starts_with("parameters-for-") {
        let rest = name.get("parameters-for-".len()..).and_then(|rest| rest.rsplit_once('.'));
        found.extend(rest.map(|(stem, _)| stem));
    } else if is_parameters_name(&lower) {
        found.push("template");
    }
    found
}

#[cfg(test)]
mod tests {
    use super::stems;

    #[test]
    fn names_lead_to_templates() {
        assert_eq!(stems("main.parameters.json"), ["main"]);
        assert_eq!(stems("main.parameters.prod.json"), ["main"]);
        assert_eq!(stems("Main.eu.Prod.Parameters.json"), ["Main.eu.Prod", "Main.eu", "Main"]);
        assert_eq!(stems("parameters.json"), ["template"]);
        assert_eq!(stems("parameters.prod.json"), ["template"]);
        assert_eq!(stems("parameter.json"), ["template"]);
        assert_eq!(stems("parameters-for-template-bot.json"), ["template-bot"]);
        assert!(stems("parametersets.json").is_empty());
        assert!(stems(".parameters.json").is_empty());
    }
}
