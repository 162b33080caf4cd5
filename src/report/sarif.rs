//! SARIF 2.1.0 as GitHub's code scanning reads it: one run, compact, the same bytes for the same input.
//!
//! What GitHub would get wrong is left out by default: it takes suppressed results and notes for open alerts.

mod places;
mod results;
mod rules;

use super::{GRAVEST_FIRST, Options, provenance, shown, text};
use crate::finding::{FileReport, FileStatus, Finding, Report, Severity};
use places::Places;
use rules::{DEFECT, LIMITED, PARTIAL, UNREADABLE, WARNING};
use serde_json::Value;
use serde_sarif::sarif as s;
use std::collections::BTreeMap;
use std::io;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
const HOME: &str = env!("CARGO_PKG_REPOSITORY");
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// GitHub refuses files with more results.
const MOST_RESULTS: usize = 25_000;

/// Writes one document in one line.
pub fn write(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let log = s::Sarif::builder()
        .schema(SCHEMA)
        .version("2.1.0")
        .runs(vec![run(report, options)])
        .build();
    let json = serde_json::to_string(&log)?;
    writeln!(out, "{}", text::json(&json))
}

fn run(report: &Report, options: &Options) -> s::Run {
    let (findings, all) = chosen(report, options);
    let rules = rules::Rules::of(report, &findings);
    let mut places = Places::new(report, options);
    let results: Vec<s::Result> = findings
        .iter()
        .map(|finding| results::result(report, options, &rules, &mut places, finding))
        .collect();
    let invocation = invocation(report, options, all);
    let mut run = s::Run::builder()
        .tool(s::Tool::builder().driver(driver(&rules)).build())
        .column_kind("utf16CodeUnits")
        .original_uri_base_ids(BTreeMap::from([(places::ROOT.to_owned(), root())]))
        .invocations(vec![invocation])
        .results(results)
        .build();
    run.automation_details = options.category.as_ref().map(|category| s::RunAutomationDetails {
        id: Some(format!("{}/", category.trim_end_matches('/'))),
        ..s::RunAutomationDetails::default()
    });
    run.version_control_provenance = options
        .git_root
        .as_deref()
        .and_then(provenance::read)
        .map(|origin| vec![version_control(origin)]);
    run
}

/// The findings that are told, in the report's order, and how many there were before the limit.
fn chosen<'r>(report: &'r Report, options: &Options) -> (Vec<&'r Finding>, usize) {
    let told = |finding: &&Finding| options.sarif_notes || finding.severity > Severity::Note;
    let findings: Vec<&Finding> = shown(report, options).filter(told).collect();
    let all = findings.len();
    if all <= MOST_RESULTS {
        return (findings, all);
    }
    let mut room = MOST_RESULTS;
    let room_for = GRAVEST_FIRST.map(|severity| {
        let share = findings.iter().filter(|f| f.severity == severity).count().min(room);
        room -= share;
        (severity, share)
    });
    let mut left = BTreeMap::from(room_for);
    let kept = findings.into_iter().filter(|finding| {
        left.get_mut(&finding.severity).is_some_and(|share| {
            let fits = *share > 0;
            *share = share.saturating_sub(1);
            fits
        })
    });
    (kept.collect(), all)
}

fn driver(rules: &rules::Rules) -> s::ToolComponent {
    let mut driver = s::ToolComponent::builder()
        .name("armlint")
        .full_name(format!("armlint {VERSION}"))
        .organization("armlint")
        .version(VERSION)
        .semantic_version(VERSION)
        .information_uri(HOME)
        .notifications(rules::notifications())
        .build();
    driver.rules = Some(rules.descriptors());
    driver
}

/// The repository root without its address, which is nobody's business.
fn root() -> s::ArtifactLocation {
    s::ArtifactLocation {
        description: Some(message("The root of the repository.")),
        ..s::ArtifactLocation::default()
    }
}

fn invocation(report: &Report, options: &Options, all: usize) -> s::Invocation {
    let defects = findings_of(report, "internal-error").map(|finding| {
        let words = text::line(&finding.message);
        let mut notification = notification(DEFECT, "error", &words);
        let path = report.sources.get(finding.place.file).map_or("", |source| &source.path);
        notification.locations = Some(vec![places::start_of(super::inside(path))]);
        notification
    });
    let files =
        report.files.iter().filter_map(file_notification).chain(defects).collect::<Vec<_>>();
    let mut about_run: Vec<s::Notification> = options
        .warnings
        .iter()
        .map(|warning| notification(WARNING, "warning", &text::line(warning)))
        .collect();
    if all > MOST_RESULTS {
        let words = format!("The '{MOST_RESULTS}' gravest of '{all}' results are in this file.");
        about_run.push(notification(LIMITED, "warning", &words));
    }
    let mut invocation = s::Invocation::builder()
        // A run that writes a report did its work: of one that says otherwise GitHub takes no result at all.
        .execution_successful(true)
        .exit_code(i64::from(options.exit_code))
        .exit_code_description(exit_words(options.exit_code))
        .build();
    invocation.tool_execution_notifications = Some(files).filter(|list| !list.is_empty());
    invocation.tool_configuration_notifications = Some(about_run).filter(|list| !list.is_empty());
    invocation
}

const fn exit_words(code: i32) -> &'static str {
    match code {
        0 => "Nothing at or above the failing severity.",
        1 => {
            "There are findings at or above the failing severity, or a template could not be read."
        }
        _ => "The run failed.",
    }
}

fn findings_of<'r>(report: &'r Report, name: &'r str) -> impl Iterator<Item = &'r Finding> {
    report.findings.iter().filter(move |finding| finding.card.name == name)
}

/// An unreadable file among others does not fail the run, so no notification is an error.
fn file_notification(file: &FileReport) -> Option<s::Notification> {
    let (index, level, words) = match file.status {
        FileStatus::Invalid => (UNREADABLE, "warning", "could not be read"),
        FileStatus::Partial => (PARTIAL, "note", "was seen in part"),
        FileStatus::Ok | FileStatus::Skipped => return None,
    };
    let path = super::inside(&file.path);
    let mut sentence = format!("File '{}' {words}", text::path(path));
    if let Some(why) = &file.why {
        sentence.push_str(": ");
        sentence.push_str(text::line(why).trim_end_matches('.'));
    }
    sentence.push('.');
    let mut notification = notification(index, level, &sentence);
    notification.locations = Some(vec![places::start_of(path)]);
    Some(notification)
}

fn notification(index: usize, level: &str, words: &str) -> s::Notification {
    let descriptor = s::ReportingDescriptorReference::builder()
        .id(rules::NOTIFICATIONS[index].id)
        .index(index as i64)
        .build();
    s::Notification::builder()
        .descriptor(descriptor)
        .level(Value::from(level))
        .message(message(words))
        .build()
}

fn version_control(origin: provenance::Provenance) -> s::VersionControlDetails {
    let mut details = s::VersionControlDetails::builder().repository_uri(origin.repository).build();
    details.revision_id = origin.revision;
    details.branch = origin.branch;
    details.mapped_to = Some(s::ArtifactLocation {
        uri_base_id: Some(places::ROOT.to_owned()),
        ..s::ArtifactLocation::default()
    });
    details
}

fn message(text: impl Into<String>) -> s::Message {
    s::Message { text: Some(text.into()), ..s::Message::default() }
}

fn multiformat(text: impl Into<String>) -> s::MultiformatMessageString {
    s::MultiformatMessageString::builder().text(text).build()
}
