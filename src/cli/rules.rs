//! `armlint rules`.

use super::args::{Listing, RulesArgs};
use super::{Exit, Stop};
use crate::config::unknown_framework;
use crate::rule::card::Languages;
use crate::rule::custom;
use crate::rule::{Card, Rule, own};
use crate::rules;
use std::io::{self, Write};
use std::path::PathBuf;

/// All rules, and those of rule files.
pub(super) fn rules(files: &[PathBuf]) -> Result<Vec<&'static Rule>, Stop> {
    let custom = custom::load(files).map_err(super::broken_rules)?;
    let taken = custom::taken(&custom);
    if !taken.is_empty() {
        return Err(super::broken_rules(taken));
    }
    Ok(rules::with(custom.into_iter().map(|loaded| loaded.rule)))
}

/// The cards of rules, armlint's own included, in order of their ids.
pub(super) fn cards(rules: &[&'static Rule]) -> Vec<&'static Card> {
    let mut cards: Vec<_> =
        rules.iter().map(|rule| &rule.card).chain(own::ALL.iter().copied()).collect();
    cards.sort_by_key(|card| card.id);
    cards
}

pub(super) fn run(arguments: &RulesArgs) -> Result<Exit, Stop> {
    let mut all = cards(&rules(&arguments.rules)?);
    if let Some(problem) = unknown_framework(&all, &arguments.framework) {
        return Err(Stop::Because(problem));
    }
    if !arguments.framework.is_empty() {
        all.retain(|card| card.is_of_framework(&arguments.framework));
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    match arguments.format {
        Listing::Json => {
            let rules: Vec<_> = all.into_iter().map(json).collect();
            serde_json::to_writer_pretty(&mut out, &serde_json::json!({ "rules": rules }))
                .map_err(io::Error::from)?;
            writeln!(out)?;
        }
        Listing::Text => {
            for card in all {
                let on = if card.on {
                    ""
                } else if card.pedantic {
                    " (off: taste)"
                } else {
                    " (off)"
                };
                writeln!(
                    out,
                    "{}  {:<7}  {:<44} {}{on}",
                    card.id,
                    card.severity.as_str(),
                    card.name,
                    card.title
                )?;
            }
        }
    }
    out.flush()?;
    Ok(0)
}

fn json(card: &Card) -> serde_json::Value {
    serde_json::json!({
        "id": card.id,
        "name": card.name,
        "title": card.title,
        "family": card.family(),
        "category": card.category,
        "severity": card.severity.as_str(),
        "default": if card.on { "on" } else { "off" },
        "pedantic": card.pedantic,
        "languages": match card.languages {
            Languages::Both => "both",
            Languages::Arm => "arm",
            Languages::Bicep => "bicep",
        },
        "resource_types": card.resource_types,
        "frameworks": card.framework_tags(),
        "equivalents": card.equivalents,
        "aliases": card.aliases,
        "help_uri": card.help_uri(),
    })
}
