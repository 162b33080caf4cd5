//! What one world comes to, freed of its arena.

use super::Plan;
use super::jobs::{Job, View};
use crate::eval::frame::Arguments;
use crate::eval::render;
use crate::eval::world::{Budget, Doubt, NoteKind, World as Evaluated};
use crate::finding::Finding;
use crate::graph::picture;
use crate::lint;
use crate::lint::arguments::arguments;
use crate::model::Language;
use crate::picture::Picture;
use crate::report;
use crate::rule::Context;
use crate::secrets::Secrets;
use crate::session::Session;
use crate::session::reach::{Reach, Store};
use crate::source::{FileId, Place};
use crate::syntax::document::Kind;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a world came to, freed of its arena.
#[derive(Clone)]
pub(super) struct World {
    pub(super) root: PathBuf,
    /// Its parameter files.
    parameters: Vec<PathBuf>,
    /// The file for whose sake the world of a caller is looked at.
    view: Option<PathBuf>,
    pub(super) findings: Vec<Finding>,
    pub(super) notes: Vec<Noted>,
    /// Resources by file.
    pub(super) resources: FxHashMap<FileId, usize>,
    /// Files that were reached from the root.
    reached: Vec<PathBuf>,
    /// The files that the world tells of.
    pub(super) files: Vec<PathBuf>,
    /// What must not be shown.
    pub(super) secrets: Secrets,
    /// What a rule asked for and could not be told, for those who want to know.
    pub(super) doubts: Vec<(Place, String)>,
    /// Its network, where it has one and it was asked for.
    pub(super) picture: Option<Picture>,
}

/// A note, freed of its arena.
#[derive(Clone)]
pub(super) struct Noted {
    pub(super) kind: NoteKind,
    pub(super) place: Place,
    pub(super) message: String,
    pub(super) wanted: String,
}

impl World {
    /// Whether a file is part of it.
    pub(super) fn holds(&self, path: &Path) -> bool {
        self.root == path || self.parameters.iter().chain(&self.reached).any(|known| known == path)
    }

    /// The files that were reached from its root.
    pub(super) fn reached(&self) -> impl Iterator<Item = &OsStr> {
        self.reached.iter().map(|path| path.as_os_str())
    }

    /// Whether a file that it looked for was not there.
    pub(super) fn lacks_files(&self) -> bool {
        let is_file = |kind| {
            matches!(
                kind,
                NoteKind::ModuleMissing | NoteKind::ModuleOutside | NoteKind::FileMissing
            )
        };
        self.notes.iter().any(|note| is_file(note.kind))
    }

    fn empty(job: &Job) -> Self {
        let root = job.root.path().to_path_buf();
        let mut secrets = Secrets::default();
        for file in std::iter::once(&job.root.file).chain(&job.parameters) {
            if let Some(unit) = file.unit() {
                secrets.add_file(unit.document.file);
            }
        }
        Self {
            files: vec![root.clone()],
            root,
            parameters: job.parameters(),
            view: job.view.as_ref().map(|view| view.of.clone()),
            findings: Vec::new(),
            secrets,
            doubts: Vec::new(),
            notes: Vec::new(),
            resources: FxHashMap::default(),
            reached: Vec::new(),
            picture: None,
        }
    }

    pub(super) fn failed(job: &Job, finding: Finding) -> Self {
        Self { findings: vec![finding], ..Self::empty(job) }
    }

    /// What a report takes of a world that stays.
    pub(super) fn for_report(&self) -> Self {
        Self {
            root: PathBuf::new(),
            parameters: Vec::new(),
            view: None,
            findings: self.findings.clone(),
            notes: Vec::new(),
            resources: FxHashMap::default(),
            reached: Vec::new(),
            files: Vec::new(),
            secrets: self.secrets.clone(),
            doubts: Vec::new(),
            picture: self.picture.clone(),
        }
    }

    /// Leaves what is told of the files of a view.
    fn narrow(&mut self, session: &Session, view: &View) {
        let id = |path: &PathBuf| Some(session.read(path).unit()?.document.file);
        let ids: FxHashSet<FileId> = view.files.iter().filter_map(id).collect();
        self.findings.retain(|finding| ids.contains(&finding.place.file));
        self.notes.retain(|note| ids.contains(&note.place.file));
        self.doubts.retain(|(place, _)| ids.contains(&place.file));
        self.files.retain(|path| view.files.contains(path));
    }
}

