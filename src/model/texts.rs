//! Where the texts of a file have a word. Made once for a file, since a file may have as many names to look for as it has words.

use crate::source::Span;
use crate::syntax::document::{Document, Kind};

/// The words that stand in the texts of a file.
#[derive(Debug)]
pub struct Texts {
    /// By their characters, then by their places.
    words: Box<[Span]>,
}

/// Whether a character is part of a word: of a name in a host's or a resource's name.
pub fn is_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '-' | '_')
}

impl Texts {
    /// Looks through a file.
    pub fn of(document: &Document) -> Self {
        let text = document.source.text.as_str();
        let is_text = |kind: Kind| matches!(kind, Kind::Text(_));
        let mut texts: Vec<Span> =
            document.nodes.iter().filter(|node| is_text(node.kind)).map(|node| node.span).collect();
        texts.sort_unstable();
        let mut texts = texts.into_iter().peekable();
        // How far the texts reach that begin before a word or with it.
        let mut reach = 0;
        let is_in_text = |word: &Span| {
            while let Some(text) = texts.next_if(|text| text.start <= word.start) {
                reach = text.end.max(reach);
            }
            word.end <= reach
        };
        let mut words: Vec<Span> = words(text).filter(is_in_text).collect();
        words.sort_unstable_by(|a, b| a.of(text).cmp(b.of(text)).then(a.cmp(b)));
        Self { words: words.into() }
    }

    /// Where a name stands that is no part of a longer word. It begins with a word, and other characters may follow.
    pub fn find(&self, document: &Document, name: &str) -> impl Iterator<Item = Span> {
        let source = document.source.text.as_str();
        let word = name.find(|c| !is_part(c)).and_then(|end| name.get(..end)).unwrap_or(name);
        let start = self.words.partition_point(|span| span.of(source) < word);
        let rest = self.words.get(start..).unwrap_or_default();
        let count = rest.partition_point(|span| span.of(source) == word);
        let is_plain = !word.is_empty() && !name.contains(['\'', '"', '\n', '\r']);
        let is_here = move |span: &&Span| {
            let rest = source.get(span.start as usize..).and_then(|rest| rest.strip_prefix(name));
            is_plain && rest.is_some_and(|rest| !rest.starts_with(is_part))
        };
        let found = rest.get(..count).unwrap_or_default().iter().filter(is_here);
        found.map(|span| Span::new(span.start, span.start + name.len() as u32))
    }
}

/// All words of a text.
fn words(text: &str) -> impl Iterator<Item = Span> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find(is_part)?;
        let word = text.get(start..)?;
        at = start + word.find(|c| !is_part(c)).unwrap_or(word.len());
        Some(Span::new(start as u32, at as u32))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Source};
    use crate::syntax::json;
    use std::sync::Arc;

    #[test]
    fn words_are_whole_and_stand_in_texts() {
        let text = r#"{ "a.b": "x a.b/a.b-c a.b", // a.b
            "c": ["[concat('a.b', 'é')]", "é", "a.b,c", "a.b,cd"] }"#;
        let document = json::parse(FileId(0), Arc::new(Source::new("t.json", text)));
        assert_eq!(document.problems, []);
        let texts = Texts::of(&document);
        let count = |name: &str| {
            let found = texts.find(&document, name).inspect(|span| assert_eq!(span.of(text), name));
            found.count()
        };
        assert_eq!(count("a.b"), 6);
        assert_eq!(count("é"), 2);
        assert_eq!(count("a.b-c"), 1);
        assert_eq!(count("a.b,c"), 1);
        assert_eq!(count("concat") + count("a") + count("'é'") + count(",c"), 0);
    }
}
