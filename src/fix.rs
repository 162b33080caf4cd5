//! Mending: edits that set a property where it is written, or add it in the style of the file.
//!
//! A fix is made where the edit is sure: the value is a literal at the finding's own place, or the object that lacks the
//! property is written there. What comes from variables, parameters or arguments has no fix.

pub mod diff;
pub mod edit;
mod insert;

use crate::eval::instance::Instance;
use crate::eval::value::{Data, Val};
use crate::finding::{Edit, Fix};
use crate::look::Spot;
use crate::model::Language;

/// A value to be written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum New<'t> {
    /// Text, without quotes.
    Text(&'t str),
    /// `true` or `false`, or a number, as both languages write it.
    Bare(&'t str),
}

impl New<'_> {
    fn word(&self) -> &str {
        match self {
            Self::Text(word) | Self::Bare(word) => word,
        }
    }

    fn written(&self, language: Language) -> String {
        match (self, language) {
            (Self::Bare(word), _) => (*word).to_owned(),
            (Self::Text(text), Language::Arm) => {
                // A bracket would begin an expression.
                let bracket = if text.starts_with('[') { "[" } else { "" };
                serde_json::Value::from(format!("{bracket}{text}")).to_string()
            }
            (Self::Text(text), Language::Bicep) => quoted(text),
        }
    }
}

/// Text as a literal of Bicep.
fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('\'', "\\'").replace("${", "\\${");
    format!("'{}'", text.replace('\n', "\\n").replace('\r', "\\r").replace('\t', "\\t"))
}

/// Sets what stands, or is missing, at a spot of a resource. `path` is the whole path of the property.
pub fn set<'w>(
    instance: &'w Instance<'w>,
    spot: &Spot<'w>,
    path: &str,
    new: New<'_>,
) -> Option<Fix> {
    if instance.frame().unit.restored {
        return None;
    }
    let edits = match spot.value {
        Some(value) => vec![replacement(instance, spot, value, new)?],
        None => insert::property(instance, path, new)?,
    };
    let name = path.rsplit('.').next().unwrap_or(path);
    Some(Fix { message: format!("Set '{name}' to '{}'", new.word()), safe: false, edits })
}

/// The literal at a spot, replaced.
fn replacement<'w>(
    instance: &'w Instance<'w>,
    spot: &Spot<'w>,
    value: Val<'w>,
    new: New<'_>,
) -> Option<Edit> {
    if !is_in_place(value) || value.site != Some(spot.place) {
        return None;
    }
    let unit = instance.frame().unit;
    let old = spot.place.span.of(&unit.document.source.text);
    let text = match (unit.template.language, new) {
        // A literal within an expression of a JSON string.
        (Language::Arm, New::Text(text)) if old.starts_with('\'') => {
            if text.contains(['\'', '"', '\\']) {
                return None;
            }
            format!("'{text}'")
        }
        (Language::Arm, _) if old.starts_with('\'') || old.ends_with(')') => return None,
        (language, new) => new.written(language),
    };
    Some(Edit { place: spot.place, text })
}

/// Whether a value is a literal that is written where it is used.
fn is_in_place(value: Val<'_>) -> bool {
    let is_literal = matches!(value.data, Data::Str(_) | Data::Bool(_) | Data::Int(_) | Data::Null);
    is_literal && value.cause.is_none()
}

/// Renames what a resource is named by a literal, wherever its file has the name in a text.
pub fn rename<'w>(instance: &'w Instance<'w>, new: &str) -> Option<Fix> {
    let written = instance.written_name();
    let old = written.as_str().filter(|old| !old.is_empty() && *old != new)?;
    let (document, file) = (&instance.frame().unit.document, written.site?.file);
    if instance.frame().unit.restored || !is_in_place(written) || file != document.file {
        return None;
    }
    let spans = instance.frame().unit.texts().find(document, old);
    let edits: Vec<_> =
        spans.map(|span| Edit { place: document.place(span), text: new.to_owned() }).collect();
    let message = format!("Rename '{old}' to '{new}'");
    (!edits.is_empty()).then_some(Fix { message, safe: false, edits })
}

impl Fix {
    /// A fix that may be made without asking.
    #[must_use]
    pub fn safely(self) -> Self {
        Self { safe: true, ..self }
    }
}
