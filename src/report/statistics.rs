//! How often each rule was met.

use super::{Options, shown, text};
use crate::finding::Report;
use crate::rule::Card;
use std::collections::BTreeMap;
use std::io;

/// The rules with findings that are told and their numbers, the commonest first.
pub fn counts(
    report: &Report,
    options: &Options,
) -> impl Iterator<Item = (&'static Card, usize)> + use<> {
    let mut counts: BTreeMap<&str, (&'static Card, usize)> = BTreeMap::new();
    for finding in shown(report, options) {
        counts.entry(finding.card.id).or_insert((finding.card, 0)).1 += 1;
    }
    let mut counts: Vec<_> = counts.into_values().collect();
    counts.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    counts.into_iter()
}

/// Writes a table: number, rule, name, title.
pub fn write(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    for (card, number) in counts(report, options) {
        writeln!(
            out,
            "{number:>6}  {}  {}: {}",
            card.id,
            text::line(card.name),
            text::line(card.title)
        )?;
    }
    Ok(())
}

/// Writes `[{"rule": …, "name": …, "count": …}]`.
pub fn write_json(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let rows: Vec<serde_json::Value> = counts(report, options)
        .map(|(card, number)| serde_json::json!({"rule": card.id, "name": card.name, "count": number}))
        .collect();
    writeln!(out, "{}", text::json(&serde_json::to_string_pretty(&rows)?))
}
