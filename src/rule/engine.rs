//! Running rules over a world.

use super::RuleSet;
use super::card::Card;
use super::context::{Context, Draft};
use super::declarative::Declarative;
use super::set::Shadow;
use crate::eval::instance::Instance;
use crate::eval::world::World;
use crate::finding::Finding;
use crate::graph::landscape::RuleSettings;
use crate::source::Place;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use std::hash::BuildHasher as _;

/// A rule: its card, and its logic.
pub struct Rule {
    /// Who it is.
    pub card: Card,
    /// What it does.
    pub check: Check,
    /// Names of rules whose finding on the same resource leaves nothing for this one to say; for a rule file, whose finding at
    /// the same place, and no less sure.
    pub shadowed_by: &'static [&'static str],
}

/// The forms of logic.
#[expect(clippy::large_enum_variant, reason = "there is one for each rule, and it never moves")]
pub enum Check {
    /// Asked once for each resource of the card's types that is deployed and can be there.
    Resource(for<'w> fn(&Context<'w>, &'w Instance<'w>)),
    /// Asked once for each world.
    World(for<'w> fn(&Context<'w>)),
    /// The check of a rule file, asked like `Resource`.
    Declarative(Declarative),
}

/// Runs rules over a world. Findings about several instances of one declaration are joined.
pub fn run<'w>(world: &'w World<'w>, settings: &'w RuleSettings, rules: &RuleSet) -> Vec<Finding> {
    let context = Context::new(world, settings);
    for rule in &rules.of_worlds {
        if let Check::World(check) = rule.check {
            check(&context);
        }
    }
    let mut types: Vec<_> = context.types().collect();
    types.sort_unstable();
    for name in types {
        for rule in rules.of_type(name) {
            let deployed = context.deployed(name).filter(|instance| !instance.presence().never());
            match &rule.check {
                Check::World(_) => {}
                Check::Resource(check) => deployed.for_each(|instance| check(&context, instance)),
                Check::Declarative(check) => {
                    deployed.for_each(|instance| check.run(&context, &rule.card, instance));
                }
            }
        }
    }
    let mut drafts = context.take();
    drop_shadowed(&mut drafts, &rules.shadowed);
    join(drafts.into_iter().map(|draft| draft.finding))
}

fn drop_shadowed(drafts: &mut Vec<Draft<'_>>, shadowed: &FxHashMap<&'static str, Shadow>) {
    if shadowed.is_empty() {
        return;
    }
    let of = |draft: &Draft<'_>| {
        draft.instance.map(|instance| std::ptr::from_ref(instance).cast::<()>())
    };
    let reported: FxHashSet<_> =
        drafts.iter().map(|draft| (of(draft), draft.finding.card.name)).collect();
    let there: FxHashMap<_, _> = drafts
        .iter()
        .map(|draft| ((draft.finding.place, draft.finding.card.name), draft.finding.confidence))
        .collect();
    drafts.retain(|draft| {
        let Some(shadow) = shadowed.get(draft.finding.card.name) else { return true };
        let instance = of(draft);
        let hides = |name: &&'static str| {
            if !shadow.at_its_place {
                return reported.contains(&(instance, *name));
            }
            let other = there.get(&(draft.finding.place, *name));
            other.is_some_and(|confidence| *confidence >= draft.finding.confidence)
        };
        instance.is_none() || !shadow.by.iter().any(hides)
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
