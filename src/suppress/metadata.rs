//! `"metadata": {"armlint": {"ignore": [{"rule": …, "reason": …, "expires": …}]}}` in ARM JSON.

use super::directive::Directive;
use super::grammar::{BLANKET, Fault};
use crate::config::parse_date;
use crate::source::Span;
use crate::syntax::document::{Document, NodeRef};
use time::Date;

/// Finds the suppressions in metadata. Those of the root hold for the file, others for what the metadata belongs to.
pub(super) fn find(document: &Document, found: &mut Vec<Directive>, faults: &mut Vec<Fault>) {
    let root = document.root();
    let file = Span::new(0, document.source.text.len() as u32 + 1);
    below(root, file, &mut Finder { found, faults });
}

struct Finder<'f> {
    found: &'f mut Vec<Directive>,
    faults: &'f mut Vec<Fault>,
}

fn below(node: NodeRef<'_>, scope: Span, finder: &mut Finder<'_>) {
    if let Some(armlint) = node.get("metadata").and_then(|metadata| metadata.get("armlint")) {
        finder.read(armlint, scope);
    }
    for (key, value) in node.members() {
        below(value, key.span().to(value.span()), finder);
    }
    for element in node.elements() {
        below(element, element.span(), finder);
    }
}

impl Finder<'_> {
    /// `{"ignore": [entries]}`, or the entries alone.
    fn read(&mut self, armlint: NodeRef<'_>, scope: Span) {
        let entries = if armlint.is_object() { armlint.get("ignore") } else { Some(armlint) };
        let Some(entries) = entries else {
            return self.fault(armlint.span(), "Metadata for armlint has the key 'ignore'.");
        };
        if !entries.is_array() {
            return self.entry(entries, scope);
        }
        for entry in entries.elements() {
            self.entry(entry, scope);
        }
    }

    fn fault(&mut self, span: Span, message: impl Into<String>) {
        self.faults.push(Fault { span, message: message.into() });
    }

    fn entry(&mut self, entry: NodeRef<'_>, scope: Span) {
        let (rules, reason, expires) = match entry.as_text() {
            Some(text) => {
                let (rule, reason) = text.split_once(':').unwrap_or((text, ""));
                (vec![(rule.trim().to_owned(), entry.span())], reason.trim(), None)
            }
            None => (rules(entry), text(entry, "reason"), entry.get("expires")),
        };
        if rules.is_empty() {
            return self.fault(entry.span(), BLANKET);
        }
        let Ok(expires) = expires.map(day).transpose() else {
            let written = text(entry, "expires");
            return self.fault(
                entry.span(),
                format!("'{written}' is not a day; write it as in '2026-12-31'."),
            );
        };
        let reason = reason.to_owned();
        self.found.push(Directive { span: entry.span(), scope, rules, reason, expires });
    }
}

fn text<'d>(entry: NodeRef<'d>, key: &str) -> &'d str {
    entry.get(key).and_then(NodeRef::as_text).unwrap_or_default()
}

fn day(node: NodeRef<'_>) -> Result<Date, ()> {
    node.as_text().and_then(parse_date).ok_or(())
}

fn rules(entry: NodeRef<'_>) -> Vec<(String, Span)> {
    let named = entry.get("rule").or_else(|| entry.get("rules"));
    let one = named.into_iter().filter(|node| !node.is_array());
    let many = named.into_iter().flat_map(NodeRef::elements);
    one.chain(many)
        .filter_map(|node| Some((node.as_text()?.trim().to_owned(), node.span())))
        .collect()
}
