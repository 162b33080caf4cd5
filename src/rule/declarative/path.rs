//! Paths into a resource: RFC 9535, plain ones walked by armlint itself.

use super::query::Query;
use serde::Deserialize;
use std::borrow::Cow;

/// A path relative to a resource, or to an element that is looked at.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Path {
    /// As written, without `$.`.
    pub(crate) text: String,
    /// How it is walked.
    pub(crate) way: Way,
}

/// How a path is walked.
#[derive(Debug, Clone)]
pub(crate) enum Way {
    /// Names, positions and wildcards.
    Plain(Vec<Part>),
    /// Filters, slices and descent are left to the JSONPath engine.
    Query(Query),
}

/// A step of a plain path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// A member by name, without regard to case.
    Key(String),
    /// An element by position.
    Index(usize),
    /// All elements of an array, or all members of an object.
    All,
}

impl TryFrom<String> for Path {
    type Error = String;

    fn try_from(written: String) -> Result<Self, String> {
        let text = written.strip_prefix('$').unwrap_or(&written);
        let text = text.strip_prefix('.').filter(|rest| !rest.starts_with('.')).unwrap_or(text);
        let way = match plain(text) {
            Some(parts) => Way::Plain(parts),
            None => Way::Query(Query::parse(&written)?),
        };
        Ok(Self { text: text.to_owned(), way })
    }
}

impl Path {
    /// The path as the type definitions have it, from the resource to what stands at this path below `start`.
    pub(crate) fn below(&self, start: &str) -> Cow<'_, str> {
        if start.is_empty() && !self.text.contains('[') {
            return Cow::Borrowed(&self.text);
        }
        let dot = if self.text.is_empty() || self.text.starts_with('[') { "" } else { "." };
        let whole =
            if start.is_empty() { self.text.clone() } else { format!("{start}{dot}{}", self.text) };
        let mut of_all = String::with_capacity(whole.len());
        let mut rest = whole.as_str();
        while let Some((before, inner)) = rest.split_once('[') {
            of_all.push_str(before);
            rest = inner;
            match bracket(inner) {
                Some((Part::Key(name), after)) => {
                    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
                    let quote = if plain { "" } else { "'" };
                    of_all.extend([".", quote, &name, quote]);
                    rest = after;
                }
                Some((_, after)) => {
                    of_all.push_str("[*]");
                    rest = after;
                }
                None => of_all.push('['),
            }
        }
        of_all.push_str(rest);
        Cow::Owned(of_all)
    }
}

/// The parts of a path that needs no engine; `None` for one that does.
fn plain(text: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (part, after) = if let Some(inner) = rest.strip_prefix('[') {
            bracket(inner)?
        } else {
            let name = rest.strip_prefix('.').filter(|_| !parts.is_empty()).unwrap_or(rest);
            let end = name.find(['.', '[']).unwrap_or(name.len());
            let (name, after) = name.split_at(end);
            if name.is_empty() || name.contains(['?', '(', '@', '\'', '"', ' ']) {
                return None;
            }
            (if name == "*" { Part::All } else { Part::Key(name.to_owned()) }, after)
        };
        parts.push(part);
        rest = after;
    }
    Some(parts)
}

/// What stands in brackets, and what follows them.
fn bracket(inner: &str) -> Option<(Part, &str)> {
    if let Some(quote) = inner.chars().next().filter(|c| matches!(c, '\'' | '"')) {
        let (name, after) = inner.get(1..)?.split_once(quote)?;
        return Some((Part::Key(name.to_owned()), after.strip_prefix(']')?));
    }
    let (word, after) = inner.split_once(']')?;
    let part = if word == "*" { Part::All } else { Part::Index(word.parse().ok()?) };
    Some((part, after))
}

#[cfg(test)]
mod tests {
    use super::{Part, Path, Way};

    fn path(text: &str) -> Result<Path, String> {
        Path::try_from(text.to_owned())
    }

    #[test]
    fn plain_paths_are_walked_and_others_are_queries() {
        let Way::Plain(parts) = path("$.properties['a.b'][*].c[0].*").unwrap().way else {
            panic!("not plain")
        };
        let key = |name: &str| Part::Key(name.to_owned());
        let wanted =
            [key("properties"), key("a.b"), Part::All, key("c"), Part::Index(0), Part::All];
        assert_eq!(parts, wanted);
        assert!(matches!(path("properties.rules[?@.name == 'x'].id").unwrap().way, Way::Query(_)));
        assert!(matches!(path("$..adminPassword").unwrap().way, Way::Query(_)));
    }

    #[test]
    fn paths_are_those_of_the_type_definitions() {
        let below = |text: &str, start: &str| path(text).unwrap().below(start).into_owned();
        assert_eq!(below("action.type", "properties.rules[3]"), "properties.rules[*].action.type");
        assert_eq!(below("[0].id", "properties.a"), "properties.a[*].id");
        assert_eq!(below("properties['max-size'].x['y']", ""), "properties.'max-size'.x.y");
    }

    #[test]
    fn what_no_engine_can_read_is_refused() {
        assert!(path("properties[").is_err());
        assert!(path("$[?@[?@>1]]").is_err());
    }
}
