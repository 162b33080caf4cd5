//! The rules of a run, ready to be asked: by resource type, so that a world costs only the rules that it has resources for.

use super::declarative;
use super::{Check, Rule};
use rustc_hash::FxHashMap;

/// The rules of a run.
#[derive(Default)]
pub struct RuleSet {
    /// Asked once for each world.
    pub(super) of_worlds: Vec<&'static Rule>,
    by_type: FxHashMap<String, Vec<&'static Rule>>,
    by_glob: Vec<(globset::GlobMatcher, &'static Rule)>,
    /// Rule name → rules whose finding leaves nothing for it to say.
    pub(super) shadowed: FxHashMap<&'static str, Shadow>,
}

/// Rules whose finding leaves nothing for another one to say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shadow {
    /// Their names.
    pub(super) by: &'static [&'static str],
    /// Whether only a finding at the same place does; else one on the same resource.
    pub(super) at_its_place: bool,
}

impl RuleSet {
    /// Sorts rules by what they ask of.
    pub fn new(rules: &[&'static Rule]) -> Self {
        let mut set = Self::default();
        for rule in rules {
            if !rule.shadowed_by.is_empty() {
                let at_its_place = matches!(rule.check, Check::Declarative(_));
                set.shadowed.insert(rule.card.name, Shadow { by: rule.shadowed_by, at_its_place });
            }
            let types = match &rule.check {
                Check::World(_) => {
                    set.of_worlds.push(rule);
                    continue;
                }
                Check::Resource(_) => rule.card.resource_types,
                Check::Declarative(check) => check.types,
            };
            for name in types {
                set.add(name, rule);
            }
        }
        set
    }

    fn add(&mut self, name: &str, rule: &'static Rule) {
        if name.contains(['*', '?', '[', '{']) {
            self.by_glob.extend(declarative::glob(name).map(|glob| (glob, rule)));
            return;
        }
        let rules = self.by_type.entry(name.to_ascii_lowercase()).or_default();
        if !rules.iter().any(|known| std::ptr::eq(*known, rule)) {
            rules.push(rule);
        }
    }

    /// The rules that are asked of resources of a type, which is in lower case.
    pub(super) fn of_type(&self, name: &str) -> impl Iterator<Item = &'static Rule> {
        let exact = self.by_type.get(name).map_or(&[][..], Vec::as_slice);
        let globs = self.by_glob.iter().filter(|(glob, _)| glob.is_match(name));
        let mut more: Vec<&'static Rule> = Vec::new();
        for (_, rule) in globs {
            if !exact.iter().chain(&more).any(|known| std::ptr::eq(*known, *rule)) {
                more.push(rule);
            }
        }
        exact.iter().copied().chain(more)
    }
}
