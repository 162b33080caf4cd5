//! What the command line says over the configuration.

use super::selection::Wish;
use super::settings::{FailOn, MinConfidence, MinSeverity};
use std::path::PathBuf;

/// The settings of the command line; what is left out is the configuration's.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--select`, `--extend-select`, `--ignore`.
    pub wish: Wish,
    /// `--framework`: of the rules that run, only those of these.
    pub frameworks: Vec<String>,
    /// `--pedantic`.
    pub pedantic: bool,
    /// `--strict`.
    pub strict: bool,
    /// `--fail-on`.
    pub fail_on: Option<FailOn>,
    /// `--min-severity`.
    pub min_severity: Option<MinSeverity>,
    /// `--min-confidence`.
    pub min_confidence: Option<MinConfidence>,
    /// `--baseline`.
    pub baseline: Option<PathBuf>,
}
