//! The names of the zones that a world declares or refers to.

use super::endpoint::ZONE_GROUP;
use super::network::Network;
use super::zone::ZONE;
use crate::catalogue::private_link::Zone;
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use rustc_hash::FxHashSet;

/// See the module's documentation.
#[derive(Debug, Default)]
pub struct ZoneNames {
    /// Names of zones that are there.
    known: FxHashSet<String>,
    /// Names of zones that are there once a default is overridden.
    by_default: FxHashSet<String>,
    /// Names of zones with records written by hand.
    by_hand: FxHashSet<String>,
    /// There are others whose names are not known.
    open: bool,
}

impl ZoneNames {
    /// Whether a zone is declared or referred to.
    pub fn mention(&self, zone: &Zone) -> Tri {
        match has(&self.known, zone) {
            true => Tri::Yes,
            false if self.open => Tri::Maybe,
            false => Tri::No,
        }
    }

    /// Whether a zone is there once a default is overridden.
    pub fn by_default(&self, zone: &Zone) -> bool {
        has(&self.by_default, zone)
    }

    /// Whether records are written into a zone by hand.
    pub fn by_hand(&self, zone: &Zone) -> bool {
        has(&self.by_hand, zone)
    }

    fn add<'w>(&mut self, name: Option<&str>, of: &'w Instance<'w>) {
        match name {
            Some(name) if of.presence().is_there() => self.known.insert(name.to_ascii_lowercase()),
            Some(name) => self.by_default.insert(name.to_ascii_lowercase()),
            None => {
                self.open = true;
                false
            }
        };
    }
}

fn has(names: &FxHashSet<String>, zone: &Zone) -> bool {
    if zone.name.contains('{') {
        return names.iter().any(|name| zone.matches(name).is_some());
    }
    names.contains(zone.name)
}

const CHILDREN: &str = "microsoft.network/privatednszones/";

impl<'w> Network<'w> {
    pub(super) fn read_names(&self) -> ZoneNames {
        let mut names = ZoneNames { open: self.index.is_open(), ..ZoneNames::default() };
        for instance in self.world.instances() {
            if instance.presence().never() {
                continue;
            }
            if instance.is(ZONE) {
                names.add(instance.name().as_str(), instance);
            } else if instance.is(ZONE_GROUP) {
                self.add_referred(&mut names, instance);
            } else if is_child(instance.resource_type()) {
                names.add(Self::zone_name(instance), instance);
                if let Some(name) =
                    Self::zone_name(instance).filter(|_| is_record(instance.resource_type()))
                {
                    names.by_hand.insert(name.to_ascii_lowercase());
                }
            }
        }
        names
    }

    fn add_referred(&self, names: &mut ZoneNames, instance: &'w Instance<'w>) {
        let group = self.read_group(instance);
        names.open |= group.open;
        for config in &group.configs {
            for name in config.zone.names(self.heap) {
                names.add(name.map(|(name, _)| name), instance);
            }
        }
    }
}

fn is_child(name: &str) -> bool {
    name.get(..CHILDREN.len()).is_some_and(|start| start.eq_ignore_ascii_case(CHILDREN))
}

fn is_record(name: &str) -> bool {
    ["/A", "/AAAA", "/CNAME"]
        .iter()
        .any(|end| name.len() > end.len() && name.to_ascii_uppercase().ends_with(end))
}
