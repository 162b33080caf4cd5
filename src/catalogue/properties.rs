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
static WHOLES: Lines = Lines::new(
    include_str!(concat!(env!("OUT_DIR"), "/wholes.txt")),
    include_bytes!(concat!(env!("OUT_DIR"), "/wholes.index")),
);

/// What is known about a property. Fields are read when asked for.
#[derive(Debug, Clone, Copy)]
pub struct Property {
    fields: &'static str,
}

/// The property at a path: `properties.ipRules[*].ipMask`.
pub fn of(name: &str, path: &str) -> Option<Property> {
    let (_, fields) = LINES.get(&[name, " ", path])?;
    Some(Property { fields })
}

/// Whether a version of a type has what stands at a path; `None` where nothing is known of it.
///
/// A fact of the path itself says so, else one of the nearest whole that it is a part of: what holds of a whole holds of its parts.
/// Else its own parts say so: it is there where one of them is.
pub fn support(name: &str, path: &str, version: ApiVersion<'_>) -> Option<Support> {
    let mut wholes = std::iter::successors(Some(path), |path| whole(path));
    if let Some(property) = wholes.find_map(|path| of(name, path)) {
        return Some(property.support(version));
    }
    let parts = parts(name, path).map(|part| part.support(version));
    parts.reduce(|one, other| match (one, other) {
        (Support::Writable, _) | (_, Support::Writable) => Support::Writable,
        (Support::Missing, _) | (_, Support::Missing) => Support::Missing,
        (same, other) if same == other => same,
        _ => Support::Missing,
    })
}

/// The list or the object that something is a part of.
fn whole(path: &str) -> Option<&str> {
    path.strip_suffix("[*]").or_else(|| Some(path.rsplit_once('.')?.0))
}

/// All that is known of what stands below a path of which nothing itself is known.
fn parts(name: &str, path: &str) -> impl Iterator<Item = Property> {
    let parts = WHOLES.get(&[name, " ", path]).map_or("", |(_, parts)| parts);
    parts.split('\t').filter_map(move |part| of(name, part))
}

impl Property {
    fn fields(&self) -> impl Iterator<Item = &'static str> {
        let mut rest = Some(self.fields);
        std::iter::from_fn(move || {
            let line = rest?;
            let end = memchr::memchr(b'\t', line.as_bytes());
            rest = end.map(|end| &line[end + 1..]);
            Some(end.map_or(line, |end| &line[..end]))
        })
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

/// Every property with its type and its path, and a field of it; for the checks of the facts alone.
#[cfg(test)]
pub(super) mod checks {
    use super::{ApiVersion, LINES, Property};

    /// All known properties, with their types and paths.
    pub(in crate::catalogue) fn all() -> impl Iterator<Item = (&'static str, &'static str, Property)>
    {
        LINES.starting_with("").filter_map(|(key, fields)| {
            let (name, path) = key.split_once(' ')?;
            Some((name, path, Property { fields }))
        })
    }

    /// A version that stands in a field: `first`, `first-stable`.
    pub(in crate::catalogue) fn version(of: Property, name: &str) -> Option<ApiVersion<'static>> {
        let text = of.fields().find_map(|field| field.strip_prefix(name)?.strip_prefix(' '))?;
        ApiVersion::parse(text)
    }
}
