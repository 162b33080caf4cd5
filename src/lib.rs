//! armlint: a policy linter for Azure ARM templates and Bicep.

pub mod baseline;
pub mod catalogue;
pub mod config;
pub mod eval;
pub mod finding;
pub mod init;
pub mod migrate;
pub mod model;
pub mod report;
pub mod rule;
pub mod source;
pub mod suggest;
pub mod suppress;
pub mod syntax;
