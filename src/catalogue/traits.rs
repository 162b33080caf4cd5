//! What a resource type is made of: header fields, scopes, name limits, children.
//!
//! Source: the providers' type definitions (Azure/bicep-types-az, 2026-08-20), for the types that
//! rules speak of. `required` there is what the schema says, not always what the service wants.

use super::lookup::Lines;

static LINES: Lines = Lines::new(
    include_str!(concat!(env!("OUT_DIR"), "/traits.txt")),
    include_bytes!(concat!(env!("OUT_DIR"), "/traits.index")),
);

/// A type with its traits; they are read when asked for.
#[derive(Debug, Clone, Copy)]
pub struct Traits {
    /// The type as its provider writes it.
    pub name: &'static str,
}

/// How a type has a header field such as `location` or `sku`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presence {
    /// In no version.
    Never,
    /// It may be written.
    Optional,
    /// The schema demands it.
    Required,
    /// Only the service reports it.
    ReadOnly,
    /// Older versions had it.
    Gone,
}

/// The traits of a type.
pub fn by_type(name: &str) -> Option<Traits> {
    let (key, _) = LINES.get(&[name, " ", "newest"])?;
    Some(Traits { name: key.split(' ').next()? })
}

impl Traits {
    fn line(&self, field: &str) -> Option<&'static str> {
        LINES.get(&[self.name, " ", field]).map(|(_, value)| value)
    }

    /// How the type has `location`, `tags`, `sku`, `kind`, `identity`, `zones`, `plan`,
    /// `extendedLocation` or `managedBy`.
    pub fn presence(&self, field: &str) -> Presence {
        match self.line(field).and_then(|line| line.split('\t').next()) {
            Some("required") => Presence::Required,
            Some("optional") => Presence::Optional,
            Some("read-only") => Presence::ReadOnly,
            Some("gone") => Presence::Gone,
            _ => Presence::Never,
        }
    }
}
