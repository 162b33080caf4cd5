//! Built-in roles. Source: Microsoft Learn, built-in roles; provider data of 2026-07.

use super::lookup::Index;

include!(concat!(env!("OUT_DIR"), "/roles.rs"));

static BY_ID: Index<Role> = Index::new(&ROLES, |role| role.id);

/// A built-in role.
#[derive(Debug)]
pub struct Role {
    /// The id of its definition.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The type whose data it opens; `*` is any.
    pub family: &'static str,
}

/// All roles, sorted by id.
pub fn all() -> &'static [Role] {
    &ROLES
}

/// The role with this definition id: the plain id, or a resource id that ends with it.
pub fn by_id(id: &str) -> Option<&'static Role> {
    BY_ID.find(id.rsplit('/').next().unwrap_or(id))
}

/// The role with this name.
pub fn by_name(name: &str) -> Option<&'static Role> {
    ROLES.iter().find(|role| role.name.eq_ignore_ascii_case(name))
}
