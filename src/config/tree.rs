//! A configuration file as a tree of checked values, each with its place.

use super::date;
use super::problem::Problem;
use super::shape::{self, Key, Shape};
use crate::source::{Source, Span};
use crate::suggest::closest;
use std::collections::BTreeMap;
use std::sync::Arc;
use time::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `true` or `false`.
    Flag(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Decimal(f64),
    /// A text.
    Text(String),
    /// A day.
    Date(Date),
    /// Values in order.
    List(Vec<Item>),
    /// Values by key.
    Table(Table),
}

impl Value {
    /// The value as JSON, where days are texts.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Flag(flag) => (*flag).into(),
            Self::Integer(number) => (*number).into(),
            Self::Decimal(number) => (*number).into(),
            Self::Text(text) => text.as_str().into(),
            Self::Date(day) => day.to_string().into(),
            Self::List(items) => items.iter().map(|item| item.value.to_json()).collect(),
            Self::Table(table) => {
                let members = table.iter().map(|(key, item)| (key.clone(), item.value.to_json()));
                serde_json::Value::Object(members.collect())
            }
        }
    }
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The value.
    pub value: Value,
    /// Where it stands.
    pub span: Span,
    /// Where its key stands; the value's place for an element of a list.
    pub key: Span,
}

/// Values by key. Known keys are in their canonical spelling.
pub type Table = BTreeMap<String, Item>;

impl Item {
    /// The text, where it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The table; an empty one for anything else.
    pub fn table(&self) -> &Table {
        static EMPTY: Table = Table::new();
        match &self.value {
            Value::Table(table) => table,
            _ => &EMPTY,
        }
    }

    /// The elements; none for anything else.
    pub fn list(&self) -> &[Item] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The texts of a list, each with its place.
    pub fn texts(&self) -> impl Iterator<Item = (&str, Span)> {
        self.list().iter().filter_map(|item| Some((item.text()?, item.span)))
    }
}

/// Reads and checks a file. All faults are gathered; of a file with a fault of syntax it is that fault alone.
pub fn read(source: &Arc<Source>) -> Result<Table, Vec<Problem>> {
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    let skipped = source.text.len() - text.len();
    let root = DeTable::parse(text).map_err(|error| {
        let range = error.span().unwrap_or_default();
        let span = Span::new((range.start + skipped) as u32, (range.end + skipped) as u32);
        vec![Problem::at(source, span, error.message().trim().replace('\n', ", "))]
    })?;
    let mut reader = Reader { source, skipped: skipped as u32, problems: Vec::new() };
    let table = reader.table(root.get_ref(), shape::ROOT, None);
    if reader.problems.is_empty() { Ok(table) } else { Err(reader.sorted()) }
}

struct Reader<'s> {
    source: &'s Arc<Source>,
    skipped: u32,
    problems: Vec<Problem>,
}

