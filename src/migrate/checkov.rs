//! Suppressions of checkov in templates.

use super::{Edits, Migration, Note, line, no_rule, translate};
use crate::finding::FileKind;
use crate::rule::RuleIndex;
use crate::source::{FileId, Source, Span};
use crate::suppress::outline::{Outline, Resource};
use crate::suppress::scope;
use crate::syntax::bicep::{self, Dialect};
use crate::syntax::document::NodeRef;
use crate::syntax::json;
use std::sync::Arc;

/// Translates the suppressions of a template.
pub fn template(source: &Arc<Source>, kind: FileKind, index: &RuleIndex) -> Migration {
    let mut work =
        Work { source, index, edits: Edits::default(), translated: 0, notes: Vec::new() };
    match kind {
        FileKind::Bicep => work.bicep(),
        FileKind::Arm => work.arm(json::parse(FileId(0), Arc::clone(source)).root()),
        FileKind::Parameters => {}
    }
    let Work { edits, translated, notes, .. } = work;
    Migration { text: edits.apply(&source.text), translated, notes }
}

struct Work<'w> {
    source: &'w Arc<Source>,
    index: &'w RuleIndex,
    edits: Edits,
    translated: usize,
    notes: Vec<Note>,
}

const SKIP: &str = "checkov:skip=";

impl Work<'_> {
    fn note(&mut self, offset: u32, message: impl Into<String>) {
        self.notes.push(Note { line: line(self.source, offset), message: message.into() });
    }

    fn bicep(&mut self) {
        if !self.source.text.contains(SKIP) {
            return;
        }
        let tree = bicep::parse(&self.source.text, Dialect::Template);
        let outline = Outline::bicep(&tree);
        for comment in outline.comments.clone() {
            self.comment(&outline, comment);
        }
    }

    fn comment(&mut self, outline: &Outline, comment: Span) {
        let text = comment.of(&self.source.text);
        let Some((_, skip)) = text.split_once(SKIP) else { return };
        let (id, reason) = skip.split_once(':').unwrap_or((skip, ""));
        let (id, reason) =
            (id.trim().trim_end_matches("*/").trim(), reason.trim().trim_end_matches("*/").trim());
        let (names, missing) = translate(self.index, [id]);
        if !missing.is_empty() {
            return self.note(comment.start, no_rule(id));
        }
        let around = outline.resources.iter().filter(|resource| resource.body.contains(comment));
        let Some(resource) = around.min_by_key(|resource| resource.body.len()) else {
            return self.note(
                comment.start,
                "checkov skips nothing by a comment outside of a resource; it is left as it is.",
            );
        };
        let ours = format!("// armlint: ignore[{}] {reason}", names.join(", "));
        self.translated += 1;
        if scope::of_comment(self.source, outline, comment) == resource.whole {
            return self.edits.replace(comment, ours.trim_end());
        }
        self.move_up(*resource, comment, ours.trim_end());
    }

    /// Puts a comment that would cover less than the resource at the beginning of its body.
    fn move_up(&mut self, resource: Resource, comment: Span, ours: &str) {
        let text = &self.source.text;
        let start =
            self.source.line_starts().get(self.source.line_at(resource.whole.start)).copied();
        let before = Span::new(start.unwrap_or_default(), resource.whole.start).of(text);
        let indent: String = before.chars().take_while(|c| c.is_whitespace()).collect();
        let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        self.edits.replace(Span::at(resource.body.start + 1), format!("{end}{indent}  {ours}"));
        self.edits.replace(whole_line(self.source, comment), "");
    }

    /// `"metadata": {"checkov": …}` of every object.
    fn arm(&mut self, node: NodeRef<'_>) {
        if let Some(metadata) = node.get("metadata")
            && let Some((key, value)) = metadata.member("checkov")
        {
            self.metadata(metadata, key, value);
        }
        for (_, value) in node.members() {
            self.arm(value);
        }
        for element in node.elements() {
            self.arm(element);
        }
    }

    fn metadata(&mut self, metadata: NodeRef<'_>, key: NodeRef<'_>, value: NodeRef<'_>) {
        if metadata.get("armlint").is_some() {
            return self.note(
                key.span().start,
                "'metadata.armlint' is there already; 'metadata.checkov' is left as it is.",
            );
        }
        let mut entries = Vec::new();
        let mut left = false;
        for (id, reason) in skips(value) {
            let (names, missing) = translate(self.index, [id.as_str()]);
            left |= !missing.is_empty();
            if !missing.is_empty() {
                self.note(key.span().start, no_rule(&id));
            }
            entries.extend(
                names.into_iter().map(|rule| serde_json::json!({ "rule": rule, "reason": reason })),
            );
        }
        if entries.is_empty() {
            return;
        }
        self.translated += entries.len();
        let entries: Vec<String> = entries.iter().map(ToString::to_string).collect();
        let ours = format!("\"armlint\": {{ \"ignore\": [ {} ] }}", entries.join(", "));
        if left {
            self.edits.replace(Span::at(key.span().start), format!("{ours}, "));
        } else {
            self.edits.replace(key.span().to(value.span()), ours);
        }
    }
}

/// The checks and reasons: a text `ID:reason`, an array of these, or `{"skip": [{"id": …, "comment": …}]}`.
fn skips(value: NodeRef<'_>) -> Vec<(String, String)> {
    let text = |node: NodeRef<'_>| {
        let (id, reason) = node.as_text()?.split_once(':').unwrap_or((node.as_text()?, ""));
        Some((id.trim().to_owned(), reason.trim().to_owned()))
    };
    let entry = |node: NodeRef<'_>| {
        let reason = node.get("comment").and_then(NodeRef::as_text).unwrap_or_default();
        Some((node.get("id")?.as_text()?.to_owned(), reason.to_owned()))
    };
    let list = value.get("skip").into_iter().flat_map(NodeRef::elements).filter_map(entry);
    text(value).into_iter().chain(value.elements().filter_map(text)).chain(list).collect()
}

/// A comment with its line where it stands alone, else with the blanks before it.
fn whole_line(source: &Source, comment: Span) -> Span {
    let starts = source.line_starts();
    let line = source.line_at(comment.start);
    let start = starts.get(line).copied().unwrap_or_default();
    let before = Span::new(start, comment.start).of(&source.text);
    if before.trim().is_empty() {
        let end = starts.get(source.line_at(comment.end) + 1).copied();
        let end = end.unwrap_or(source.text.len() as u32);
        let after = Span::new(comment.end, end).of(&source.text);
        if after.trim().is_empty() {
            return Span::new(start, end);
        }
    }
    Span::new(start + before.trim_end().len() as u32, comment.end)
}