/// Starts the world of a job in `bump`; `None` where its root could not be read.
pub(super) fn start<'w>(
    bump: &'w bumpalo::Bump,
    reach: &'w Reach<'w>,
    job: &Job,
    plan: &Plan,
) -> Option<&'w Evaluated<'w>> {
    let world = Evaluated::new(bump, reach, plan.settings.cloud, Budget::default());
    let unit = reach.keep(Arc::clone(&job.root.file))?;
    let given = if job.parameters.is_empty() {
        Arguments::None
    } else {
        let kept = job.parameters.iter().filter_map(|file| reach.keep(Arc::clone(file)));
        arguments(world, &kept.collect::<Vec<_>>(), &plan.is_placeholder)
    };
    world.start(unit, given);
    Some(world)
}

/// Looks at one world.
pub(super) fn run(session: &Session, job: &Job, plan: &Plan) -> World {
    let (store, bump) = (Store::default(), bumpalo::Bump::new());
    let reach = Reach::new(session, &store, job.bound.clone(), &plan.environment);
    let Some(world) = start(&bump, &reach, job, plan) else {
        return World { secrets: Secrets::default(), ..World::empty(job) };
    };
    if plan.strict {
        world.keep_doubts();
    }
    let mut findings = lint::run(world, &plan.settings, &plan.rules).findings;
    world.find_files();
    let mut resources: FxHashMap<FileId, usize> = FxHashMap::default();
    for instance in world.instances() {
        *resources.entry(instance.frame().unit.document.file).or_default() += 1;
    }
    let parameters: Vec<_> =
        job.parameters.iter().map(|file| session.printed(&file.path)).collect();
    let picture = plan.draws.then(|| {
        let printed = session.printed(job.root.path());
        let title = std::iter::once(&printed).chain(&parameters).map(|path| report::inside(path));
        let context = Context::new(world, &plan.settings);
        picture::draw(&context, &findings, title.collect::<Vec<_>>().join(" + "))
    });
    let picture = picture.flatten();
    if let Some(root) = job.root.file.unit() {
        world.close(root.document.root().place());
    }
    for finding in &mut findings {
        finding.parameters.clone_from(&parameters);
    }
    note_unseen(world);
    let notes = world.notes().into_iter().map(|note| Noted {
        kind: note.kind,
        place: note.place,
        message: note.message.to_owned(),
        wanted: note.wanted.to_owned(),
    });
    let notes: Vec<_> = notes.collect();
    let (doubts, mut secrets) = (doubts(world), secrets(world));
    secrets.hold(reach.files());
    let (root, reached) = (job.root.path().to_path_buf(), reach.reached());
    let mut world = World {
        parameters: job.parameters(),
        view: job.view.as_ref().map(|view| view.of.clone()),
        files: reached.iter().chain([&root]).cloned().collect(),
        root,
        findings,
        notes,
        resources,
        reached,
        secrets,
        doubts,
        picture,
    };
    if let Some(view) = &job.view {
        world.narrow(session, view);
    }
    keep_texts(session, &reach, &world.findings, &world.notes, &world.doubts);
    world
}

/// Keeps the texts that the report shows or counts lines in.
fn keep_texts(
    session: &Session,
    reach: &Reach<'_>,
    findings: &[Finding],
    notes: &[Noted],
    doubts: &[(Place, String)],
) {
    let mut files: FxHashSet<FileId> = notes.iter().map(|note| note.place.file).collect();
    files.extend(doubts.iter().map(|(place, _)| place.file));
    for finding in findings {
        files.insert(finding.place.file);
        let labels = finding.trace.iter().chain(&finding.related);
        files.extend(labels.map(|label| label.place.file));
        let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
        files.extend(edits.map(|edit| edit.place.file));
    }
    for file in files {
        if let Some(source) = reach.source(file) {
            session.pin(file, &source);
        }
    }
}

