//! Public network access: the switches of each service, their values, defaults and versions.
//!
//! Source: the providers' type definitions for paths, values and versions; schema text, PSRule and
//! Microsoft Learn for defaults; Azure Policy for what absence counts as.

use super::api_versions::{ApiVersion, Support, v};
use super::lookup::Index;

include!(concat!(env!("OUT_DIR"), "/public_access.rs"));

static BY_TYPE: Index<Access> = Index::new(&SERVICES, |access| access.name);
static BY_CARRIER: Index<FlagAt> = Index::new(&PLACES, |at| at.on);

/// A service with switches for public network access.
#[derive(Debug)]
pub struct Access {
    /// The type as its provider writes it.
    pub name: &'static str,
    /// What people call the service; set for types without an endpoint of their own.
    pub service: Option<&'static str>,
    /// The type takes no private endpoint of its own.
    pub only: bool,
    /// The governing switches: one, or several that are each open or closed.
    pub flags: &'static [Flag],
    /// Other switches of the service, some on child types.
    pub also: &'static [Flag],
    /// Why no rule reports the type.
    pub unreported: Option<&'static str>,
    /// What else to know.
    pub note: Option<&'static str>,
}

/// What a switch is to the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FlagRole {
    /// The governing switch.
    Main,
    /// What happens to callers that no address or network rule names: Deny is not open.
    DefaultAction,
    /// The same switch at another place, or an older form of it.
    Twin,
    /// About calls that the service itself makes.
    Outbound,
    /// Something else: anonymous reads, a public name.
    Other,
}

/// Why a default is taken to be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// The schema or the documentation states it.
    Documented,
    /// No schema states it; the project takes it from what the source says.
    Listed,
}

/// What an absent switch means.
#[derive(Debug)]
pub struct Default {
    /// The value it stands for.
    pub value: &'static str,
    /// Why.
    pub basis: Basis,
    /// Who says so.
    pub source: &'static str,
}

/// A switch for public network access.
#[derive(Debug)]
pub struct Flag {
    /// The type that carries it.
    pub on: &'static str,
    /// The property.
    pub path: &'static str,
    /// What it is to the service.
    pub role: FlagRole,
    /// Whether its values are booleans; they are written `true` and `false` here.
    pub boolean: bool,
    /// Whether its absence closes the service once a private endpoint leads to it.
    pub endpoint_closes: bool,
    /// The values that close the service.
    pub private: &'static [&'static str],
    /// The values that open it, in part too.
    pub public: &'static [&'static str],
    /// The values that leave it to a network security perimeter: neither open nor closed.
    pub perimeter: &'static [&'static str],
    /// What absence stands for, where that is known.
    pub default: Option<Default>,
    /// Whether a built-in policy reports a resource without it; `None` where there is no policy.
    pub absent_is_public_to_policy: Option<bool>,
    /// The first version in which it can be written; `None` where no version is known.
    pub since: Option<ApiVersion<'static>>,
    /// The first stable version in which it can be written.
    pub since_stable: Option<ApiVersion<'static>>,
    /// Versions after the first that lack it.
    pub missing_in: &'static [ApiVersion<'static>],
    /// Versions in which only the service writes it.
    pub read_only_in: &'static [ApiVersion<'static>],
    /// Whether the newest schema demands it, inside its parent.
    pub required: bool,
    /// Whether the schema takes no other values.
    pub closed: bool,
    /// The values in the schema's spelling, where they never changed.
    pub values: &'static [&'static str],
    /// The values in the schema's spelling from a version on, where they changed.
    pub values_by_api: &'static [(ApiVersion<'static>, &'static [&'static str])],
    /// Built-in policies about it.
    pub policies: &'static [&'static str],
    /// Where the service keeps its address rules: with any, it is not open.
    pub ip_rules: &'static [&'static str],
    /// The only resource name (last segment) that carries it.
    pub when_name: Option<&'static str>,
    /// The only kind that carries it.
    pub when_kind: Option<&'static str>,
    /// What else to know.
    pub note: Option<&'static str>,
    /// Why it is not firm.
    pub disputed: Option<&'static str>,
}

