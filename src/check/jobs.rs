//! Worlds: which templates are roots, with which parameters, and what each world comes to.

use super::{Loaded, Plan, callers};
use crate::discover::Input;
use crate::eval::data;
use crate::eval::frame::{Arguments, Given};
use crate::eval::heap::Heap;
use crate::eval::render;
use crate::eval::value::{Basis, Data, Val};
use crate::eval::world::{Absent, Budget, Doubt, Files, NoteKind, World as Evaluated};
use crate::finding::{FileKind, Finding};
use crate::graph::picture;
use crate::lint;
use crate::model::{DeploymentSource, Language, Unit};
use crate::picture::Picture;
use crate::report;
use crate::rule::Context;
use crate::secrets::Secrets;
use crate::session::reach::{Reach, Store};
use crate::session::{Content, File, Session, inside, is_below, normal};
use crate::source::{FileId, Place};
use crate::syntax::document::Kind;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file that holds a template that was read.
#[derive(Clone)]
pub(super) struct Root {
    file: Arc<File>,
}

impl Root {
    fn new(file: &Arc<File>) -> Option<Self> {
        file.unit().map(|_| Self { file: Arc::clone(file) })
    }

    pub(super) fn path(&self) -> &Path {
        &self.file.path
    }

    /// The number of the file.
    pub(super) fn file(&self) -> FileId {
        self.file.unit().map_or(FileId(0), |unit| unit.document.file)
    }
}

/// A world to look at.
pub(super) struct Job {
    pub(super) root: Root,
    /// Its parameter files; later ones win.
    parameters: Vec<Arc<File>>,
    pub(super) bound: PathBuf,
    /// The world is looked at for the sake of a file that it may reach.
    view: Option<View>,
}

/// What is told of the world of a caller.
#[derive(Clone)]
struct View {
    /// The file that was named.
    of: PathBuf,
    /// It, and what it calls; nothing is told of other files.
    files: FxHashSet<PathBuf>,
}

