//! ARM's JSON.
use std::borrow::Cow;

/// The characters of a JSON string as it stands in a file.
pub fn unquote(written: &str) -> Cow<'_, str> {
    Cow::Borrowed(written.trim_matches('"'))
}
