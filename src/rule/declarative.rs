//! Rules that are data: `rules/<service>/<name>.toml`, and the same format in a user's repository.
//!
//! The cards of armlint's own rule files are static, made by the build. Their checks are embedded as MessagePack, which takes a
//! tenth of the time of the TOML they are written in, and read when the first resource of their types turns up. `rules/README.md` tells rule authors the format.

mod answer;
mod ask;
mod check;
mod condition;
pub mod file;
mod literal;
mod message;
mod path;
mod pattern;
mod query;
mod quick;
mod relation;
mod run;
pub mod schema;
mod test;
mod walk;

use super::{Card, Context};
use crate::eval::instance::Instance;
use check::Check;
use serde::Deserialize;
use std::sync::OnceLock;

/// The check of a rule file.
#[derive(Debug)]
pub struct Declarative {
    /// The resource types that it is asked of, children that set a property of their parent included.
    pub types: &'static [&'static str],
    packed: &'static [u8],
    check: OnceLock<Option<Check>>,
}

impl Declarative {
    /// A check that is read when it is first needed: the table `check` of a rule file as MessagePack.
    pub const fn new(types: &'static [&'static str], packed: &'static [u8]) -> Self {
        Self { types, packed, check: OnceLock::new() }
    }

    /// Reads the check as one that a person wrote; says what is wrong with it.
    pub fn problem(&self) -> Option<String> {
        let mut packed = rmp_serde::Deserializer::new(self.packed).with_human_readable();
        let read = Check::deserialize(&mut packed);
        let types = |check: &Check| {
            let own = check.targets.iter().map(|target| &target.resource_type).chain(&check.also);
            own.cloned().collect::<Vec<_>>()
        };
        match read {
            Err(error) => Some(error.to_string()),
            Ok(check) if types(&check) != self.types => {
                Some(format!("asked of {:?}, listed for {:?}", types(&check), self.types))
            }
            Ok(_) => None,
        }
    }

    /// Makes the check on a resource of one of its types.
    pub(super) fn run<'w>(
        &'static self,
        context: &Context<'w>,
        card: &'static Card,
        instance: &'w Instance<'w>,
    ) {
        let check = self.check.get_or_init(|| rmp_serde::from_slice(self.packed).ok());
        if let Some(check) = check {
            run::run(context, card, check, instance);
        }
    }
}

/// Whether a type, or a glob of types, means a type.
fn covers(pattern: &str, resource_type: &str) -> bool {
    if !pattern.contains(['*', '?', '[', '{']) {
        return pattern.eq_ignore_ascii_case(resource_type);
    }
    glob(pattern).is_some_and(|glob| glob.is_match(resource_type))
}

/// A glob of types: `*` stays within a segment, `**` does not.
pub(super) fn glob(pattern: &str) -> Option<globset::GlobMatcher> {
    let mut builder = globset::GlobBuilder::new(pattern);
    builder.case_insensitive(true).literal_separator(true);
    builder.build().ok().map(|glob| glob.compile_matcher())
}
