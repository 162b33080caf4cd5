//! A rule's card: everything that people, SARIF and `armlint explain` are told about it.

use crate::catalogue::frameworks::{self, Asked};
use crate::finding::{Confidence, Severity};

/// The languages in which a check has a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Languages {
    /// ARM JSON and Bicep.
    Both,
    /// ARM JSON alone.
    Arm,
    /// Bicep alone.
    Bicep,
}

/// A template that a rule must, or must not, report. Run as a test.
///
/// The text is a whole file. In ARM JSON `$schema` and `contentVersion` may be left out. Each line on which a finding must
/// begin ends with the comment `// <- finding`; an example without such a line must give nothing from this rule.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// The language of the text.
    pub language: ExampleLanguage,
    /// The text.
    pub text: &'static str,
    /// The files beside it, by their paths: modules, and parameter files, which give it its values.
    pub files: &'static [(&'static str, &'static str)],
    /// The configuration that it is linted with; none where empty.
    pub config: &'static str,
    /// How many letters each [`FILLER`] of the text stands for, where a text is too long to be shown; 0 for itself.
    pub filler: usize,
}

/// What stands for letters that are left out of an example.
pub const FILLER: char = '…';

/// The mark at the end of a line on which an example's finding must begin.
pub const MARK: &str = "// <- finding";

/// The language of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExampleLanguage {
    /// ARM JSON.
    Arm,
    /// Bicep.
    Bicep,
}

impl Example {
    /// An ARM JSON example.
    pub const fn arm(text: &'static str) -> Self {
        Self { language: ExampleLanguage::Arm, text, files: &[], config: "", filler: 0 }
    }

    /// A Bicep example.
    pub const fn bicep(text: &'static str) -> Self {
        Self { language: ExampleLanguage::Bicep, ..Self::arm(text) }
    }

    /// With modules or parameter files beside it.
    pub const fn beside(self, files: &'static [(&'static str, &'static str)]) -> Self {
        Self { files, ..self }
    }

    /// With a configuration.
    pub const fn configured(self, config: &'static str) -> Self {
        Self { config, ..self }
    }

    /// With so many letters for each [`FILLER`].
    pub const fn filled(self, filler: usize) -> Self {
        Self { filler, ..self }
    }

    /// The path of its text.
    pub const fn path(&self) -> &'static str {
        match self.language {
            ExampleLanguage::Arm => "azuredeploy.json",
            ExampleLanguage::Bicep => "main.bicep",
        }
    }

    /// Whether the example shows the fault.
    pub fn is_bad(&self) -> bool {
        self.text.contains(MARK) || self.files.iter().any(|(_, text)| text.contains(MARK))
    }
}

/// Who a rule is, and why it is there.
///
/// Rules written in Rust have a constant card; those of rule files are made when the file is loaded and live as long as the
/// process.
#[derive(Debug, Clone, Copy)]
pub struct Card {
    /// Two letters for the family, three digits: `PL003`. Never used again for something else.
    pub id: &'static str,
    /// Kebab-case, names the fault: `private-dns-zone-missing`.
    pub name: &'static str,
    /// One line without a period.
    pub title: &'static str,
    /// The highest severity that a finding of this rule has.
    pub severity: Severity,
    /// The highest confidence that a finding of this rule has.
    pub confidence: Confidence,
    /// The CVSS-like number that GitHub sorts security alerts by, `"0.1"` to `"10.0"`; `None` for rules that are not about
    /// security.
    pub security_severity: Option<&'static str>,
    /// A word for grouping, such as `network`, `identity`, `quality`.
    pub category: &'static str,
    /// Whether the rule runs when nothing is selected.
    pub on: bool,
    /// Off because it is a matter of taste; `--pedantic` turns it on.
    pub pedantic: bool,
    /// The languages in which the check has a meaning.
    pub languages: Languages,
    /// The resource types that the rule looks at, in the provider's spelling; empty where it looks at the whole world.
    pub resource_types: &'static [&'static str],
    /// Why the fault matters. Markdown, one or two paragraphs.
    pub why: &'static str,
    /// What exactly is looked at, and when the rule stays silent. Markdown.
    pub looks_at: &'static str,
    /// How to mend it. Markdown.
    pub fix: &'static str,
    /// Public documentation pages.
    pub references: &'static [&'static str],
    /// Tags of frameworks, such as `MCSB:NS-2`, only where a source states the mapping.
    pub frameworks: &'static [&'static str],
    /// Ids of equivalent checks in other tools, such as `CKV_AZURE_35`.
    pub equivalents: &'static [&'static str],
    /// Other names under which the rule is found.
    pub aliases: &'static [&'static str],
    /// Templates that show the fault and its absence; run as tests.
    pub examples: &'static [Example],
    /// A rule of the user, for which armlint has no page.
    pub custom: bool,
}

impl Card {
    /// Values for the fields that most cards leave alone: `Card { id: …, ..Card::DEFAULT }`.
    pub const DEFAULT: Self = Self {
        id: "",
        name: "",
        title: "",
        severity: Severity::Warning,
        confidence: Confidence::High,
        security_severity: None,
        category: "network",
        on: true,
        pedantic: false,
        languages: Languages::Both,
        resource_types: &[],
        why: "",
        looks_at: "",
        fix: "",
        references: &[],
        frameworks: &[],
        equivalents: &[],
        aliases: &[],
        examples: &[],
        custom: false,
    };

    /// The two letters before the number.
    pub fn family(&self) -> &'static str {
        self.id.get(..2).unwrap_or(self.id)
    }

    /// The tags of frameworks: its own, those of the checks that it is equivalent to, and those of what frameworks ask for and
    /// it checks. Sorted; a framework as a whole is left out beside a part of it.
    pub fn framework_tags(&self) -> Vec<&'static str> {
        let mut tags = self.frameworks.to_vec();
        tags.extend(self.equivalents.iter().flat_map(|check| frameworks::of(check)));
        tags.extend(self.asked().flat_map(|asked| asked.tags.iter().copied()));
        tags.sort_unstable();
        tags.dedup();
        let all = tags.clone();
        tags.retain(|tag| !all.iter().any(|other| other != tag && frameworks::is_of(other, tag)));
        tags
    }

    /// What frameworks ask for and it checks.
    pub fn asked(&self) -> impl Iterator<Item = &'static Asked> {
        frameworks::asked_of(if self.custom { "" } else { self.name })
    }

    /// Whether it has a tag of one of these frameworks, or parts of frameworks.
    pub fn is_of_framework(&self, names: &[String]) -> bool {
        let tags = self.framework_tags();
        names.iter().any(|name| tags.iter().any(|tag| frameworks::is_of(tag, name)))
    }

    /// The public help page; all public addresses derive from `repository` in Cargo.toml. Rules of users have their own.
    pub fn help_uri(&self) -> String {
        if self.custom {
            let general = || format!("{}/blob/main/rules/README.md", env!("CARGO_PKG_REPOSITORY"));
            return self.references.first().map_or_else(general, |page| (*page).to_owned());
        }
        format!("{}/blob/main/docs/rules/{}.md", env!("CARGO_PKG_REPOSITORY"), self.name)
    }
}
