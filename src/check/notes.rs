//! What the worlds of a run noted: which of it is a finding, what keeps a file from being seen in full, and what could not be told.

use super::account;
use super::world::{Noted, World};
use crate::eval::world::NoteKind;
use crate::finding::{Finding, Label, Severity};
use crate::model::{Language, Unit};
use crate::rule::own;
use crate::source::{FileId, Place};
use crate::syntax::document::Kind;
use crate::syntax::function::Function;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What cannot be understood in a file that breaks off follows from that.
pub(super) fn leave_what_follows(findings: &mut Vec<Finding>) {
    let broken: FxHashSet<FileId> = findings
        .iter()
        .filter(|finding| finding.card.id == own::UNREADABLE_TEMPLATE.id)
        .map(|finding| finding.place.file)
        .collect();
    findings.retain(|finding| {
        finding.card.id != own::NOT_UNDERSTOOD.id || !broken.contains(&finding.place.file)
    });
}

/// Why files could not be seen in full.
pub(super) fn partial(worlds: &[Arc<World>]) -> FxHashMap<FileId, String> {
    let mut partial: FxHashMap<FileId, String> = FxHashMap::default();
    for note in worlds.iter().flat_map(|world| &world.notes) {
        if note.kind != NoteKind::Failure || is_not_understood(note) {
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
pub(super) fn unknown_functions(unit: &Unit) -> impl Iterator<Item = Label> {
    let document = &unit.document;
    let template = &unit.template;
    let is_declared = |name: &str| {
        name.contains('.')
            || (template.language == Language::Bicep
                && (template.functions.get(name).is_some()
                    || template.imports.position(name).is_some()))
    };
    let calls = document.expressions().iter().map(|id| document.node(*id));
    calls.filter_map(move |node| match node.kind {
        Kind::Call { function: Function::Other, name, .. } => {
            let name = document.text(name);
            let message = format!("there is no function '{name}'");
            (!is_declared(name)).then(|| Label { place: document.place(node.span), message })
        }
        _ => None,
    })
}

/// Whether a failure lies in what is written, and not in the values of one world.
fn is_not_understood(note: &Noted) -> bool {
    note.kind == NoteKind::Failure && !note.wanted.is_empty()
}

/// Not all that may call a file that is named was looked at.
pub(super) fn callers_left_out(file: FileId) -> Finding {
    let message = "More files may call this one than were looked at: 'roots' in the table 'project' of armlint.toml says \
                   where to look.";
    let mut finding = account::about_file(&own::LIMIT_REACHED, file, message.to_owned());
    finding.severity = Severity::Note;
    finding
}

/// Notes that are findings.
pub(super) fn findings(world: &World) -> Vec<Finding> {
    let mut said: FxHashSet<(FileId, &str)> = FxHashSet::default();
    let mut findings = Vec::new();
    for note in &world.notes {
        let message = sentence(&note.message);
        match note.kind {
            NoteKind::ModuleNotRestored if said.insert((note.place.file, &note.wanted)) => {
                findings.push(Finding::new(&own::MODULE_NOT_RESTORED, note.place, message));
            }
            NoteKind::ModuleMissing => {
                findings.push(Finding::new(&own::MODULE_MISSING, note.place, message));
            }
            NoteKind::ModuleOutside => {
                let finding = Finding::new(&own::MODULE_MISSING, note.place, message);
                findings.push(Finding { severity: Severity::Note, ..finding });
            }
            NoteKind::Limit => {
                findings.push(Finding::new(&own::LIMIT_REACHED, note.place, message));
            }
            NoteKind::Failure
                if is_not_understood(note) && said.insert((note.place.file, &note.wanted)) =>
            {
                findings.push(Finding::new(&own::NOT_UNDERSTOOD, note.place, message));
            }
            _ => {}
        }
    }
    findings
}

/// For those who want to know: every place at which something could not be told.
pub(super) fn doubts(worlds: &[Arc<World>]) -> Vec<Finding> {
    let is_finding = |note: &Noted| match note.kind {
        NoteKind::ModuleNotRestored
        | NoteKind::ModuleMissing
        | NoteKind::ModuleOutside
        | NoteKind::Limit => true,
        NoteKind::Failure => is_not_understood(note),
        NoteKind::FileMissing => false,
    };
    let mut said: BTreeSet<(Place, String)> = BTreeSet::new();
    for world in worlds {
        let notes = world.notes.iter().filter(|note| !is_finding(note));
        said.extend(notes.map(|note| (note.place, sentence(&note.message))));
        said.extend(world.doubts.iter().cloned());
    }
    said.into_iter()
        .map(|(place, message)| Finding::new(&own::CANNOT_TELL, place, message))
        .collect()
}

/// What could not be evaluated in any world, each place once.
pub(super) fn unseen(worlds: &[Arc<World>]) -> Vec<Label> {
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
pub(super) fn sentence(words: &str) -> String {
    let mut characters = words.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", characters.as_str())
}