/// What a value of a switch does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Exposure {
    /// Open to public networks, in part or whole.
    Public,
    /// Closed.
    Private,
    /// Left to a network security perimeter.
    Perimeter,
}

/// What an absent switch does, and why we say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Absence {
    /// A stated default opens it.
    PublicByDefault,
    /// The project lists it as open.
    PublicAsListed,
    /// A built-in policy counts it as open.
    PublicToPolicy,
    /// A stated default closes it.
    PrivateByDefault,
}

impl Absence {
    /// Whether an absent switch leaves the service open.
    pub const fn is_public(self) -> bool {
        !matches!(self, Self::PrivateByDefault)
    }
}

/// Where a flag stands in the services.
#[derive(Debug)]
struct FlagAt {
    on: &'static str,
    service: usize,
    also: bool,
    number: usize,
}

impl FlagAt {
    fn flag(&self) -> Option<(&'static Access, &'static Flag)> {
        let access = SERVICES.get(self.service)?;
        let flags = if self.also { access.also } else { access.flags };
        Some((access, flags.get(self.number)?))
    }
}

/// The types that carry a switch of a service that rules speak of, children included.
pub static CARRIERS: &[&str] = &REPORTED_TYPES;

/// All services, sorted by type.
pub fn services() -> &'static [Access] {
    &SERVICES
}

/// The switches of a service, its children's included.
pub fn by_type(name: &str) -> Option<&'static Access> {
    BY_TYPE.find(name)
}

/// The switches that a type itself carries, with their services: those of `networkRuleSets` too.
pub fn flags_on(name: &str) -> impl Iterator<Item = (&'static Access, &'static Flag)> {
    BY_CARRIER.all(name).filter_map(FlagAt::flag)
}

impl Flag {
    /// What a value does; `None` for one that the switch does not know. Booleans as text.
    pub fn exposure(&self, value: &str) -> Option<Exposure> {
        let is_in = |list: &[&str]| list.iter().any(|one| one.eq_ignore_ascii_case(value.trim()));
        if is_in(self.private) {
            Some(Exposure::Private)
        } else if is_in(self.public) {
            Some(Exposure::Public)
        } else if is_in(self.perimeter) {
            Some(Exposure::Perimeter)
        } else {
            None
        }
    }

    /// What absence does: by a default first, then by policy. `None` says nothing.
    pub fn absence(&self) -> Option<Absence> {
        let by_default = self.default.as_ref().and_then(|default| {
            match (self.exposure(default.value)?, default.basis) {
                (Exposure::Public, Basis::Documented) => Some(Absence::PublicByDefault),
                (Exposure::Public, Basis::Listed) => Some(Absence::PublicAsListed),
                (Exposure::Private, _) => Some(Absence::PrivateByDefault),
                (Exposure::Perimeter, _) => None,
            }
        });
        let by_policy = self.absent_is_public_to_policy == Some(true);
        by_default.or_else(|| by_policy.then_some(Absence::PublicToPolicy))
    }

    /// Whether a version has the switch.
    pub fn support(&self, version: ApiVersion<'_>) -> Support {
        if self.read_only_in.contains(&version) {
            return Support::ReadOnly;
        }
        match self.since {
            None => Support::Unknown,
            Some(since) if version < since => Support::TooOld,
            Some(_) if self.missing_in.contains(&version) => Support::Missing,
            Some(_) => Support::Writable,
        }
    }

    /// The values that the schema of a version names, in its spelling; empty where it names none.
    pub fn values_in(&self, version: ApiVersion<'_>) -> &'static [&'static str] {
        let mut known = self.values_by_api.iter().rev();
        known.find(|(from, _)| *from <= version).map_or(self.values, |(_, values)| *values)
    }
}
