//! Whether a value that should be a secret is one in plain sight.

use crate::eval::symbol::Symbol;
use crate::eval::value::{Basis, Data, Piece, Val};

/// How a secret is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// Nothing is given.
    Nothing,
    /// From a secure parameter, a vault or a `list…()` function; or it cannot be told.
    Safe,
    /// Written in the template.
    Plain,
    /// A text that stands where the secret is to be filled in.
    Placeholder,
    /// Through a parameter or an output that is not secure.
    Unprotected,
}

/// How the value of a secret is given. Of several the worst counts.
pub fn given(value: Val<'_>) -> Given {
    match value.data {
        Data::Null => Given::Nothing,
        Data::OneOf(values) => {
            let each = values.iter().map(|value| given(value));
            each.max_by_key(|one| rank(*one)).unwrap_or(Given::Safe)
        }
        Data::Str(text) if text.trim().is_empty() => Given::Nothing,
        // A default that is written in the template is as readable as a literal, be the parameter secure or not.
        Data::Str(_) if value.basis.has(Basis::FILE) => Given::Safe,
        Data::Str(text) if is_placeholder(text) => Given::Placeholder,
        Data::Str(_) if value.basis.has(Basis::SECRET) && !value.basis.has(Basis::DEFAULT) => {
            Given::Safe
        }
        Data::Str(_) => Given::Plain,
        Data::Text(pieces) if has_key(pieces) => Given::Plain,
        _ if value.basis.has(Basis::SECRET) => Given::Safe,
        Data::Text(pieces) => {
            let symbols = pieces.iter().filter_map(|piece| match piece {
                Piece::Symbol(value) => Some(given(value)),
                Piece::Literal(_) => None,
            });
            symbols.max_by_key(|one| rank(*one)).unwrap_or(Given::Safe)
        }
        Data::Unknown(Symbol::Parameter(_)) => Given::Unprotected,
        _ => Given::Safe,
    }
}

const fn rank(given: Given) -> u8 {
    match given {
        Given::Nothing => 0,
        Given::Safe => 1,
        Given::Placeholder => 2,
        Given::Unprotected => 3,
        Given::Plain => 4,
    }
}

/// Words after which a key stands in connection strings and signatures.
const KEY_WORDS: [&str; 3] = ["sharedaccesskey=", "accountkey=", "sig="];

/// Fewest characters of a key: what is shorter is a name.
const SHORTEST_KEY: usize = 16;

/// Whether literal pieces hold a key.
fn has_key(pieces: &[Piece<'_>]) -> bool {
    pieces.iter().any(|piece| match piece {
        Piece::Literal(text) => {
            let lower = text.to_ascii_lowercase();
            KEY_WORDS.iter().any(|word| {
                lower.find(word).is_some_and(|at| {
                    let key = lower[at + word.len()..].split([';', '&']).next().unwrap_or_default();
                    key.len() >= SHORTEST_KEY
                })
            })
        }
        Piece::Symbol(_) => false,
    })
}

/// Whether a text stands where something is to be filled in.
pub fn is_placeholder(text: &str) -> bool {
    /// What such a text is set in.
    const BRACKETS: [(&str, &str); 8] = [
        ("<", ">"),
        ("${", "}"),
        ("$(", ")"),
        ("#{", "}#"),
        ("__", "__"),
        ("{{", "}}"),
        ("%", "%"),
        ("[[", "]]"),
    ];
    /// What such a text begins with: letters and digits in lower case.
    const WORDS: [&str; 11] = [
        "changeme",
        "changethis",
        "placeholder",
        "your",
        "replace",
        "enteryour",
        "enterthe",
        "insertyour",
        "insertthe",
        "todo",
        "tobefilled",
    ];
    let text = text.trim();
    let is_bracketed =
        BRACKETS.iter().any(|(start, end)| text.starts_with(start) && text.ends_with(end));
    let is_one_letter = text.chars().all(|letter| matches!(letter, 'x' | 'X' | '*' | '.' | '-'));
    let starts = ["GEN-", "GET-"].iter().any(|start| text.starts_with(start));
    let says = |word: &&str| letters(text).take(word.len()).eq(word.chars());
    let says_so = WORDS.iter().any(says);
    is_bracketed || is_one_letter || starts || says_so
}

/// Whether a text has a part that is to be filled in: `#_name_#`, `#{name}#`, `${name}`, `$(name)`, `{{name}}`, `__name__`,
/// `<name>`.
pub fn has_token(text: &str) -> bool {
    let marks = ["#_", "#{", "${", "$(", "{{", "__", "<"];
    is_placeholder(text) || marks.iter().any(|mark| text.contains(mark))
}

/// Whether a text says no more than the name of what it is given to: `primary-key` for `primaryKey`.
pub fn repeats(text: &str, name: &str) -> bool {
    letters(text).eq(letters(name))
}

/// The letters and digits of a text, in lower case.
fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{is_placeholder, repeats};

    #[test]
    fn what_is_to_be_filled_in_is_no_secret() {
        for text in [
            "%YourPassword%",
            "<your-password>",
            "{{password}}",
            "#{adminPassword}#",
            "$(adminPassword)",
            "CHANGEME",
            "Change_Me!",
            "change-this",
            "Your password here",
            "REPLACE_WITH_KEY",
            "enter your password",
            "xxxxxxxx",
            "GEN-PASSWORD",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["Tulip-42-Harbour", "Password1234!", "d2GO8FnODUg4+wKJV4rvM05qPllD==", "50%"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn a_name_is_no_secret() {
        assert!(repeats("primary-key", "primaryKey") && repeats("STORAGE_KEY", "storageKey"));
        assert!(!repeats("primary-key-2", "primaryKey"));
    }
}
