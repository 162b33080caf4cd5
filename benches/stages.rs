//! How fast each stage of a run is, over the templates of `ARMLINT_SHARED`, of `shared` beside the repository, or of the
//! repository's own fixtures: JSON, the typed template, evaluation, rules, and the whole in memory.

use armlint::catalogue::clouds::Cloud;
use armlint::check::project::Project;
use armlint::check::{self, Plan, Silent};
use armlint::discover::Input;
use armlint::eval::frame::Arguments;
use armlint::eval::world::NoFiles;
use armlint::graph::landscape::RuleSettings;
use armlint::lint;
use armlint::model::arm::Schema;
use armlint::model::{Reread, Unit, arm, bicep};
use armlint::rule::RuleSet;
use armlint::rules::RULES;
use armlint::session::{Session, sniff};
use armlint::source::{FileId, Source};
use armlint::syntax::json;
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn main() {
    divan::main();
}

/// Path and text of all files of a kind.
fn texts(wanted: fn(&Path, &str) -> bool) -> Vec<(PathBuf, String)> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let beside = || own.join("../shared");
    let shared = std::env::var_os("ARMLINT_SHARED").map_or_else(beside, PathBuf::from);
    let corpus = shared.join("corpus");
    let root = if corpus.is_dir() { corpus } else { own.join("fixtures") };
    let walk = walkdir::WalkDir::new(root).sort_by_file_name().into_iter().filter_map(Result::ok);
    let files = walk.filter(|entry| entry.file_type().is_file());
    let read = |entry: walkdir::DirEntry| {
        let text = std::fs::read_to_string(entry.path()).ok()?;
        wanted(entry.path(), &text).then(|| (entry.into_path(), text))
    };
    files.filter_map(read).collect()
}

fn is_template(path: &Path, text: &str) -> bool {
    let is_json = path.extension().is_some_and(|end| end == "json");
    let schema = || sniff::schema(text).and_then(Schema::by_uri);
    is_json && matches!(schema(), Some(Schema::Template(_)))
}

fn is_bicep(path: &Path, _: &str) -> bool {
    path.extension().is_some_and(|end| end == "bicep")
}

fn sources(texts: Vec<(PathBuf, String)>) -> Vec<Arc<Source>> {
    let each = texts.into_iter();
    each.map(|(path, text)| Arc::new(Source::new(path.display().to_string(), text))).collect()
}

fn bytes(sources: &[Arc<Source>]) -> BytesCount {
    BytesCount::new(sources.iter().map(|source| source.text.len()).sum::<usize>())
}

fn unit(source: &Arc<Source>) -> Unit {
    let document = json::parse(FileId(0), Arc::clone(source));
    let template = arm::template(&document);
    Unit { document, template, parameter_file: None, restored: false, reread: Reread::default() }
}

#[divan::bench(sample_count = 20)]
fn parse_json(bencher: Bencher) {
    let sources = sources(texts(is_template));
    bencher.counter(bytes(&sources)).bench_local(|| {
        let documents = sources.iter().map(|source| json::parse(FileId(0), Arc::clone(source)));
        documents.map(|document| black_box(document).nodes.len()).sum::<usize>()
    });
}

/// The other side: what serde_json needs for the same.
#[divan::bench(sample_count = 20)]
fn parse_json_serde(bencher: Bencher) {
    let sources = sources(texts(is_template));
    bencher.counter(bytes(&sources)).bench_local(|| {
        let values = sources.iter().map(|source| serde_json::from_str(&source.text));
        values.filter(|value: &Result<serde_json::Value, _>| black_box(value).is_ok()).count()
    });
}

#[divan::bench(sample_count = 20)]
fn template(bencher: Bencher) {
    let sources = sources(texts(is_template));
    let units: Vec<_> = sources.iter().map(unit).collect();
    bencher.counter(bytes(&sources)).bench_local(|| {
        let templates = units.iter().map(|unit| arm::template(&unit.document));
        templates.map(|template| black_box(template).resources.len()).sum::<usize>()
    });
}

