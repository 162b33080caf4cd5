//! The accounts of a run: what became of each file, and armlint's own findings about it.

use super::jobs::Work;
use super::world::World;
use super::{Loaded, notes};
use crate::discover::Unwalked;
use crate::finding::{FileKind, FileReport, FileStatus, Finding, Label};
use crate::model::Unit;
use crate::rule::{Card, own};
use crate::session::{Content, File, Session};
use crate::source::{FileId, Place, Span};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A finding about a file as a whole.
pub(super) fn about_file(card: &'static Card, file: FileId, message: String) -> Finding {
    Finding::new(card, Place { file, span: Span::at(0) }, message)
}

/// What became of the files of a run.
pub(super) struct Account {
    pub(super) files: Vec<FileReport>,
    /// armlint's own findings about them.
    pub(super) findings: Vec<Finding>,
    /// What could not be evaluated.
    pub(super) unseen: Vec<Label>,
}

/// What reading a file came to, once the file itself is not needed any more.
pub(super) struct Seen {
    path: PathBuf,
    kind: FileKind,
    what: What,
    /// Where it cannot be told what is secret in it, its number.
    unsure: Option<FileId>,
}

enum What {
    /// It was left out, for this reason.
    Skipped(String),
    /// It is a template, and the system does not give it, or it is too large.
    Unreadable { file: FileId, why: String, is_large: bool },
    /// A defect of armlint kept it from being read.
    Defect(FileId, String),
    /// Not UTF-8 from an offset on.
    Undecodable(FileId, u32),
    /// It was read, up to what is wrong with it, if anything is.
    Read(Read),
}

/// What is remembered of a file that was read.
struct Read {
    file: FileId,
    /// What keeps it from being read; the first fault, the others often follow from it.
    fault: Option<(Place, String)>,
    /// It is a parameter file that belongs to no template.
    is_orphan: bool,
    /// Not all callers of it could be looked for.
    is_cut_off: bool,
    /// Calls of functions that do not exist.
    foreign: Vec<Label>,
}

impl Seen {
    /// What is to be remembered of a file; nothing of one that is no template.
    pub(super) fn of(
        session: &Session,
        file: &File,
        passed_over: Option<String>,
        is_orphan: bool,
    ) -> Option<Self> {
        let (path, unsure) = (file.path.clone(), unsure(session, &file.content, is_orphan));
        let (kind, what) = match &file.content {
            Content::Other => return None,
            Content::Defect { file, kind, what } => (*kind, What::Defect(*file, what.clone())),
            Content::Unreadable { why, is_large, template: Some((file, kind)) } => {
                (*kind, What::Unreadable { file: *file, why: why.clone(), is_large: *is_large })
            }
            Content::Unreadable { why, .. } => (kind_by_name(&path), What::Skipped(why.clone())),
            Content::Undecodable { file, at, kind } => (*kind, What::Undecodable(*file, *at)),
            Content::Unit { unit, kind } => match passed_over {
                Some(why) => (*kind, What::Skipped(why)),
                None => (*kind, What::Read(Read::of(unit, is_orphan))),
            },
        };
        Some(Self { path, kind, what, unsure })
    }

    /// What is to be remembered of a file that worlds called. Its text stays where something is said of it.
    pub(super) fn of_called(session: &Session, path: &Path) -> Option<Self> {
        let file = session.read(path);
        let seen = Self::of(session, &file, None, false)?;
        seen.keep_text(session, &file);
        Some(seen)
    }

    /// Keeps the text of a file that something is said of.
    pub(super) fn keep_text(&self, session: &Session, file: &File) {
        if let Some(unit) = file.unit().filter(|_| self.is_told()) {
            session.pin(unit.document.file, &unit.document.source);
        }
    }

    /// Where the file lies.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The number of a file of which it cannot be told what is secret in it.
    pub(super) fn unsure(&self) -> Option<FileId> {
        self.unsure
    }

    /// Whether there is something to be said of it.
    fn is_told(&self) -> bool {
        match &self.what {
            What::Skipped(_) => false,
            What::Unreadable { .. } | What::Defect(..) | What::Undecodable(..) => true,
            What::Read(read) => {
                let is_odd = read.is_orphan || read.is_cut_off;
                read.fault.is_some() || is_odd || !read.foreign.is_empty()
            }
        }
    }
}

impl Read {
    fn of(unit: &Unit, is_orphan: bool) -> Self {
        let document = &unit.document;
        let fault = document
            .fatal()
            .map(|problem| (document.place(problem.span), notes::sentence(&problem.message)));
        let foreign = notes::unknown_functions(unit).collect();
        Self { file: document.file, fault, is_orphan, is_cut_off: false, foreign }
    }
}

/// What reading the files of a run came to. Texts that something is said of stay for the report.
pub(super) fn seen(session: &Session, loaded: &[Loaded], work: &Work) -> Vec<Seen> {
    let orphans: FxHashSet<&PathBuf> = work.orphans.iter().collect();
    let of = |Loaded { file, .. }: &Loaded| {
        let passed_over = work.passed_over.get(&file.path).cloned();
        let mut seen = Seen::of(session, file, passed_over, orphans.contains(&file.path))?;
        let unit = file.unit();
        if let (What::Read(read), Some(unit)) = (&mut seen.what, unit) {
            read.is_cut_off = work.cut_off.contains(&unit.document.file);
        }
        seen.keep_text(session, file);
        Some(seen)
    };
    loaded.iter().filter_map(of).collect()
}

