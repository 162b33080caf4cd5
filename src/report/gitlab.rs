//! GitLab's Code Quality report.

use super::{Options, Spot, concise, fingerprint, inside, shown, text};
use crate::finding::{Finding, Report, Severity};
use serde::Serialize;
use std::collections::HashMap;
use std::io;

/// Writes one array, indented.
pub fn write(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let mut seen = HashMap::new();
    let issues: Vec<Issue<'_>> =
        shown(report, options).map(|finding| issue(report, finding, &mut seen)).collect();
    let json = serde_json::to_string_pretty(&issues)?;
    writeln!(out, "{}", text::json(&json))
}

#[derive(Serialize)]
struct Issue<'r> {
    description: String,
    check_name: &'r str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'r>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: &'r str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

fn issue<'r>(
    report: &'r Report,
    finding: &'r Finding,
    seen: &mut HashMap<String, u32>,
) -> Issue<'r> {
    let spot = Spot::of(report, finding.place);
    Issue {
        // The name of the check is not shown by GitLab.
        description: format!("{}: {}", finding.card.id, concise::message(finding)),
        check_name: finding.card.name,
        fingerprint: unique(fingerprint::fingerprint(report, finding), seen),
        severity: match finding.severity {
            Severity::Error => "critical",
            Severity::Warning => "major",
            Severity::Note => "info",
        },
        location: Location {
            path: inside(spot.path),
            lines: Lines { begin: spot.start.line, end: spot.end.line },
        },
    }
}

/// GitLab drops an issue whose fingerprint it has seen, so a repeated one is hashed with its number.
fn unique(fingerprint: String, seen: &mut HashMap<String, u32>) -> String {
    let times = seen.entry(fingerprint.clone()).or_default();
    *times += 1;
    if *times == 1 { fingerprint } else { fingerprint::hash(&[&fingerprint, &times.to_string()]) }
}
