//! armlint: a policy linter for Azure ARM templates and Bicep.
pub mod catalogue;
pub mod source;
