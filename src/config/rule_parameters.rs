//! Parameters of rules.

use super::file::Layers;
use super::problem::Problem;
use super::tree::Value;
use crate::rule::RuleIndex;
use crate::source::Span;
use crate::suggest::closest;
use std::collections::BTreeMap;

/// A parameter that a rule takes.
#[derive(Debug, Clone, Copy)]
pub struct RuleParameter {
    /// The rule's id.
    pub rule: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub about: &'static str,
}

/// What the rules of armlint can be told by the configuration.
pub const RULE_PARAMETERS: [RuleParameter; 4] = [
    RuleParameter {
        rule: "GV190",
        name: "types",
        about: "A regular expression for the names of each resource type.",
    },
    RuleParameter {
        rule: "GV191",
        name: "tags",
        about: "Names of tags, or a table of regular expressions for their values.",
    },
    RuleParameter {
        rule: "PA090",
        name: "most",
        about: "How many firewall rules a server may have.",
    },
    RuleParameter {
        rule: "PA091",
        name: "most",
        about: "How many public addresses the firewall rules of a server may let in.",
    },
];

/// The configured parameters.
#[derive(Debug, Clone, Default)]
pub(super) struct RuleParameters {
    values: BTreeMap<(&'static str, String), Value>,
    places: Vec<(&'static str, usize, Span)>,
}

impl RuleParameters {
    /// The parameters as rules are given them.
    pub(super) fn for_rules(&self, index: &RuleIndex) -> Vec<(String, String, serde_json::Value)> {
        let named = self.values.iter().filter_map(|((id, key), value)| {
            Some((index.own(id)?.name.to_owned(), key.clone(), value.to_json()))
        });
        named.collect()
    }

    /// Where parameters of rules stand: the rule's id, the number of the file, the place of the rule's table.
    pub(super) fn places(&self) -> &[(&'static str, usize, Span)] {
        &self.places
    }
}

/// Reads the tables under `[rule]`.
pub(super) fn read(
    layers: &Layers,
    index: &RuleIndex,
    known: &[RuleParameter],
    problems: &mut Vec<Problem>,
) -> RuleParameters {
    let mut read = RuleParameters::default();
    for (layer, item) in layers.each("rule") {
        for (word, table) in item.table() {
            let Some(card) = index.rule(word) else {
                let problem =
                    layers.problem(layer, table.key, format!("there is no rule '{word}'"));
                problems.push(problem.did_you_mean(index.suggestion(word)));
                continue;
            };
            read.values.retain(|(id, _), _| *id != card.id);
            read.places.push((card.id, layer, table.key));
            for (name, value) in table.table() {
                let name = name.replace('-', "_");
                match unknown(known, card.id, &name) {
                    None => {
                        read.values.insert((card.id, name), value.value.clone());
                    }
                    Some((message, help)) => {
                        let problem = layers.problem(layer, value.key, message);
                        problems.push(Problem { help, ..problem });
                    }
                }
            }
        }
    }
    read
}

/// What is wrong with a parameter's name.
fn unknown(known: &[RuleParameter], rule: &str, name: &str) -> Option<(String, Option<String>)> {
    let names = || known.iter().filter(|known| known.rule == rule).map(|known| known.name);
    if names().any(|known| known == name) {
        return None;
    }
    let message = match names().next() {
        Some(_) => format!("rule {rule} has no parameter '{name}'"),
        None => format!("rule {rule} has no parameters"),
    };
    let help = match closest(name, names()) {
        Some(meant) => Some(format!("did you mean '{meant}'?")),
        None if name == "severity" => Some("severities stand under [severity]".to_owned()),
        None => None,
    };
    Some((message, help))
}