#[divan::bench(sample_count = 20)]
fn parse_and_lower_bicep(bencher: Bencher) {
    let sources = sources(texts(is_bicep));
    bencher.counter(bytes(&sources)).bench_local(|| {
        let units = sources.iter().map(|source| bicep::unit(FileId(0), Arc::clone(source)));
        units.map(|unit| black_box(unit).template.resources.len()).sum::<usize>()
    });
}

#[divan::bench(sample_count = 20)]
fn evaluate(bencher: Bencher) {
    let sources = sources(texts(is_template));
    let units: Vec<_> = sources.iter().map(unit).collect();
    bencher.counter(bytes(&sources)).bench(|| {
        deep(|| {
            let count = |unit| {
                let bump = bumpalo::Bump::new();
                let world = lint::world(&bump, &NoFiles, Cloud::default());
                world.start(unit, Arguments::None);
                let instances = world.instances();
                instances.iter().filter(|instance| instance.body().as_object().is_some()).count()
            };
            units.iter().map(count).sum::<usize>()
        })
    });
}

#[divan::bench(sample_count = 20)]
fn evaluate_and_rules(bencher: Bencher) {
    let sources = sources(texts(is_template));
    let units: Vec<_> = sources.iter().map(unit).collect();
    let (settings, rules) = (RuleSettings::default(), RuleSet::new(RULES));
    bencher.counter(bytes(&sources)).bench(|| {
        deep(|| {
            let count = |unit| {
                let bump = bumpalo::Bump::new();
                let world = lint::world(&bump, &NoFiles, Cloud::default());
                world.start(unit, Arguments::None);
                lint::run(world, &settings, &rules).findings.len()
            };
            units.iter().map(count).sum::<usize>()
        })
    });
}

#[divan::bench(sample_count = 20)]
fn whole_check_in_memory(bencher: Bencher) {
    let texts = texts(is_template);
    let sources = sources(texts.clone());
    let plan = Plan::new(RULES);
    bencher.counter(bytes(&sources)).with_inputs(|| texts.clone()).bench_values(|texts| {
        deep(|| {
            let session = Session::new(PathBuf::from("/"));
            let input = |(path, text): (PathBuf, String)| {
                session.provide(&path, text);
                let bound = path.parent().map(Path::to_path_buf).unwrap_or_default();
                Input { path, named: false, bound }
            };
            let inputs = texts.into_iter().map(input).collect();
            check::check(&session, inputs, &[], &plan, &Silent).findings.len()
        })
    });
}

/// An editor's view: one file of a project of 500 changes.
#[divan::bench(sample_count = 20)]
fn update_one_of_500(bencher: Bencher) {
    let texts = texts(is_template);
    let session = Session::new(PathBuf::from("/"));
    let each = texts.iter().cycle().take(500).enumerate();
    let input = |(number, (_, text)): (usize, &(PathBuf, String))| {
        let path = PathBuf::from(format!("/project/{number}/azuredeploy.json"));
        session.provide(&path, text.clone());
        Input { path, named: false, bound: PathBuf::from("/project") }
    };
    let inputs: Vec<_> = each.map(input).collect();
    let Some(last) = inputs.last().map(|input| input.path.clone()) else { return };
    let (mut project, _) = deep(|| Project::open(session, inputs, Plan::new(RULES)));
    let changed = texts.iter().map(|(_, text)| text).max_by_key(|text| text.len());
    let changed = changed.cloned().unwrap_or_default();
    bencher.bench_local(|| {
        let text = changed.clone();
        deep(|| project.update(&last, text).findings.len())
    });
}

/// Evaluation is recursive: it runs where the stack is as deep as in the program, on one thread.
fn deep<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    static POOL: std::sync::OnceLock<Option<rayon::ThreadPool>> = std::sync::OnceLock::new();
    let make = || rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(64 << 20).build().ok();
    match POOL.get_or_init(make) {
        Some(pool) => pool.install(run),
        None => run(),
    }
}