/// What rules asked for and could not be told, in words.
fn doubts<'w>(world: &'w Evaluated<'w>) -> Vec<(Place, String)> {
    let doubts = world.doubts().into_iter().filter(|doubt| !doubt.path.is_empty());
    let words = doubts.map(|Doubt { place, path, value }| {
        let from = value.map(|value| format!(": it is '{}'", render::expression(value)));
        (place, format!("What '{path}' is cannot be told{}.", from.unwrap_or_default()))
    });
    let distinct: std::collections::BTreeSet<_> = words.collect();
    distinct.into_iter().collect()
}

/// Resources that are not there to see: entries without a type, types that are not known, a list that is an expression or is
/// not there at all.
fn note_unseen<'w>(world: &'w Evaluated<'w>) {
    let mut seen: FxHashSet<*const ()> = FxHashSet::default();
    for instance in world.instances() {
        // Who is its own parent is noted when it is asked for.
        instance.parent();
        if instance.resource_type().is_empty() {
            let why = "the type of this resource is not known";
            world.note(NoteKind::Failure, instance.type_place(), why, "type");
        }
    }
    let frames = world.instances().iter().map(|instance| instance.frame());
    for frame in frames.chain(world.root.get().copied()) {
        let root = frame.unit.document.root();
        if !seen.insert(std::ptr::from_ref(frame.unit).cast())
            || frame.unit.template.language != Language::Arm
            || frame.unit.document.fatal().is_some()
        {
            continue;
        }
        let Some((key, resources)) = root.member("resources") else {
            let why = "this template has no 'resources'";
            let place = root.members().next().map_or(root, |(key, _)| key).place();
            world.note(NoteKind::Failure, place, why, "resources");
            continue;
        };
        let entries = resources.elements().len() + resources.members().len();
        let is_list = resources.is_array() || resources.is_object();
        let read = frame.unit.template.resources.len();
        let why = if !is_list && resources.kind() != Kind::Null {
            "the resources of this template are not a list"
        } else if read < entries {
            "some entries of 'resources' have no type"
        } else {
            continue;
        };
        world.note(NoteKind::Failure, key.place(), why, "resources");
    }
}

/// What must not be shown of a world: values of secure parameters, and what was made of them.
pub(super) fn secrets<'w>(world: &'w Evaluated<'w>) -> Secrets {
    let mut seen: FxHashSet<*const ()> = FxHashSet::default();
    let deployed = world.instances().iter().flat_map(|i| [Some(i.frame()), i.deployed()]);
    for frame in deployed.chain([world.root.get().copied()]).flatten() {
        if seen.insert(std::ptr::from_ref(frame).cast()) {
            frame.hide_secrets();
        }
    }
    let mut secrets = Secrets::default();
    for (text, place) in world.heap.secrets() {
        secrets.add_text(text);
        if let Some(place) = place {
            secrets.add_span(place.file, place.span);
        }
    }
    secrets
}

/// Which worlds are told of: not those of templates that another world of the run reaches, nor those of supposed callers that
/// do not call what was named.
pub(super) fn told(worlds: &[Arc<World>]) -> Vec<bool> {
    let mut reached: FxHashMap<&OsStr, FxHashSet<&OsStr>> = FxHashMap::default();
    for world in worlds {
        for path in &world.reached {
            reached.entry(path.as_os_str()).or_default().insert(world.root.as_os_str());
        }
    }
    // Of two that reach each other, the first stays.
    let is_reached = |world: &World| {
        let root = world.root.as_os_str();
        reached.get(root).is_some_and(|by| {
            by.iter().any(|caller| {
                *caller != root && !reached.get(caller).is_some_and(|back| back.contains(root))
            })
        })
    };
    let is_vain = |world: &World| world.view.as_ref().is_some_and(|of| !world.reached.contains(of));
    worlds.iter().map(|world| !is_reached(world) && !is_vain(world)).collect()
}

/// Leaves the worlds that are told of.
pub(super) fn without_reached(mut worlds: Vec<Arc<World>>) -> Vec<Arc<World>> {
    let mut told = told(&worlds).into_iter();
    worlds.retain(|_| told.next().unwrap_or(true));
    worlds
}
