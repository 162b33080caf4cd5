//! The entries of a baseline, and their text.

use crate::finding::{Finding, Report};
use crate::report::fingerprint::fingerprint;
use crate::report::inside;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// A known finding. Everything but fingerprint and count is for the reader.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Entry {
    /// The printed path.
    pub path: String,
    /// The rule's id.
    pub rule: String,
    /// The rule's name.
    #[serde(default)]
    pub name: String,
    /// The resource, `type name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// The property.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub property: Option<String>,
    /// The fingerprint.
    pub fingerprint: String,
    /// How many findings have it.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub count: u32,
}

const fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_one(count: &u32) -> bool {
    *count == 1
}

impl Entry {
    /// The entry of a finding.
    pub(super) fn of(report: &Report, finding: &Finding) -> Self {
        let source = report.sources.get(finding.place.file);
        let resource = finding.subject.as_ref();
        Self {
            path: source.map_or("", |source| inside(&source.path)).to_owned(),
            rule: finding.card.id.to_owned(),
            name: finding.card.name.to_owned(),
            resource: resource
                .map(|subject| format!("{} {}", subject.resource_type, subject.written_name))
                .map(|resource| {
                    report.secrets.masked(Some(finding.place.file), &resource).into_owned()
                }),
            property: finding.property.clone(),
            fingerprint: fingerprint(report, finding),
            count: 1,
        }
    }
}

#[derive(Deserialize)]
struct File {
    version: u64,
    findings: Vec<Entry>,
}

/// The entries of a file's text; the error says why it cannot be read.
pub(super) fn parse(text: &str) -> Result<Vec<Entry>, String> {
    let file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if file.version == super::VERSION {
        Ok(file.findings)
    } else {
        Err(format!(
            "its version is {}, and {} is the one that is understood",
            file.version,
            super::VERSION
        ))
    }
}

/// The text of a file.
pub(super) fn write(entries: &[Entry]) -> String {
    let mut text = format!("{{\n  \"version\": {},\n  \"findings\": [", super::VERSION);
    for (at, entry) in entries.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let line = serde_json::to_string(entry).unwrap_or_default();
        let _ = write!(text, "{comma}\n    {line}");
    }
    text.push_str(if entries.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
    text
}