type Found<'t, 'i> = (&'t str, Span, &'t Spanned<DeValue<'i>>);

impl Reader<'_> {
    fn sorted(mut self) -> Vec<Problem> {
        self.problems.sort_by_key(|problem| problem.at.as_ref().map(|(_, span)| span.start));
        self.problems
    }

    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(range.start as u32 + self.skipped, range.end as u32 + self.skipped)
    }

    fn complain(&mut self, span: Span, message: String) {
        self.problems.push(Problem::at(self.source, span, message));
    }

    fn table(&mut self, table: &DeTable<'_>, keys: &'static [Key], within: Option<Span>) -> Table {
        let mut read = Table::new();
        for (name, key_span, value) in self.entries(table) {
            let Some(key) = shape::find(keys, name) else {
                self.unknown(name, key_span, keys, within.is_none());
                continue;
            };
            let item = self.item(value, &key.shape, key.name, key_span);
            if read.contains_key(key.name) {
                self.complain(
                    key_span,
                    format!("'{}' stands here twice, in two spellings", key.name),
                );
            }
            read.extend(item.map(|item| (key.name.to_owned(), item)));
        }
        for key in keys.iter().filter(|key| key.required) {
            let there = table
                .keys()
                .any(|name| shape::find(keys, name.get_ref()).is_some_and(|k| k.name == key.name));
            if let (false, Some(span)) = (there, within) {
                self.complain(span, format!("'{}' is missing here", key.name));
            }
        }
        read
    }

    fn entries<'t, 'i>(&self, table: &'t DeTable<'i>) -> Vec<Found<'t, 'i>> {
        let entry = |(key, value): (&'t Spanned<_>, &'t Spanned<DeValue<'i>>)| {
            let key: &'t Spanned<std::borrow::Cow<'i, str>> = key;
            (key.get_ref().as_ref(), self.span(key.span()), value)
        };
        let mut entries: Vec<_> = table.iter().map(entry).collect();
        entries.sort_by_key(|(_, span, _)| span.start);
        entries
    }

    fn unknown(&mut self, name: &str, span: Span, keys: &'static [Key], root: bool) {
        let meant = closest(name, keys.iter().map(|key| key.name));
        let mut problem =
            Problem::at(self.source, span, format!("unknown key '{name}'")).did_you_mean(meant);
        if let (None, false) = (meant, root) {
            let known: Vec<_> = keys.iter().map(|key| format!("'{}'", key.name)).collect();
            problem = problem.help(format!("known here: {}", known.join(", ")));
        }
        self.problems.push(problem);
    }

    fn item(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        shape: &'static Shape,
        name: &str,
        key: Span,
    ) -> Option<Item> {
        let span = self.span(value.span());
        let value = match shape {
            Shape::Texts => self.texts(value),
            Shape::Table(keys) => value
                .get_ref()
                .as_table()
                .map(|table| Value::Table(self.table(table, keys, Some(key)))),
            Shape::Tables(keys) => self.tables(value, keys),
            Shape::Map { to, .. } => {
                value.get_ref().as_table().map(|table| Value::Table(self.map(table, to)))
            }
            shape => scalar(value.get_ref(), shape),
        };
        if value.is_none() {
            self.wrong(span, shape, name);
        }
        Some(Item { value: value?, span, key })
    }

    fn map(&mut self, table: &DeTable<'_>, to: &'static Shape) -> Table {
        let entries = self.entries(table);
        let items = entries.into_iter().filter_map(|(name, key, value)| {
            Some((name.to_owned(), self.item(value, to, name, key)?))
        });
        items.collect()
    }

    fn texts(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Value> {
        let one = |value: &Spanned<DeValue<'_>>| {
            let span = self.span(value.span());
            Some(Item { value: scalar(value.get_ref(), &Shape::Text)?, span, key: span })
        };
        let items = match value.get_ref().as_array() {
            Some(array) => array.iter().map(one).collect::<Option<_>>()?,
            None => vec![one(value)?],
        };
        Some(Value::List(items))
    }

    fn tables(&mut self, value: &Spanned<DeValue<'_>>, keys: &'static [Key]) -> Option<Value> {
        let mut items = Vec::new();
        for element in value.get_ref().as_array()? {
            let span = self.span(element.span());
            let table = self.table(element.get_ref().as_table()?, keys, Some(span));
            items.push(Item { value: Value::Table(table), span, key: span });
        }
        Some(Value::List(items))
    }

    fn wrong(&mut self, span: Span, shape: &Shape, name: &str) {
        let problem = Problem::at(self.source, span, format!("'{name}' takes {}", takes(shape)));
        let meant = match shape {
            Shape::Word(words) => {
                closest(span.of(&self.source.text).trim_matches(['"', '\'']), words.iter().copied())
            }
            _ => None,
        };
        self.problems.push(problem.did_you_mean(meant));
    }
}

fn scalar(value: &DeValue<'_>, shape: &Shape) -> Option<Value> {
    match (shape, value) {
        (Shape::Flag | Shape::Scalar, DeValue::Boolean(flag)) => Some(Value::Flag(*flag)),
        (Shape::Text | Shape::Scalar, DeValue::String(text)) => Some(Value::Text(text.to_string())),
        (Shape::Word(words), DeValue::String(text)) => words
            .iter()
            .find(|word| word.eq_ignore_ascii_case(text))
            .map(|word| Value::Text((*word).to_owned())),
        (Shape::Date, DeValue::String(text)) => date::parse(text).map(Value::Date),
        (Shape::Date, DeValue::Datetime(day)) => date::parse(&day.to_string()).map(Value::Date),
        (Shape::Scalar, DeValue::Integer(number)) => {
            i64::from_str_radix(number.as_str(), number.radix()).ok().map(Value::Integer)
        }
        (Shape::Scalar, DeValue::Float(number)) => number.as_str().parse().ok().map(Value::Decimal),
        (Shape::Scalar, DeValue::Array(array)) => {
            let one = |value: &Spanned<DeValue<'_>>| {
                let value = scalar(value.get_ref(), shape)?;
                Some(Item { value, span: Span::default(), key: Span::default() })
            };
            array.iter().map(one).collect::<Option<_>>().map(Value::List)
        }
        (Shape::Scalar, DeValue::Table(table)) => {
            let one = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
                let value = scalar(value.get_ref(), shape)?;
                let item = Item { value, span: Span::default(), key: Span::default() };
                Some((String::from(AsRef::<str>::as_ref(key.get_ref())), item))
            };
            table.iter().map(one).collect::<Option<_>>().map(Value::Table)
        }
        _ => None,
    }
}

fn takes(shape: &Shape) -> String {
    match shape {
        Shape::Flag => "true or false".to_owned(),
        Shape::Text => "a text".to_owned(),
        Shape::Word(words) => {
            format!(
                "one of {}",
                words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(", ")
            )
        }
        Shape::Date => "a day, as in 2026-12-31".to_owned(),
        Shape::Texts => "a text or an array of texts".to_owned(),
        Shape::Scalar => {
            "true, false, a number, a text, or an array or a table of these".to_owned()
        }
        Shape::Table(_) | Shape::Map { .. } => "a table".to_owned(),
        Shape::Tables(_) => "tables, each under [[…]]".to_owned(),
    }
}
