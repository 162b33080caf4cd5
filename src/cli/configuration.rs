//! What holds: the configuration with what the command line says over it.

use super::Stop;
use super::args::{CheckArgs, FailOn as FailOnArg, Level, Sureness};
use crate::config::{
    self, FailOn, Layers, MinConfidence, MinSeverity, Overrides, RULE_PARAMETERS, Settings, Wish,
};
use crate::discover::git_root;
use crate::finding::{Confidence, Severity};
use crate::rule::{Rule, RuleIndex};
use std::path::{Path, PathBuf};
use time::Date;

/// The settings of a run, and what they were made of.
pub(super) struct Configured {
    pub(super) settings: Settings,
    pub(super) index: RuleIndex,
    /// All rules, those of the user's folders included.
    pub(super) rules: Vec<&'static Rule>,
    /// The folder that the configuration's globs are relative to at most: the git root, else the folder that is linted.
    pub(super) root: Option<PathBuf>,
    /// The day of the run.
    pub(super) today: Date,
}

impl Configured {
    /// Whether all files under the configuration's folder are looked at.
    pub(super) fn is_whole(&self, paths: &[PathBuf], working: &Path) -> bool {
        let folder = self
            .settings
            .layers
            .main()
            .map_or_else(|| self.root.clone(), |layer| Some(layer.folder.clone()));
        let Some(folder) = folder else { return false };
        let walked = |path: &PathBuf| {
            working
                .join(path)
                .canonicalize()
                .is_ok_and(|path| path.is_dir() && folder.starts_with(path))
        };
        paths.iter().any(walked)
    }
}

/// The settings of `armlint check` for what is at a path, of which `file` is the configuration, where there is one.
pub(super) fn of(
    arguments: &CheckArgs,
    path: &Path,
    file: Option<&Path>,
    working: &Path,
) -> Result<Configured, Stop> {
    let because = |error: &dyn std::fmt::Display| Stop::Because(error.to_string());
    let root = root_of(path).or_else(|| Some(working.to_path_buf()));
    let layers = match (&arguments.config, file) {
        _ if arguments.no_config => Layers::default(),
        (Some(given), _) => layers(Some(given), path, working)?,
        (None, Some(file)) => {
            let root = root.as_deref().unwrap_or(working);
            let layers = config::load(file, root).map_err(|error| because(&error))?;
            keep_locks(&layers, file, root)?;
            layers
        }
        (None, None) => Layers::default(),
    };
    let folders = layers.rule_paths().map_err(|error| because(&error))?;
    let files: Vec<PathBuf> = folders.into_iter().chain(arguments.rules.iter().cloned()).collect();
    let rules = super::rules::rules(&files)?;
    let index = RuleIndex::new(rules.iter().map(|rule| &rule.card));
    let overrides = overrides(arguments);
    let settings = Settings::new(layers, &index, &RULE_PARAMETERS, &overrides)
        .map_err(|error| because(&error))?;
    let today = match &arguments.today {
        Some(word) => config::parse_date(word)
            .ok_or_else(|| Stop::Because(format!("'{word}' is no date such as 2026-01-31")))?,
        None => time::OffsetDateTime::now_utc().date(),
    };
    Ok(Configured { settings, index, rules, root, today })
}

/// Refuses a configuration in whose folder another one would hold, that locks rules and is not extended.
fn keep_locks(layers: &Layers, file: &Path, root: &Path) -> Result<(), Stop> {
    let above = file.parent().and_then(Path::parent).filter(|above| above.starts_with(root));
    let Some(outer) = above.and_then(|above| config::discover(above, root)) else { return Ok(()) };
    let outer = config::load(&outer, root).map_err(|error| Stop::Because(error.to_string()))?;
    let known: Vec<&str> = layers.files.iter().map(|layer| layer.source.path.as_str()).collect();
    let missing = outer.locking().find(|name| !known.contains(name));
    match (missing, layers.main(), outer.main()) {
        (Some(locking), Some(own), Some(above)) => {
            let (own, above) = (&own.source.path, &above.source.path);
            let why = format!(
                "'{own}' lies below '{above}', and has to extend '{locking}', which locks rules"
            );
            Err(Stop::Because(why))
        }
        _ => Ok(()),
    }
}

/// The configuration of a path, with all that it extends; none where there is no file.
pub(super) fn layers(given: Option<&Path>, path: &Path, working: &Path) -> Result<Layers, Stop> {
    let because = |error: &dyn std::fmt::Display| Stop::Because(error.to_string());
    let path = path.canonicalize().unwrap_or_else(|_| working.to_path_buf());
    let root = root_of(&path).unwrap_or_else(|| working.to_path_buf());
    let file = match given {
        Some(file) => {
            let whole = file
                .canonicalize()
                .map_err(|error| because(&format!("{}: {error}", file.display())))?;
            let root = git_root(&whole)
                .or_else(|| whole.parent().map(Path::to_path_buf))
                .unwrap_or_default();
            return config::load(&whole, &root).map_err(|error| because(&error));
        }
        None => config::discover(&path, &root),
    };
    match file {
        Some(file) => config::load(&file, &root).map_err(|error| because(&error)),
        None => Ok(Layers::default()),
    }
}

/// The git root of a path, else the folder itself.
pub(super) fn root_of(path: &Path) -> Option<PathBuf> {
    let path = path.canonicalize().ok()?;
    git_root(&path).or_else(|| {
        if path.is_dir() { Some(path.clone()) } else { path.parent().map(Path::to_path_buf) }
    })
}

fn overrides(arguments: &CheckArgs) -> Overrides {
    Overrides {
        wish: Wish {
            select: (!arguments.select.is_empty()).then(|| arguments.select.clone()),
            extend: arguments.extend_select.clone(),
            ignore: arguments.ignore.clone(),
        },
        frameworks: arguments.framework.clone(),
        pedantic: arguments.pedantic,
        strict: arguments.strict,
        fail_on: arguments.fail_on.map(fail_on),
        min_severity: arguments.min_severity.map(|level| MinSeverity(severity(level))),
        min_confidence: arguments
            .min_confidence
            .map(|sureness| MinConfidence(confidence(sureness))),
        baseline: arguments.baseline.clone(),
    }
}

fn fail_on(word: FailOnArg) -> FailOn {
    FailOn(match word {
        FailOnArg::Error => Some(Severity::Error),
        FailOnArg::Warning => Some(Severity::Warning),
        FailOnArg::Note => Some(Severity::Note),
        FailOnArg::Never => None,
    })
}

fn severity(level: Level) -> Severity {
    match level {
        Level::Note => Severity::Note,
        Level::Warning => Severity::Warning,
        Level::Error => Severity::Error,
    }
}

fn confidence(sureness: Sureness) -> Confidence {
    match sureness {
        Sureness::Low => Confidence::Low,
        Sureness::Medium => Confidence::Medium,
        Sureness::High => Confidence::High,
    }
}
