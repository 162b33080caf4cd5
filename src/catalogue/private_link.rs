//! Private link: which types take a private endpoint, their groups, the zones of a group.
//!
//! Source: Microsoft Learn (private-endpoint-dns, private-endpoint-overview), Azure Policy, Azure
//! Verified Modules, ALZ; each group and zone names its own in `sources`.

use super::clouds::Cloud;
use super::lookup::Index;
use super::pattern::{self, Bindings};

include!(concat!(env!("OUT_DIR"), "/private_link.rs"));

static BY_TYPE: Index<LinkType> = Index::new(&TYPES, |link| link.name);

/// A type that takes, or by its schema can take, a private endpoint.
#[derive(Debug)]
pub struct LinkType {
    /// The type as its provider writes it.
    pub name: &'static str,
    /// What people call the service.
    pub service: &'static str,
    /// Why the type is not in full use: retired, preview only.
    pub status: Option<&'static str>,
    /// Which tiers take an endpoint, where the sources say it.
    pub sku: Option<&'static str>,
    /// What else to know.
    pub note: Option<&'static str>,
    /// Its groups; empty where no source prints one.
    pub groups: &'static [Group],
    /// Which groups a kind of the resource has.
    pub kinds: &'static [KindGroups],
}

/// The groups that a kind of a resource has.
#[derive(Debug)]
pub struct KindGroups {
    /// The kind, or the setting that makes it.
    pub kind: &'static str,
    /// Its groups; empty where only the note speaks.
    pub groups: &'static [&'static str],
    /// What else to know.
    pub note: Option<&'static str>,
}

/// A group (sub-resource) that an endpoint asks for.
#[derive(Debug)]
pub struct Group {
    /// The id; with a placeholder where it is the name of a child; empty where `groupIds` stays empty.
    pub id: &'static str,
    /// No source prints an id, only a description: `id` says nothing.
    pub described: bool,
    /// Other ids in use.
    pub aliases: &'static [&'static str],
    /// All zones, of every cloud and role.
    pub zones: &'static [Zone],
    /// Which resources of the type have the group.
    pub applies_to: Option<&'static str>,
    /// The members that the service reports for it.
    pub members: &'static [&'static str],
    /// What else to know.
    pub note: Option<&'static str>,
    /// Why the group is not firm.
    pub disputed: Option<&'static str>,
    /// Who prints the id.
    pub sources: &'static [&'static str],
    /// Built-in policies about it.
    pub policies: &'static [&'static str],
}

/// What a zone is to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Needed; all required zones of a cloud and kind are, together.
    Required,
    /// Exactly one of the alternatives is needed.
    Alternative,
    /// Needed only when its `when` holds.
    Optional,
    /// An older name: known, not recommended.
    Legacy,
    /// Shown in documentation, but its records belong in another zone: do not create it.
    NotSeparate,
}

/// A zone of a group.
#[derive(Debug)]
pub struct Zone {
    /// The name, perhaps with placeholders.
    pub name: &'static str,
    /// The cloud in which it is so.
    pub cloud: Cloud,
    /// What it is to the group.
    pub role: Role,
    /// Only for this kind of the resource; `*` is every kind without rows of its own.
    pub kind: Option<&'static str>,
    /// The case in which it is needed.
    pub when: Option<&'static str>,
    /// Why the row is not firm.
    pub disputed: Option<&'static str>,
    /// Who prints it; empty for inferred rows.
    pub sources: &'static [&'static str],
}

/// The most zone configurations that one zone group takes. Source: private-endpoint-dns-integration.
pub const MOST_ZONE_CONFIGS: usize = 5;
/// The most zone groups that one endpoint takes. Source: private-endpoint-dns-integration.
pub const MOST_ZONE_GROUPS: usize = 1;
/// Targets for which an endpoint takes no static address. Source: the limitations in private-endpoint-overview.
pub const NO_STATIC_IP: [&str; 5] = [
    "Microsoft.ContainerService/managedClusters",
    "Microsoft.Network/applicationGateways",
    "Microsoft.HDInsight/clusters",
    "Microsoft.RecoveryServices/vaults",
    "Microsoft.Network/privateLinkServices",
];

/// All types, sorted by name.
pub fn types() -> &'static [LinkType] {
    &TYPES
}

/// The facts about a type.
pub fn by_type(name: &str) -> Option<&'static LinkType> {
    BY_TYPE.find(name)
}

impl LinkType {
    /// The group with this id or alias; then one whose id is a pattern that fits.
    pub fn group(&self, id: &str) -> Option<&'static Group> {
        let mut exact = self.groups.iter();
        let mut fitting = self.groups.iter();
        exact.find(|group| group.is_named(id)).or_else(|| fitting.find(|group| group.fits(id)))
    }

    /// Whether some group of the type is known, so that another id can be called wrong.
    pub fn knows_groups(&self) -> bool {
        self.groups.iter().any(|group| !group.described)
    }

    /// Whether an endpoint leaves `groupIds` empty (private link services).
    pub fn wants_no_group(&self) -> bool {
        self.groups.iter().any(|group| group.id.is_empty() && !group.described)
    }
}

impl Group {
    fn is_named(&self, id: &str) -> bool {
        let named = !self.described && self.id.eq_ignore_ascii_case(id);
        named || self.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(id))
    }

    fn fits(&self, id: &str) -> bool {
        self.placeholder().is_some()
            && pattern::label(self.id, id, &mut Bindings::default()).is_some()
    }

    /// What the id is made of: `slotName`, `volumeGroupName`, `frontendIPConfigurationName`.
    pub fn placeholder(&self) -> Option<&'static str> {
        pattern::placeholders(self.id).next()
    }

    /// The zones in a cloud for a kind of the resource. While the kind is not known, only the
    /// rows that hold for every kind.
    pub fn zones(&self, cloud: Cloud, kind: Option<&str>) -> impl Iterator<Item = &'static Zone> {
        let own = kind.filter(|kind| self.zones.iter().any(|zone| zone.is_for(kind)));
        let other = kind.is_some() && own.is_none();
        let own = own.map(str::to_owned);
        self.zones.iter().filter(move |zone| {
            let fits = match zone.kind {
                None => true,
                Some("*") => other,
                Some(_) => own.as_deref().is_some_and(|own| zone.is_for(own)),
            };
            zone.cloud == cloud && fits
        })
    }

    /// The zones of one role.
    pub fn in_role(
        &self,
        role: Role,
        cloud: Cloud,
        kind: Option<&str>,
    ) -> impl Iterator<Item = &'static Zone> {
        self.zones(cloud, kind).filter(move |zone| zone.role == role)
    }

    /// The row of a zone with this name, in any role and for any kind; a cloud narrows it.
    pub fn zone(&self, name: &str, cloud: Option<Cloud>) -> Option<&'static Zone> {
        let here = |zone: &&Zone| cloud.is_none_or(|cloud| zone.cloud == cloud);
        self.zones.iter().filter(here).find(|zone| zone.matches(name).is_some())
    }

    /// Whether any zone is known for the cloud; where none is, none can be missing or wrong.
    pub fn knows_zones(&self, cloud: Cloud) -> bool {
        self.zones.iter().any(|zone| zone.cloud == cloud)
    }
}

impl Zone {
    fn is_for(&self, kind: &str) -> bool {
        self.kind.is_some_and(|own| own != "*" && own.eq_ignore_ascii_case(kind))
    }

    /// Whether a concrete name is this zone, and what its placeholders stand for.
    pub fn matches<'n>(&self, name: &'n str) -> Option<Bindings<'n>> {
        pattern::matches(self.name, name)
    }
}
