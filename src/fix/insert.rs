//! Adding a property to an object, in the style in which the object is written.

use super::{New, quoted};
use crate::eval::instance::Instance;
use crate::finding::Edit;
use crate::model::Language;
use crate::source::Span;
use crate::syntax::document::{Kind, NodeRef};

/// The edits that add the property at a path of a resource; the objects on its way are added too. `None` where part of the
/// way is not written in the resource itself.
pub(super) fn property<'w>(
    instance: &'w Instance<'w>,
    path: &str,
    new: New<'_>,
) -> Option<Vec<Edit>> {
    let mut object = instance.at(instance.declaration.resource.body);
    let mut keys = path.split('.').peekable();
    while let Some(part) = keys.peek() {
        let (name, index) = match part.split_once('[') {
            Some((name, index)) => (name, Some(index.strip_suffix(']')?.parse::<usize>().ok()?)),
            None => (*part, None),
        };
        is_plain(object).then_some(())?;
        let Some(value) = object.get(name) else { break };
        object = match index {
            Some(index) => value.elements().nth(index)?,
            None => value,
        };
        keys.next();
    }
    let keys: Vec<&str> = keys.collect();
    let is_name = |key: &&str| !key.is_empty() && !key.contains(['[', '*', '\'', '"', '\\']);
    if keys.is_empty() || !keys.iter().all(is_name) {
        return None;
    }
    let style = Style::of(object, instance.frame().unit.template.language)?;
    let edits = style.edits(&keys, new)?;
    let place = |at| object.document.place(Span::at(at));
    Some(edits.into_iter().map(|(at, text)| Edit { place: place(at), text }).collect())
}

/// Whether an object is written with braces and literal keys only.
fn is_plain(object: NodeRef<'_>) -> bool {
    let text = object.written();
    let span = object.span();
    object.is_object()
        && text.starts_with('{')
        && text.ends_with('}')
        && object.members().all(|(key, value)| {
            matches!(key.kind(), Kind::Text(_))
                && span.contains(key.span())
                && span.contains(value.span())
                && key.span().end <= value.span().start
        })
}

/// How an object is written.
struct Style<'d> {
    language: Language,
    text: &'d str,
    object: Span,
    /// The end of its last value; `None` where it is empty.
    last: Option<u32>,
    /// What stands before a key that begins its line.
    indent: Option<&'d str>,
    /// How much deeper each level is.
    unit: &'d str,
    line_end: &'static str,
}

impl<'d> Style<'d> {
    fn of(object: NodeRef<'d>, language: Language) -> Option<Self> {
        if !is_plain(object) {
            return None;
        }
        let text = object.document.source.text.as_str();
        let before = |at: u32| {
            // Looking back as far as blanks go finds the line's beginning too, where a line has nothing else.
            let start = &text[..at as usize];
            let blank = &start[start.trim_end().len()..];
            match blank.rfind('\n') {
                Some(end) => Some(&blank[end + 1..]),
                None => (blank.len() == start.len()).then_some(start),
            }
        };
        let indent = object.members().filter_map(|(key, _)| before(key.span().start)).next_back();
        let closing = before(object.span().end - 1).unwrap_or_default();
        let deeper = indent.and_then(|indent| indent.strip_prefix(closing));
        Some(Self {
            language,
            text,
            object: object.span(),
            last: object.members().map(|(_, value)| value.span().end).max(),
            indent,
            unit: deeper.filter(|unit| !unit.is_empty()).unwrap_or("  "),
            line_end: object.document.source.line_end(),
        })
    }

    /// What is inserted where.
    fn edits(&self, keys: &[&str], new: New<'_>) -> Option<Vec<(u32, String)>> {
        let inner = Span::new(self.object.start + 1, self.object.end - 1);
        let Some(last) = self.last else {
            return self.in_empty(inner, keys, new);
        };
        let tail = Span::new(last, inner.end).of(self.text);
        match tail.find('\n') {
            Some(end) => self.on_new_line(last, tail, end, keys, new),
            None if tail.trim().is_empty() => {
                Some(vec![(last, format!(", {}", self.inline(keys, new)))])
            }
            None => None,
        }
    }

    fn in_empty(&self, inner: Span, keys: &[&str], new: New<'_>) -> Option<Vec<(u32, String)>> {
        let blank = inner.of(self.text);
        if !blank.trim().is_empty() {
            return None;
        }
        let Some(first) = blank.find('\n') else {
            return Some(vec![(inner.start, format!(" {} ", self.inline(keys, new)))]);
        };
        let closing = &blank[blank.rfind('\n').map_or(0, |at| at + 1)..];
        let indent = format!("{closing}{}", self.unit);
        let lines = self.lines(keys, new, &indent);
        let start = inner.start + blank[..first].trim_end_matches('\r').len() as u32;
        Some(vec![(start, format!("{}{indent}{lines}", self.line_end))])
    }

    fn on_new_line(
        &self,
        last: u32,
        tail: &str,
        end: usize,
        keys: &[&str],
        new: New<'_>,
    ) -> Option<Vec<(u32, String)>> {
        let indent = self.indent?;
        let head = tail[..end].trim_end_matches('\r');
        let code = head.split("//").next().unwrap_or_default();
        let lines = self.lines(keys, new, indent);
        let at = last + head.len() as u32;
        let line = format!("{}{indent}{lines}", self.line_end);
        match (self.language, code.trim()) {
            (Language::Bicep, "") => Some(vec![(at, line)]),
            (Language::Arm, ",") if is_comments(&tail[end..]) => {
                Some(vec![(at, format!("{line},"))])
            }
            (Language::Arm, "") if is_comments(&tail[end..]) => Some(if head.is_empty() {
                vec![(at, format!(",{line}"))]
            } else {
                vec![(last, ",".to_owned()), (at, line)]
            }),
            _ => None,
        }
    }

    /// `"a": { "b": 1 }`
    fn inline(&self, keys: &[&str], new: New<'_>) -> String {
        let value = new.written(self.language);
        let outer = |inner: String, key: &&str| format!("{}: {inner}", self.key(key));
        let Some((innermost, around)) = keys.split_last() else { return value };
        let innermost = outer(value, innermost);
        around.iter().rev().fold(innermost, |inner, key| outer(format!("{{ {inner} }}"), key))
    }

    /// The same, a line for each key.
    fn lines(&self, keys: &[&str], new: New<'_>, indent: &str) -> String {
        let Some((key, rest)) = keys.split_first() else { return new.written(self.language) };
        if rest.is_empty() {
            return self.inline(keys, new);
        }
        let deeper = format!("{indent}{}", self.unit);
        let inner = self.lines(rest, new, &deeper);
        let end = self.line_end;
        format!("{}: {{{end}{deeper}{inner}{end}{indent}}}", self.key(key))
    }

    fn key(&self, key: &str) -> String {
        let starts_well = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let is_identifier =
            starts_well && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        match self.language {
            Language::Arm => serde_json::Value::from(key).to_string(),
            Language::Bicep if is_identifier => key.to_owned(),
            Language::Bicep => quoted(key),
        }
    }
}

/// Whether lines hold nothing but blanks and comments that end with their line.
fn is_comments(text: &str) -> bool {
    text.lines().map(str::trim).all(|line| line.is_empty() || line.starts_with("//"))
}
