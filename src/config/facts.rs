//! What configurations say that is no matter of rules: paths, networks, names, values.

use super::entry;
use super::file::Layers;
use super::globs::{PathGlobs, id_glob};
use super::parameter_files::ParameterGlob;
use super::placeholder::{self, Placeholders};
use super::problem::Problem;
use super::tree::Item;
use crate::catalogue::clouds::Cloud;
use crate::graph::landscape::{NetworkFacts, RuleSettings};

fn texts(item: Option<&Item>) -> Vec<String> {
    item.into_iter().flat_map(Item::texts).map(|(text, _)| text.to_owned()).collect()
}

pub(super) fn globs(
    layers: &Layers,
    at: usize,
    item: &Item,
    problems: &mut Vec<Problem>,
) -> PathGlobs {
    entry::paths(layers, at, item).unwrap_or_else(|problem| {
        problems.push(problem);
        PathGlobs::default()
    })
}

pub(super) fn exclude(layers: &Layers, problems: &mut Vec<Problem>) -> PathGlobs {
    for (at, item) in layers.each("exclude") {
        globs(layers, at, item, problems);
    }
    let all: Vec<&str> = layers.texts("exclude").map(|(_, text, _)| text).collect();
    PathGlobs::new(&layers.base, all).unwrap_or_default()
}

pub(super) fn placeholders(layers: &Layers, problems: &mut Vec<Problem>) -> Placeholders {
    for (layer, text, span) in
        layers.texts("placeholders").chain(layers.texts("extend_placeholders"))
    {
        if text.matches('*').count() > placeholder::MOST_STARS
            || text.replace('*', "").trim().is_empty()
        {
            let most = placeholder::MOST_STARS;
            let message = format!("a placeholder pattern has text and at most {most} stars");
            problems.push(layers.problem(layer, span, message));
        }
    }
    let own = layers.last("placeholders").map(|(_, item)| item);
    let mut patterns: Vec<&str> = match own {
        Some(item) => item.texts().map(|(text, _)| text).collect(),
        None => placeholder::DEFAULT.to_vec(),
    };
    patterns.extend(layers.texts("extend_placeholders").map(|(_, text, _)| text));
    Placeholders::new(patterns)
}

/// What rules ask for; their parameters aside.
pub(super) fn rules(layers: &Layers, problems: &mut Vec<Problem>) -> RuleSettings {
    let cloud = layers.last("cloud").and_then(|(_, item)| Cloud::by_name(item.text()?));
    let by = layers.last_in("dns", "managed_by").and_then(|(_, item)| item.text());
    RuleSettings {
        cloud: cloud.unwrap_or_default(),
        dns_by_policy: by == Some("policy"),
        resolver_vnets: resolvers(layers, problems),
        networks: networks(layers, problems),
        allowed_regions: texts(layers.last("allowed_regions").map(|(_, item)| item)),
        parameters: Vec::new(),
    }
}

fn resolvers(layers: &Layers, problems: &mut Vec<Problem>) -> Vec<String> {
    let Some((at, item)) = layers.last_in("dns", "resolver_vnets") else { return Vec::new() };
    for (text, span) in item.texts() {
        if let Err(message) = id_glob(text) {
            problems.push(layers.problem(at, span, message));
        }
    }
    texts(Some(item))
}

/// The longest pattern first, as the closest one.
fn networks(layers: &Layers, problems: &mut Vec<Problem>) -> Vec<NetworkFacts> {
    let mut networks = Vec::new();
    for (glob, (at, item)) in layers.map("network") {
        if let Err(message) = id_glob(glob) {
            problems.push(layers.problem(at, item.key, message));
        }
        let table = item.table();
        networks.push(NetworkFacts {
            id: glob.to_owned(),
            location: table.get("location").and_then(Item::text).map(str::to_owned),
            prefixes: texts(table.get("prefixes")),
            dns: table.get("dns").map(|item| texts(Some(item))),
        });
    }
    networks.sort_by_key(|network| std::cmp::Reverse(network.id.len()));
    networks
}

pub(super) fn parameters(layers: &Layers, problems: &mut Vec<Problem>) -> Vec<ParameterGlob> {
    let mut globs = Vec::new();
    for (templates, (at, item)) in layers.map("parameters") {
        for (pattern, span) in item.texts() {
            match ParameterGlob::new(&layers.base, templates, pattern) {
                Ok(glob) => globs.push(glob),
                Err(message) => problems.push(layers.problem(at, span, message)),
            }
        }
    }
    globs
}
