//! armlint: a policy linter for Azure ARM templates and Bicep.
pub mod finding;
pub mod report;
pub mod rule;
pub mod source;
