//! What a comment covers.

use super::outline::{Outline, Resource};
use crate::source::{Source, Span};

/// The range in which findings have to begin.
///
/// A comment beside code covers its line. On a line of its own it covers what stands next: a declaration, a member, an element,
/// the whole of it. Directly in the body of a resource it covers the resource.
pub(crate) fn of_comment(source: &Source, outline: &Outline, comment: Span) -> Span {
    let alone = stands_alone(source, comment);
    let resource = directly_in(outline, comment);
    match resource {
        Some(resource) if alone || opens_on_the_line(source, resource, comment) => resource.whole,
        _ if !alone => beside(source, comment),
        _ => next(source, outline, comment),
    }
}

/// The line, from 0, without its end.
fn line(source: &Source, line: usize) -> Span {
    let starts = source.line_starts();
    let end = source.text.len() as u32 + 1;
    let start = |at: usize| starts.get(at).copied().unwrap_or(end);
    Span::new(start(line), start(line + 1))
}

/// The lines from that of `from` to the one after `to`.
pub(crate) fn through_next_line(source: &Source, span: Span) -> Span {
    let first = line(source, source.line_at(span.start));
    first.to(line(source, source.line_at(span.end) + 1))
}

fn stands_alone(source: &Source, comment: Span) -> bool {
    let (first, last) =
        (line(source, source.line_at(comment.start)), line(source, source.line_at(comment.end)));
    let before = Span::new(first.start, comment.start).of(&source.text);
    let after = Span::new(comment.end, last.end.min(source.text.len() as u32)).of(&source.text);
    let after = after.trim_start();
    before.trim_matches(['\u{feff}', ' ', '\t']).is_empty()
        && (after.is_empty() || after.starts_with("//"))
}

/// The line of a comment that has code beside it: where it begins, or where the code goes on after it.
fn beside(source: &Source, comment: Span) -> Span {
    let first = line(source, source.line_at(comment.start));
    let before = Span::new(first.start, comment.start).of(&source.text);
    let offset = if before.trim().is_empty() { comment.end } else { comment.start };
    line(source, source.line_at(offset))
}

/// The resource in whose body the comment stands, and in no member of it.
fn directly_in(outline: &Outline, comment: Span) -> Option<Resource> {
    let around = outline.resources.iter().filter(|resource| resource.body.contains(comment));
    let resource = *around.min_by_key(|resource| resource.body.len())?;
    let within = |unit: &&Span| {
        **unit != resource.body && resource.body.contains(**unit) && unit.contains(comment)
    };
    outline.units.iter().find(within).is_none().then_some(resource)
}

fn opens_on_the_line(source: &Source, resource: Resource, comment: Span) -> bool {
    source.line_at(resource.body.start) == source.line_at(comment.start)
        && is_blank(source, resource.body.start + 1, comment.start)
}

fn is_blank(source: &Source, from: u32, to: u32) -> bool {
    Span::new(from, to).of(&source.text).trim().is_empty()
}

/// What stands after a comment: the outermost unit that begins there, else the next line.
fn next(source: &Source, outline: &Outline, comment: Span) -> Span {
    let head = outline.heads.iter().find(|(head, _)| head.contains(comment));
    let unit = head.map(|(_, whole)| *whole).or_else(|| following(source, outline, comment));
    unit.unwrap_or_else(|| line(source, source.line_at(comment.end) + 1))
}

fn following(source: &Source, outline: &Outline, comment: Span) -> Option<Span> {
    let after = outline.units.iter().filter(|unit| unit.start >= comment.end);
    let start = after.map(|unit| unit.start).min()?;
    let mut from = comment.end;
    for other in
        outline.comments.iter().filter(|other| other.start >= comment.end && other.end <= start)
    {
        if !is_blank(source, from, other.start) {
            return None;
        }
        from = other.end;
    }
    if !is_blank(source, from, start) {
        return None;
    }
    outline.units.iter().filter(|unit| unit.start == start).max_by_key(|unit| unit.end).copied()
}
