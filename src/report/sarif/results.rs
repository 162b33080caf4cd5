//! Findings as SARIF's results.

use super::places::{self, Places};
use super::rules::Rules;
use crate::finding::{Edit, Finding, Fix, Report, Severity, Suppression, SuppressionKind};
use crate::report::{Options, fingerprint::fingerprint, text};
use crate::source::FileId;
use serde_json::{Value, json};
use serde_sarif::sarif as s;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// So many related places are linked in the message; GitHub shows only those that are.
const LINKS: usize = 5;

pub(super) fn result(
    report: &Report,
    options: &Options,
    rules: &Rules,
    places: &mut Places<'_>,
    finding: &Finding,
) -> s::Result {
    let mut result = s::Result::builder().message(message(places, finding)).build();
    result.rule_id = Some(finding.card.id.to_owned());
    result.rule_index = rules.index(finding.card.id);
    result.level = Some(level(finding.severity));
    result.locations = Some(vec![primary(places, finding)]);
    result.partial_fingerprints = Some(fingerprints(report, places, finding));
    result.related_locations = related(places, finding);
    result.code_flows = flow(places, finding).map(|flow| vec![flow]);
    result.fixes = fix(places, finding).map(|fix| vec![fix]);
    // The specification wants the array on all results or on none.
    result.suppressions =
        options.show_suppressed.then(|| finding.suppressed.iter().map(suppression).collect());
    result.properties = Some(properties(finding));
    result
}

/// The sentence, then links to the related places. Id and arguments name the rule's own, shorter sentence.
fn message(places: &Places<'_>, finding: &Finding) -> s::Message {
    let mut words = plain(&finding.message);
    let links: Vec<String> =
        finding.related.iter().take(LINKS).zip(1..).map(|(l, id)| link(&l.message, id)).collect();
    if !links.is_empty() {
        let _ = write!(words, " See {}.", links.join(", "));
    }
    let about = match &finding.subject {
        Some(subject) => text::line(&subject.name).into_owned(),
        None => places::readable(places.path(finding.place.file)),
    };
    s::Message {
        text: Some(words),
        id: Some("default".to_owned()),
        arguments: Some(vec![about]),
        ..s::Message::default()
    }
}

fn link(words: &str, id: usize) -> String {
    let words = plain(words).replace('[', "(").replace(']', ")");
    format!("[{}]({id})", words.trim_end_matches('.'))
}

/// Text of a template in which nothing is a link or a placeholder to a reader of SARIF.
pub(super) fn plain(message: &str) -> String {
    let mut words = text::line(message).replace("](", "] (");
    for digit in '0'..='9' {
        words = words.replace(&format!("{{{digit}"), &format!("{{ {digit}"));
    }
    words
}

const fn level(severity: Severity) -> s::ResultLevel {
    match severity {
        Severity::Error => s::ResultLevel::Error,
        Severity::Warning => s::ResultLevel::Warning,
        Severity::Note => s::ResultLevel::Note,
    }
}

fn primary(places: &Places<'_>, finding: &Finding) -> s::Location {
    let mut location = places.primary(finding.place);
    location.logical_locations = finding.subject.as_ref().map(|subject| {
        vec![s::LogicalLocation {
            name: Some(text::line(&subject.name).into_owned()),
            fully_qualified_name: Some(
                text::line(&format!("{}/{}", subject.resource_type, subject.name)).into_owned(),
            ),
            kind: Some("resource".to_owned()),
            ..s::LogicalLocation::default()
        }]
    });
    location
}

fn fingerprints(
    report: &Report,
    places: &mut Places<'_>,
    finding: &Finding,
) -> BTreeMap<String, String> {
    let mut prints = BTreeMap::from([("armlint/v1".to_owned(), fingerprint(report, finding))]);
    if let Some(hash) = places.line_hash(finding.place) {
        prints.insert("primaryLocationLineHash".to_owned(), hash);
    }
    prints
}

