//! What a resource type is made of: header fields, scopes, name limits, children.
//!
//! Source: the providers' type definitions (Azure/bicep-types-az, 2026-08-20), for the types that
//! rules speak of. `required` there is what the schema says, not always what the service wants.

use super::api_versions::ApiVersion;
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

/// All types with traits.
pub fn types() -> impl Iterator<Item = Traits> {
    let newest = |(key, _): (&'static str, &str)| key.strip_suffix(" newest");
    LINES.starting_with("").filter_map(newest).map(|name| Traits { name })
}

impl Traits {
    fn line(&self, field: &str) -> Option<&'static str> {
        LINES.get(&[self.name, " ", field]).map(|(_, value)| value)
    }

    /// A field as the data has it: `scopes`, `newest`, `casings`.
    pub fn field(&self, name: &str) -> Option<&'static str> {
        self.line(name)
    }

    /// Whether a mark stands: `private-link`, `discriminated`, `read-only-type`.
    pub fn has(&self, mark: &str) -> bool {
        self.line(mark).is_some()
    }

    fn list(&self, name: &str) -> impl Iterator<Item = &'static str> {
        self.line(name).into_iter().flat_map(|list| list.split(" | "))
    }

    /// The newest version that can be deployed.
    pub fn newest(&self) -> Option<ApiVersion<'static>> {
        ApiVersion::parse(self.line("newest")?)
    }

    /// Where the type can be deployed: `resourceGroup`, `subscription`, `extension`.
    pub fn scopes(&self) -> impl Iterator<Item = &'static str> {
        self.list("scopes")
    }

    /// Direct child types, by their last segment.
    pub fn children(&self) -> impl Iterator<Item = &'static str> {
        self.list("children")
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

    fn part(&self, field: &str, part: &str) -> Option<&'static str> {
        self.line(field)?.split('\t').find_map(|one| one.strip_prefix(part)?.strip_prefix(' '))
    }

    /// The first version that has a header field writable; `None` for all, or where never.
    pub fn since(&self, field: &str) -> Option<ApiVersion<'static>> {
        ApiVersion::parse(self.part(field, "since")?)
    }

    /// The values that the schema names for `identity.type`, `sku.name` or `kind`.
    pub fn values(&self, field: &str) -> impl Iterator<Item = &'static str> {
        self.part(field, "values").into_iter().flat_map(|values| values.split(" | "))
    }

    /// The pattern of a name's last segment.
    pub fn name_pattern(&self) -> Option<&'static str> {
        self.part("name", "pattern")
    }
}
