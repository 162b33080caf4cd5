//! Service tags. Source: Microsoft's service tag overview of late 2023, so newer tags are missing:
//! an unknown tag is information, never an error.

use super::lookup::Index;

include!(concat!(env!("OUT_DIR"), "/service_tags.rs"));

static BY_NAME: Index<ServiceTag> = Index::new(&TAGS, |tag| tag.name);
static IRREGULAR_BY_NAME: Index<(&str, &str)> = Index::new(&IRREGULAR, |(name, _)| name);

/// The direction of traffic for which a tag is recommended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the service.
    Inbound,
    /// To the service.
    Outbound,
    /// Both ways.
    Both,
}

/// A service tag.
#[derive(Debug)]
pub struct ServiceTag {
    /// The name.
    pub name: &'static str,
    /// The recommended direction.
    pub direction: Direction,
    /// Whether `Tag.Region` is a form of it.
    pub regional: bool,
    /// Whether Azure Firewall takes it, as a destination.
    pub firewall: bool,
    /// Whether a route takes it as its prefix.
    pub routes: bool,
    /// What else to know.
    pub note: Option<&'static str>,
}

/// A tag with the region that a rule narrows it to.
#[derive(Debug, Clone, Copy)]
pub struct Use<'t> {
    /// The tag.
    pub tag: &'static ServiceTag,
    /// The region as written, or as an irregular name spells it.
    pub region: Option<&'t str>,
}

/// All tags, sorted by name.
pub fn all() -> &'static [ServiceTag] {
    &TAGS
}

/// The tag that a rule names, perhaps with a region: `Storage.WestEurope`.
pub fn by_name(name: &str) -> Option<Use<'_>> {
    let irregular = IRREGULAR_BY_NAME.find(name).map(|(_, region)| *region);
    if let Some(tag) = BY_NAME.find(name) {
        return Some(Use { tag, region: irregular });
    }
    let (tag, region) = name.rsplit_once('.')?;
    Some(Use { tag: BY_NAME.find(tag)?, region: irregular.or(Some(region)) })
}

/// Names seen in templates that the overview does not list.
pub fn seen_elsewhere() -> &'static [&'static str] {
    SEEN
}
