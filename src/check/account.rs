//! The accounts of a run: what became of each file, and armlint's own findings about it.

use super::Loaded;
use super::jobs::{Work, World};
use crate::discover::Unwalked;
use crate::eval::world::NoteKind;
use crate::finding::{Confidence, FileKind, FileReport, FileStatus, Finding, Label};
use crate::rule::{Card, own};
use crate::session::{Content, File, Session};
use crate::source::{FileId, Place, Span};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

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

/// What reading a file came to, once the file itself is not needed any more.
pub(super) struct Seen {
    path: PathBuf,
    kind: FileKind,
    what: What,
}

enum What {
    /// It was left out, for this reason.
    Skipped(String),
    /// Not UTF-8 from an offset on.
    Undecodable(FileId, u32),
    /// It was read, up to what is wrong with it, if anything is.
    Read { file: FileId, fault: Option<(Place, String)>, is_orphan: bool },
}

impl Seen {
    /// What is to be remembered of a file; nothing of one that is no template.
    pub(super) fn of(file: &File, passed_over: Option<String>, is_orphan: bool) -> Option<Self> {
        let path = file.path.clone();
        Some(match &file.content {
            Content::Other => return None,
            Content::Unreadable(why) => {
                Self { kind: kind_by_name(&path), what: What::Skipped(why.clone()), path }
            }
            Content::Undecodable { file, at, kind } => {
                Self { kind: *kind, what: What::Undecodable(*file, *at), path }
            }
            Content::Unit { unit, kind } => {
                let file = unit.document.file;
                // The first fault: the others often follow from it.
                let fault = unit
                    .document
                    .fatal()
                    .map(|problem| (unit.document.place(problem.span), sentence(&problem.message)));
                let what = match passed_over {
                    Some(why) => What::Skipped(why),
                    None => What::Read { file, fault, is_orphan },
                };
                Self { kind: *kind, what, path }
            }
        })
    }

    /// Whether there is something to be said of it.
    pub(super) fn has_finding(&self) -> bool {
        match &self.what {
            What::Skipped(_) => false,
            What::Undecodable(..) => true,
            What::Read { fault, is_orphan, .. } => fault.is_some() || *is_orphan,
        }
    }
}

/// What reading the files of a run came to.
pub(super) fn seen(loaded: &[Loaded], work: &Work) -> Vec<Seen> {
    let orphans: FxHashSet<&PathBuf> = work.orphans.iter().collect();
    let of = |Loaded { file, .. }: &Loaded| {
        let passed_over = work.passed_over.get(&file.path).cloned();
        Seen::of(file, passed_over, orphans.contains(&file.path))
    };
    loaded.iter().filter_map(of).collect()
}

/// What became of each template and parameter file, and what is to be said about it.
pub(super) fn files(
    session: &Session,
    seen: Vec<Seen>,
    worlds: &[World],
    unwalked: &[Unwalked],
) -> (Vec<FileReport>, Vec<Finding>) {
    let mut accounts = Accounts {
        session,
        reports: Vec::new(),
        findings: Vec::new(),
        resources: resources(worlds),
        partial: partial(worlds),
    };
    let known: FxHashSet<&OsStr> = seen.iter().map(|seen| seen.path.as_os_str()).collect();
    let mut reached: Vec<&PathBuf> = worlds
        .iter()
        .flat_map(|world| world.reached.iter().chain([&world.root]))
        .filter(|path| !known.contains(path.as_os_str()))
        .collect();
    reached.sort();
    reached.dedup();
    let reached: Vec<_> =
        reached.into_iter().filter_map(|path| Seen::of(&session.read(path), None, false)).collect();
    for seen in seen.iter().chain(&reached) {
        accounts.add(seen);
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
    (accounts.reports, accounts.findings)
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

/// What could not be evaluated in any world, each place once.
pub(super) fn unseen(worlds: &[World]) -> Vec<Label> {
    let mut unseen = Vec::new();
    let mut said: FxHashSet<(Place, &str)> = FxHashSet::default();
    for note in worlds.iter().flat_map(|world| &world.notes) {
        if said.insert((note.place, &note.message)) {
            unseen.push(Label { place: note.place, message: note.message.clone() });
        }
    }
    unseen
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
    resources: FxHashMap<FileId, usize>,
    partial: FxHashMap<FileId, String>,
}

impl Accounts<'_> {
    fn add(&mut self, seen: &Seen) {
        let path = self.session.printed(&seen.path);
        let (mut resources, mut status, mut why) = (0, FileStatus::Ok, None);
        match &seen.what {
            What::Skipped(reason) => (status, why) = (FileStatus::Skipped, Some(reason.clone())),
            What::Undecodable(file, offset) => {
                let reason = "The file is not UTF-8 from here on.".to_owned();
                let place = Place { file: *file, span: Span::at(*offset) };
                self.findings.push(at(&own::UNREADABLE_TEMPLATE, place, reason.clone()));
                (status, why) = (FileStatus::Invalid, Some(reason));
            }
            What::Read { file, fault, is_orphan } => {
                if *is_orphan {
                    self.orphan(*file, &path);
                }
                resources = self.resources.get(file).copied().unwrap_or_default();
                if let Some((place, message)) = fault {
                    self.findings.push(at(&own::UNREADABLE_TEMPLATE, *place, message.clone()));
                    (status, why) = (FileStatus::Invalid, Some(message.clone()));
                } else if let Some(reason) = self.partial.get(file) {
                    (status, why) = (FileStatus::Partial, Some(reason.clone()));
                }
            }
        }
        self.reports.push(FileReport { path, kind: seen.kind, resources, status, why });
    }

    fn orphan(&mut self, file: FileId, printed: &str) {
        let message = format!("No template was found for the parameter file '{printed}'.");
        self.findings.push(about_file(&own::PARAMETERS_WITHOUT_TEMPLATE, file, message));
    }
}

fn kind_by_name(path: &Path) -> FileKind {
    match path.extension().and_then(|end| end.to_str()) {
        Some(end) if end.eq_ignore_ascii_case("bicep") => FileKind::Bicep,
        Some(end) if end.eq_ignore_ascii_case("bicepparam") => FileKind::Parameters,
        _ => FileKind::Arm,
    }
}
