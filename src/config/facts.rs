//! What configurations say that is no matter of rules: paths, networks, names, values.

use super::entry;
use super::file::Layers;
use super::globs::{PathGlobs, id_glob};
use super::parameter_files::ParameterGlob;
use super::placeholder::{self, Placeholders};
use super::problem::Problem;
use super::settings::{Dns, Network};
use super::tree::Item;

pub(super) fn texts(item: Option<&Item>) -> Vec<String> {
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

pub(super) fn dns(layers: &Layers, problems: &mut Vec<Problem>) -> Dns {
    let by = layers.last_in("dns", "managed_by").and_then(|(_, item)| item.text());
    let mut resolver_vnets = Vec::new();
    if let Some((at, item)) = layers.last_in("dns", "resolver_vnets") {
        for (text, span) in item.texts() {
            match id_glob(text) {
                Ok(glob) => resolver_vnets.push(glob),
                Err(message) => problems.push(layers.problem(at, span, message)),
            }
        }
    }
    Dns { managed_by_policy: by == Some("policy"), resolver_vnets }
}

pub(super) fn networks(layers: &Layers, problems: &mut Vec<Problem>) -> Vec<Network> {
    let mut networks = Vec::new();
    for (glob, (at, item)) in layers.map("network") {
        let table = item.table();
        match id_glob(glob) {
            Ok(ids) => networks.push(Network {
                ids,
                location: table.get("location").and_then(Item::text).map(str::to_owned),
                prefixes: texts(table.get("prefixes")),
                dns: table.get("dns").map(|item| texts(Some(item))),
            }),
            Err(message) => problems.push(layers.problem(at, item.key, message)),
        }
    }
    networks.sort_by_key(|network| std::cmp::Reverse(network.ids.glob().glob().len()));
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
