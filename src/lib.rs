//! armlint: a policy linter for Azure ARM templates and Bicep.

pub mod baseline;
pub mod catalogue;
pub mod check;
pub mod cli;
pub mod config;
pub mod discover;
pub mod eval;
pub mod finding;
pub mod fix;
pub mod graph;
pub mod init;
pub mod lint;
pub mod migrate;
pub mod model;
pub mod picture;
pub mod report;
pub mod rule;
pub mod rules;
pub mod session;
pub mod source;
pub mod suggest;
pub mod suppress;
pub mod syntax;
