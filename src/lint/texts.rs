//! Linting texts that lie in no file: the examples of rules, and tests.

use super::arguments::arguments;
use crate::config::Placeholders;
use crate::discover::has_extension;
use crate::eval::frame::Arguments;
use crate::eval::world::{Absent, Files};
use crate::finding::{Finding, Report, Sources};
use crate::graph::landscape::RuleSettings;
use crate::model::{Reread, Template, Unit, arm, bicep};
use crate::rule::{Rule, RuleSet};
use crate::source::{FileId, Source};
use crate::syntax::document::Document;
use crate::syntax::json;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Templates by path; the first one is the root of the world.
#[derive(Debug, Default)]
pub struct Texts {
    units: Vec<(String, Unit)>,
    sources: Sources,
}

/// Where the schemas lie that texts without one are read with.
const SCHEMAS: &str = "https://schema.management.azure.com/schemas/2019-04-01";

impl Texts {
    /// Reads texts. `.bicep` and `.bicepparam` are Bicep, all else ARM JSON, where `$schema` may be left out.
    pub fn new<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let mut texts = Self::default();
        for (path, text) in files {
            texts.add(path, text);
        }
        texts
    }

    fn add(&mut self, path: &str, text: &str) {
        let text = if is_bicep(path) { text.to_owned() } else { with_schema(path, text) };
        let source = Arc::new(Source::new(path, text));
        let file = self.sources.add(Arc::clone(&source));
        self.units.push((path.to_owned(), unit(file, source)));
    }

    /// What could not be read of the texts.
    pub fn problems(&self) -> Vec<String> {
        let problems = self
            .units
            .iter()
            .flat_map(|(path, unit)| unit.document.problems.iter().map(move |p| (path, p)));
        problems.map(|(path, problem)| format!("{path}: {}", problem.message)).collect()
    }

    /// Lints the world of the first text, with the values of the parameter files among the others.
    pub fn lint(&self, rules: &[&'static Rule], settings: &RuleSettings) -> Report {
        let Some((_, root)) = self.units.first() else { return Report::default() };
        let bump = bumpalo::Bump::new();
        let by_path = self.units.iter().map(|(path, unit)| (path.as_str(), unit)).collect();
        let files = Known { by_path };
        let world = super::world(&bump, &files, settings.cloud);
        let units = self.units.iter().map(|(_, unit)| unit);
        let given: Vec<&Unit> = units.filter(|unit| unit.parameter_file.is_some()).collect();
        let placeholders = Placeholders::default();
        let arguments = match given[..] {
            [] => Arguments::None,
            _ => arguments(world, &given, &|text| placeholders.matches(text)),
        };
        world.start(root, arguments);
        let findings = super::run(world, settings, &RuleSet::new(rules)).findings;
        Report { findings, sources: self.sources.clone(), ..Report::default() }
    }

    /// The line (from 1) that a finding begins on.
    pub fn line(&self, finding: &Finding) -> u32 {
        self.position(finding).1
    }

    /// The path and the line (from 1) that a finding begins on.
    pub fn position(&self, finding: &Finding) -> (&str, u32) {
        let source = self.sources.get(finding.place.file);
        source.map_or(("", 0), |source| {
            (&source.path, source.position(finding.place.span.start).line)
        })
    }
}

/// Reads a template or a parameter file of either language.
pub fn unit(file: FileId, source: Arc<Source>) -> Unit {
    if is_bicep(&source.path) {
        return bicep::unit(file, source);
    }
    let is_parameters = source.path.ends_with(PARAMETERS);
    let document = json::parse(file, source);
    let parameter_file = is_parameters.then(|| arm::parameter_file(&document));
    let template = if is_parameters { Template::default() } else { arm::template(&document) };
    Unit { document, template, parameter_file, restored: false, reread: Reread::default() }
}

/// How the paths of parameter files in JSON end.
const PARAMETERS: &str = "parameters.json";

fn is_bicep(path: &str) -> bool {
    has_extension(path, "bicep") || has_extension(path, "bicepparam")
}

fn with_schema(path: &str, text: &str) -> String {
    if text.contains("\"$schema\"") {
        return text.to_owned();
    }
    let kind =
        if path.ends_with(PARAMETERS) { "deploymentParameters" } else { "deploymentTemplate" };
    text.replacen('{', &format!("{{\"$schema\": \"{SCHEMAS}/{kind}.json#\", "), 1)
}

struct Known<'w> {
    by_path: FxHashMap<&'w str, &'w Unit>,
}

impl<'w> Known<'w> {
    fn find(&self, path: &str) -> Result<&'w Unit, Absent> {
        let path = path.trim_start_matches("./");
        self.by_path
            .get(path)
            .copied()
            .ok_or_else(|| Absent::Missing(format!("there is no file '{path}'")))
    }
}

impl<'w> Files<'w> for Known<'w> {
    fn module(&self, _: &Document, reference: &str) -> Result<&'w Unit, Absent> {
        self.find(reference)
    }
    fn linked(&self, _: &Document, candidates: &[String]) -> Result<&'w Unit, Absent> {
        candidates.iter().find_map(|path| self.find(path).ok()).ok_or(Absent::Unknown)
    }
    fn bytes(&self, _: &Document, path: &str) -> Result<Vec<u8>, Absent> {
        self.find(path).map(|unit| unit.document.source.text.as_bytes().to_vec())
    }
}
