//! Names that no service uses, but that are close to one that is used.

use super::{NAMES, PATTERNS, ZoneName, by_name, wrong};
use crate::catalogue::clouds::Cloud;
use std::cmp::Reverse;

/// Why a zone name is suspicious.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// It is on the list of frequent wrong names.
    KnownWrong,
    /// It has blanks around a known name.
    Blanks,
    /// A letter or two away from a known name.
    Misspelt,
    /// A service word and an ending of known zones, but not together.
    SameService,
    /// The public domain of a service, without `privatelink`.
    PublicDomain,
}

/// A suspicious zone name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suspicion {
    /// Why.
    pub reason: Reason,
    /// The known name that is nearest, perhaps with placeholders; `None` where no zone is right.
    pub nearest: Option<&'static str>,
    /// What is known about a frequent wrong name.
    pub note: Option<&'static str>,
}

/// Labels that name no service: they join two zones by accident only.
const COMMON: [&str; 21] = [
    "privatelink",
    "azure",
    "windows",
    "microsoft",
    "core",
    "net",
    "com",
    "io",
    "ms",
    "us",
    "cn",
    "api",
    "data",
    "service",
    "services",
    "database",
    "cloudapp",
    "cloud",
    "chinacloudapi",
    "usgovcloudapi",
    "prod",
];

/// Judges a zone name that no service uses: is it close to one that is used? A known name, a
/// foreign ending and a word that no service has are silent.
pub fn suspicious(name: &str) -> Option<Suspicion> {
    let found = |reason, nearest| Some(Suspicion { reason, nearest, note: None });
    let bare = name.trim();
    if bare.len() != name.len() {
        return by_name(bare).and_then(|zone| found(Reason::Blanks, Some(zone.name)));
    }
    let name = bare.strip_suffix('.').unwrap_or(bare).to_ascii_lowercase();
    if let Some(entry) = wrong(&name) {
        let nearest = entry.right.first().copied();
        return Some(Suspicion { reason: Reason::KnownWrong, nearest, note: entry.note });
    }
    if by_name(&name).is_some() {
        return None;
    }
    let (first, rest) = name.split_once('.')?;
    if first == "privatelink" {
        let (reason, zone) = nearest(&name)?;
        return found(reason, Some(zone.name));
    }
    if let Some(zone) = by_name(&format!("privatelink.{name}")) {
        return found(Reason::PublicDomain, Some(zone.name));
    }
    let slip = first.starts_with('p') && distance(first, "privatelink") <= 2;
    let zone = if slip { by_name(&format!("privatelink.{rest}")) } else { None };
    zone.and_then(|zone| found(Reason::Misspelt, Some(zone.name)))
}

/// The used zone that an unused name is nearest to.
fn nearest(name: &str) -> Option<(Reason, &'static ZoneName)> {
    let cloud = cloud_of(name);
    let peers = || NAMES.iter().chain(&PATTERNS).filter(|zone| is_peer(zone, cloud));
    let shared = |zone: &ZoneName, slips| words(zone.name).filter(|w| has(name, w, slips)).count();
    let best = |slips| {
        let rank = |zone: &&ZoneName| (shared(zone, slips), Reverse(distance(name, zone.name)));
        peers().max_by_key(rank).filter(|zone| shared(zone, slips) > 0)
    };
    let is_long_as = |zone: &&ZoneName| zone.name.len().abs_diff(name.len()) <= 2;
    let alike = peers().filter(is_long_as).map(|zone| (distance(name, zone.name), zone));
    let close = alike.filter(|(far, _)| *far <= 2);
    let close = close.min_by_key(|(far, zone)| (Reverse(shared(zone, false)), *far));
    let ending_is_known = peers().any(|zone| ending(zone.name) == ending(name));
    let same = |slips| best(slips).filter(|_| ending_is_known).map(|z| (Reason::SameService, z));
    match close {
        Some((_, zone)) if shared(zone, false) > 0 => Some((Reason::Misspelt, zone)),
        Some((far, zone)) if far == 1 || name.len() > 28 => {
            same(false).or(Some((Reason::Misspelt, zone)))
        }
        _ => same(false).or_else(|| same(true)),
    }
}

/// A zone that one may have meant: of the same cloud, and not one to avoid.
fn is_peer(zone: &ZoneName, cloud: Cloud) -> bool {
    let used = !zone.users.is_empty() && !zone.never_create() && !zone.is_legacy();
    used && zone.name.starts_with("privatelink.") && cloud_of(zone.name) == cloud
}

/// The cloud of an ending.
fn cloud_of(name: &str) -> Cloud {
    let last = name.rsplit('.').next().unwrap_or_default();
    if last == "us" || name.ends_with("usgovcloudapi.net") {
        Cloud::UsGov
    } else if last == "cn" || name.ends_with("chinacloudapi.cn") {
        Cloud::China
    } else {
        Cloud::Public
    }
}

/// The last two labels.
fn ending(name: &str) -> &str {
    let start = name.rmatch_indices('.').nth(1).map_or(0, |(at, _)| at + 1);
    name.get(start..).unwrap_or(name)
}

/// The labels that name a service.
fn words(name: &'static str) -> impl Iterator<Item = &'static str> {
    let names_service = |label: &&str| !label.contains('{') && !COMMON.contains(label);
    name.split('.').filter(names_service)
}

/// Whether a label of the name is the word; with `slips`, nearly so where the word is long.
fn has(name: &str, word: &str, slips: bool) -> bool {
    let slip = usize::from(slips && word.len() > 5);
    // Each character more is a slip more.
    let is_it = |label: &str| label.len().abs_diff(word.len()) <= slip;
    name.split('.').any(|label| is_it(label) && distance(label, word) <= slip)
}

/// Levenshtein's distance.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, y) in row.iter_mut().skip(1).zip(b.bytes()) {
            let swap = diagonal + usize::from(!x.eq_ignore_ascii_case(&y));
            diagonal = *cell;
            left = swap.min(left + 1).min(diagonal + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or_default()
}
