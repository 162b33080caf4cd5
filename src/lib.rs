//! armlint: a policy linter for Azure ARM templates and Bicep.

pub mod catalogue;
pub mod eval;
pub mod finding;
pub mod graph;
pub mod lint;
pub mod model;
pub mod report;
pub mod rule;
pub mod rules;
pub mod source;
pub mod syntax;
