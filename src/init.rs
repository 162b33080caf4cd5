//! A first `armlint.toml` for a repository: what was found there is set, all else is explained.

mod survey;
#[cfg(test)]
mod tests;

use crate::config::shape::{Key, ROOT};
use crate::config::{page, schema};
use std::fmt::Write as _;
pub use survey::{Survey, look};

/// The text of a configuration for what was found.
pub fn configuration(survey: &Survey) -> String {
    let mut text = format!("#:schema {}\n", schema::address());
    text.push_str("# Configuration of armlint. Globs are relative to this file; `armlint config` shows what holds.\n");
    let _ = writeln!(text, "# Found here: {}.", survey.summary());
    for tool in &survey.other_tools {
        let _ = writeln!(text, "# {tool}: `armlint migrate` takes over what it suppresses.");
    }
    for key in ROOT {
        entry(&mut text, key, survey);
    }
    text
}

/// A key with its explanation, set to what was found or left as a comment.
fn entry(text: &mut String, key: &Key, survey: &Survey) {
    text.push('\n');
    for line in wrapped(key.about, 98) {
        let _ = writeln!(text, "# {line}");
    }
    if let Some(found) = survey.setting(key.name) {
        text.push_str(&found);
        return;
    }
    for line in page::example(key.name).lines() {
        let _ = writeln!(text, "# {line}");
    }
}

/// Text in lines of at most `width` characters, where words allow.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.len() + word.len() < width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
