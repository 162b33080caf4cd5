//! `armlint explain RULE`.

use super::args::ExplainArgs;
use super::rules::{cards, rules};
use super::{Exit, Stop};
use crate::rule::{RuleIndex, page};
use std::io::{self, Write};

pub(super) fn run(arguments: &ExplainArgs) -> Result<Exit, Stop> {
    let index = RuleIndex::new(cards(&rules(&arguments.rules)?));
    let found = index.find(&arguments.rule);
    if found.is_empty() {
        let hint = index.suggestion(&arguments.rule).map_or_else(
            || "; 'armlint rules' lists them".to_owned(),
            |word| format!("; did you mean '{word}'?"),
        );
        return Err(Stop::Because(format!("there is no rule '{}'{hint}", arguments.rule)));
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    for card in found {
        page::write(card, &mut out)?;
    }
    out.flush()?;
    Ok(0)
}
