//! All rules. Those written in Rust have one file each, in the folder of their family; those of `rules/` are made of data. The
//! build lists them.

use crate::rule::Rule;

/// These rules and others.
pub fn with(others: impl IntoIterator<Item = &'static Rule>) -> Vec<&'static Rule> {
    RULES.iter().copied().chain(others).collect()
}

include!(concat!(env!("OUT_DIR"), "/rules.rs"));
