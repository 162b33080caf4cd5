//! `armlint eval EXPR`.

use super::args::EvalArgs;
use super::{Exit, FAILED, Stop, complain};
use crate::eval::{Context, EvalError, evaluate_text};
use std::io::{self, Write};

pub(super) fn run(arguments: &EvalArgs) -> Result<Exit, Stop> {
    let context = match &arguments.context {
        None => Context::default(),
        Some(path) => {
            let because = |error: &dyn std::fmt::Display| {
                Stop::Because(format!("{}: {error}", path.display()))
            };
            let text = std::fs::read_to_string(path).map_err(|error| because(&error))?;
            let json = serde_json::from_str(&text).map_err(|error| because(&error))?;
            Context::from_json(&json)
        }
    };
    match evaluate_text(&arguments.expression, &context) {
        Ok(value) => {
            writeln!(io::stdout(), "{value}")?;
            Ok(0)
        }
        Err(EvalError::Unknown(why)) => {
            complain(&format!("unknown: {why}"));
            Ok(1)
        }
        Err(EvalError::Error(why)) => {
            complain(&format!("error: {why}"));
            Ok(FAILED)
        }
    }
}
