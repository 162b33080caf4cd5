//! Suppressions and exemptions of the configuration, applied.

use super::{Context, Linted, about, because};
use crate::config::Entry;
use crate::finding::{Finding, Sources, Suppression, SuppressionKind};
use crate::rule::{Card, own};
use crate::source::{FileId, Place};
use std::sync::Arc;

/// An entry while findings are looked at.
struct State<'c> {
    entry: &'c Entry,
    expired: bool,
    used: bool,
}

/// All entries of the configuration.
pub(super) struct Entries<'c> {
    states: Vec<State<'c>>,
}

impl<'c> Entries<'c> {
    pub(super) fn new(context: &Context<'c>) -> Self {
        let state = |entry: &'c Entry| State {
            entry,
            expired: entry.expires.is_some_and(|day| day < context.today),
            used: false,
        };
        Self { states: context.settings.entries.iter().map(state).collect() }
    }

    /// The suppression of a finding; every entry that covers it counts as used.
    pub(super) fn hide(
        &mut self,
        finding: &Finding,
        path: &str,
        context: &Context<'_>,
    ) -> Option<Suppression> {
        if own::never_hidden(finding.card) {
            return None;
        }
        let mut found = None;
        for state in &mut self.states {
            let entry = state.entry;
            let covers = entry.cards.iter().any(|card| card.id == finding.card.id)
                && entry.covers_path(path)
                && entry.covers_resource(finding.subject.as_ref());
            if !covers {
                continue;
            }
            state.used = true;
            if !state.expired && context.settings.may_hide(entry, finding.card) {
                found.get_or_insert_with(|| suppression(entry));
            }
        }
        found
    }

    /// The findings about these entries. Those of files that others extend are for many repositories, and only reported when
    /// they are past their day and would hide something here.
    pub(super) fn report(
        self,
        files: &[Linted],
        sources: &mut Sources,
        context: &Context<'_>,
    ) -> Vec<Finding> {
        let main = context.settings.layers.files.len().saturating_sub(1);
        let paths: Vec<String> = files
            .iter()
            .filter_map(|linted| sources.get(linted.file).map(|source| source.path.clone()))
            .collect();
        let all_seen = files.iter().all(|linted| linted.complete);
        let mut findings = Vec::new();
        for state in self.states {
            let own_file = state.entry.layer == main;
            let fault = if state.expired {
                (state.used || own_file).then(|| (&own::SUPPRESSION_EXPIRED, expired(state.entry)))
            } else if !state.used
                && own_file
                && all_seen
                && could_be_used(state.entry, &paths, context)
            {
                Some((&own::SUPPRESSION_UNUSED, unused(state.entry)))
            } else {
                None
            };
            if let Some((card, message)) = fault {
                findings.push(at_entry(state.entry, sources, context, card, message));
            }
        }
        findings
    }
}

fn suppression(entry: &Entry) -> Suppression {
    Suppression {
        kind: SuppressionKind::Config,
        reason: entry.reason.clone(),
        place: Some(entry.place()),
    }
}

/// Whether the run would have shown a finding for this entry: all files were looked at, or one of those that it names.
fn could_be_used(entry: &Entry, paths: &[String], context: &Context<'_>) -> bool {
    let covered = paths.iter().find(|path| entry.covers_path(path));
    let seen = context.whole || (entry.has_paths() && covered.is_some());
    let runs = |card: &Card| match covered {
        Some(path) => context.settings.selects(card, path),
        None => context.settings.runs(card),
    };
    seen && entry.cards.iter().all(|card| runs(card))
}

fn names(entry: &Entry) -> String {
    entry.cards.iter().map(|card| format!("'{}'", card.name)).collect::<Vec<_>>().join(", ")
}

fn what(entry: &Entry) -> &'static str {
    if entry.exemption { "exemption" } else { "suppression" }
}

fn expired(entry: &Entry) -> String {
    let day = entry.expires.map_or(String::new(), |day| day.to_string());
    let owner = entry.owner.as_ref().map_or(String::new(), |owner| format!(" (owner: '{owner}')"));
    format!(
        "The {} of {} ended on '{day}'{owner}{}.",
        what(entry),
        names(entry),
        because(&entry.reason)
    )
}

fn unused(entry: &Entry) -> String {
    format!("The {} of {} hides nothing{}.", what(entry), names(entry), because(&entry.reason))
}

fn at_entry(
    entry: &Entry,
    sources: &mut Sources,
    context: &Context<'_>,
    card: &'static Card,
    message: String,
) -> Finding {
    let file = number(sources, entry);
    about(context, sources, card, Place { file, span: entry.span }, message)
}

/// The number of the configuration file among the texts of the run.
fn number(sources: &mut Sources, entry: &Entry) -> FileId {
    let known = (0..).map(FileId).map_while(|id| sources.get(id).map(|source| (id, source)));
    let found = { known }.find(|(_, source)| Arc::ptr_eq(source, &entry.source)).map(|(id, _)| id);
    found.unwrap_or_else(|| sources.add(Arc::clone(&entry.source)))
}
