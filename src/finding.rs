//! What a rule says, and what a run has to tell about its files.

use crate::picture::Picture;
use crate::rule::Card;
use crate::secrets::Secrets;
use crate::source::{FileId, Place, Source};
use std::sync::Arc;

/// What a finding means to the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Information.
    Note,
    /// Against documented guidance, open data included.
    Warning,
    /// The deployment fails, or the feature cannot work.
    Error,
}

impl Severity {
    /// The word of the command line and of every format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// How sure it is that the bad state holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Holds on one branch, for one allowed value, or by a dated or debatable fact.
    Low,
    /// Holds unless somebody overrides a default of this template.
    Medium,
    /// Certain from the text, whatever the parameters.
    High,
}

impl Confidence {
    /// The word of the command line and of every format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// A place with what there is to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What, in a few words: `value comes from parameter 'groupId'`.
    pub message: String,
}

/// The resource that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The full type, as written.
    pub resource_type: String,
    /// The evaluated name; the source expression while it is unknown.
    pub name: String,
    /// The name as written, for the fingerprint.
    pub written_name: String,
    /// Names of the deployments around it, outermost first.
    pub deployment: Vec<String>,
}

/// A change of text that mends a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What the change does: `Set 'publicNetworkAccess' to 'Disabled'`.
    pub message: String,
    /// Whether it keeps the meaning of all else, so that it may be made without asking.
    pub safe: bool,
    /// The edits; they do not overlap.
    pub edits: Vec<Edit>,
}

/// One replaced range of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; an empty span inserts.
    pub place: Place,
    /// What stands there afterwards.
    pub text: String,
}

/// Where a suppression was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SuppressionKind {
    /// A comment or metadata in the template.
    Inline,
    /// An entry of the configuration.
    Config,
    /// The baseline.
    Baseline,
}

impl SuppressionKind {
    /// The word of the JSON format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inline => "inline",
            Self::Config => "config",
            Self::Baseline => "baseline",
        }
    }
}

/// Why a finding is not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// Where it was written.
    pub kind: SuppressionKind,
    /// The reason given.
    pub reason: String,
    /// `path:line` of the suppression, where it has one.
    pub place: Option<String>,
}

/// One fault at one place.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule.
    pub card: &'static Card,
    /// The card's severity or a lower one.
    pub severity: Severity,
    /// The card's confidence or a lower one.
    pub confidence: Confidence,
    /// One sentence with its facts in 'quotes', ending in a period.
    pub message: String,
    /// The exact token.
    pub place: Place,
    /// The resource; `None` where a finding is about none.
    pub subject: Option<Subject>,
    /// Path of the property in the resource: `properties.subnets[0].name`.
    pub property: Option<String>,
    /// From the finding outwards: where the value came from.
    pub trace: Vec<Label>,
    /// Other places that belong to the fault.
    pub related: Vec<Label>,
    /// Printed paths of the parameter files of the worlds in which the fault is.
    pub parameters: Vec<String>,
    /// How many instances (of a loop, of callers) share the fault.
    pub instances: u32,
    /// Set when the finding is not to be shown.
    pub suppressed: Option<Suppression>,
    /// How to mend it.
    pub fix: Option<Fix>,
}

/// Longer texts of a finding cannot be read, and are cut.
pub const SHOWN: usize = 2_000;

/// So much of a text is kept until secrets are hidden: of one that was cut a part would not be known for what it is.
pub const KEPT: usize = 16 << 10;

impl Finding {
    /// A finding as its card has it, about no resource.
    pub fn new(card: &'static Card, place: Place, message: impl Into<String>) -> Self {
        Self {
            card,
            severity: card.severity,
            confidence: card.confidence,
            message: message.into(),
            place,
            subject: None,
            property: None,
            trace: Vec::new(),
            related: Vec::new(),
            parameters: Vec::new(),
            instances: 1,
            suppressed: None,
            fix: None,
        }
    }

