//! What tests of whole templates share: files in memory or on disk, and values as JSON.
#![allow(dead_code, unreachable_pub, clippy::expect_used, reason = "tests use some of it each")]

pub mod run;

use armlint::catalogue::clouds::Cloud;
use armlint::eval::frame::Arguments;
use armlint::eval::instance::Instance;
use armlint::eval::symbol::Symbol;
use armlint::eval::value::{Data, Piece, Val};
use armlint::eval::world::{Absent, Budget, Files, World};
use armlint::model::{Reread, Unit, arm, bicep};
use armlint::source::{FileId, Source};
use armlint::syntax::document::Document;
use armlint::syntax::json;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use typed_arena::Arena;

/// Files by their paths, with `/`.
pub struct Memory<'w> {
    read: &'w dyn Fn(&str) -> Option<String>,
    units: &'w Arena<Unit>,
    known: RefCell<HashMap<String, &'w Unit>>,
}

impl<'w> Memory<'w> {
    pub fn new(read: &'w dyn Fn(&str) -> Option<String>, units: &'w Arena<Unit>) -> Self {
        Self { read, units, known: RefCell::default() }
    }

    pub fn unit(&self, path: &str) -> Option<&'w Unit> {
        if let Some(known) = self.known.borrow().get(path) {
            return Some(known);
        }
        let text = (self.read)(path)?;
        let source = Arc::new(Source::new(path, text));
        let file = FileId(self.known.borrow().len() as u32);
        let unit = if path.contains(".bicep") {
            bicep::unit(file, source)
        } else {
            let document = json::parse(file, source);
            let template = arm::template(&document);
            Unit {
                document,
                template,
                parameter_file: None,
                restored: false,
                reread: Reread::default(),
            }
        };
        let unit = &*self.units.alloc(unit);
        self.known.borrow_mut().insert(path.to_owned(), unit);
        Some(unit)
    }

    fn text_of(&self, from: &Document, path: &str) -> Result<String, Absent> {
        let path = join(&from.source.path, path);
        (self.read)(&path).ok_or_else(|| Absent::Missing(format!("'{path}' is not there")))
    }
}

/// A path relative to a file.
pub fn join(from: &str, path: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

impl<'w> Files<'w> for Memory<'w> {
    fn module(&self, from: &Document, reference: &str) -> Result<&'w Unit, Absent> {
        if reference.contains(':') {
            let restored = self.unit(reference);
            return restored.ok_or_else(|| Absent::NotRestored("it was not restored".to_owned()));
        }
        let path = join(&from.source.path, reference);
        self.unit(&path).ok_or_else(|| Absent::Missing(format!("'{path}' is not there")))
    }
    fn linked(&self, from: &Document, candidates: &[String]) -> Result<&'w Unit, Absent> {
        let found = candidates.iter().find_map(|path| self.unit(&join(&from.source.path, path)));
        found.ok_or(Absent::Unknown)
    }
    fn bytes(&self, from: &Document, path: &str) -> Result<Vec<u8>, Absent> {
        self.text_of(from, path).map(String::into_bytes)
    }
}

/// Runs `look` on the world of a root template.
pub fn world<T>(
    root: &str,
    read: &dyn Fn(&str) -> Option<String>,
    look: impl for<'w> FnOnce(&'w World<'w>, &'w Unit) -> T,
) -> T {
    let (units, bump) = (Arena::new(), bumpalo::Bump::new());
    let files = Memory::new(&read, &units);
    let unit = files.unit(root).expect("the root template is there");
    let world = World::new(&bump, &files, Cloud::default(), Budget::default());
    world.start(unit, Arguments::None);
    look(world, unit)
}

/// A value as JSON; what is not known stands in ‹›.
pub fn show(value: Val<'_>) -> Value {
    match value.data {
        Data::Null => Value::Null,
        Data::Bool(value) => json!(value),
        Data::Int(value) => json!(value),
        Data::Float(value) => json!(value),
        Data::Str(text) => json!(text),
        Data::Array(array) => {
            let mut items: Vec<_> = array.values().map(show).collect();
            if array.open {
                items.push(json!("‹…›"));
            }
            Value::Array(items)
        }
        Data::Object(object) => {
            let mut members: serde_json::Map<_, _> = object
                .members
                .iter()
                .map(|member| (member.key.to_owned(), show(member.value.get())))
                .collect();
            if object.open {
                members.insert("‹…›".to_owned(), Value::Null);
            }
            Value::Object(members)
        }
        Data::Text(pieces) => Value::String(pieces.iter().map(|piece| piece_text(piece)).collect()),
        Data::OneOf(values) => {
            json!({ "$one_of": values.iter().map(|value| show(value)).collect::<Vec<_>>() })
        }
        Data::Lambda(_) => json!("‹lambda›"),
        Data::Unknown(symbol) => Value::String(format!("‹{}›", symbol_text(symbol))),
    }
}

fn piece_text(piece: &Piece<'_>) -> String {
    match piece {
        Piece::Literal(text) => (*text).to_owned(),
        Piece::Symbol(value) => text(value),
    }
}

/// A value as text: text without quotes.
pub fn text(value: Val<'_>) -> String {
    match show(value) {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn symbol_text(symbol: &Symbol<'_>) -> String {
    let inner = |value: Val<'_>| text(value).replace(['‹', '›'], "");
    match symbol {
        Symbol::Parameter(name) => (*name).to_owned(),
        Symbol::Ambient { name, of } => format!("{name}{of}"),
        Symbol::Call { name, arguments, .. } => {
            let arguments: Vec<_> = arguments.iter().map(|value| inner(value)).collect();
            format!("{}({})", name.to_lowercase(), arguments.join(", "))
        }
        Symbol::Member { base, key } => format!("{}.{}", inner(base), inner(key)),
        Symbol::State(state) => {
            let path: Vec<_> = state.path.iter().map(|key| inner(key)).collect();
            format!("{}#{}", inner(state.id), path.join("."))
        }
        Symbol::Opaque(_) => "?".to_owned(),
        Symbol::Failed { why, .. } => format!("!{why}"),
    }
}

/// The members of a body that are the resource's own, in the order of their names.
pub fn body(instance: &Instance<'_>, value: Val<'_>) -> serde_json::Map<String, Value> {
    const OTHERS: [&str; 17] = [
        "name",
        "type",
        "apiVersion",
        "parent",
        "scope",
        "dependsOn",
        "condition",
        "copy",
        "metadata",
        "existing",
        "resources",
        "comments",
        "params",
        "asserts",
        "@options",
        "import",
        "extension",
    ];
    let _ = instance;
    let Value::Object(mut members) = show(value) else { return serde_json::Map::new() };
    members.retain(|key, _| !OTHERS.contains(&key.as_str()));
    members
}