/// All that is to be done.
pub(super) struct Work {
    pub(super) jobs: Vec<Job>,
    /// How many of the jobs, at their beginning, are of templates that nobody calls.
    pub(super) roots: usize,
    /// Files that Bicep files call.
    pub(super) called: FxHashSet<OsString>,
    /// Parameter files of templates that are read later.
    pub(super) attached: Attached,
    /// Templates that are passed over, with the reason.
    pub(super) passed_over: FxHashMap<PathBuf, String>,
    /// Parameter files that belong to no template.
    pub(super) orphans: Vec<PathBuf>,
}

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

    /// Whether a file that it looked for was not there.
    pub(super) fn lacks_files(&self) -> bool {
        let is_file = |kind| matches!(kind, NoteKind::ModuleMissing | NoteKind::FileMissing);
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

/// Finds the roots among the files, and the parameter files of each. Those of `late` are read later.
pub(super) fn plan(
    session: &Session,
    loaded: &[Loaded],
    late: &FxHashSet<&OsStr>,
    plan: &Plan,
) -> Work {
    let passed_over = passed_over(loaded);
    let is_template = |loaded: &&Loaded| {
        matches!(&loaded.file.content, Content::Unit { kind: FileKind::Arm | FileKind::Bicep, .. })
    };
    let templates: Vec<_> = loaded
        .iter()
        .filter(is_template)
        .filter(|loaded| !passed_over.contains_key(&loaded.file.path))
        .collect();
    let called: FxHashSet<OsString> = templates
        .iter()
        .flat_map(|loaded| called_by(&loaded.file))
        .map(PathBuf::into_os_string)
        .collect();
    let roots: Vec<&Loaded> = templates
        .iter()
        .copied()
        .filter(|loaded| !called.contains(loaded.file.path.as_os_str()))
        .collect();
    let in_cycles = in_cycles(&templates, &roots);

    let all = Known { session, late, passed_over: &passed_over };
    let (mut attached, orphans) = attach(session, loaded, &templates, &all);
    let mut jobs = Vec::new();
    let known: FxHashSet<&Path> =
        templates.iter().map(|loaded| loaded.file.path.as_path()).collect();
    let is_named = |loaded: &&Loaded| loaded.input.named;
    let named: FxHashSet<&Path> =
        loaded.iter().filter(is_named).map(|loaded| loaded.file.path.as_path()).collect();
    let mut neighbours = callers::Neighbours::new(session);
    let (count, mut ends) = (roots.len(), 0);
    for (at, loaded) in roots.iter().chain(&in_cycles).enumerate() {
        if at == count {
            ends = jobs.len();
        }
        let path = &loaded.file.path;
        let mut files = attached.remove(path).unwrap_or_default();
        let is_given = !plan.parameters.is_empty() && loaded.input.named;
        // Who gives parameters for a file deploys the file itself.
        let is_deployed =
            is_given || files.iter().flatten().any(|file| named.contains(&*file.path));
        if loaded.input.named && !is_deployed {
            let bound = &loaded.input.bound;
            let found = neighbours.callers(&loaded.file, bound, &known, plan);
            let view = (!found.is_empty())
                .then(|| View { of: path.clone(), files: neighbours.reach(path, bound) });
            for caller in &found {
                let files = own_parameters(session, caller, bound, &all);
                for parameters in worlds_of(session, plan, caller, files) {
                    push(&mut jobs, caller, parameters, bound, view.clone());
                }
            }
            // Its own world stays unless another one reaches it.
        }
        if is_given {
            files = vec![plan.parameters.iter().map(|path| session.read(path)).collect()];
        } else {
            files = worlds_of(session, plan, &loaded.file, files);
        }
        for parameters in files {
            push(&mut jobs, &loaded.file, parameters, &loaded.input.bound, None);
        }
    }
    let roots = if in_cycles.is_empty() { jobs.len() } else { ends };
    let is_late = |path: &Path| late.contains(path.as_os_str());
    let (later, attached): (Attached, Attached) =
        attached.into_iter().partition(|(path, _)| is_late(path));
    // A template that its parameter file brought into the run.
    for (path, files) in attached {
        if !known.contains(path.as_path()) && !called.contains(path.as_os_str()) {
            let file = session.read(&path);
            let bound = crate::discover::git_root(&path)
                .or_else(|| path.parent().map(Path::to_path_buf))
                .unwrap_or_default();
            for parameters in files {
                push(&mut jobs, &file, parameters, &bound, None);
            }
        }
    }
    Work { jobs, roots, called, attached: later, passed_over, orphans }
}

/// The worlds of a template that was not named: one for each of its parameter files.
pub(super) fn of_root(
    session: &Session,
    loaded: &Loaded,
    attached: Vec<Vec<Arc<File>>>,
    plan: &Plan,
) -> Vec<Job> {
    let mut jobs = Vec::new();
    for parameters in worlds_of(session, plan, &loaded.file, attached) {
        push(&mut jobs, &loaded.file, parameters, &loaded.input.bound, None);
    }
    jobs
}

impl Job {
    /// The paths of its parameter files.
    fn parameters(&self) -> Vec<PathBuf> {
        self.parameters.iter().map(|file| file.path.clone()).collect()
    }

    /// Its root and its parameter files, and whose world it is.
    pub(super) fn key(&self) -> Vec<PathBuf> {
        let only = self.view.iter().map(|view| view.of.clone());
        let root = std::iter::once(self.root.path().to_path_buf());
        root.chain(self.parameters()).chain(only).collect()
    }
}

/// The parameter files of each world of a template: those that were found, those that the configuration names, else none.
fn worlds_of(
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
fn own_parameters(
    session: &Session,
    template: &File,
    bound: &Path,
    all: &Known<'_>,
) -> Vec<Vec<Arc<File>>> {
    let is_own = |file: &Arc<File>| {
        matches!(&file.content, Content::Unit { kind: FileKind::Parameters, .. })
            && template_of(file, bound, all).is_some_and(|path| path == template.path)
    };
    let inside = beside(&template.path).into_iter().filter(|path| is_below(bound, path));
    let files = inside.map(|path| session.read(&path));
    files.filter(is_own).map(|file| vec![file]).collect()
}

fn push(
    jobs: &mut Vec<Job>,
    file: &Arc<File>,
    parameters: Vec<Arc<File>>,
    bound: &Path,
    view: Option<View>,
) {
    if let Some(root) = Root::new(file) {
        jobs.push(Job { root, parameters, bound: bound.to_path_buf(), view });
    }
}

/// Compiled templates whose source lies beside them.
fn passed_over(loaded: &[Loaded]) -> FxHashMap<PathBuf, String> {
    let each = loaded.iter();
    each.filter_map(|Loaded { input, file }| Some((file.path.clone(), compiled_from(input, file)?)))
        .collect()
}

/// Why a compiled template is passed over: its source lies beside it.
pub(super) fn compiled_from(input: &Input, file: &File) -> Option<String> {
    let Content::Unit { unit, kind: FileKind::Arm } = &file.content else { return None };
    if input.named || !is_generated(unit) {
        return None;
    }
    let source = source_of(&file.path)?;
    let name = source.file_name().unwrap_or_default().to_string_lossy();
    Some(format!("compiled from '{name}', which is linted instead"))
}

fn is_generated(unit: &Unit) -> bool {
    let metadata = unit.document.root().get("metadata");
    let generator =
        metadata.and_then(|node| node.get("_generator")).and_then(|node| node.get("name"));
    generator
        .and_then(crate::syntax::document::NodeRef::as_text)
        .is_some_and(|name| name.eq_ignore_ascii_case("bicep"))
}

/// `x.bicep` for `x.json`, else `main.bicep` for `main.json` and `azuredeploy.json`.
fn source_of(path: &Path) -> Option<PathBuf> {
    let same = path.with_extension("bicep");
    if same.is_file() {
        return Some(same);
    }
    let stem = path.file_stem()?.to_str()?;
    let is_main = stem.eq_ignore_ascii_case("main") || stem.eq_ignore_ascii_case("azuredeploy");
    let main = path.with_file_name("main.bicep");
    (is_main && main.is_file()).then_some(main)
}

/// The local files that a Bicep file calls or imports.
pub(super) fn called_by(file: &File) -> Vec<PathBuf> {
    let Some(unit) = file.unit() else { return Vec::new() };
    let folder = file.path.parent().unwrap_or(Path::new(""));
    let modules =
        unit.template.walk().filter_map(|resource| match resource.deployment.as_deref()?.source {
            DeploymentSource::Module(reference) => Some(reference),
            _ => None,
        });
    let imports = unit.template.imports.iter().map(|(_, import)| import.from);
    let references = modules.chain(imports).map(|reference| unit.document.text(reference.to));
    references
        .filter(|reference| !reference.contains(':'))
        .map(|reference| normal(&folder.join(reference)))
        .collect()
}

/// One file of each cycle of callers, which else nobody would look at.
fn in_cycles<'l>(templates: &[&'l Loaded], roots: &[&'l Loaded]) -> Vec<&'l Loaded> {
    let by_path: FxHashMap<&Path, &Loaded> =
        templates.iter().map(|loaded| (loaded.file.path.as_path(), *loaded)).collect();
    let mut seen: FxHashSet<PathBuf> = FxHashSet::default();
    let mut waiting: Vec<PathBuf> = roots.iter().map(|loaded| loaded.file.path.clone()).collect();
    let mut added = Vec::new();
    let mut rest = templates.iter();
    loop {
        while let Some(path) = waiting.pop() {
            if seen.insert(path.clone())
                && let Some(loaded) = by_path.get(path.as_path())
            {
                waiting.extend(called_by(&loaded.file));
            }
        }
        let Some(next) = rest.find(|loaded| !seen.contains(&loaded.file.path)) else {
            return added;
        };
        added.push(*next);
        waiting.push(next.file.path.clone());
    }
}

/// What is known of templates before they are all read.
struct Known<'k> {
    session: &'k Session,
    late: &'k FxHashSet<&'k OsStr>,
    passed_over: &'k FxHashMap<PathBuf, String>,
}

impl Known<'_> {
    /// The source of a compiled template that is passed over.
    fn source_of(&self, json: &Path) -> Option<PathBuf> {
        let is_compiled = || self.session.read(json).unit().is_some_and(is_generated);
        let source = source_of(json)?;
        let is_passed_over = self.passed_over.contains_key(json)
            || (self.late.contains(json.as_os_str()) && is_compiled());
        is_passed_over.then_some(source)
    }
}

