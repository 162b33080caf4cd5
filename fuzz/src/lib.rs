//! What the targets share: properties of trees, changes of templates, and whole runs in memory.

#[path = "../../tests/mutants/mutate.rs"]
pub mod mutate;
#[path = "../../tests/mutants/random.rs"]
pub mod random;
pub mod sarif;
pub mod tree;

use armlint::check::{self, Plan, Silent};
use armlint::discover::Input;
use armlint::finding::Report;
use armlint::report::{self, Format, Options};
use armlint::rule::Rule;
use armlint::rules::RULES;
use armlint::session::Session;
use armlint::source::{FileId, Source};
use armlint::syntax::document::{Document, Kind, List, NodeId, NodeRef};
use armlint::syntax::json;
use mutate::Language;
use random::Random;
use std::path::PathBuf;
use std::sync::Arc;

/// Makes a source of a text.
pub fn source(name: &str, text: &str) -> Arc<Source> {
    Arc::new(Source::new(name, text))
}

/// Every span is a range of the text, at the borders of characters, and within that of what is around it.
pub fn assert_spans(document: &Document) {
    let text = &document.source.text;
    for node in &document.nodes {
        let (start, end) = (node.span.start as usize, node.span.end as usize);
        assert!(text.get(start..end).is_some(), "{start}..{end} of {}", text.len());
    }
    for problem in &document.problems {
        let (start, end) = (problem.span.start as usize, problem.span.end as usize);
        assert!(
            text.get(start..end).is_some(),
            "{start}..{end} of {}: {}",
            text.len(),
            problem.message
        );
    }
}

/// Parts of a JSON document lie within the whole.
pub fn assert_nested(node: NodeRef<'_>) {
    let within =
        |child: NodeRef<'_>| assert!(node.span().contains(child.span()), "{child:?} in {node:?}");
    for child in node.elements() {
        within(child);
        assert_nested(child);
    }
    for (key, value) in node.members() {
        within(key);
        within(value);
        assert!(key.span().end <= value.span().start);
        assert_nested(value);
    }
}

/// Whether two trees mean the same, wherever they stand.
pub fn assert_same(left: NodeRef<'_>, right: NodeRef<'_>) {
    match (left.kind(), right.kind()) {
        (Kind::Array(a), Kind::Array(b)) => assert_eq!(a.len, b.len),
        (Kind::Object(a), Kind::Object(b)) => assert_eq!(a.len, b.len),
        (Kind::Text(_) | Kind::Expression(_), _) => assert_eq!(left.raw_text(), right.raw_text()),
        (Kind::Broken, _) => {}
        (a, b) => assert_eq!(a, b),
    }
    for (a, b) in left.elements().zip(right.elements()) {
        assert_same(a, b);
    }
    for ((key, a), (other, b)) in left.members().zip(right.members()) {
        assert_same(key, other);
        assert_same(a, b);
    }
}

/// The text at the span of a JSON node is read as the same value.
pub fn assert_rereads(node: NodeRef<'_>) {
    let again = json::parse(FileId(1), source("again.json", node.written()));
    assert!(again.fatal().is_none(), "{:?}", again.problems);
    assert_same(node, again.root());
}

/// The text of each part of an expression is read as the same part, where it stands alone. In a string with escapes the whole
/// string stands for each part.
pub fn assert_parts_reread(document: &Document) {
    const MOST: usize = 64;
    let parts = (0..document.nodes.len()).map(|id| document.at(NodeId(id as u32)));
    let parts = parts.filter_map(|node| match node.kind() {
        Kind::Expression(inside) => Some(document.at(inside)),
        Kind::Call { arguments, .. } => arguments.get(0).map(|id| document.at(id)),
        Kind::Property { parts, .. } => parts.get(0).map(|id| document.at(id)),
        _ => None,
    });
    for part in parts.take(MOST).filter(|part| is_whole(*part)) {
        if part.written().starts_with('"') {
            continue;
        }
        let again = format!("\"[{}]\"", part.written());
        let again = json::parse(FileId(1), source("again.json", &again));
        let Kind::Expression(inside) = again.root().kind() else {
            panic!("{}: {:?}", part.written(), again.root())
        };
        assert_same_expression(part, again.at(inside));
    }
}

