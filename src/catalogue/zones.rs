//! Zone names: who uses a name, and which names are close to a used one.
//!
//! Source: the zones of `private-link.toml`, names without a row in `zones.toml`.

use super::clouds::Cloud;
use super::lookup::Index;
use super::pattern;
use super::private_link::Role;

mod suspicion;
pub use suspicion::{Reason, Suspicion, suspicious};

include!(concat!(env!("OUT_DIR"), "/zones.rs"));

static BY_NAME: Index<ZoneName> = Index::new(&NAMES, |zone| zone.name);
static WRONG_BY_NAME: Index<Wrong> = Index::new(&WRONG, |wrong| wrong.name);

/// A known zone name.
#[derive(Debug)]
pub struct ZoneName {
    /// The name, perhaps with placeholders.
    pub name: &'static str,
    /// Who uses it; empty for names that are known but belong to no row.
    pub users: &'static [User],
}

/// A use of a zone.
#[derive(Debug)]
pub struct User {
    /// The type.
    pub service: &'static str,
    /// The group of the type.
    pub group: &'static str,
    /// The cloud.
    pub cloud: Cloud,
    /// What the zone is to the group.
    pub role: Role,
    /// Only for this kind of the resource; `*` is every kind without rows of its own.
    pub kind: Option<&'static str>,
    /// The case in which it is needed.
    pub when: Option<&'static str>,
    /// Why the use is not firm.
    pub disputed: Option<&'static str>,
}

/// A name that is often written and is wrong.
#[derive(Debug)]
pub struct Wrong {
    /// The wrong name.
    pub name: &'static str,
    /// The right ones; empty where there is none.
    pub right: &'static [&'static str],
    /// Where it comes from.
    pub note: Option<&'static str>,
}

/// All known names: those without placeholders, then the patterns.
pub fn all() -> impl Iterator<Item = &'static ZoneName> {
    NAMES.iter().chain(&PATTERNS)
}

/// The known zone that a concrete name is; a plain name comes before a pattern.
pub fn by_name(name: &str) -> Option<&'static ZoneName> {
    let name = name.strip_suffix('.').unwrap_or(name);
    let plain = BY_NAME.find(name);
    plain.or_else(|| PATTERNS.iter().find(|zone| pattern::matches(zone.name, name).is_some()))
}

/// The entry of a frequent wrong name.
pub fn wrong(name: &str) -> Option<&'static Wrong> {
    WRONG_BY_NAME.find(name)
}

/// Whether the name is for private link: it has a `privatelink` label or is a known one.
pub fn is_private_link(name: &str) -> bool {
    let labelled = |label: &str| label.to_ascii_lowercase().starts_with("privatelink");
    name.split('.').take(3).any(labelled) || by_name(name).is_some()
}

impl ZoneName {
    /// Whether every use is one that must not be a zone of its own.
    pub fn never_create(&self) -> bool {
        !self.users.is_empty() && self.users.iter().all(|user| user.role == Role::NotSeparate)
    }

    /// Whether every use is an older name of something.
    pub fn is_legacy(&self) -> bool {
        !self.users.is_empty() && self.users.iter().all(|user| user.role == Role::Legacy)
    }
}
