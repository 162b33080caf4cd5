//! Reading fact files: every key is taken once, and what is left over is an error.

use std::fs;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// The error is a sentence for whoever edits the facts.
pub(crate) type Outcome<T> = Result<T, String>;

/// One table of a fact file.
pub(crate) struct Row {
    place: String,
    table: Table,
}

/// The text of a fact file.
pub(crate) fn text(facts: &Path, name: &str) -> Outcome<String> {
    let path: PathBuf = facts.join(name);
    fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))
}

/// The root of a fact file, its `source` and `date` demanded and taken.
pub(crate) fn file(facts: &Path, name: &str) -> Outcome<Row> {
    let table: Table = text(facts, name)?.parse().map_err(|e| format!("{name}: {e}"))?;
    let mut row = Row { place: name.to_owned(), table };
    for key in ["source", "date"] {
        if row.word(key)?.is_none() {
            return Err(format!("{name}: no {key}"));
        }
    }
    Ok(row)
}

impl Row {
    /// A table, and where it stands.
    pub(crate) fn new(place: String, table: Table) -> Self {
        Self { place, table }
    }

    fn wrong(&self, key: &str, want: &str) -> String {
        format!("{}: {key} is no {want}", self.place)
    }

    /// An optional text.
    pub(crate) fn word(&mut self, key: &str) -> Outcome<Option<String>> {
        match self.table.remove(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong(key, "text")),
        }
    }

    /// A text that must be there; it names the row in later messages.
    pub(crate) fn name(&mut self, key: &str) -> Outcome<String> {
        let name = self.word(key)?.ok_or_else(|| format!("{}: no {key}", self.place))?;
        self.place = format!("{}: {name}", self.place);
        Ok(name)
    }

    /// A flag; absent is false.
    pub(crate) fn flag(&mut self, key: &str) -> Outcome<bool> {
        Ok(self.choice(key)?.unwrap_or(false))
    }

    /// A flag that may be absent.
    pub(crate) fn choice(&mut self, key: &str) -> Outcome<Option<bool>> {
        match self.table.remove(key) {
            None => Ok(None),
            Some(Value::Boolean(on)) => Ok(Some(on)),
            Some(_) => Err(self.wrong(key, "boolean")),
        }
    }

    /// A small number that may be absent.
    pub(crate) fn number(&mut self, key: &str) -> Outcome<Option<u8>> {
        match self.table.remove(key) {
            None => Ok(None),
            Some(Value::Integer(n)) => u8::try_from(n).map(Some).map_err(|e| e.to_string()),
            Some(_) => Err(self.wrong(key, "number")),
        }
    }

    /// A list of texts; absent is empty.
    pub(crate) fn words(&mut self, key: &str) -> Outcome<Vec<String>> {
        Ok(self.words_or_none(key)?.unwrap_or_default())
    }

    /// A list of texts that may be absent.
    pub(crate) fn words_or_none(&mut self, key: &str) -> Outcome<Option<Vec<String>>> {
        let Some(value) = self.table.remove(key) else { return Ok(None) };
        let Value::Array(items) = value else { return Err(self.wrong(key, "list")) };
        let words: Option<Vec<String>> =
            items.into_iter().map(|item| item.as_str().map(str::to_owned)).collect();
        words.map(Some).ok_or_else(|| self.wrong(key, "list of texts"))
    }

    /// A list of tables; absent is empty.
    pub(crate) fn rows(&mut self, key: &str) -> Outcome<Vec<Row>> {
        let Some(value) = self.table.remove(key) else { return Ok(Vec::new()) };
        let Value::Array(items) = value else { return Err(self.wrong(key, "list")) };
        let place = format!("{} {key}", self.place);
        let row = |item| match item {
            Value::Table(table) => Ok(Row { place: place.clone(), table }),
            _ => Err(format!("{place}: not a table")),
        };
        items.into_iter().map(row).collect()
    }

    /// One table; absent is empty.
    pub(crate) fn row(&mut self, key: &str) -> Outcome<Row> {
        let place = format!("{} {key}", self.place);
        match self.table.remove(key) {
            None => Ok(Row { place, table: Table::new() }),
            Some(Value::Table(table)) => Ok(Row { place, table }),
            Some(_) => Err(self.wrong(key, "table")),
        }
    }

    /// The keys with text values, all of them taken.
    pub(crate) fn pairs(&mut self) -> Outcome<Vec<(String, String)>> {
        let table = std::mem::take(&mut self.table);
        let pair = |(key, value): (String, Value)| match value {
            Value::String(text) => Ok((key, text)),
            _ => Err(self.wrong(&key, "text")),
        };
        table.into_iter().map(pair).collect()
    }

    /// The end of the row: nothing may be left.
    pub(crate) fn done(self) -> Outcome<()> {
        match self.table.keys().next() {
            None => Ok(()),
            Some(key) => Err(format!("{}: nobody reads {key}", self.place)),
        }
    }
}
