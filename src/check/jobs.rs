//! What is to be done: which templates are roots, with which parameters, and what each world looks at.

use super::attached::{Attached, Known, attach, own_parameters, worlds_of};
use super::compiled::passed_over;
use super::{Loaded, Plan, callers};
use crate::discover::Input;
use crate::finding::FileKind;
use crate::model::DeploymentSource;
use crate::session::{Content, File, Session, joined};
use crate::source::FileId;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// A file that holds a template that was read.
#[derive(Clone)]
pub(super) struct Root {
    pub(super) file: Arc<File>,
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
    pub(super) parameters: Vec<Arc<File>>,
    pub(super) bound: PathBuf,
    /// The world is looked at for the sake of a file that it may reach.
    pub(super) view: Option<View>,
}

impl Job {
    /// The paths of its parameter files.
    pub(super) fn parameters(&self) -> Vec<PathBuf> {
        self.parameters.iter().map(|file| file.path.clone()).collect()
    }

    /// Its root and its parameter files, and whose world it is.
    pub(super) fn key(&self) -> Vec<PathBuf> {
        let only = self.view.iter().map(|view| view.of.clone());
        let root = std::iter::once(self.root.path().to_path_buf());
        root.chain(self.parameters()).chain(only).collect()
    }

    /// Whether something is told of a file, where the world reaches it.
    pub(super) fn tells_of(&self, session: &Session, file: FileId) -> bool {
        let id = |path: &PathBuf| Some(session.read(path).unit()?.document.file);
        self.view.as_ref().is_none_or(|view| view.files.iter().any(|path| id(path) == Some(file)))
    }
}

/// What is told of the world of a caller.
#[derive(Clone)]
pub(super) struct View {
    /// The file that was named.
    pub(super) of: PathBuf,
    /// It, and what it calls; nothing is told of other files.
    pub(super) files: FxHashSet<PathBuf>,
}

/// All that is to be done.
pub(super) struct Work {
    pub(super) jobs: Vec<Job>,
    /// How many of the jobs, at their beginning, are of templates that nobody calls.
    pub(super) roots: usize,
    /// Files that Bicep files call.
    pub(super) called: FxHashSet<OsString>,
    /// Those of them that were read.
    pub(super) modules: Vec<Input>,
    /// Who calls whom.
    pub(super) calls: Calls,
    /// Parameter files of templates that are read later; each takes its own.
    pub(super) attached: Mutex<Attached>,
    /// Templates that are passed over, with the reason.
    pub(super) passed_over: FxHashMap<PathBuf, String>,
    /// Parameter files that belong to no template.
    pub(super) orphans: Vec<PathBuf>,
    /// Files that are named, not all of whose callers could be looked for.
    pub(super) cut_off: Vec<FileId>,
}

/// The local files that each template calls or imports, by its path. Paths are compared as they are written.
pub(super) type Calls = FxHashMap<OsString, Vec<PathBuf>>;

/// Finds the roots among the files, and the parameter files of each. Those of `late` are read later.
pub(super) fn plan<'l>(
    session: &Session,
    loaded: &'l [Loaded],
    late: &FxHashSet<&OsStr>,
    plan: &Plan,
) -> Work {
    let passed_over = passed_over(&session.storage, loaded);
    let is_template = |loaded: &&Loaded| {
        matches!(&loaded.file.content, Content::Unit { kind: FileKind::Arm | FileKind::Bicep, .. })
    };
    let templates: Vec<_> = loaded
        .iter()
        .filter(is_template)
        .filter(|loaded| !passed_over.contains_key(&loaded.file.path))
        .collect();
    let of =
        |loaded: &&Loaded| (loaded.file.path.clone().into_os_string(), called_by(&loaded.file));
    let mut calls: Calls = templates.iter().map(of).collect();
    let called: FxHashSet<OsString> =
        calls.values().flatten().map(|path| path.clone().into_os_string()).collect();
    for path in called.iter().filter(|path| late.contains(path.as_os_str())) {
        calls.insert(path.clone(), Vec::new());
    }
    let roots: Vec<&Loaded> = templates
        .iter()
        .copied()
        .filter(|loaded| !called.contains(loaded.file.path.as_os_str()))
        .collect();
    let in_cycles = in_cycles(&templates, &roots, &calls);

    let all = Known { session, late, passed_over: &passed_over };
    let (attached, orphans) = attach(session, loaded, &templates, &all);
    let paths = |loaded: &&'l Loaded| loaded.file.path.as_os_str();
    let named = loaded.iter().filter(|loaded| loaded.input.named);
    let mut planner = Planner {
        plan,
        all: &all,
        templates: templates.iter().map(paths).collect(),
        named: named.map(|loaded| paths(&loaded)).collect(),
        neighbours: callers::Neighbours::new(session),
        attached,
        jobs: Vec::new(),
        cut_off: Vec::new(),
    };
    for loaded in roots {
        planner.add(loaded);
    }
    let roots = planner.jobs.len();
    for loaded in in_cycles {
        planner.add(loaded);
    }
    let (later, brought): (Attached, Attached) = std::mem::take(&mut planner.attached)
        .into_iter()
        .partition(|(path, _)| late.contains(path.as_os_str()));
    let attached = Mutex::new(later);
    let modules = templates.iter().filter(|loaded| called.contains(loaded.file.path.as_os_str()));
    let modules = modules.map(|loaded| loaded.input.clone()).collect();
    planner.add_brought(brought, &called);
    let Planner { jobs, cut_off, .. } = planner;
    Work { jobs, roots, called, modules, calls, attached, passed_over, orphans, cut_off }
}

