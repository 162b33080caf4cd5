//! How a service stands to public networks: open, closed, or neither for certain.

use super::Graph;
use super::targets;
use crate::catalogue::api_versions::{ApiVersion, Support};
use crate::catalogue::public_access::{self, Absence, Access, Exposure, Flag, FlagRole};
use crate::eval::equal::{self, Tri};
use crate::eval::instance::Instance;
use crate::eval::resource_id::ResourceId;
use crate::eval::value::{Data, Val};
use crate::finding::Confidence;
use crate::look::words;
use crate::look::{Look, Spot, judge};

/// A switch that leaves a service open.
#[derive(Debug)]
pub struct Opening<'w> {
    /// The switch.
    pub flag: &'static Flag,
    /// Where it stands, or would stand.
    pub spot: Spot<'w>,
    /// How sure it is.
    pub confidence: Confidence,
    /// Why it is open.
    pub why: Why,
}

/// Why a service is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The switch is set so.
    Set,
    /// The switch is not set.
    Absent(Absence),
    /// The api version does not know the switch, whatever is written.
    NotKnown(Support),
}

/// What leaves a service open to public networks, when it is certain to be.
pub fn opening<'w>(graph: &Graph<'w>, instance: &'w Instance<'w>) -> Option<Opening<'w>> {
    let access = public_access::by_type(instance.resource_type())
        .filter(|access| access.unreported.is_none())?;
    let applies = |flag: &&Flag| applies(flag, instance);
    let mut opening =
        access.flags.iter().filter(applies).find_map(|flag| flag_opening(instance, flag))?;
    let unrestricted = unrestricted(graph, instance, access)?;
    opening.confidence = opening.confidence.min(unrestricted);
    Some(opening)
}

/// What a child such as `networkRuleSets` opens by itself: only what is written counts.
pub fn child_opening<'w>(instance: &'w Instance<'w>) -> Option<Opening<'w>> {
    let flags = || public_access::flags_on(instance.resource_type()).map(|(_, flag)| flag);
    let twins = flags().filter(|flag| flag.role == FlagRole::Twin && applies(flag, instance));
    let mut opening = twins
        .filter_map(|flag| flag_opening(instance, flag))
        .find(|opening| opening.why == Why::Set)?;
    for flag in flags() {
        let mut allowed = flag.ip_rules.iter().map(|path| no_rules(instance, path));
        let rules = allowed.try_fold(Confidence::High, |least, one| Some(least.min(one?)))?;
        opening.confidence = opening.confidence.min(rules);
        if flag.role == FlagRole::DefaultAction {
            opening.confidence = opening.confidence.min(no_private(instance, flag)?);
        }
    }
    Some(opening)
}

/// Whether all governing switches of a service are closed.
pub fn is_closed<'w>(instance: &'w Instance<'w>) -> Tri {
    let Some(access) = public_access::by_type(instance.resource_type()) else { return Tri::Maybe };
    let flags = access.flags.iter().filter(|flag| applies(flag, instance));
    let answers = flags.map(|flag| match instance.look(flag.path) {
        Look::Found(spot) => {
            spot.value.map_or(Tri::Maybe, |value| has(flag, value, Exposure::Private))
        }
        Look::Missing(_) => match flag.absence() {
            Some(Absence::PrivateByDefault) => Tri::Yes,
            _ => Tri::No,
        },
        Look::Unknown => Tri::Maybe,
    });
    answers.reduce(Tri::and).unwrap_or(Tri::Maybe)
}

/// Whether a resource can carry a switch, by its name and kind.
pub fn applies<'w>(flag: &Flag, instance: &'w Instance<'w>) -> bool {
    let is_named = |name: &'static str| {
        let own = instance.resource_id().and_then(ResourceId::name);
        own.is_some_and(|own| equal::is_text(own, name).is_yes())
    };
    let is_kind = |kind: &'static str| words::says(instance, "kind", &[kind]).is_yes();
    flag.when_name.is_none_or(is_named) && flag.when_kind.is_none_or(is_kind)
}

/// Whether the api version of a resource has a switch.
pub fn support(instance: &Instance<'_>, flag: &Flag) -> Support {
    let version = instance.api_version().and_then(ApiVersion::parse);
    version.map_or(Support::Unknown, |version| flag.support(version))
}

fn flag_opening<'w>(instance: &'w Instance<'w>, flag: &'static Flag) -> Option<Opening<'w>> {
    let support = support(instance, flag);
    let unknown_to_version = matches!(support, Support::TooOld | Support::Missing);
    let (spot, confidence, why) = match instance.look(flag.path) {
        // What only the service sets is as absent; where that is open, rules alone could have closed it.
        _ if support == Support::ReadOnly && flag.absent_is_public_to_policy != Some(true) => {
            return None;
        }
        Look::Unknown => return None,
        Look::Found(_) if support == Support::ReadOnly => return None,
        Look::Found(spot) if unknown_to_version => {
            dropped(flag)?;
            (spot, Confidence::High, Why::NotKnown(support))
        }
        Look::Found(spot) => {
            let confidence = judge(spot.value?, |value| opens(flag, value))?;
            let set = judge(spot.value?, |value| has(flag, value, Exposure::Public)).is_some();
            let why = if set { Why::Set } else { Why::Absent(flag.absence()?) };
            (spot, confidence, why)
        }
        Look::Missing(spot) => {
            let why = if matches!(support, Support::TooOld | Support::ReadOnly) {
                dropped(flag)?;
                Why::NotKnown(support)
            } else {
                Why::Absent(flag.absence().filter(|absence| absence.is_public())?)
            };
            let confidence = spot.confidence();
            (Spot { path: flag.path.to_owned(), ..spot }, confidence, why)
        }
    };
    let confidence = if flag.disputed.is_some() { Confidence::Low } else { confidence };
    Some(Opening { flag, spot, confidence, why })
}

