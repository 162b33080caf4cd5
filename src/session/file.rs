//! A file of a run: what it is, and what it holds.

use crate::finding::FileKind;
use crate::isolate::isolate;
use crate::model::{Template, Unit, arm};
use crate::session::sniff;
use crate::source::{FileId, Source};
use crate::syntax::json;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file that was read.
#[derive(Debug)]
pub struct File {
    /// Where it is.
    pub path: PathBuf,
    /// What it holds.
    pub content: Content,
}

/// What a file holds.
#[derive(Debug)]
pub enum Content {
    /// A template, or a file of parameters, of either language.
    Unit {
        /// The tree and what it declares.
        unit: Box<Unit>,
        /// Which of them it is.
        kind: FileKind,
    },
    /// A template by its name or schema, whose text is not UTF-8.
    Undecodable {
        /// The file with its invalid bytes replaced.
        file: FileId,
        /// Offset of the first invalid byte.
        at: u32,
        /// What it would be.
        kind: FileKind,
    },
    /// Something else: passed over in silence.
    Other,
    /// A defect of armlint kept it from being read.
    Defect {
        /// The file.
        file: FileId,
        /// What it is.
        kind: FileKind,
        /// What happened.
        what: String,
    },
    /// It could not be read; the reason.
    Unreadable {
        /// Why, in plain words.
        why: String,
        /// It is larger than what is read.
        is_large: bool,
        /// What it is, where its name or its beginning tells that it is a template.
        template: Option<(FileId, FileKind)>,
    },
}

impl File {
    /// The tree and what it declares.
    pub fn unit(&self) -> Option<&Unit> {
        if let Content::Unit { unit, .. } = &self.content { Some(unit) } else { None }
    }
}

/// A file of one of the languages, read.
pub(super) fn of_unit(file: FileId, kind: FileKind, read: impl FnOnce() -> Unit) -> Content {
    match isolate(read) {
        Ok(unit) => Content::Unit { unit: Box::new(unit), kind },
        Err(what) => Content::Defect { file, kind, what },
    }
}

/// What a file is, by its schema.
pub(super) fn kind_of(schema: arm::Schema) -> FileKind {
    match schema {
        arm::Schema::Parameters => FileKind::Parameters,
        arm::Schema::Template(_) => FileKind::Arm,
    }
}

/// What a file is, by its name or its schema.
pub(super) fn kind_by_look(path: &Path, text: &str) -> Option<FileKind> {
    let by_schema = || sniff::schema(text).and_then(arm::Schema::by_uri).map(kind_of);
    bicep_kind(path).or_else(by_schema)
}

/// What a Bicep file is, by its name.
pub(super) fn bicep_kind(path: &Path) -> Option<FileKind> {
    let extension = path.extension()?.to_str()?;
    match extension.to_ascii_lowercase().as_str() {
        "bicep" => Some(FileKind::Bicep),
        "bicepparam" => Some(FileKind::Parameters),
        _ => None,
    }
}

/// A JSON file of a schema, read.
pub(super) fn arm_unit(file: FileId, source: Arc<Source>, schema: arm::Schema) -> Unit {
    let document = json::parse(file, source);
    match schema {
        arm::Schema::Template(_) => {
            let template = arm::template(&document);
            Unit::new(document, template, None)
        }
        arm::Schema::Parameters => {
            let parameter_file = arm::parameter_file(&document);
            Unit::new(document, Template::default(), Some(parameter_file))
        }
    }
}
