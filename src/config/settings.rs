//! What holds: the files of a configuration and the command line taken together.

use super::entry::{self, Entry};
use super::facts;
use super::file::Layers;
use super::globs::PathGlobs;
use super::locks::{self, Locks};
use super::overrides::Overrides;
use super::parameter_files::{ParameterFile, ParameterGlob};
use super::per_path::PathSettings;
use super::placeholder::Placeholders;
use super::problem::{ConfigError, Problem};
use super::rule_parameters::{self, RuleParameter, RuleParameters};
use super::selection::{Selection, unknown_framework};
use super::severity::{Given, Severities};
use super::tree::Value;
use super::wishes;
use crate::finding::{Confidence, Finding, Severity, Sources};
use crate::graph::landscape::RuleSettings;
use crate::rule::{Card, RuleIndex, own};
use crate::storage::Storage;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The settings of a run.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The files that they come from.
    pub layers: Layers,
    /// The rules that run, settings of single paths aside.
    pub selection: Selection,
    /// `--framework`: of the rules that run, only those of these; empty for all.
    frameworks: Vec<String>,
    /// Whether what cannot be told is reported as a note.
    pub strict: bool,
    /// The severity from which findings fail the run.
    pub fail_on: FailOn,
    /// Findings below are not shown.
    pub min_severity: MinSeverity,
    /// Findings below are not shown, unless their rule was named.
    pub min_confidence: MinConfidence,
    /// Whether suppressions need a reason.
    pub require_reason: bool,
    /// What rules ask for: the cloud, regions, networks, DNS, and their parameters.
    pub rules: RuleSettings,
    /// Values that a pipeline fills in.
    pub placeholders: Placeholders,
    /// The file of known findings.
    pub baseline: Option<PathBuf>,
    /// Files that are not linted when folders are walked.
    pub exclude: PathGlobs,
    /// Variables for `.bicepparam` files.
    pub environment: BTreeMap<String, String>,
    /// The templates that are deployed; `None` where the configuration does not say.
    pub roots: Option<PathGlobs>,
    /// Suppressions and exemptions.
    pub entries: Vec<Entry>,
    /// What the user should know, though it stops nothing.
    pub warnings: Vec<String>,
    pub(super) locks: Locks,
    pub(super) rule_parameters: RuleParameters,
    pub(super) severities: Severities,
    paths: Vec<PathSettings>,
    parameters: Vec<ParameterGlob>,
}

/// The severity from which findings fail the run; `None` for never.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FailOn(pub Option<Severity>);

impl Default for FailOn {
    fn default() -> Self {
        Self(Some(Severity::Warning))
    }
}

/// The lowest severity that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MinSeverity(pub Severity);

impl Default for MinSeverity {
    fn default() -> Self {
        Self(Severity::Note)
    }
}

/// The lowest confidence that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MinConfidence(pub Confidence);

impl Default for MinConfidence {
    fn default() -> Self {
        Self(Confidence::Medium)
    }
}

impl Settings {
    /// The settings of these files and this command line. `index` has the rules of the user too, and `parameters` all that
    /// rules take.
    pub fn new(
        layers: Layers,
        index: &RuleIndex,
        parameters: &[RuleParameter],
        overrides: &Overrides,
    ) -> Result<Self, ConfigError> {
        let mut problems = Vec::new();
        let mut settings = Self::facts(&layers, &mut problems);
        settings.locks = Locks::new(&layers, index, &mut problems);
        settings.severities = Severities::new(&layers, index, &mut problems);
        settings.entries = entry::entries(&layers, index, &mut problems);
        settings.paths = PathSettings::all(&layers, index, overrides, &mut problems);
        settings.rule_parameters = rule_parameters::read(&layers, index, parameters, &mut problems);
        settings.rules.parameters = settings.rule_parameters.for_rules(index);
        let wishes = wishes::all(&layers, index, overrides, &mut problems);
        let pedantic = overrides.pedantic || flag(&layers, "pedantic");
        settings.selection = Selection::new(index, pedantic, &wishes);
        let unknown = unknown_framework(index.cards(), &overrides.frameworks);
        problems.extend(unknown.map(Problem::without_place));
        settings.frameworks.clone_from(&overrides.frameworks);
        settings.layers = layers;
        settings.set_levels(overrides);
        locks::enforce(&mut settings, index, overrides, &mut problems);
        problems.sort_by_key(|problem| {
            problem.at.as_ref().map(|(source, span)| (source.path.clone(), span.start))
        });
        ConfigError::unless_empty(problems).map(|()| settings)
    }