/// Whether a service without the switch is open, because there is no other way to close it. A switch that never left the
/// previews says nothing about the versions without it.
fn dropped(flag: &Flag) -> Option<()> {
    let open = match flag.absence() {
        Some(absence) => absence.is_public(),
        None => flag.absent_is_public_to_policy.is_none() && flag.since_stable.is_some(),
    };
    open.then_some(())
}

/// Whether a value opens: nothing, and an empty text, open where absence does.
fn opens(flag: &Flag, value: Val<'_>) -> Tri {
    let is_nothing = value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty());
    if is_nothing {
        return flag.absence().is_some_and(Absence::is_public).into();
    }
    has(flag, value, Exposure::Public)
}

/// Whether a value has this effect.
fn has(flag: &Flag, value: Val<'_>, wanted: Exposure) -> Tri {
    let by = |text: &str| flag.exposure(text).map_or(Tri::Maybe, |is| (is == wanted).into());
    match value.data {
        Data::Str(text) => by(text),
        Data::Bool(value) => by(if value { "true" } else { "false" }),
        Data::Int(value) => by(&value.to_string()),
        Data::Null => Tri::No,
        Data::OneOf(values) => equal::every(values.iter().map(|value| has(flag, value, wanted))),
        _ => Tri::Maybe,
    }
}

/// Settings that put a service inside a network, so that its public side is closed without the switch.
const INSIDE: &[(&str, &str)] = &[
    ("Microsoft.DBforMySQL/flexibleServers", "properties.network.delegatedSubnetResourceId"),
    ("Microsoft.DBforPostgreSQL/flexibleServers", "properties.network.delegatedSubnetResourceId"),
    ("Microsoft.Cache/redis", "properties.subnetId"),
    ("Microsoft.DocumentDB/databaseAccounts", FILTERED),
    ("Microsoft.Kusto/clusters", "properties.virtualNetworkConfiguration.subnetId"),
];

/// Children that let in nobody but the addresses they name.
const GATES: &[(&str, &str)] = &[("Microsoft.Cache/redis", "Microsoft.Cache/redis/firewallRules")];

/// The switch of Cosmos DB for its network rules, and these rules.
const FILTER: &str = "properties.isVirtualNetworkFilterEnabled";
const FILTERED: &str = "properties.virtualNetworkRules";

/// Other switches that close the public side when they are set.
const INTERNAL: &[&str] =
    &["properties.virtualNetworkType", "properties.vnetConfiguration.internal"];

/// How sure it is that nothing else narrows the service down: no default action of Deny, no address rules, no switch at
/// another place. `None` where something does, or may.
fn unrestricted<'w>(
    graph: &Graph<'w>,
    instance: &'w Instance<'w>,
    access: &'static Access,
) -> Option<Confidence> {
    let mut least = Confidence::High;
    // Network rules of an account whose filter is off are not in force.
    let filter_is_off =
        words::is_set(instance, FILTER).is_yes() && words::is_on(instance, FILTER).is_no();
    let inside = INSIDE.iter().filter(|(name, _)| instance.is(name));
    for (_, path) in inside.filter(|(_, path)| !(filter_is_off && *path == FILTERED)) {
        least = least.min(no_rules(instance, path)?);
    }
    let mut gates = GATES.iter().filter(|(name, _)| instance.is(name));
    if gates.any(|(_, gate)| !targets::children_of(graph, instance, gate).is_empty()) {
        return None;
    }
    for flag in access.flags.iter().chain(access.also) {
        for carrier in carriers(graph, instance, flag) {
            for path in flag.ip_rules {
                least = least.min(no_rules(carrier, path)?);
            }
            if closes(flag) {
                least = least.min(no_private(carrier, flag)?);
            }
        }
    }
    Some(least)
}

/// Whether a switch beside the governing one closes the service. The older switch of workspaces has a rule of its own.
fn closes(flag: &Flag) -> bool {
    match flag.role {
        FlagRole::DefaultAction => true,
        FlagRole::Twin => !flag.boolean,
        FlagRole::Other => INTERNAL.contains(&flag.path),
        FlagRole::Main | FlagRole::Outbound => false,
    }
}

fn carriers<'w>(
    graph: &Graph<'w>,
    instance: &'w Instance<'w>,
    flag: &Flag,
) -> Vec<&'w Instance<'w>> {
    if instance.is(flag.on) {
        return vec![instance];
    }
    let children = targets::children_of(graph, instance, flag.on);
    children.into_iter().filter(|child| applies(flag, child)).collect()
}

/// How sure it is that a switch does not close.
fn no_private<'w>(instance: &'w Instance<'w>, flag: &Flag) -> Option<Confidence> {
    match instance.look(flag.path) {
        Look::Missing(spot) => Some(spot.confidence()),
        Look::Found(spot) => {
            judge(spot.value?, |value| match has(flag, value, Exposure::Private) {
                Tri::Maybe if value.as_str().is_some() => Tri::Yes,
                answer => answer.negate(),
            })
        }
        Look::Unknown => None,
    }
}

/// How sure it is that no address rules stand at a path.
fn no_rules<'w>(instance: &'w Instance<'w>, path: &str) -> Option<Confidence> {
    match instance.look(path) {
        Look::Missing(spot) => Some(spot.confidence()),
        Look::Found(spot) => judge(spot.value?, |value| words::is_something(value).negate()),
        Look::Unknown => None,
    }
}
