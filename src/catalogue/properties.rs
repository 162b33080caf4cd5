//! Properties of resource types: since when they exist, can be written, and take which values.
//!
//! Source: the providers' type definitions over all versions (Azure/bicep-types-az, 2026-08-20).
//! Read-only is reliable there; `required` and open lists much less so.

use super::api_versions::{ApiVersion, Support};
use super::lookup::Lines;

static LINES: Lines = Lines::new(
    include_str!(concat!(env!("OUT_DIR"), "/properties.txt")),
    include_bytes!(concat!(env!("OUT_DIR"), "/properties.index")),
);
static CORRECTIONS: Lines = Lines::new(
    include_str!(concat!(env!("OUT_DIR"), "/corrections.txt")),
    include_bytes!(concat!(env!("OUT_DIR"), "/corrections.index")),
);

/// What is known about a property. Fields are read when asked for.
#[derive(Debug, Clone, Copy)]
pub struct Property {
    /// The type and the path, with a blank between.
    key: &'static str,
    fields: &'static str,
}

/// A path that is often written but does not exist so.
#[derive(Debug, Clone, Copy)]
pub struct Correction {
    /// The type that has it.
    pub name: &'static str,
    /// The path there.
    pub path: &'static str,
}

/// The property at a path: `properties.ipRules[*].ipMask`.
pub fn of(name: &str, path: &str) -> Option<Property> {
    let (key, fields) = LINES.get(&[name, " ", path])?;
    Some(Property { key, fields })
}

/// All known properties of a type.
pub fn of_type(name: &str) -> impl Iterator<Item = Property> {
    let lines = LINES.starting_with(&format!("{name} "));
    lines.map(|(key, fields)| Property { key, fields })
}

/// All known properties.
pub fn all() -> impl Iterator<Item = Property> {
    LINES.starting_with("").map(|(key, fields)| Property { key, fields })
}

/// Where a path that does not exist so is to be found; there may be several places.
pub fn corrections(name: &str, path: &str) -> impl Iterator<Item = Correction> {
    let line = CORRECTIONS.get(&[name, " ", path]);
    let mut fields = line.map_or("", |(_, fields)| fields).split('\t');
    std::iter::from_fn(move || Some(Correction { name: fields.next()?, path: fields.next()? }))
}

/// Splits `value @version`.
fn dated(entry: &'static str) -> (&'static str, Option<ApiVersion<'static>>) {
    let (value, since) = entry.rsplit_once('@').unwrap_or((entry, ""));
    (value.trim(), ApiVersion::parse(since))
}

impl Property {
    /// The type as its provider writes it.
    pub fn type_name(&self) -> &'static str {
        self.key.split_once(' ').unwrap_or((self.key, "")).0
    }

    /// The path.
    pub fn path(&self) -> &'static str {
        self.key.split_once(' ').unwrap_or((self.key, "")).1
    }

    /// A field by its name in the data: `type`, `default-note`, `limits`.
    pub fn field(&self, name: &str) -> Option<&'static str> {
        self.fields().find_map(|field| field.strip_prefix(name)?.strip_prefix(' '))
    }

    /// Whether a mark stands: `required`, `secure`, `write-only`, `enum-open`, `free-form`.
    pub fn has(&self, mark: &str) -> bool {
        self.fields().any(|field| field == mark)
    }

    fn fields(&self) -> impl Iterator<Item = &'static str> {
        let mut rest = Some(self.fields);
        std::iter::from_fn(move || {
            let line = rest?;
            let end = memchr::memchr(b'\t', line.as_bytes());
            rest = end.map(|end| &line[end + 1..]);
            Some(end.map_or(line, |end| &line[..end]))
        })
    }

    fn list(&self, name: &str) -> impl Iterator<Item = &'static str> {
        self.field(name).into_iter().flat_map(|list| list.split(" | "))
    }

    /// The first version in which it can be written; `None` where none can.
    pub fn first(&self) -> Option<ApiVersion<'static>> {
        ApiVersion::parse(self.field("first")?)
    }

    /// The first stable version in which it can be written.
    pub fn first_stable(&self) -> Option<ApiVersion<'static>> {
        ApiVersion::parse(self.field("first-stable")?)
    }

    /// The last version with it, where newer ones lack it.
    pub fn last(&self) -> Option<ApiVersion<'static>> {
        ApiVersion::parse(self.field("last")?)
    }

    /// Versions between the first and the last that lack it.
    pub fn gaps(&self) -> impl Iterator<Item = ApiVersion<'static>> {
        self.list("gaps").filter_map(ApiVersion::parse)
    }

    /// Versions in which only the service writes it.
    pub fn read_only(&self) -> impl Iterator<Item = ApiVersion<'static>> {
        self.list("read-only").filter_map(ApiVersion::parse)
    }

    /// The values that the schema names, each with its first version.
    pub fn values(&self) -> impl Iterator<Item = (&'static str, Option<ApiVersion<'static>>)> {
        self.list("enum").map(dated)
    }

    /// Whether the newest schema takes other values than those it names.
    pub fn is_open(&self) -> bool {
        !self.has("no-enum-open")
    }

    /// What absence means in a version, where the schema's text says it.
    pub fn default_in(&self, version: ApiVersion<'_>) -> Option<&'static str> {
        let from = self.field("default-from").and_then(ApiVersion::parse);
        if from.is_none_or(|from| from <= version) {
            return self.field("default");
        }
        let before = self.list("default-before").map(dated);
        let holds =
            |entry: &(&str, Option<ApiVersion<'_>>)| entry.1.is_none_or(|from| from <= version);
        before.filter(holds).last().map(|(value, _)| value).filter(|value| *value != "-")
    }

    /// Whether a version has it.
    pub fn support(&self, version: ApiVersion<'_>) -> Support {
        let (mut first, mut last, mut gaps, mut read_only) = (None, None, "", "");
        let mut is_never_writable = false;
        for field in self.fields() {
            match field.split_once(' ') {
                Some(("first", version)) => first = ApiVersion::parse(version),
                Some(("last", version)) => last = ApiVersion::parse(version),
                Some(("gaps", list)) => gaps = list,
                Some(("read-only", list)) => read_only = list,
                None if field == "never-writable" => is_never_writable = true,
                _ => {}
            }
        }
        let is_in = |list: &'static str| {
            !list.is_empty() && list.split(" | ").any(|one| ApiVersion::parse(one) == Some(version))
        };
        match first {
            _ if is_in(read_only) => Support::ReadOnly,
            None if is_never_writable => Support::ReadOnly,
            None => Support::Unknown,
            Some(first) if version < first => Support::TooOld,
            Some(_) if is_in(gaps) => Support::Missing,
            Some(_) if last.is_some_and(|last| last < version) => Support::Missing,
            Some(_) => Support::Writable,
        }
    }
}