    /// What is read without regard to rules.
    fn facts(layers: &Layers, problems: &mut Vec<Problem>) -> Self {
        let roots = layers
            .last_in("project", "roots")
            .map(|(at, item)| facts::globs(layers, at, item, problems));
        let environment = layers.map("environment").into_iter();
        let environment = environment
            .filter_map(|(name, (_, item))| Some((name.to_owned(), item.text()?.to_owned())));
        Self {
            require_reason: layers
                .each("require_reason")
                .any(|(_, item)| item.value == Value::Flag(true)),
            rules: facts::rules(layers, problems),
            placeholders: facts::placeholders(layers, problems),
            baseline: layers
                .last("baseline")
                .and_then(|(at, item)| Some(layers.files.get(at)?.folder.join(item.text()?))),
            exclude: facts::exclude(layers, problems),
            environment: environment.collect(),
            roots,
            parameters: facts::parameters(layers, problems),
            ..Self::default()
        }
    }

    fn set_levels(&mut self, overrides: &Overrides) {
        let layers = &self.layers;
        let word = |key: &str| layers.last(key).and_then(|(_, item)| item.text());
        let fail_on = word("fail_on").and_then(parse_fail_on);
        let min_severity = word("min_severity").and_then(parse_severity);
        let min_confidence = word("min_confidence").and_then(parse_confidence);
        let strict = flag(layers, "strict");
        self.fail_on = overrides.fail_on.or(fail_on).unwrap_or_default();
        self.min_severity =
            overrides.min_severity.or(min_severity.map(MinSeverity)).unwrap_or_default();
        self.min_confidence =
            overrides.min_confidence.or(min_confidence.map(MinConfidence)).unwrap_or_default();
        self.strict = overrides.strict || strict;
        if let Some(baseline) = &overrides.baseline {
            self.baseline = Some(baseline.clone());
        }
    }