/// Parameter files by their templates.
pub(super) type Attached = FxHashMap<PathBuf, Vec<Vec<Arc<File>>>>;

/// Parameter files by their templates, and those that have none.
fn attach(
    session: &Session,
    loaded: &[Loaded],
    templates: &[&Loaded],
    all: &Known<'_>,
) -> (Attached, Vec<PathBuf>) {
    let known: FxHashSet<&Path> =
        templates.iter().map(|loaded| loaded.file.path.as_path()).collect();
    let (mut attached, mut orphans) = (Attached::default(), Vec::new());
    let mut taken: FxHashSet<PathBuf> = FxHashSet::default();
    for Loaded { input, file } in loaded {
        if !matches!(&file.content, Content::Unit { kind: FileKind::Parameters, .. }) {
            continue;
        }
        taken.insert(file.path.clone());
        let is_ours =
            |path: &PathBuf| known.contains(path.as_path()) || is_below(&input.bound, path);
        match template_of(file, &input.bound, all).filter(is_ours) {
            Some(template) => attached.entry(template).or_default().push(vec![Arc::clone(file)]),
            None if is_for_others(file) => {}
            None => orphans.push(file.path.clone()),
        }
    }
    // A template that is named brings the parameter files that lie beside it.
    for Loaded { input, file } in templates.iter().filter(|loaded| loaded.input.named) {
        let own = own_parameters(session, file, &input.bound, all);
        let new: Vec<_> = own.into_iter().filter(|files| !taken.contains(&files[0].path)).collect();
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

fn beside(template: &Path) -> Vec<PathBuf> {
    let Some(folder) = template.parent() else { return Vec::new() };
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<_> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
            match path.extension().and_then(|end| end.to_str()) {
                Some(end) if end.eq_ignore_ascii_case("json") => name.contains(".parameters"),
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
    if let Some(using) = unit.parameter_file.as_ref().and_then(|parameters| parameters.using) {
        let path = unit.document.text(using.to);
        let is_path = !path.contains(':');
        return inside(bound, folder, path).filter(|path| is_path && path.is_file());
    }
    let name = file.path.file_name()?.to_str()?;
    let at = name.to_ascii_lowercase().find(".parameters")?;
    let stem = name.get(..at)?;
    let json = ["json", "jsonc", "arm"]
        .iter()
        .map(|end| folder.join(format!("{stem}.{end}")))
        .find(|path| path.is_file());
    let bicep = Some(folder.join(format!("{stem}.bicep"))).filter(|path| path.is_file());
    match json {
        Some(json) => Some(all.source_of(&json).unwrap_or(json)),
        None => bicep,
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
    let arguments = arguments(world, reach, job, plan);
    world.start(unit, arguments);
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
    world.find_libraries();
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
    let (doubts, secrets) = (doubts(world), secrets(world));
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

/// The values of all parameter files of a world; those of later files win.
fn arguments<'w>(
    world: &'w Evaluated<'w>,
    reach: &Reach<'w>,
    job: &Job,
    plan: &Plan,
) -> Arguments<'w> {
    if job.parameters.is_empty() {
        return Arguments::None;
    }
    let mut given = Vec::new();
    for file in &job.parameters {
        let Some(unit) = reach.keep(Arc::clone(file)) else { continue };
        match unit.template.language {
            Language::Bicep => bicep_values(world, reach, unit, 0, &mut given),
            Language::Arm => given.extend(json_values(world.heap, world, unit, plan)),
        }
    }
    Arguments::Given(world.heap.slice(&given))
}

/// Files that extend each other more often than this are not followed.
const MOST_EXTENDED: usize = 8;

/// The values of a `.bicepparam` file, those of the file that it extends first.
fn bicep_values<'w>(
    world: &'w Evaluated<'w>,
    reach: &Reach<'w>,
    unit: &'w Unit,
    depth: usize,
    given: &mut Vec<Given<'w>>,
) {
    let Some(file) = &unit.parameter_file else { return };
    if let Some(base) = file.extends.filter(|_| depth < MOST_EXTENDED) {
        let path = unit.document.text(base.to);
        match reach.module(&unit.document, path) {
            Ok(base) => bicep_values(world, reach, base, depth + 1, given),
            Err(Absent::Missing(why)) => {
                world.note(NoteKind::FileMissing, unit.document.place(base.span), &why, path);
            }
            Err(_) => {}
        }
    }
    let scope = world.detached(unit).scope();
    for (name, assignment) in file.values.iter() {
        let secret = || world.heap.based_on(world.opaque(), Basis::SECRET);
        let value =
            assignment.value.map_or_else(secret, |node| scope.evaluate(unit.document.at(node)));
        given.push(Given { name, value });
    }
}

fn json_values<'w>(
    heap: Heap<'w>,
    world: &'w Evaluated<'w>,
    unit: &'w Unit,
    plan: &Plan,
) -> Vec<Given<'w>> {
    let Some(file) = &unit.parameter_file else { return Vec::new() };
    let value = |node| mask(world, data::value(heap, unit.document.at(node)), plan);
    let secret = || heap.based_on(world.opaque(), Basis::SECRET);
    let each = file.values.iter().map(|(name, assignment)| Given {
        name: heap.text(name),
        value: assignment.value.map_or_else(secret, value),
    });
    each.collect()
}

