//! armlint: a policy linter for Azure ARM templates and Bicep.
pub mod source;
pub mod syntax;
