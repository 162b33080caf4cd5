//! Linting texts that lie in no file: the examples of rules, and tests.

use crate::discover::has_extension;
use crate::eval::frame::Arguments;
use crate::eval::world::{Absent, Files};
use crate::finding::{Finding, Report, Sources};
use crate::model::{Reread, Unit, arm, bicep};
use crate::rule::settings::RuleSettings;
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

/// The schema that a text without one is read with.
const SCHEMA: &str = "\"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\", ";

impl Texts {
    /// Reads texts. `.bicep` is Bicep, all else ARM JSON, where `$schema` may be left out.
    pub fn new<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let mut texts = Self::default();
        for (path, text) in files {
            texts.add(path, text);
        }
        texts
    }

    fn add(&mut self, path: &str, text: &str) {
        let text = if has_extension(path, "bicep") { text.to_owned() } else { with_schema(text) };
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

    /// Lints the world of the first text by its defaults.
    pub fn lint(&self, rules: &[&'static Rule], settings: &RuleSettings) -> Report {
        let Some((_, root)) = self.units.first() else { return Report::default() };
        let bump = bumpalo::Bump::new();
        let by_path = self.units.iter().map(|(path, unit)| (path.as_str(), unit)).collect();
        let files = Known { by_path };
        let world = super::world(&bump, &files, settings.cloud);
        world.start(root, Arguments::None);
        let findings = super::run(world, settings, &RuleSet::new(rules)).findings;
        Report { findings, sources: self.sources.clone(), ..Report::default() }
    }

    /// The line (from 1) that a finding begins on.
    pub fn line(&self, finding: &Finding) -> u32 {
        let source = self.sources.get(finding.place.file);
        source.map_or(0, |source| source.position(finding.place.span.start).line)
    }
}

/// Reads a template of either language.
pub fn unit(file: FileId, source: Arc<Source>) -> Unit {
    if has_extension(&source.path, "bicep") {
        return bicep::unit(file, source);
    }
    let document = json::parse(file, source);
    let template = arm::template(&document);
    Unit { document, template, parameter_file: None, restored: false, reread: Reread::default() }
}

fn with_schema(text: &str) -> String {
    if text.contains("\"$schema\"") {
        text.to_owned()
    } else {
        text.replacen('{', &format!("{{{SCHEMA}"), 1)
    }
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
