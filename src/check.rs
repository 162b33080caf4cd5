//! A whole run: files in, report out.

mod account;
mod attached;
mod callers;
mod compiled;
mod held;
mod idle;
mod jobs;
mod late;
mod notes;
pub mod project;
mod resources;
mod world;

use crate::config::Placeholders;
use crate::discover::{Input, Unwalked};
use crate::finding::{Finding, KEPT, Report, SHOWN, Sources};
use crate::graph::landscape::RuleSettings;
use crate::isolate::{self, isolate};
use crate::picture::Picture;
use crate::rule::engine::join;
use crate::rule::{Card, Rule, RuleSet, own};
use crate::secrets::Secrets;
use crate::session::{File, Session};
use account::Seen;
use held::Held;
use idle::Reached;
use jobs::Job;
pub(crate) use jobs::called_by;
use rayon::iter::Either;
use rayon::prelude::*;
pub use resources::{Listed, resources};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use world::World;

/// Whether the template of a printed path is one that is deployed by itself.
pub type IsRoot = Box<dyn Fn(&str) -> bool + Send + Sync>;

/// The parameter files that somebody gives to a template, by its printed path.
pub type ParameterFiles = Box<dyn Fn(&str) -> Vec<PathBuf> + Send + Sync>;

/// What a run does beside reading files.
pub struct Plan {
    /// The rules that run.
    pub rules: RuleSet,
    /// The cards of all rules that are active, armlint's own included, in order of their ids.
    pub cards: Vec<&'static Card>,
    /// What the configuration says to rules.
    pub settings: RuleSettings,
    /// Parameter files for all templates that are named; later ones win.
    pub parameters: Vec<PathBuf>,
    /// Values in parameter files that stand for something else.
    pub is_placeholder: Box<dyn Fn(&str) -> bool + Send + Sync>,
    /// More parameter files of a template, by its printed path, as the configuration has them.
    pub parameter_files: ParameterFiles,
    /// Whether the configuration names a template, by its printed path, as one that is deployed by itself; `None` where it
    /// names none. Callers of a file that is named alone are sought among these.
    pub is_root: Option<IsRoot>,
    /// Environment variables that `.bicepparam` files may read; no others are ever read.
    pub environment: BTreeMap<String, String>,
    /// Makes "could not tell" a note.
    pub strict: bool,
    /// Whether the network of each world is drawn.
    pub draws: bool,
}

