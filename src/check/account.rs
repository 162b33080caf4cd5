//! The accounts of a run: what became of each file, and armlint's own findings about it.

use super::Loaded;
use super::jobs::{Work, World};
use crate::discover::Unwalked;
use crate::eval::world::NoteKind;
use crate::finding::{Confidence, FileKind, FileReport, FileStatus, Finding, Label};
use crate::model::{Language, Unit};
use crate::rule::{Card, own};
use crate::secrets::Secrets;
use crate::session::{Content, Session};
use crate::source::{FileId, Place, Span};
use crate::syntax::document::Kind;
use crate::syntax::function::Function;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A finding about a file as a whole.
pub(super) fn about_file(card: &'static Card, file: FileId, message: String) -> Finding {
    at(card, Place { file, span: Span::at(0) }, message)
}

fn at(card: &'static Card, place: Place, message: String) -> Finding {
    Finding {
        card,
        severity: card.severity,
        confidence: Confidence::High,
        message,
        place,
        subject: None,
        property: None,
        trace: Vec::new(),
        related: Vec::new(),
        parameters: Vec::new(),
        instances: 1,
        suppressed: None,
        fix: None,
    }
}

/// What became of the files of a run.
pub(super) struct Account {
    pub(super) files: Vec<FileReport>,
    /// armlint's own findings about them.
    pub(super) findings: Vec<Finding>,
    /// What could not be evaluated.
    pub(super) unseen: Vec<Label>,
}

/// What became of each template and parameter file, and what is to be said about it.
pub(super) fn files(
    session: &Session,
    loaded: &[Loaded],
    work: &Work,
    worlds: &[World],
    unwalked: &[Unwalked],
) -> Account {
    let mut accounts = Accounts {
        session,
        reports: Vec::new(),
        findings: Vec::new(),
        seen: FxHashSet::default(),
        unseen: unseen(worlds),
    };
    let resources = resources(worlds);
    let partial = partial(worlds);
    for Loaded { file, .. } in loaded {
        accounts.add(&file.path, &file.content, work, &resources, &partial);
    }
    let mut reached: Vec<&PathBuf> = worlds.iter().flat_map(|world| &world.files).collect();
    reached.sort();
    reached.dedup();
    for path in reached {
        accounts.add(path, &session.read(path).content, work, &resources, &partial);
    }
    for place in unwalked {
        let kind = FileKind::Arm;
        let path = session.printed(&place.path);
        accounts.reports.push(FileReport {
            path,
            kind,
            resources: 0,
            status: FileStatus::Skipped,
            why: Some(place.why.clone()),
        });
    }
    accounts.reports.sort_by(|a, b| a.path.cmp(&b.path));
    accounts.findings.extend(worlds.iter().flat_map(notes));
    let Accounts { reports, findings, unseen, .. } = accounts;
    Account { files: reports, findings, unseen }
}

/// The most resources of each file in any world.
fn resources(worlds: &[World]) -> FxHashMap<FileId, usize> {
    let mut most: FxHashMap<FileId, usize> = FxHashMap::default();
    for (file, count) in worlds.iter().flat_map(|world| &world.resources) {
        let known = most.entry(*file).or_default();
        *known = (*known).max(*count);
    }
    most
}

/// Why files could not be seen in full.
fn partial(worlds: &[World]) -> FxHashMap<FileId, String> {
    let mut partial: FxHashMap<FileId, String> = FxHashMap::default();
    for note in worlds.iter().flat_map(|world| &world.notes) {
        if note.kind != NoteKind::Failure || !note.wanted.is_empty() {
            let known = partial.entry(note.place.file).or_insert_with(|| note.message.clone());
            if note.message < *known {
                known.clone_from(&note.message);
            }
        }
    }
    partial
}