    /// All rules that run for some file, in order of their ids.
    pub fn cards(&self) -> Vec<&'static Card> {
        let mut cards = self.selection.cards().to_vec();
        cards.extend(self.paths.iter().flat_map(PathSettings::added));
        cards.retain(|card| self.is_of_framework(card));
        cards.sort_by_key(|card| card.id);
        cards.dedup_by_key(|card| card.id);
        cards
    }

    /// Whether `--framework` leaves a rule in. armlint's own rules, and those that are locked, stay.
    fn is_of_framework(&self, card: &Card) -> bool {
        self.frameworks.is_empty()
            || card.family() == own::FAMILY
            || self.locks.of(card).is_some()
            || card.is_of_framework(&self.frameworks)
    }

    /// Whether a rule runs, settings of single paths aside.
    pub fn runs(&self, card: &Card) -> bool {
        self.selection.is_on(card) && self.is_of_framework(card)
    }

    /// Whether a rule's findings in the file of this printed path are reported.
    pub fn selects(&self, card: &Card, path: &str) -> bool {
        if !self.is_of_framework(card) {
            return false;
        }
        let base = self.selection.is_on(card);
        if self.locks.of(card).is_some() {
            return base;
        }
        let matching = self.paths.iter().filter(|settings| settings.matches(path));
        matching.fold(base, |on, settings| settings.decide(card).unwrap_or(on))
    }

    /// The severity of a finding of this rule that it gave `own`: the configured one where it is the card's, never more than
    /// the configured one where the rule's logic gave a lower one.
    pub fn severity(&self, card: &Card, own: Severity, path: &str) -> Severity {
        let matching = self.paths.iter().rev().filter(|settings| settings.matches(path));
        let by_path = { matching }.find_map(|settings| settings.severity(card));
        let lock = self.locks.floor(card);
        let wanted = by_path
            .or_else(|| self.severities.of(card))
            .map(|wanted| wanted.max(lock.unwrap_or(wanted)));
        match wanted {
            Some(wanted) if own >= card.severity => wanted,
            Some(wanted) => own.min(wanted),
            None => own,
        }
    }

    /// Drops the findings of rules that are off where they are, and gives the others their configured severity. Comes before
    /// suppressions.
    pub fn settle(&self, findings: &mut Vec<Finding>, sources: &Sources) {
        findings.retain_mut(|finding| {
            let path = sources.get(finding.place.file).map_or("", |source| source.path.as_str());
            finding.severity = self.severity(finding.card, finding.severity, path);
            self.selects(finding.card, path)
        });
    }

    /// Whether a finding is sure and grave enough to be shown. Comes after suppressions and the baseline.
    pub fn shows(&self, finding: &Finding) -> bool {
        let named = self.selection.choice(finding.card).named;
        finding.severity >= self.min_severity.0
            && (named || finding.confidence >= self.min_confidence.0)
    }

    /// The file that locks a rule, by its printed path: no comment, no baseline and no suppression hides its findings then.
    pub fn locked_by(&self, card: &Card) -> Option<&str> {
        let layer = self.locks.of(card)?;
        self.layers.files.get(layer).map(|file| file.source.path.as_str())
    }

    /// All severities that files give to a rule, those for single paths too.
    pub(super) fn all_severities(&self, card: &Card) -> impl Iterator<Item = &Given> {
        let by_path = self.paths.iter().flat_map(|settings| settings.severities.given(card));
        self.severities.given(card).iter().chain(by_path)
    }

    /// Whether an entry may hide findings of a rule.
    pub fn may_hide(&self, entry: &Entry, card: &Card) -> bool {
        self.locks.of(card).is_none_or(|layer| entry.exemption && entry.layer <= layer)
    }

    /// The parameter files that the configuration gives to a template, by its printed path.
    pub fn parameter_files(
        &self,
        storage: &Storage,
        root: &Path,
        template: &str,
    ) -> Vec<ParameterFile> {
        let mut files: Vec<_> =
            self.parameters.iter().flat_map(|glob| glob.find(storage, root, template)).collect();
        files.sort();
        files.dedup();
        files
    }

    /// The printed path `file` as a parameter file of a template; `None` where the configuration does not give it that file.
    pub fn parameter_file(&self, template: &str, file: &str) -> Option<ParameterFile> {
        self.parameters.iter().find_map(|glob| glob.matches(template, file))
    }
}

/// The value of a flag in the file that has the word.
fn flag(layers: &Layers, key: &str) -> bool {
    layers.last(key).is_some_and(|(_, item)| item.value == Value::Flag(true))
}

/// The severity of a word.
pub fn parse_severity(word: &str) -> Option<Severity> {
    [Severity::Note, Severity::Warning, Severity::Error]
        .into_iter()
        .find(|severity| severity.as_str() == word)
}

/// The confidence of a word.
pub fn parse_confidence(word: &str) -> Option<Confidence> {
    [Confidence::Low, Confidence::Medium, Confidence::High]
        .into_iter()
        .find(|confidence| confidence.as_str() == word)
}

/// The level of a word: a severity, or `never`.
pub fn parse_fail_on(word: &str) -> Option<FailOn> {
    if word == "never" {
        Some(FailOn(None))
    } else {
        parse_severity(word).map(|level| FailOn(Some(level)))
    }
}