/// Whether nothing in it is broken.
fn is_whole(node: NodeRef<'_>) -> bool {
    match node.kind() {
        Kind::Broken => false,
        Kind::Call { arguments, .. } => arguments.ids().all(|id| is_whole(node.at(id))),
        Kind::Property { parts, .. } => parts.ids().all(|id| is_whole(node.at(id))),
        _ => true,
    }
}

fn assert_same_expression(left: NodeRef<'_>, right: NodeRef<'_>) {
    let all = |list: List| -> Vec<NodeId> { list.ids().collect() };
    let (a, b) = match (left.kind(), right.kind()) {
        (
            Kind::Call { function, name, arguments },
            Kind::Call { function: other, name: called, arguments: given },
        ) => {
            assert_eq!(function, other);
            assert_eq!(left.document.text(name), right.document.text(called));
            (all(arguments), all(given))
        }
        (
            Kind::Property { parts, access },
            Kind::Property { parts: others, access: other },
        ) => {
            assert_eq!(access, other);
            (all(parts), all(others))
        }
        (Kind::Text(_), _) => {
            assert_eq!(left.as_text(), right.as_text());
            return;
        }
        (a, b) => {
            assert_eq!(a, b);
            return;
        }
    };
    assert_eq!(a.len(), b.len());
    for (a, b) in a.into_iter().zip(b) {
        assert_same_expression(left.at(a), right.at(b));
    }
}

/// A change by the tree as often as one of bytes.
pub fn mutate(data: &mut [u8], size: usize, most: usize, seed: u32, of: Language) -> usize {
    let text = data.get(..size).and_then(|data| std::str::from_utf8(data).ok());
    if seed % 2 == 0
        && let Some(text) = text
    {
        let changed = mutate::mutate(text, of, &mut Random::new(u64::from(seed)));
        if changed.len() <= most {
            data[..changed.len()].copy_from_slice(changed.as_bytes());
            return changed.len();
        }
    }
    libfuzzer_sys::fuzzer_mutate(data, size, most)
}

/// Lints texts, all rules on.
pub fn lint(files: &[(&str, &str)]) -> Report {
    lint_with(files, RULES)
}

/// Lints texts.
pub fn lint_with(files: &[(&str, &str)], rules: &[&'static Rule]) -> Report {
    let folder = PathBuf::from("/nowhere");
    let session = Session::new(folder.clone());
    let inputs = files.iter().map(|(path, text)| {
        let path = folder.join(path);
        session.provide(&path, (*text).to_owned());
        Input { path, named: false, bound: folder.clone() }
    });
    let inputs = inputs.collect();
    let plan = Plan { strict: true, ..Plan::new(rules) };
    check::check(&session, inputs, &[], &plan, &Silent)
}

/// The report can be told in every format, no place lies outside of its text, and nothing failed within.
pub fn assert_report(report: &Report) {
    for finding in &report.findings {
        assert!(finding.card.name != "internal-error", "{}", finding.message);
        let labels = finding.trace.iter().chain(&finding.related).map(|label| label.place);
        for place in labels.chain([finding.place]) {
            let source = report.sources.get(place.file).expect("a file of the run");
            let (start, end) = (place.span.start as usize, place.span.end as usize);
            assert!(source.text.get(start..end).is_some(), "{start}..{end}");
        }
    }
    // Writing costs more than linting: a few of many reports are written.
    let number: usize = report.findings.iter().map(|finding| finding.message.len()).sum();
    let formats = if number % 16 == 1 { &Format::ALL[..] } else { &[] };
    for format in formats.iter().copied() {
        let mut out = Vec::new();
        report::write(format, report, &Options::default(), &mut out).expect("it is written");
        if matches!(format, Format::Json | Format::Sarif | Format::Gitlab) {
            let log = serde_json::from_slice::<serde_json::Value>(&out).expect("it is JSON");
            if format == Format::Sarif {
                sarif::assert_valid(&log);
            }
        }
    }
}

/// What a report says, to compare two runs.
pub fn told(report: &Report) -> String {
    let of = |finding: &armlint::finding::Finding| {
        format!(
            "{} {:?} {:?} {}",
            finding.card.id, finding.place, finding.confidence, finding.message
        )
    };
    let findings: Vec<_> = report.findings.iter().map(of).collect();
    format!("{findings:?} {:?} {:?}", report.files, report.unseen)
}
