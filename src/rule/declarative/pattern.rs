//! The regular expressions of rule files.

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Deserializer, de::Error};
use std::sync::OnceLock;

/// A regular expression of bounded size that ignores case unless it says `(?-i)`.
///
/// That of a file is compiled as it is read, so that the error has its line. Those that armlint brings are compiled when a value
/// is first compared with them, which for most never happens: compiling all of the types in sight cost 38 million instructions of
/// 1,230 over the quickstarts.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    written: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// Whether a text matches; none if the expression is none.
    pub(super) fn is_match(&self, text: &str) -> Option<bool> {
        let regex = self.compiled.get_or_init(|| compile(&self.written).ok());
        regex.as_ref().map(|regex| regex.is_match(text))
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let is_file = from.is_human_readable();
        let written = String::deserialize(from)?;
        let compiled = OnceLock::new();
        if is_file {
            let regex = compile(&written).map_err(D::Error::custom)?;
            let _ = compiled.set(Some(regex));
        }
        Ok(Self { written, compiled })
    }
}

fn compile(written: &str) -> Result<Regex, String> {
    let mut builder = RegexBuilder::new(written);
    builder.case_insensitive(true).size_limit(1 << 18).dfa_size_limit(1 << 18).nest_limit(32);
    // Most patterns are plain ASCII, and to compile all that Unicode takes for the same letters costs twice as much. What could
    // match half a character is refused so.
    if written.is_ascii()
        && let Ok(regex) = builder.unicode(false).build()
    {
        return Ok(regex);
    }
    builder.unicode(true).build().map_err(|error| error.to_string())
}