impl Plan {
    /// These rules, without any configuration.
    pub fn new(rules: &[&'static Rule]) -> Self {
        let mut cards: Vec<_> =
            rules.iter().map(|rule| &rule.card).chain(own::ALL.iter().copied()).collect();
        cards.sort_by_key(|card| card.id);
        let placeholders = Placeholders::default();
        Self {
            rules: RuleSet::new(rules),
            cards,
            settings: RuleSettings::default(),
            parameters: Vec::new(),
            is_placeholder: Box::new(move |text| placeholders.matches(text)),
            parameter_files: Box::new(|_| Vec::new()),
            is_root: None,
            environment: BTreeMap::new(),
            strict: false,
            draws: false,
        }
    }
}

/// An input with what was read.
struct Loaded {
    input: Input,
    file: Arc<File>,
}

/// Lints files. Every template among them is accounted for in the report.
pub fn check(
    session: &Session,
    inputs: Vec<Input>,
    unwalked: &[Unwalked],
    plan: &Plan,
    progress: &dyn Progress,
) -> Report {
    progress.start(inputs.len());
    let (mut late, loaded): (Vec<_>, Vec<_>) = inputs.into_par_iter().partition_map(|input| {
        if late::is_late(session, &input) {
            return Either::Left(input);
        }
        let file = session.read(&input.path);
        progress.step();
        Either::Right(Loaded { input, file })
    });
    let late_paths: FxHashSet<_> = late.iter().map(|input| input.path.as_os_str()).collect();
    let mut work = jobs::plan(session, &loaded, &late_paths, plan);
    let mut seen = account::seen(session, &loaded, &work);
    drop(loaded);
    let jobs = std::mem::take(&mut work.jobs);
    let held = Held::new(session, &work.calls, &jobs);
    progress.start(jobs.len());
    let (mut worlds, called): (Vec<_>, Vec<_>) = jobs
        .into_par_iter()
        .enumerate()
        .map(|(number, job)| {
            let world = Arc::new(isolated(session, &job, plan));
            drop(job);
            let called = held.done(number, &late_paths);
            progress.step();
            (world, called)
        })
        .unzip();
    seen.extend(called.into_iter().flatten());
    let is_seen: FxHashSet<_> = seen.iter().map(Seen::path).collect();
    late.retain(|input| !is_seen.contains(input.path.as_path()));
    let mut reached = Reached::by(&worlds);
    let idle = idle::lint(session, &work, &mut reached, plan);
    let read: Vec<_> = late
        .par_iter()
        .map(|input| {
            let read = late::lint(session, input, (&work, &reached), plan);
            progress.step();
            read
        })
        .collect();
    // What templates come to stands in the order of their paths, whenever they were read.
    let others = worlds.split_off(work.roots);
    worlds.extend(idle);
    for read in read {
        seen.extend(read.seen);
        worlds.extend(read.worlds);
    }
    worlds.sort_by(|a, b| a.root.cmp(&b.root));
    worlds.extend(others);
    report(session, seen, worlds, unwalked, plan)
}

/// What all worlds came to, taken together.
fn report(
    session: &Session,
    seen: Vec<Seen>,
    worlds: Vec<Arc<World>>,
    unwalked: &[Unwalked],
    plan: &Plan,
) -> Report {
    let worlds = world::without_reached(worlds);
    // Of each world by itself: moved into one list first, those of a large run would be in memory twice.
    let mut findings: Vec<Vec<Finding>> = Vec::new();
    let mut secrets = Secrets::default();
    for file in seen.iter().filter_map(Seen::unsure) {
        secrets.add_file(file);
    }
    let account = account::files(session, seen, &worlds, unwalked);
    findings.push(account.findings);
    if plan.strict {
        findings.push(notes::doubts(&worlds));
    }
    let mut pictures = Vec::new();
    for world in worlds {
        // A project keeps its worlds for the next report.
        let told = Arc::try_unwrap(world).unwrap_or_else(|shared| shared.for_report());
        findings.push(told.findings);
        pictures.extend(told.picture.map(|mut picture| {
            told.secrets.mask_picture(&mut picture);
            picture
        }));
        secrets.merge(told.secrets);
    }
    let sources = session.sources();
    let mut findings = join(findings.into_iter().flatten());
    for finding in &mut findings {
        finding.shorten(KEPT);
    }
    sort(&mut findings, &sources);
    let rules = plan.cards.clone();
    let (files, unseen) = (account.files, account.unseen);
    let mut report = Report { findings, files, sources, rules, unseen, secrets, pictures };
    std::mem::take(&mut report.secrets).mask_into(&mut report);
    for finding in &mut report.findings {
        finding.shorten(SHOWN);
    }
    report.pictures.iter_mut().for_each(Picture::shorten);
    report
}

/// Adds findings to others. Those of the only world of a run are moved as they are: a hundred thousand of them take 40 MB.
pub(crate) fn add(all: &mut Vec<Finding>, more: Vec<Finding>) {
    if all.is_empty() {
        *all = more;
    } else {
        all.extend(more);
    }
}

/// A defect in one world is a finding about its file; the others go on.
fn isolated(session: &Session, job: &Job, plan: &Plan) -> World {
    isolate(|| world::run(session, job, plan)).unwrap_or_else(|what| {
        let message = isolate::message(&what);
        World::failed(job, account::about_file(&own::INTERNAL_ERROR, job.root.file(), message))
    })
}

/// Path, line, column, rule.
pub(crate) fn sort(findings: &mut [Finding], sources: &Sources) {
    fn key(finding: &Finding) -> impl Ord {
        let end = finding.place.span.end;
        (finding.card.id, end, finding.property.as_deref(), finding.message.as_str())
    }
    // A finding is large, and takes its place at once instead of being moved at each step of the sorting.
    let first = |finding: &Finding| {
        let path = sources.get(finding.place.file).map_or("", |source| source.path.as_str());
        (path, finding.place.span.start)
    };
    let mut order: Vec<_> = findings.iter().map(first).zip(0_usize..).collect();
    order.sort_by(|(a, at), (b, other)| {
        a.cmp(b).then_with(|| key(&findings[*at]).cmp(&key(&findings[*other])))
    });
    let mut places = vec![0; order.len()];
    for (place, (_, at)) in order.into_iter().enumerate() {
        places[at] = place;
    }
    for at in 0..places.len() {
        while places[at] != at {
            let place = places[at];
            findings.swap(at, place);
            places.swap(at, place);
        }
    }
}

/// Tells somebody how far the run is.
pub trait Progress: Sync {
    /// A stage with so many steps begins.
    fn start(&self, steps: usize);
    /// One step is done.
    fn step(&self);
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {
    fn start(&self, _: usize) {}
    fn step(&self) {}
}
