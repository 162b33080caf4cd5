//! The contract's JSON, version 1: view types of its own, so that the core types stay free to change.

use super::{Options, Spot, Summary, fingerprint::fingerprint, shown, text};
use crate::finding::{FileReport, Finding, Label, Report, Subject, Suppression};
use serde::Serialize;
use std::borrow::Cow;
use std::io;

/// Writes one document, indented.
pub fn write(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let document = Document {
        version: 1,
        tool: Tool { name: "armlint", version: env!("CARGO_PKG_VERSION") },
        findings: shown(report, options).map(|finding| finding_view(report, finding)).collect(),
        files: report.files.iter().map(file_view).collect(),
        summary: Summary::of(report),
    };
    let json = serde_json::to_string_pretty(&document)?;
    writeln!(out, "{}", text::json(&json))
}

#[derive(Serialize)]
struct Document<'r> {
    version: u32,
    tool: Tool,
    findings: Vec<FindingView<'r>>,
    files: Vec<FileView<'r>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct FindingView<'r> {
    rule: &'r str,
    name: &'r str,
    severity: &'static str,
    confidence: &'static str,
    message: Cow<'r, str>,
    path: &'r str,
    region: RegionView,
    resource: Option<ResourceView<'r>>,
    property: Option<&'r str>,
    trace: Vec<LabelView<'r>>,
    related: Vec<LabelView<'r>>,
    fingerprint: String,
    parameters: &'r [String],
    instances: u32,
    suppressed: Option<SuppressionView<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RegionView {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct ResourceView<'r> {
    r#type: &'r str,
    name: &'r str,
    deployment: &'r [String],
}

#[derive(Serialize)]
struct LabelView<'r> {
    path: &'r str,
    region: RegionView,
    message: Cow<'r, str>,
}

#[derive(Serialize)]
struct SuppressionView<'r> {
    kind: &'static str,
    reason: Cow<'r, str>,
    place: Option<&'r str>,
}

#[derive(Serialize)]
struct FileView<'r> {
    path: &'r str,
    kind: &'static str,
    resources: usize,
    status: &'static str,
    why: Option<Cow<'r, str>>,
}

fn finding_view<'r>(report: &'r Report, finding: &'r Finding) -> FindingView<'r> {
    let spot = Spot::of(report, finding.place);
    FindingView {
        rule: finding.card.id,
        name: finding.card.name,
        severity: finding.severity.as_str(),
        confidence: finding.confidence.as_str(),
        message: text::line(&finding.message),
        path: spot.path,
        region: region_view(&spot),
        resource: finding.subject.as_ref().map(resource_view),
        property: finding.property.as_deref(),
        trace: finding.trace.iter().map(|label| label_view(report, label)).collect(),
        related: finding.related.iter().map(|label| label_view(report, label)).collect(),
        fingerprint: fingerprint(report, finding),
        parameters: &finding.parameters,
        instances: finding.instances,
        suppressed: finding.suppressed.as_ref().map(suppression_view),
    }
}

fn region_view(spot: &Spot<'_>) -> RegionView {
    RegionView {
        start_line: spot.start.line,
        start_column: spot.start.column,
        end_line: spot.end.line,
        end_column: spot.end.column,
    }
}

fn resource_view(subject: &Subject) -> ResourceView<'_> {
    ResourceView {
        r#type: &subject.resource_type,
        name: &subject.name,
        deployment: &subject.deployment,
    }
}

fn label_view<'r>(report: &'r Report, label: &'r Label) -> LabelView<'r> {
    let spot = Spot::of(report, label.place);
    LabelView { path: spot.path, region: region_view(&spot), message: text::line(&label.message) }
}

fn suppression_view(suppression: &Suppression) -> SuppressionView<'_> {
    SuppressionView {
        kind: suppression.kind.as_str(),
        reason: text::line(&suppression.reason),
        place: suppression.place.as_deref(),
    }
}

fn file_view(file: &FileReport) -> FileView<'_> {
    FileView {
        path: &file.path,
        kind: file.kind.as_str(),
        resources: file.resources,
        status: file.status.as_str(),
        why: file.why.as_deref().map(text::line),
    }
}
