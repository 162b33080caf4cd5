//! Messages with values put in.

use serde::Deserialize;

/// A sentence with holes.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Message(Vec<Piece>);

#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    Hole(Hole),
}

/// What can be put into a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hole {
    /// The value that was found.
    Value,
    /// The name of the resource.
    Name,
    /// The name of the element that is looked at, or its position.
    Item,
    /// The type of the resource.
    Type,
    /// The path of what was found or is missing.
    Path,
    /// The api version of the resource.
    ApiVersion,
}

/// The names of the holes.
pub(crate) const HOLES: [(&str, Hole); 6] = [
    ("value", Hole::Value),
    ("name", Hole::Name),
    ("item", Hole::Item),
    ("type", Hole::Type),
    ("path", Hole::Path),
    ("api-version", Hole::ApiVersion),
];

impl TryFrom<String> for Message {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if !text.ends_with('.') {
            return Err("a message is a sentence that ends in a period".to_owned());
        }
        let mut pieces = Vec::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or("a `{` without its `}`")?;
            let hole = HOLES.iter().find(|(word, _)| *word == name).ok_or_else(|| {
                let words = HOLES.map(|(word, _)| format!("{{{word}}}")).join(", ");
                format!("'{{{name}}}' is not one of {words}")
            })?;
            pieces.extend([Piece::Text(before.to_owned()), Piece::Hole(hole.1)]);
            rest = after;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Self(pieces))
    }
}

impl Message {
    /// The sentence.
    pub(crate) fn fill(&self, mut fill: impl FnMut(Hole) -> String) -> String {
        let mut whole = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => whole.push_str(text),
                Piece::Hole(hole) => whole.push_str(&fill(*hole)),
            }
        }
        whole
    }
}
