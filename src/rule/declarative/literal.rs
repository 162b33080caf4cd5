//! What rule files compare with: literals and bounds.

use crate::eval::equal::{Tri, same_name};
use crate::eval::heap::Heap;
use crate::eval::value::{Data, Val};
use serde::Deserialize;
use std::cmp::Ordering;

/// A value that a rule file writes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Literal {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// Text, compared without regard to case.
    Text(String),
}

impl Literal {
    /// Whether a value is this one. Resource providers read `"true"` as `true` and `"3"` as `3`, and so does this.
    pub(crate) fn is<'w>(&'static self, heap: Heap<'w>, value: Val<'w>) -> Tri {
        match (value.data, self) {
            (Data::Unknown(_) | Data::Lambda(_) | Data::OneOf(_), _) => Tri::Maybe,
            (Data::Text(_), Self::Text(text)) => same_name(value, heap.borrowed(text)),
            (Data::Text(_), _) => Tri::Maybe,
            (Data::Str(text), _) => self.is_written(text).into(),
            (Data::Bool(value), Self::Bool(wanted)) => (value == *wanted).into(),
            (Data::Bool(value), Self::Text(text)) => {
                text.eq_ignore_ascii_case(if value { "true" } else { "false" }).into()
            }
            (Data::Int(value), Self::Int(wanted)) => (value == *wanted).into(),
            (Data::Int(value), Self::Text(text)) => (*text == value.to_string()).into(),
            _ => match (number(value), self.number()) {
                (Some(value), Some(wanted)) => (value.total_cmp(&wanted).is_eq()).into(),
                _ => Tri::No,
            },
        }
    }

    fn is_written(&self, text: &str) -> bool {
        match self {
            Self::Text(wanted) => same_text(text, wanted),
            Self::Bool(wanted) => text.eq_ignore_ascii_case(if *wanted { "true" } else { "false" }),
            Self::Int(wanted) => text.parse() == Ok(*wanted),
            Self::Float(_) => text.parse().ok() == self.number(),
        }
    }

    fn number(&self) -> Option<f64> {
        match self {
            Self::Int(number) => Some(*number as f64),
            Self::Float(number) => Some(*number),
            _ => None,
        }
    }

    /// The literal as a message shows it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Bool(value) => value.to_string(),
            Self::Int(value) => value.to_string(),
            Self::Float(value) => value.to_string(),
            Self::Text(text) => text.clone(),
        }
    }

    /// A value in the arena that is this literal.
    pub(crate) fn value<'w>(&'static self, heap: Heap<'w>) -> Val<'w> {
        match self {
            Self::Bool(value) => heap.bool(*value),
            Self::Int(value) => heap.int(*value),
            Self::Float(value) => heap.value(Data::Float(*value)),
            Self::Text(text) => heap.borrowed(text),
        }
    }
}

/// Equal without regard to case; locations are written with and without blanks, lists of identity types too.
fn same_text(left: &str, right: &str) -> bool {
    if left.eq_ignore_ascii_case(right) {
        return true;
    }
    let letters = |text: &str| -> String {
        text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
    };
    left.contains(' ') != right.contains(' ') && letters(left) == letters(right)
}

/// Something that values are ordered by.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "Literal")]
pub(crate) enum Bound {
    /// A number.
    Number(f64),
    /// Dotted numbers: `1.28`, `v10.2.1`, `TLS1_2`.
    Version(Vec<u64>),
    /// An ISO 8601 duration, in seconds.
    Duration(f64),
}

impl TryFrom<Literal> for Bound {
    type Error = String;

    fn try_from(literal: Literal) -> Result<Self, String> {
        match &literal {
            Literal::Text(text) if text.starts_with('P') => duration(text).map(Self::Duration),
            Literal::Text(text) => version(text).map(Self::Version),
            _ => literal.number().map(Self::Number),
        }
        .ok_or_else(|| {
            "a bound is a number, a version such as \"1.28\", or a duration such as \"P7D\""
                .to_owned()
        })
    }
}

impl Bound {
    /// How a value stands to the bound; `None` where it cannot be told.
    pub(crate) fn order(&self, value: Val<'_>) -> Option<Ordering> {
        match self {
            Self::Number(bound) => number(value)?.partial_cmp(bound),
            Self::Version(bound) => Some(in_order(&version(&text(value)?)?, bound)),
            Self::Duration(bound) => duration(value.as_str()?)?.partial_cmp(bound),
        }
    }
}

/// The number that a value is, or that its text writes.
pub(crate) fn number(value: Val<'_>) -> Option<f64> {
    match value.data {
        Data::Int(number) => Some(number as f64),
        Data::Float(number) => Some(number),
        Data::Str(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn text(value: Val<'_>) -> Option<String> {
    match value.data {
        Data::Str(text) => Some(text.to_owned()),
        Data::Int(number) => Some(number.to_string()),
        Data::Float(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The numbers of a version, whatever letters stand before them.
fn version(text: &str) -> Option<Vec<u64>> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let numbers = text.get(start..)?;
    let end = numbers.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '_')));
    let numbers = numbers.get(..end.unwrap_or(numbers.len()))?.trim_end_matches(['.', '_']);
    numbers.split(['.', '_']).map(|part| part.parse().ok()).collect()
}

/// Compares versions as far as both are written: `1` is neither below nor above `1.2`.
fn in_order(left: &[u64], right: &[u64]) -> Ordering {
    let shared = left.len().min(right.len());
    left[..shared].cmp(&right[..shared])
}

/// Seconds of `P1DT2H`; months count 30 days, years 365.
fn duration(text: &str) -> Option<f64> {
    let mut rest = text.strip_prefix('P')?;
    let (mut seconds, mut in_time) = (0.0, false);
    while !rest.is_empty() {
        if let Some(time) = rest.strip_prefix('T') {
            (rest, in_time) = (time, true);
            continue;
        }
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
        let amount: f64 = rest.get(..end)?.parse().ok()?;
        let unit = match (rest.get(end..end + 1)?, in_time) {
            ("Y", false) => 365.0 * 86_400.0,
            ("M", false) => 30.0 * 86_400.0,
            ("W", false) => 7.0 * 86_400.0,
            ("D", false) => 86_400.0,
            ("H", true) => 3_600.0,
            ("M", true) => 60.0,
            ("S", true) => 1.0,
            _ => return None,
        };
        seconds += amount * unit;
        rest = rest.get(end + 1..)?;
    }
    Some(seconds)
}

#[cfg(test)]
mod tests {
    use super::{duration, in_order, version};

    #[test]
    fn versions_and_durations_are_read() {
        assert_eq!(version("TLS1_2"), Some(vec![1, 2]));
        assert_eq!(version("v10.0"), Some(vec![10, 0]));
        assert_eq!(version("~4"), Some(vec![4]));
        assert_eq!(version("latest"), None);
        assert!(in_order(&[1, 10], &[1, 9]).is_gt() && in_order(&[1], &[1, 2]).is_eq());
        assert_eq!(duration("P1DT1H"), Some(90_000.0));
        assert_eq!(duration("PT15M"), Some(900.0));
        assert_eq!(duration("7D"), None);
    }
}
