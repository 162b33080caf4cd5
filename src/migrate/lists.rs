//! Lists in the configurations of PSRule (`ps-rule.yaml`) and checkov (`.checkov.yaml`).

use super::{Note, no_rule, translate};
use crate::rule::RuleIndex;
use std::fmt::Write as _;

/// What goes into `armlint.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fragment {
    /// Rules for `ignore`.
    pub ignore: Vec<&'static str>,
    /// Rules that are not reported for resources of these names.
    pub suppressions: Vec<(Vec<&'static str>, Vec<String>)>,
    /// What was not translated.
    pub notes: Vec<Note>,
    from: String,
}

impl Fragment {
    /// The TOML text; empty where there is nothing to write.
    pub fn to_toml(&self) -> String {
        let mut text = String::new();
        if !self.ignore.is_empty() {
            let _ = writeln!(text, "ignore = {}", array(&self.ignore));
        }
        for (rules, resources) in &self.suppressions {
            let reason = serde_json::Value::from(format!("Taken over from {}.", self.from));
            let _ = write!(
                text,
                "\n[[suppressions]]\nrules = {}\nresource = {}\nreason = {reason}\n",
                array(rules),
                array(resources)
            );
        }
        text
    }
}

fn array<T: AsRef<str>>(texts: &[T]) -> String {
    let texts: Vec<_> =
        texts.iter().map(|text| serde_json::Value::from(text.as_ref()).to_string()).collect();
    format!("[{}]", texts.join(", "))
}

/// A line of YAML: the keys above it and its own, and its value or list element.
struct Line<'y> {
    number: u32,
    path: Vec<&'y str>,
    values: Vec<&'y str>,
}

/// Translates `suppression` and `rule.exclude` of PSRule, and `skip-check` of checkov. `from` is the file's name.
pub fn configuration(from: &str, text: &str, index: &RuleIndex) -> Fragment {
    let mut fragment = Fragment { from: from.to_owned(), ..Fragment::default() };
    for line in lines(text) {
        match line.path.as_slice() {
            ["rule", "exclude"] | ["skip-check" | "skip_check"] => fragment.ignore(&line, index),
            ["suppression", rule] => fragment.suppress(rule, &line, index),
            ["kind"] if line.values == ["SuppressionGroup"] => fragment.notes.push(Note {
                line: line.number,
                message: "Suppression groups have conditions and are not translated; write '[[suppressions]]' by hand.".to_owned(),
            }),
            _ => {}
        }
    }
    fragment
}

impl Fragment {
    fn ignore(&mut self, line: &Line<'_>, index: &RuleIndex) {
        let (names, missing) = translate(index, line.values.iter().copied());
        self.ignore.extend(names);
        self.missing(line.number, &missing);
    }

    fn suppress(&mut self, rule: &str, line: &Line<'_>, index: &RuleIndex) {
        let (names, missing) = translate(index, [rule]);
        self.missing(line.number, &missing);
        if names.is_empty() || line.values.is_empty() {
            return;
        }
        let resources = line.values.iter().map(|value| globset::escape(value));
        match self.suppressions.last_mut() {
            Some((rules, known)) if *rules == names => known.extend(resources),
            _ => self.suppressions.push((names, resources.collect())),
        }
    }

    /// Notes each check once.
    fn missing(&mut self, line: u32, ids: &[&str]) {
        for message in ids.iter().map(|id| no_rule(id)) {
            if self.notes.iter().all(|note| note.message != message) {
                self.notes.push(Note { line, message });
            }
        }
    }
}

/// The lines of the block style that such files are written in: keys, `- element` and `[flow, lists]`.
fn lines(text: &str) -> Vec<Line<'_>> {
    let mut keys: Vec<(usize, &str)> = Vec::new();
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.split(" #").next().unwrap_or_default();
        let content = line.trim();
        if content.is_empty() || content.starts_with('#') || content.starts_with("---") {
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        if let Some(element) = content.strip_prefix("- ") {
            keys.retain(|(column, _)| *column <= indent);
            lines.push(Line { number, path: path(&keys), values: vec![plain(element)] });
            continue;
        }
        let Some((key, value)) = content.split_once(':') else { continue };
        keys.retain(|(column, _)| *column < indent);
        keys.push((indent, plain(key)));
        lines.push(Line { number, path: path(&keys), values: values(value) });
    }
    lines
}

fn path<'y>(keys: &[(usize, &'y str)]) -> Vec<&'y str> {
    keys.iter().map(|(_, key)| *key).collect()
}

fn values(value: &str) -> Vec<&str> {
    let value = value.trim();
    let list = value.strip_prefix('[').and_then(|value| value.strip_suffix(']')).unwrap_or(value);
    list.split(',').map(plain).filter(|value| !value.is_empty()).collect()
}

fn plain(text: &str) -> &str {
    text.trim().trim_matches(['"', '\'']).trim()
}
