//! `armlint test-rules DIR`.

use super::args::TestRulesArgs;
use super::{Exit, Stop};
use crate::lint::examples;
use crate::rule::custom;
use std::io::{self, Write};

pub(super) fn run(arguments: &TestRulesArgs) -> Result<Exit, Stop> {
    let loaded = custom::load(&arguments.paths).map_err(super::broken_rules)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let (mut wrong, mut examples) = (0, 0);
    for custom::Loaded { rule, path } in &loaded {
        let problems = examples::problems(rule);
        examples += rule.card.examples.len();
        wrong += usize::from(!problems.is_empty());
        for problem in problems {
            writeln!(out, "{}: {}: {problem}", path.display(), rule.card.name)?;
        }
        if rule.card.examples.is_empty() {
            writeln!(out, "{}: {}: no examples", path.display(), rule.card.name)?;
        }
    }
    writeln!(
        out,
        "{} rules, {examples} examples, {wrong} rules with wrong examples",
        loaded.len()
    )?;
    out.flush()?;
    Ok(Exit::from(wrong > 0))
}
