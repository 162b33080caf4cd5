//! A report made by hand, with names and texts as a stranger would write them.

use armlint::finding::{
    Confidence, Edit, FileKind, FileReport, FileStatus, Finding, Fix, Label, Report, Severity,
    Sources, Subject, Suppression, SuppressionKind,
};
use armlint::rule::{Card, Example};
use armlint::source::{FileId, Place, Source, Span};
use std::sync::Arc;

/// Everything that one reader or another takes for syntax.
pub(crate) const HOSTILE_PATH: &str = "in fra/a,b:c;d]%25#?é\u{1F600}'\"<&>|`[x](y)/main.bicep";
/// A sentence that tries to be a command, an escape, markup and a second line.
pub(crate) const HOSTILE_MESSAGE: &str = "Name 'a\n::error::pwned\r\n##vso[task.setvariable variable=x]y \
    \u{1b}[31mred\u{7f}\u{202e} <b>&amp;</b> | `x` \"q\" %0A [l](1) {0} ]]> @user https://evil.example' is bad.";

const MAIN: &str = "param groupId string = 'sites'\n\nresource pe 'Microsoft.Network/privateEndpoints@2023-04-01' = {\n  \
    name: '\u{1F600}pe' // \u{1b}[31m ##vso[task.complete]\n  groupIds: [ groupId ]\n}\n";
const MODULE: &str = "module m '../main.bicep' = {\n  params: { groupId: 'sites' }\n}\n";

static ZONE: Card = Card {
    id: "PL003",
    name: "private-dns-zone-missing",
    title: "A private DNS zone is missing",
    severity: Severity::Error,
    confidence: Confidence::High,
    security_severity: Some("7.5"),
    why: "Without the zone the name resolves to the *public* address, see [the docs](https://learn.microsoft.com/azure/private-link/private-endpoint-dns).",
    looks_at: "Each `privateEndpoints` resource.",
    fix: "Declare the zone `privatelink.azurewebsites.net`.",
    references: &["https://learn.microsoft.com/azure/private-link/private-endpoint-dns"],
    frameworks: &["MCSB:NS-2", "azure"],
    equivalents: &["CKV_AZURE_1"],
    examples: &[
        Example::bicep("resource a 'b@c' = {} // <- finding\n"),
        Example::arm("{}"),
        Example::bicep("resource a 'b@c' = { good: true }\n"),
    ],
    ..Card::DEFAULT
};

static TAGS: Card = Card {
    id: "GV001",
    name: "tag-missing",
    title: "A resource has no tag {owner}",
    severity: Severity::Note,
    confidence: Confidence::Medium,
    category: "governance",
    why: "Somebody must own it.",
    fix: "Add the tag.",
    ..Card::DEFAULT
};

static UNUSED: Card =
    Card { id: "TQ001", name: "never-fires", title: "Never fires", ..Card::DEFAULT };

/// The report and the numbers of its files.
pub(crate) fn report() -> Report {
    let mut sources = Sources::default();
    let main = sources.add(Arc::new(Source::new(HOSTILE_PATH, MAIN)));
    let module = sources.add(Arc::new(Source::new("infra/m.bicep", MODULE)));
    let minified = format!("{{\"a\":\"{}\",\"name\":\"x\"}}", "é".repeat(5_000));
    let outside = sources.add(Arc::new(Source::new("/home/someone/outside.json", minified)));
    Report {
        findings: vec![zone(main, module), suppressed(main), tags(main), far(outside)],
        files: files(),
        sources,
        rules: vec![&TAGS, &ZONE, &UNUSED],
        unseen: Vec::new(),
        secrets: armlint::secrets::Secrets::default(),
        pictures: Vec::new(),
    }
}

/// The place of `text` in a file of the sample.
fn at(file: FileId, source: &str, text: &str) -> Place {
    let start = source.find(text).unwrap() as u32;
    Place { file, span: Span::new(start, start + text.len() as u32) }
}

fn finding(card: &'static Card, place: Place, message: &str) -> Finding {
    Finding {
        card,
        severity: card.severity,
        confidence: card.confidence,
        message: message.to_owned(),
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

fn zone(main: FileId, module: FileId) -> Finding {
    let label = |place, message: &str| Label { place, message: message.to_owned() };
    Finding {
        subject: Some(Subject {
            resource_type: "Microsoft.Network/privateEndpoints".to_owned(),
            name: "pe\u{1b}[0m".to_owned(),
            written_name: "[parameters('name')]".to_owned(),
            deployment: vec!["service".to_owned()],
        }),
        property: Some("properties.groupIds[0]".to_owned()),
        trace: vec![
            label(at(main, MAIN, "'sites'"), "value comes from parameter 'groupId'"),
            label(at(module, MODULE, "'sites'"), "the caller gives \u{1b}[31m'sites'\n"),
        ],
        related: vec![label(at(main, MAIN, "pe "), "the [first] endpoint")],
        parameters: vec!["infra/main.parameters.json".to_owned()],
        instances: 3,
        fix: Some(Fix {
            message: "Set it to 'x'.".to_owned(),
            safe: true,
            edits: vec![Edit { place: at(main, MAIN, "groupId ]"), text: "'x'".to_owned() }],
        }),
        ..finding(&ZONE, at(main, MAIN, "// \u{1b}"), HOSTILE_MESSAGE)
    }
}

fn suppressed(main: FileId) -> Finding {
    Finding {
        suppressed: Some(Suppression {
            kind: SuppressionKind::Baseline,
            reason: "accepted \u{1b}]0;x\u{7}".to_owned(),
            place: None,
        }),
        ..finding(&ZONE, at(main, MAIN, "groupIds"), "The zone 'x' is missing.")
    }
}

fn tags(main: FileId) -> Finding {
    finding(&TAGS, at(main, MAIN, "pe "), "The resource 'pe' has no tag 'owner'.")
}

fn far(outside: FileId) -> Finding {
    let place = Place { file: outside, span: Span::new(10_015, 10_018) };
    Finding { severity: Severity::Warning, ..finding(&ZONE, place, "The zone 'y' is missing.") }
}

fn files() -> Vec<FileReport> {
    let file = |path: &str, kind, status, why: Option<&str>| FileReport {
        path: path.to_owned(),
        kind,
        resources: 1,
        status,
        why: why.map(str::to_owned),
    };
    vec![
        file("/home/someone/outside.json", FileKind::Arm, FileStatus::Ok, None),
        file(
            HOSTILE_PATH,
            FileKind::Bicep,
            FileStatus::Partial,
            Some("modules not restored: br:x/y:1\u{1b}[0m"),
        ),
        file(
            "infra/bad one.json",
            FileKind::Arm,
            FileStatus::Invalid,
            Some("line 1: expected '}'"),
        ),
        file("infra/main.parameters.json", FileKind::Parameters, FileStatus::Ok, None),
        file("infra/m.bicep", FileKind::Bicep, FileStatus::Ok, None),
    ]
}
