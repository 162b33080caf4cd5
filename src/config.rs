//! The configuration: `armlint.toml`, what it extends, and what the command line says over it.
//!
//! [`discover`] finds the file, [`load`] reads it with all that it extends, and [`Settings::new`] makes of these and of the
//! command line what holds. In between the rules of [`Layers::rule_paths`] are loaded, since the settings name rules.
//!
//! A configuration comes with the repository, which may be a stranger's: nothing in it runs a command, and nothing outside of
//! the repository is read because of it.

mod date;
mod entry;
mod facts;
mod file;
mod globs;
mod locks;
mod overrides;
pub mod page;
mod parameter_files;
mod per_path;
mod placeholder;
mod problem;
mod rule_parameters;
pub mod schema;
mod selection;
mod settings;
mod severity;
pub mod shape;
pub mod show;
#[cfg(test)]
mod tests;
pub mod tree;
mod wishes;

pub use date::parse as parse_date;
pub use entry::Entry;
pub use file::{Layer, Layers, NAMES, discover, load};
pub use globs::PathGlobs;
pub use overrides::Overrides;
pub use parameter_files::{ParameterFile, ParameterGlob};
pub use placeholder::Placeholders;
pub use problem::{ConfigError, Problem};
pub use rule_parameters::{RULE_PARAMETERS, RuleParameter};
pub use selection::{Choice, Selection, Wish, unknown_framework, unknown_words};
pub use settings::{
    FailOn, MinConfidence, MinSeverity, Settings, parse_confidence, parse_fail_on, parse_severity,
};