/// A placeholder, at any depth, stands for a value that is not known.
fn mask<'w>(world: &'w Evaluated<'w>, value: Val<'w>, plan: &Plan) -> Val<'w> {
    match value.data {
        Data::Str(text) if (plan.is_placeholder)(text) => {
            let unknown = world.opaque();
            world.heap.keep(crate::eval::value::Value { site: value.site, ..*unknown })
        }
        Data::Array(array) => {
            let items: Vec<_> = array.values().map(|item| mask(world, item, plan)).collect();
            let masked = world.heap.array_of(&items, array.open);
            world.heap.keep(crate::eval::value::Value { site: value.site, ..*masked })
        }
        Data::Object(object) => {
            let members: Vec<_> = object
                .members
                .iter()
                .map(|member| crate::eval::value::Member {
                    value: world.heap.slot(mask(world, member.value.get(), plan)),
                    ..*member
                })
                .collect();
            let masked = world.heap.object_of(&members, object.open);
            world.heap.keep(crate::eval::value::Value { site: value.site, ..*masked })
        }
        _ => value,
    }
}

/// Which worlds are told of: not those of templates that another world of the run reaches, nor those of supposed callers that
/// do not call what was named.
pub(super) fn told(worlds: &[World]) -> Vec<bool> {
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
pub(super) fn without_reached(mut worlds: Vec<World>) -> Vec<World> {
    let mut told = told(&worlds).into_iter();
    worlds.retain(|_| told.next().unwrap_or(true));
    worlds
}

impl Job {
    /// Whether something is told of a file, where the world reaches it.
    pub(super) fn tells_of(&self, session: &Session, file: FileId) -> bool {
        let id = |path: &PathBuf| Some(session.read(path).unit()?.document.file);
        self.view.as_ref().is_none_or(|view| view.files.iter().any(|path| id(path) == Some(file)))
    }
}