fn related(places: &Places<'_>, finding: &Finding) -> Option<Vec<s::Location>> {
    let numbered = finding.related.iter().zip(1..).map(|(label, id)| {
        let mut location = places.labelled(label);
        location.id = Some(id);
        location
    });
    Some(numbered.collect()).filter(|list: &Vec<_>| !list.is_empty())
}

/// From where the value comes to where it does harm: the trace backwards, then the finding.
fn flow(places: &Places<'_>, finding: &Finding) -> Option<s::CodeFlow> {
    if finding.trace.is_empty() {
        return None;
    }
    let mut locations: Vec<s::Location> =
        finding.trace.iter().rev().map(|label| places.labelled(label)).collect();
    let mut last = places.location(finding.place);
    last.message = Some(super::message(plain(&finding.message)));
    locations.push(last);
    let steps = locations.into_iter().map(|location| s::ThreadFlowLocation {
        location: Some(location),
        ..s::ThreadFlowLocation::default()
    });
    let thread = s::ThreadFlow::builder().locations(steps.collect::<Vec<_>>()).build();
    Some(s::CodeFlow::builder().thread_flows(vec![thread]).build())
}

/// Only safe changes are offered; readers apply them without a question.
fn fix(places: &Places<'_>, finding: &Finding) -> Option<s::Fix> {
    let fix = finding.fix.as_ref().filter(|fix| fix.safe && !fix.edits.is_empty())?;
    let changes: Vec<s::ArtifactChange> =
        by_file(fix).into_iter().map(|(file, edits)| change(places, file, &edits)).collect();
    Some(
        s::Fix::builder()
            .description(super::message(plain(&fix.message)))
            .artifact_changes(changes)
            .build(),
    )
}

fn by_file(fix: &Fix) -> BTreeMap<FileId, Vec<&Edit>> {
    let mut files: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    for edit in &fix.edits {
        files.entry(edit.place.file).or_default().push(edit);
    }
    files
}

fn change(places: &Places<'_>, file: FileId, edits: &[&Edit]) -> s::ArtifactChange {
    let replacement = |edit: &&Edit| {
        let content =
            s::ArtifactContent { text: Some(edit.text.clone()), ..s::ArtifactContent::default() };
        s::Replacement::builder()
            .deleted_region(places.region(edit.place))
            .inserted_content(content)
            .build()
    };
    let replacements: Vec<s::Replacement> = edits.iter().map(replacement).collect();
    s::ArtifactChange::builder()
        .artifact_location(places::artifact(places.path(file)))
        .replacements(replacements)
        .build()
}

fn suppression(suppression: &Suppression) -> s::Suppression {
    let kind = match suppression.kind {
        SuppressionKind::Inline => "inSource",
        SuppressionKind::Config | SuppressionKind::Baseline => "external",
    };
    let mut view = s::Suppression::builder().kind(kind).status(Value::from("accepted")).build();
    view.justification =
        Some(text::line(&suppression.reason).into_owned()).filter(|reason| !reason.is_empty());
    view
}

fn properties(finding: &Finding) -> s::PropertyBag {
    let mut bag = BTreeMap::from([("confidence".to_owned(), json!(finding.confidence.as_str()))]);
    if let Some(subject) = &finding.subject {
        bag.insert("resourceType".to_owned(), json!(subject.resource_type));
        bag.insert("resourceName".to_owned(), json!(subject.name));
    }
    if let Some(property) = &finding.property {
        bag.insert("property".to_owned(), json!(property));
    }
    if finding.instances > 1 {
        bag.insert("instances".to_owned(), json!(finding.instances));
    }
    if !finding.parameters.is_empty() {
        let files: Vec<String> =
            finding.parameters.iter().map(|path| places::readable(path)).collect();
        bag.insert("parameters".to_owned(), json!(files));
    }
    s::PropertyBag::builder().additional_properties(bag).build()
}
