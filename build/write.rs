//! Writing Rust: literals of the table types.

use crate::read::Outcome;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// A text literal.
pub(crate) fn text(value: &str) -> String {
    format!("{value:?}")
}

/// A text that may be absent.
pub(crate) fn maybe(value: Option<&str>) -> String {
    value.map_or_else(|| "None".to_owned(), |value| format!("Some({value:?})"))
}

/// A slice of texts.
pub(crate) fn texts(values: &[String]) -> String {
    slice(values.iter().map(|value| text(value)))
}

/// A slice of literals.
pub(crate) fn slice(items: impl IntoIterator<Item = String>) -> String {
    format!("&[{}]", items.into_iter().collect::<Vec<_>>().join(","))
}

/// An api version: `v(2021,6,1,"preview")`.
pub(crate) fn version(value: &str) -> Outcome<String> {
    let (date, suffix) = value.split_at_checked(10).ok_or(format!("{value}: no api version"))?;
    let digits: String = date.chars().filter(char::is_ascii_digit).collect();
    if digits.len() != 8 || !(suffix.is_empty() || suffix.starts_with('-')) {
        return Err(format!("{value}: no api version"));
    }
    let date = date.replace("-0", ",").replace('-', ",");
    Ok(format!("v({date},{:?})", suffix.trim_start_matches('-')))
}

/// An api version that may be absent.
pub(crate) fn maybe_version(value: Option<&str>) -> Outcome<String> {
    value.map_or_else(|| Ok("None".to_owned()), |value| Ok(format!("Some({})", version(value)?)))
}

/// A slice of api versions.
pub(crate) fn versions(values: &[String]) -> Outcome<String> {
    Ok(slice(values.iter().map(|value| version(value)).collect::<Outcome<Vec<_>>>()?))
}

/// The variant of an enum for one of its words.
pub(crate) fn variant(kind: &str, word: &str, words: &[(&str, &str)]) -> Outcome<String> {
    let found = words.iter().find(|(name, _)| *name == word);
    let (_, variant) = found.ok_or_else(|| format!("{word}: no {kind}"))?;
    Ok(format!("{kind}::{variant}"))
}

/// The variant of `Cloud`.
pub(crate) fn cloud(word: &str) -> Outcome<String> {
    variant("Cloud", word, &[("public", "Public"), ("usgov", "UsGov"), ("china", "China")])
}

/// Sorts by key as look-ups compare: without regard to case. A key twice is an error.
pub(crate) fn sort<T>(items: &mut [T], key: impl Fn(&T) -> String) -> Outcome<()> {
    items.sort_by_key(|item| key(item).to_ascii_lowercase());
    for pair in items.windows(2) {
        if let [a, b] = pair
            && key(a).eq_ignore_ascii_case(&key(b))
        {
            return Err(format!("{} is there twice", key(a)));
        }
    }
    Ok(())
}

/// One generated file.
#[derive(Default)]
pub(crate) struct Code(String);

impl Code {
    /// A static table, one item a line.
    pub(crate) fn table(&mut self, name: &str, kind: &str, items: &[String]) {
        let _ = writeln!(self.0, "static {name}: [{kind}; {}] = [", items.len());
        for item in items {
            let _ = writeln!(self.0, "{item},");
        }
        self.0.push_str("];\n");
    }

    /// A single static value.
    pub(crate) fn value(&mut self, name: &str, kind: &str, value: &str) {
        let _ = writeln!(self.0, "static {name}: {kind} = {value};");
    }

    /// Writes the file.
    pub(crate) fn save(self, out: &Path, name: &str) -> Outcome<()> {
        save(out, name, &self.0)
    }
}

/// Writes a file of the output folder.
pub(crate) fn save(out: &Path, name: &str, text: &str) -> Outcome<()> {
    fs::write(out.join(name), text).map_err(|e| format!("{name}: {e}"))
}