/// Calls of functions that the template language does not have, also where nobody asked for their values. Functions of the
/// template itself have a name space.
fn unknown_functions(unit: &Unit) -> impl Iterator<Item = Label> {
    let document = &unit.document;
    let is_arm = unit.template.language == Language::Arm;
    document.nodes.iter().filter(move |_| is_arm).filter_map(|node| match node.kind {
        Kind::Call { function: Function::Other, name, .. } => {
            let name = document.text(name);
            let message = format!("there is no function '{name}'");
            (!name.contains('.')).then(|| Label { place: document.place(node.span), message })
        }
        _ => None,
    })
}

/// Notes that are findings.
fn notes(world: &World) -> Vec<Finding> {
    let mut said: FxHashSet<(FileId, &str)> = FxHashSet::default();
    let mut findings = Vec::new();
    for note in &world.notes {
        let message = sentence(&note.message);
        match note.kind {
            NoteKind::ModuleNotRestored if said.insert((note.place.file, &note.wanted)) => {
                findings.push(at(&own::MODULE_NOT_RESTORED, note.place, message));
            }
            NoteKind::ModuleMissing => findings.push(at(&own::MODULE_MISSING, note.place, message)),
            NoteKind::Limit => findings.push(at(&own::LIMIT_REACHED, note.place, message)),
            _ => {}
        }
    }
    findings
}

/// For those who want to know: every place at which something could not be told.
pub(super) fn doubts(worlds: &[World]) -> Vec<Finding> {
    let is_finding = |kind| {
        matches!(kind, NoteKind::ModuleNotRestored | NoteKind::ModuleMissing | NoteKind::Limit)
    };
    let mut said: BTreeSet<(Place, String)> = BTreeSet::new();
    for world in worlds {
        let notes = world.notes.iter().filter(|note| !is_finding(note.kind));
        said.extend(notes.map(|note| (note.place, sentence(&note.message))));
        said.extend(world.doubts.iter().cloned());
    }
    said.into_iter().map(|(place, message)| at(&own::CANNOT_TELL, place, message)).collect()
}

/// What could not be evaluated in any world, each place once.
fn unseen(worlds: &[World]) -> Vec<Label> {
    let mut unseen = Vec::new();
    let mut said: FxHashSet<(Place, &str)> = FxHashSet::default();
    for note in worlds.iter().flat_map(|world| &world.notes) {
        if said.insert((note.place, &note.message)) {
            unseen.push(Label { place: note.place, message: note.message.clone() });
        }
    }
    unseen
}

/// Files of which it cannot be told what is secret in them: those that cannot be read, where they speak of something secure,
/// and parameter files that belong to no template that was looked at.
pub(super) fn unsure(session: &Session, loaded: &[Loaded], work: &Work) -> Secrets {
    let (mut secrets, sources) = (Secrets::default(), session.sources());
    let speaks = |file| sources.get(file).is_none_or(|source| speaks_of_secrets(&source.text));
    for Loaded { file, .. } in loaded {
        match &file.content {
            Content::Undecodable { file, kind, .. } | Content::Defect { file, kind, .. } => {
                if *kind == FileKind::Parameters || speaks(*file) {
                    secrets.add_file(*file);
                }
            }
            Content::Unit { unit, kind } => {
                let is_orphan = || work.orphans.iter().any(|orphan| *orphan == file.path);
                let is_parameters = *kind == FileKind::Parameters;
                let number = unit.document.file;
                let is_broken =
                    unit.document.fatal().is_some() && (is_parameters || speaks(number));
                if is_broken || (is_parameters && is_orphan()) {
                    secrets.add_file(number);
                }
            }
            Content::Other | Content::Unreadable(_) => {}
        }
    }
    secrets
}

fn speaks_of_secrets(text: &str) -> bool {
    let words = ["secur", "passw", "secret"];
    text.as_bytes().windows(6).any(|part| {
        words.iter().any(|word| {
            part.get(..word.len()).is_some_and(|p| p.eq_ignore_ascii_case(word.as_bytes()))
        })
    })
}

/// Plain words as a sentence.
fn sentence(words: &str) -> String {
    let mut characters = words.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", characters.as_str())
}