    /// All places that it tells of.
    pub fn places_mut(&mut self) -> impl Iterator<Item = &mut Place> {
        let labels = self.trace.iter_mut().chain(&mut self.related);
        let edits = self.fix.iter_mut().flat_map(|fix| &mut fix.edits);
        std::iter::once(&mut self.place)
            .chain(labels.map(|label| &mut label.place))
            .chain(edits.map(|edit| &mut edit.place))
    }

    /// Cuts what is too long: names and values may be a megabyte long.
    pub fn shorten(&mut self, longest: usize) {
        let cut = |text: &mut String| {
            if text.len() > longest {
                text.truncate(text.floor_char_boundary(longest));
                text.push('…');
                text.shrink_to_fit();
            }
        };
        cut(&mut self.message);
        if let Some(subject) = &mut self.subject {
            cut(&mut subject.resource_type);
            cut(&mut subject.name);
            subject.deployment.iter_mut().for_each(cut);
        }
        self.property.iter_mut().for_each(cut);
        self.trace.iter_mut().chain(&mut self.related).for_each(|label| cut(&mut label.message));
    }
}

/// The language of a linted file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// A Bicep file.
    Bicep,
    /// An ARM JSON template.
    Arm,
    /// A parameter file of either language.
    Parameters,
}

impl FileKind {
    /// The word of the JSON format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bicep => "bicep",
            Self::Arm => "arm",
            Self::Parameters => "parameters",
        }
    }
}

/// How much of a file was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileStatus {
    /// All of it.
    Ok,
    /// Something in it could not be seen: a module not restored, an unknown function, a limit.
    Partial,
    /// It is a template, and could not be read.
    Invalid,
    /// It was left out for the reason given.
    Skipped,
}

impl FileStatus {
    /// The word of the JSON format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Partial => "partial",
            Self::Invalid => "invalid",
            Self::Skipped => "skipped",
        }
    }
}

/// What became of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileReport {
    /// The printed path.
    pub path: String,
    /// Its language.
    pub kind: FileKind,
    /// Resources seen in it after expansion.
    pub resources: usize,
    /// How much was seen.
    pub status: FileStatus,
    /// Why it is not `ok`.
    pub why: Option<String>,
}

/// The texts of a run, by [`FileId`].
#[derive(Debug, Default, Clone)]
pub struct Sources {
    files: Vec<Arc<Source>>,
}

impl Sources {
    /// Takes a source in and gives it a number.
    pub fn add(&mut self, source: Arc<Source>) -> FileId {
        self.files.push(source);
        FileId(self.files.len() as u32 - 1)
    }

    /// Puts another source in the place of a number, which must be one of this run.
    pub fn replace(&mut self, file: FileId, source: Arc<Source>) {
        if let Some(known) = self.files.get_mut(file.0 as usize) {
            *known = source;
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The number of the source that is printed with this path.
    pub fn by_path(&self, printed: &str) -> Option<FileId> {
        let at = self.files.iter().position(|source| source.path == printed)?;
        Some(FileId(at as u32))
    }

    /// The source of a number; `None` for a number of another run.
    pub fn get(&self, file: FileId) -> Option<&Arc<Source>> {
        self.files.get(file.0 as usize)
    }
}

/// All that a run has to tell; the formats write nothing else.
#[derive(Debug, Default)]
pub struct Report {
    /// Sorted by path, line, column, rule.
    pub findings: Vec<Finding>,
    /// Sorted by path.
    pub files: Vec<FileReport>,
    /// The texts that the places point into.
    pub sources: Sources,
    /// The cards of the rules that were active, in order of their ids.
    pub rules: Vec<&'static Card>,
    /// Expressions that could not be evaluated, for those who ask.
    pub unseen: Vec<Label>,
    /// What must not be shown of the sources.
    pub secrets: Secrets,
    /// The networks of the worlds, where they were asked for.
    pub pictures: Vec<Picture>,
}