/// What became of each template and parameter file, and what is to be said about it.
pub(super) fn files(
    session: &Session,
    seen: Vec<Seen>,
    worlds: &[Arc<World>],
    unwalked: &[Unwalked],
) -> Account {
    let mut accounts = Accounts {
        session,
        reports: Vec::new(),
        findings: Vec::new(),
        unseen: notes::unseen(worlds),
        resources: resources(worlds),
        partial: notes::partial(worlds),
    };
    let known: FxHashSet<&OsStr> = seen.iter().map(|seen| seen.path.as_os_str()).collect();
    let mut reached: Vec<&PathBuf> = worlds
        .iter()
        .flat_map(|world| &world.files)
        .filter(|path| !known.contains(path.as_os_str()))
        .collect();
    reached.sort();
    reached.dedup();
    let of = |path: &PathBuf| Seen::of(session, &session.read(path), None, false);
    let reached: Vec<_> = reached.into_iter().filter_map(of).collect();
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
    accounts.findings.extend(worlds.iter().flat_map(|world| notes::findings(world)));
    notes::leave_what_follows(&mut accounts.findings);
    let Accounts { reports, findings, unseen, .. } = accounts;
    Account { files: reports, findings, unseen }
}

/// The most resources of each file in any world.
fn resources(worlds: &[Arc<World>]) -> FxHashMap<FileId, usize> {
    let mut most: FxHashMap<FileId, usize> = FxHashMap::default();
    for (file, count) in worlds.iter().flat_map(|world| &world.resources) {
        let known = most.entry(*file).or_default();
        *known = (*known).max(*count);
    }
    most
}

/// The number of a file of which it cannot be told what is secret in it: one that cannot be read, where it speaks of something
/// secure, or a parameter file that belongs to no template that was looked at.
fn unsure(session: &Session, content: &Content, is_orphan: bool) -> Option<FileId> {
    let speaks = |file| session.source(file).is_none_or(|source| speaks_of_secrets(&source.text));
    match content {
        Content::Undecodable { file, kind, .. } | Content::Defect { file, kind, .. } => {
            (*kind == FileKind::Parameters || speaks(*file)).then_some(*file)
        }
        Content::Unit { unit, kind } => {
            let (file, is_parameters) = (unit.document.file, *kind == FileKind::Parameters);
            let is_broken = unit.document.fatal().is_some() && (is_parameters || speaks(file));
            (is_broken || (is_parameters && is_orphan)).then_some(file)
        }
        Content::Other | Content::Unreadable { .. } => None,
    }
}

fn speaks_of_secrets(text: &str) -> bool {
    let words = ["secur", "passw", "secret"];
    text.as_bytes().windows(6).any(|part| {
        words.iter().any(|word| {
            part.get(..word.len()).is_some_and(|p| p.eq_ignore_ascii_case(word.as_bytes()))
        })
    })
}

struct Accounts<'s> {
    session: &'s Session,
    reports: Vec<FileReport>,
    findings: Vec<Finding>,
    unseen: Vec<Label>,
    resources: FxHashMap<FileId, usize>,
    partial: FxHashMap<FileId, String>,
}

impl Accounts<'_> {
    fn add(&mut self, seen: &Seen) {
        let path = self.session.printed(&seen.path);
        let (mut resources, mut status, mut why) = (0, FileStatus::Ok, None);
        match &seen.what {
            What::Skipped(reason) => (status, why) = (FileStatus::Skipped, Some(reason.clone())),
            What::Unreadable { file, why: reason, is_large } => {
                let card = if *is_large { &own::LIMIT_REACHED } else { &own::UNREADABLE_TEMPLATE };
                let message = format!("This template cannot be read: {reason}.");
                self.findings.push(about_file(card, *file, message));
                (status, why) = (FileStatus::Skipped, Some(reason.clone()));
            }
            What::Defect(file, what) => {
                let message = crate::isolate::message(what);
                self.findings.push(about_file(&own::INTERNAL_ERROR, *file, message));
                status = FileStatus::Partial;
                why = Some("a defect of armlint kept it from being read".to_owned());
            }
            What::Undecodable(file, offset) => {
                let reason = "The file is not UTF-8 from here on.".to_owned();
                let place = Place { file: *file, span: Span::at(*offset) };
                self.findings.push(Finding::new(&own::UNREADABLE_TEMPLATE, place, reason.clone()));
                (status, why) = (FileStatus::Invalid, Some(reason));
            }
            What::Read(read) => {
                if read.is_orphan {
                    self.orphan(read.file, &path);
                }
                if read.is_cut_off {
                    self.findings.push(notes::callers_left_out(read.file));
                }
                resources = self.resources.get(&read.file).copied().unwrap_or_default();
                let foreign = self.foreign(&read.foreign);
                if let Some((place, message)) = &read.fault {
                    self.findings.push(Finding::new(
                        &own::UNREADABLE_TEMPLATE,
                        *place,
                        message.clone(),
                    ));
                    (status, why) = (FileStatus::Invalid, Some(message.clone()));
                } else if let Some(reason) = self.partial.get(&read.file).cloned().or(foreign) {
                    (status, why) = (FileStatus::Partial, Some(reason));
                }
            }
        }
        self.reports.push(FileReport { path, kind: seen.kind, resources, status, why });
    }

    /// Notes calls of functions that do not exist, each function once, and gives the first.
    fn foreign(&mut self, labels: &[Label]) -> Option<String> {
        let mut said: FxHashSet<&str> = FxHashSet::default();
        for label in labels.iter().filter(|label| said.insert(&label.message)) {
            let message = notes::sentence(&label.message);
            self.findings.push(Finding::new(&own::NOT_UNDERSTOOD, label.place, message));
            self.unseen.push(label.clone());
        }
        labels.first().map(|label| label.message.clone())
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