/// Finds the worlds of templates one after the other.
struct Planner<'p> {
    plan: &'p Plan,
    all: &'p Known<'p>,
    /// The paths of all templates that were read.
    templates: FxHashSet<&'p OsStr>,
    /// The paths of what was named.
    named: FxHashSet<&'p OsStr>,
    neighbours: callers::Neighbours<'p>,
    /// Parameter files whose template did not come yet.
    attached: Attached,
    jobs: Vec<Job>,
    cut_off: Vec<FileId>,
}

impl Planner<'_> {
    /// The worlds of a template that nobody in the run calls.
    fn add(&mut self, loaded: &Loaded) {
        let (session, input, file) = (self.all.session, &loaded.input, &loaded.file);
        let mut files = self.attached.remove(&file.path).unwrap_or_default();
        let is_given = !self.plan.parameters.is_empty() && input.named;
        // Who gives parameters for a file deploys the file itself.
        let is_named = |file: &Arc<File>| self.named.contains(file.path.as_os_str());
        let is_deployed = is_given || files.iter().flatten().any(is_named);
        if input.named && !is_deployed {
            // Its own world stays unless another one reaches it.
            self.add_callers(loaded);
        }
        if is_given {
            files = vec![self.plan.parameters.iter().map(|path| session.read(path)).collect()];
        } else {
            files = worlds_of(session, self.plan, file, files);
        }
        for parameters in files {
            push(&mut self.jobs, file, parameters, &input.bound, None);
        }
    }

    /// The worlds of those who call a file that was named alone.
    fn add_callers(&mut self, loaded: &Loaded) {
        let (session, file, bound) = (self.all.session, &loaded.file, &loaded.input.bound);
        let (found, is_cut) = self.neighbours.callers(file, bound, &self.templates, self.plan);
        let number = file.unit().map(|unit| unit.document.file);
        self.cut_off.extend(number.filter(|_| is_cut));
        let view = (!found.is_empty()).then(|| View {
            of: file.path.clone(),
            files: self.neighbours.reach(&file.path, bound),
        });
        for caller in &found {
            let files = own_parameters(session, caller, bound, self.all);
            for parameters in worlds_of(session, self.plan, caller, files) {
                push(&mut self.jobs, caller, parameters, bound, view.clone());
            }
        }
    }

    /// The worlds of templates that their parameter files brought into the run.
    fn add_brought(&mut self, brought: Attached, called: &FxHashSet<OsString>) {
        for (path, files) in brought {
            if self.templates.contains(path.as_os_str()) || called.contains(path.as_os_str()) {
                continue;
            }
            let file = self.all.session.read(&path);
            let bound = crate::discover::git_root(&path)
                .or_else(|| path.parent().map(Path::to_path_buf))
                .unwrap_or_default();
            for parameters in files {
                push(&mut self.jobs, &file, parameters, &bound, None);
            }
        }
    }
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

/// The local files that a Bicep file calls or imports.
pub(crate) fn called_by(file: &File) -> Vec<PathBuf> {
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
        .map(|reference| joined(folder, reference))
        .collect()
}

/// One file of each cycle of callers, which else nobody would look at.
fn in_cycles<'l>(templates: &[&'l Loaded], roots: &[&'l Loaded], calls: &Calls) -> Vec<&'l Loaded> {
    let mut seen: FxHashSet<&OsStr> = FxHashSet::default();
    let mut waiting: Vec<&OsStr> =
        roots.iter().map(|loaded| loaded.file.path.as_os_str()).collect();
    let mut added = Vec::new();
    let mut rest = templates.iter();
    loop {
        while let Some(path) = waiting.pop() {
            if seen.insert(path) {
                waiting.extend(calls.get(path).into_iter().flatten().map(|path| path.as_os_str()));
            }
        }
        let Some(next) = rest.find(|loaded| !seen.contains(loaded.file.path.as_os_str())) else {
            return added;
        };
        added.push(*next);
        waiting.push(next.file.path.as_os_str());
    }
}