struct Accounts<'s> {
    session: &'s Session,
    reports: Vec<FileReport>,
    findings: Vec<Finding>,
    seen: FxHashSet<PathBuf>,
    unseen: Vec<Label>,
}

impl Accounts<'_> {
    fn add(
        &mut self,
        path: &std::path::Path,
        content: &Content,
        work: &Work,
        resources: &FxHashMap<FileId, usize>,
        partial: &FxHashMap<FileId, String>,
    ) {
        if !self.seen.insert(path.to_path_buf()) {
            return;
        }
        let printed = self.session.printed(path);
        let report = |kind, resources, status, why| FileReport {
            path: printed.clone(),
            kind,
            resources,
            status,
            why,
        };
        match content {
            Content::Other => {}
            Content::Defect { file, kind, what } => {
                let message = crate::isolate::message(what);
                self.findings.push(about_file(&own::INTERNAL_ERROR, *file, message));
                let why = Some("a defect of armlint kept it from being read".to_owned());
                self.reports.push(report(*kind, 0, FileStatus::Partial, why));
            }
            Content::Unreadable(why) => {
                self.reports.push(report(
                    kind_by_name(path),
                    0,
                    FileStatus::Skipped,
                    Some(why.clone()),
                ));
            }
            Content::Undecodable { file, at: offset, kind } => {
                let why = "The file is not UTF-8 from here on.";
                let place = Place { file: *file, span: Span::at(*offset) };
                self.findings.push(at(&own::UNREADABLE_TEMPLATE, place, why.to_owned()));
                self.reports.push(report(*kind, 0, FileStatus::Invalid, Some(why.to_owned())));
            }
            Content::Unit { unit, kind } => {
                if let Some(why) = work.passed_over.get(path) {
                    self.reports.push(report(*kind, 0, FileStatus::Skipped, Some(why.clone())));
                    return;
                }
                if work.orphans.iter().any(|orphan| orphan == path) {
                    self.orphan(unit, &printed);
                }
                let file = unit.document.file;
                let count = resources.get(&file).copied().unwrap_or_default();
                let foreign = self.foreign(unit);
                let partial = partial.get(&file).cloned().or(foreign);
                let (status, why) = match (self.broken(unit), partial) {
                    (Some(why), _) => (FileStatus::Invalid, Some(why)),
                    (None, Some(why)) => (FileStatus::Partial, Some(why)),
                    (None, None) => (FileStatus::Ok, None),
                };
                self.reports.push(report(*kind, count, status, why));
            }
        }
    }

    /// Reports what keeps a file from being read; the first fault, the others often follow from it.
    fn broken(&mut self, unit: &Unit) -> Option<String> {
        let problem = unit.document.fatal()?;
        let message = sentence(&problem.message);
        self.findings.push(at(
            &own::UNREADABLE_TEMPLATE,
            unit.document.place(problem.span),
            message.clone(),
        ));
        Some(message)
    }

    /// Notes calls of functions that do not exist, and gives the first.
    fn foreign(&mut self, unit: &Unit) -> Option<String> {
        let first = self.unseen.len();
        for label in unknown_functions(unit) {
            if !self.unseen.contains(&label) {
                self.unseen.push(label);
            }
        }
        self.unseen.get(first).map(|label| label.message.clone())
    }

    fn orphan(&mut self, unit: &Unit, printed: &str) {
        let message = format!("No template was found for the parameter file '{printed}'.");
        self.findings.push(about_file(
            &own::PARAMETERS_WITHOUT_TEMPLATE,
            unit.document.file,
            message,
        ));
    }
}

fn kind_by_name(path: &std::path::Path) -> FileKind {
    match path.extension().and_then(|end| end.to_str()) {
        Some(end) if end.eq_ignore_ascii_case("bicep") => FileKind::Bicep,
        Some(end) if end.eq_ignore_ascii_case("bicepparam") => FileKind::Parameters,
        _ => FileKind::Arm,
    }
}
