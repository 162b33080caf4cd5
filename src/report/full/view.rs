//! A source as miette reads it: lines come from our index instead of a scan from the start for each finding.

use crate::report::text;
use crate::source::{Source, Span, line_starts};
use miette::{MietteError, SourceCode, SourceSpan, SpanContents};
use std::borrow::Cow;
use std::sync::Arc;

/// Bytes that are shown on either side of a label; longer lines (minified JSON) are cut there.
const SIDE: usize = 200;
/// Two labels on one line that are farther apart get a snippet each.
const TOGETHER: usize = 2_000;

/// One file, safe to print.
pub(super) struct View<'r> {
    /// Where its lines begin.
    lines: Cow<'r, [u32]>,
    /// As long as the source's text, byte by byte.
    text: Cow<'r, str>,
    name: String,
    /// Whether it begins with a byte order mark, which is no column.
    is_marked: bool,
}

impl<'r> View<'r> {
    /// `hide` leaves the secrets out of a text, which keeps its length.
    pub(super) fn of(source: &'r Arc<Source>, hide: impl Fn(&str) -> Cow<'_, str>) -> Self {
        let text = source.text.once();
        let is_marked = text.starts_with('\u{feff}');
        let lines = match &text {
            Cow::Borrowed(_) => Cow::Borrowed(source.line_starts()),
            Cow::Owned(text) => Cow::Owned(line_starts(text)),
        };
        let text = match text {
            Cow::Borrowed(text) => safe(text, hide),
            Cow::Owned(text) => Cow::Owned(safe(&text, hide).into_owned()),
        };
        Self { lines, text, name: text::path(&source.path).into_owned(), is_marked }
    }

    /// The part of `span` that is underlined: within the text, on its first line, and not without end.
    pub(super) fn mark(&self, span: Span) -> SourceSpan {
        let start = self.text.floor_char_boundary(span.start as usize);
        let line_end = self.line_start(self.line_at(start as u32) + 1);
        let line_end =
            start + self.text[start..line_end.max(start)].trim_end_matches(['\r', '\n']).len();
        let end = (span.end as usize).min(line_end).min(start + SIDE).max(start);
        let end = self.text.floor_char_boundary(end);
        (start, end - start).into()
    }

    /// The line, from 0, on which `span` begins.
    pub(super) fn line(&self, span: Span) -> usize {
        self.line_at(span.start)
    }

    fn line_at(&self, offset: u32) -> usize {
        self.lines.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The column of an offset, from 0.
    fn column(&self, offset: usize) -> usize {
        let line = self.line_at(offset as u32);
        let before = self.text.get(self.line_start(line)..offset).unwrap_or_default();
        let units = before.encode_utf16().count();
        units.saturating_sub(usize::from(line == 0 && self.is_marked))
    }

    /// Offset at which line `line` (from 0) begins; the end of the text for lines beyond it.
    fn line_start(&self, line: usize) -> usize {
        self.lines.get(line).map_or(self.text.len(), |start| *start as usize)
    }
}

/// A text that can be printed and shows no secret.
fn safe(text: &str, hide: impl Fn(&str) -> Cow<'_, str>) -> Cow<'_, str> {
    match hide(text) {
        Cow::Borrowed(_) => text::same_length(text),
        Cow::Owned(hidden) => Cow::Owned(text::same_length(&hidden).into_owned()),
    }
}

impl SourceCode for View<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (from, to) = (span.offset(), span.offset() + span.len());
        if to > self.text.len() || span.len() > TOGETHER {
            return Err(MietteError::OutOfBounds);
        }
        let (first, last) = (self.line_at(from as u32), self.line_at(to as u32));
        let first = first.saturating_sub(before);
        let start = self.line_start(first);
        let end = self.line_start(last + after + 1);
        let near_start = self.text.ceil_char_boundary(from.saturating_sub(SIDE));
        let near_end = self.text.floor_char_boundary((to + SIDE).min(self.text.len()));
        // Context lines of an ordinary file are shorter than twice the limit and stay whole.
        let start = if from - start > 2 * SIDE { near_start } else { start };
        let end = if end - to > 2 * SIDE { near_end } else { end };
        Ok(Box::new(Contents {
            data: &self.text.as_bytes()[start..end],
            span: (start, end - start).into(),
            name: &self.name,
            line: self.line_at(start as u32),
            column: self.column(from),
            lines: last + after + 1 - first,
        }))
    }
}

struct Contents<'a> {
    data: &'a [u8],
    span: SourceSpan,
    name: &'a str,
    line: usize,
    column: usize,
    lines: usize,
}

impl<'a> SpanContents<'a> for Contents<'a> {
    fn data(&self) -> &'a [u8] {
        self.data
    }

    fn span(&self) -> &SourceSpan {
        &self.span
    }

    fn name(&self) -> Option<&str> {
        Some(self.name)
    }

    fn line(&self) -> usize {
        self.line
    }

    fn column(&self) -> usize {
        self.column
    }

    fn line_count(&self) -> usize {
        self.lines
    }
}
