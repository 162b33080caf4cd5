//! The configurations of a run. Each file is judged by the one that is nearest to it, whoever else is linted in the same call.

use crate::check::{add, sort};
use crate::cli::Stop;
use crate::cli::args::CheckArgs;
use crate::cli::configuration::{self, Configured};
use crate::config;
use crate::discover::{Input, git_root, has_extension};
use crate::finding::Report;
use crate::session::Session;
use crate::source::FileId;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The part of a run that one configuration judges.
pub(super) struct Part {
    pub(super) configured: Configured,
    /// The files that it judges.
    files: FxHashSet<PathBuf>,
}

/// All parts, that of the first path first.
pub(super) struct Parts {
    pub(super) all: Vec<Part>,
    /// Their numbers by their files; `None` where there is no configuration, or one is given for all.
    by_file: BTreeMap<Option<PathBuf>, usize>,
    nearest: Nearest,
    /// One configuration is given for all files.
    is_given: bool,
}

/// The configuration files by the folders that they are nearest to.
#[derive(Default)]
struct Nearest {
    by_folder: FxHashMap<PathBuf, Option<PathBuf>>,
}

impl Nearest {
    /// That of a folder, which is looked for up to `root`.
    fn of(&mut self, folder: &Path, root: &Path) -> Option<PathBuf> {
        if let Some(known) = self.by_folder.get(folder) {
            return known.clone();
        }
        let own = config::NAMES.iter().map(|name| folder.join(name)).find(|file| file.is_file());
        let above = folder.parent().filter(|above| folder != root && above.starts_with(root));
        let found = own.or_else(|| self.of(above?, root));
        self.by_folder.insert(folder.to_path_buf(), found.clone());
        found
    }
}

impl Parts {
    /// Reads the configurations of the inputs.
    pub(super) fn of(
        arguments: &CheckArgs,
        inputs: &[Input],
        working: &Path,
    ) -> Result<Self, Stop> {
        let first = arguments.paths.iter().find(|path| path.as_os_str() != "-");
        let first = working.join(first.map_or(Path::new("."), PathBuf::as_path));
        let root = configuration::root_of(&first).unwrap_or_else(|| working.to_path_buf());
        let is_given = arguments.no_config || arguments.config.is_some();
        let main = if is_given { None } else { config::discover(&first, &root) };
        let configured = configuration::of(arguments, &first, main.as_deref(), working)?;
        let (by_file, nearest) = (BTreeMap::new(), Nearest::default());
        let mut parts = Self { all: Vec::new(), by_file, nearest, is_given };
        parts.add(main, configured);
        for input in inputs {
            let number = parts.part_of(arguments, &input.path, &input.bound, working)?;
            parts.all[number].files.insert(input.path.clone());
        }
        Ok(parts)
    }

    fn add(&mut self, file: Option<PathBuf>, configured: Configured) -> usize {
        let number = self.all.len();
        self.by_file.insert(file, number);
        self.all.push(Part { configured, files: FxHashSet::default() });
        number
    }

    /// The part of a file, which is a new one where its configuration was not met before.
    fn part_of(
        &mut self,
        arguments: &CheckArgs,
        path: &Path,
        root: &Path,
        working: &Path,
    ) -> Result<usize, Stop> {
        let Some(folder) = path.parent().filter(|_| !self.is_given) else { return Ok(0) };
        let file = self.nearest.of(folder, root);
        if let Some(number) = self.by_file.get(&file) {
            return Ok(*number);
        }
        let configured = configuration::of(arguments, path, file.as_deref(), working)?;
        Ok(self.add(file, configured))
    }

    /// Whether one configuration judges all.
    pub(super) fn is_one(&self) -> bool {
        self.all.len() == 1
    }

    /// The files that a part has to look at: its own, and those that may call them. `all` takes in the others too.
    pub(super) fn inputs(
        &self,
        number: usize,
        session: &Session,
        inputs: &[Input],
        all: bool,
    ) -> Vec<Input> {
        let Part { configured, files, .. } = &self.all[number];
        let is_wanted = |input: &&Input| {
            let is_excluded = || configured.settings.exclude.matches(&session.printed(&input.path));
            (all || self.is_one() || may_reach(session, input, files))
                && (input.named || !is_excluded())
        };
        inputs.iter().filter(is_wanted).cloned().collect()
    }

