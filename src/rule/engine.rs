//! Running rules over a world.

use super::card::Card;
use super::context::{Context, Draft, is_deployed};
use super::settings::RuleSettings;
use crate::any_case::AnyCase;
use crate::eval::instance::Instance;
use crate::eval::world::World;
use crate::finding::Finding;
use crate::source::Place;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use std::hash::BuildHasher as _;

/// A rule written in Rust: its card, and its logic.
pub struct Rule {
    /// Who it is.
    pub card: Card,
    /// What it does.
    pub check: Check,
    /// Names of rules whose finding on the same resource leaves nothing for this one to say.
    pub shadowed_by: &'static [&'static str],
}

/// The forms of logic.
pub enum Check {
    /// Asked once for each resource of the card's types that is deployed and can be there.
    Resource(for<'w> fn(&Context<'w>, &'w Instance<'w>)),
    /// Asked once for each world.
    World(for<'w> fn(&Context<'w>)),
}

/// Rules by what they look at, made once for a run.
///
/// A rule may name a hundred types and a world has a handful, so a world's types ask for their rules and not the other way
/// round: of a run over many small templates that was a fifth.
pub struct Rules<'r> {
    all: &'r [&'static Rule],
    /// Positions of the rules that look at a type, and of the type among those of the rule.
    by_type: FxHashMap<AnyCase<'static>, Vec<(usize, usize)>>,
    of_worlds: Vec<usize>,
    shadowed: FxHashMap<&'static str, &'static [&'static str]>,
}

impl<'r> Rules<'r> {
    /// Sorts rules by what they look at.
    pub fn new(all: &'r [&'static Rule]) -> Self {
        let mut by_type: FxHashMap<_, Vec<_>> = FxHashMap::default();
        let mut of_worlds = Vec::new();
        for (at, rule) in all.iter().enumerate() {
            match rule.check {
                Check::World(_) => of_worlds.push(at),
                Check::Resource(_) => {
                    for (position, name) in rule.card.resource_types.iter().enumerate() {
                        by_type.entry(AnyCase(name)).or_default().push((at, position));
                    }
                }
            }
        }
        let shadowed = all
            .iter()
            .filter(|rule| !rule.shadowed_by.is_empty())
            .map(|rule| (rule.card.name, rule.shadowed_by))
            .collect();
        Self { all, by_type, of_worlds, shadowed }
    }

    /// The rules that have something to look at in a world, in their order, each with its resources type by type.
    fn in_world<'c, 'w>(
        &self,
        context: &'c Context<'w>,
    ) -> Vec<(usize, usize, &'c [&'w Instance<'w>])> {
        let mut calls: Vec<_> = self.of_worlds.iter().map(|at| (*at, 0, &[][..])).collect();
        for group in context.by_type.groups() {
            for (at, position) in self.by_type.get(&AnyCase(group.name)).into_iter().flatten() {
                calls.push((*at, *position, group.instances.as_slice()));
            }
        }
        calls.sort_unstable_by_key(|(at, position, _)| (*at, *position));
        calls
    }
}

/// Runs rules over a world. Findings about several instances of one declaration are joined.
pub fn run<'w>(
    world: &'w World<'w>,
    settings: &'w RuleSettings,
    rules: &Rules<'_>,
) -> Vec<Finding> {
    let context = Context::new(world, settings);
    for (at, _, instances) in rules.in_world(&context) {
        match rules.all[at].check {
            Check::World(check) => check(&context),
            Check::Resource(check) => {
                for instance in instances.iter().filter(|instance| is_deployed(instance)) {
                    if !instance.presence().never() {
                        check(&context, instance);
                    }
                }
            }
        }
    }
    let mut drafts = context.take();
    drop_shadowed(&mut drafts, rules);
    join(drafts.into_iter().map(|draft| draft.finding))
}

fn drop_shadowed(drafts: &mut Vec<Draft<'_>>, rules: &Rules<'_>) {
    let of = |draft: &Draft<'_>| {
        draft.instance.map(|instance| std::ptr::from_ref(instance).cast::<()>())
    };
    let reported: FxHashSet<_> =
        drafts.iter().map(|draft| (of(draft), draft.finding.card.name)).collect();
    drafts.retain(|draft| {
        let by = rules.shadowed.get(draft.finding.card.name).copied().unwrap_or_default();
        let instance = of(draft);
        instance.is_none() || !by.iter().any(|name| reported.contains(&(instance, *name)))
    });
}

/// Joins findings of one rule about one property at one place: over loops, callers and worlds.
pub fn join(findings: impl IntoIterator<Item = Finding>) -> Vec<Finding> {
    let mut index: HashTable<usize> = HashTable::new();
    let mut joined: Vec<Finding> = Vec::new();
    for finding in findings {
        let hash = FxBuildHasher.hash_one(key(&finding));
        let same = |at: &usize| key(&joined[*at]) == key(&finding);
        match index.entry(hash, same, |at| FxBuildHasher.hash_one(key(&joined[*at]))) {
            Entry::Vacant(entry) => {
                entry.insert(joined.len());
                joined.push(finding);
            }
            Entry::Occupied(entry) => merge(&mut joined[*entry.get()], finding),
        }
    }
    joined
}

/// What findings have in common that are one.
fn key(finding: &Finding) -> (&str, Place, Option<&str>, Option<&str>) {
    let subject = finding.subject.as_ref().map(|subject| subject.resource_type.as_str());
    (finding.card.id, finding.place, finding.property.as_deref(), subject)
}

fn merge(first: &mut Finding, other: Finding) {
    first.instances = first.instances.saturating_add(other.instances);
    first.severity = first.severity.max(other.severity);
    first.confidence = first.confidence.max(other.confidence);
    for path in other.parameters {
        if !first.parameters.contains(&path) {
            first.parameters.push(path);
        }
    }
    for label in other.related {
        if !first.related.contains(&label) && first.related.len() < 32 {
            first.related.push(label);
        }
    }
}