    /// Leaves of a report what is about the files of a part. A file that was reached and belongs to a configuration that was
    /// not met before becomes a part of its own.
    pub(super) fn narrow(
        &mut self,
        number: usize,
        run: (&CheckArgs, &Path),
        session: &Session,
        report: &mut Report,
    ) -> Result<(), Stop> {
        if self.is_given {
            return Ok(());
        }
        let mut known: FxHashMap<String, usize> = FxHashMap::default();
        for (number, part) in self.all.iter().enumerate() {
            known.extend(part.files.iter().map(|path| (session.printed(path), number)));
        }
        let places = report.findings.iter().map(|finding| finding.place.file);
        for file in places.chain(report.unseen.iter().map(|label| label.place.file)) {
            let Some(printed) = session.path_of(file).filter(|path| !known.contains_key(path))
            else {
                continue;
            };
            // What lies elsewhere, such as a restored module, belongs to the first part.
            let mut part = 0;
            if let Some(path) = session.location_of(file)
                && let Some(root) = git_root(&path)
            {
                part = self.part_of(run.0, &path, &root, run.1)?;
                self.all[part].files.insert(path);
            }
            known.insert(printed, part);
        }
        let is_own = |path: &str| known.get(path).copied().unwrap_or(0) == number;
        let of = |file: FileId| report.sources.get(file).map_or("", |source| source.path.as_str());
        report.findings.retain(|finding| is_own(of(finding.place.file)));
        report.unseen.retain(|label| is_own(of(label.place.file)));
        report.files.retain(|file| is_own(&file.path));
        Ok(())
    }
}

/// Larger templates are not looked through for links.
const LARGEST: u64 = 32 << 20;

/// Whether a template may call one of these files: directly, through others, or by a link that only its evaluation tells.
fn may_reach(session: &Session, input: &Input, files: &FxHashSet<PathBuf>) -> bool {
    let mut seen: FxHashSet<PathBuf> = FxHashSet::default();
    let mut waiting = vec![input.path.clone()];
    while let Some(path) = waiting.pop() {
        if files.contains(&path) {
            return true;
        }
        if !seen.insert(path.clone()) || !session.storage.is_file(&path) {
            continue;
        }
        if has_extension(&path.to_string_lossy(), "bicep") {
            waiting.extend(crate::check::called_by(&session.read(&path)));
        } else if let Ok(text) = session.storage.read(&path, LARGEST)
            && memchr::memmem::find(&text, b"Link").is_some()
        {
            return true;
        }
    }
    false
}

/// The reports of all parts as one. Each has so many sources of the session, and after them those of its configuration.
pub(super) fn join(session: &Session, reports: Vec<(Report, usize)>) -> Report {
    let mut joined = Report { sources: session.sources(), ..Report::default() };
    for (mut report, known) in reports {
        let own = (known..report.sources.len()).map(|number| FileId(number as u32));
        let moved: Vec<FileId> = own
            .filter_map(|file| report.sources.get(file))
            .map(|source| joined.sources.add(source.clone()))
            .collect();
        for place in report.findings.iter_mut().flat_map(crate::finding::Finding::places_mut) {
            let own = (place.file.0 as usize).checked_sub(known);
            if let Some(file) = own.and_then(|at| moved.get(at)) {
                place.file = *file;
            }
        }
        add(&mut joined.findings, report.findings);
        joined.files.extend(report.files);
        joined.rules.extend(report.rules);
        joined.unseen.extend(report.unseen);
        joined.pictures.extend(report.pictures);
        joined.secrets.merge(report.secrets);
    }
    joined.files.sort_by(|a, b| a.path.cmp(&b.path));
    joined.rules.sort_by_key(|card| card.id);
    joined.rules.dedup_by_key(|card| card.id);
    sort(&mut joined.findings, &joined.sources);
    joined
}
