//! The zones that an endpoint needs, by what it connects to.

use super::end::End;
use super::endpoint::Endpoint;
use super::network::Network;
use crate::catalogue::clouds::Cloud;
use crate::catalogue::pattern::{self, Bindings};
use crate::catalogue::private_link::{self, Group, Role, Zone};
use crate::catalogue::regions;
use crate::eval::value::{Val, Value};

/// What one group of one target needs.
#[derive(Debug)]
pub struct Need<'w> {
    /// The group.
    pub group: &'static Group,
    /// The target.
    pub target: End<'w>,
    /// The target's kind, where it is known.
    pub kind: Option<&'w str>,
    /// The target's region, where it is known.
    pub region: Option<Val<'w>>,
    cloud: Cloud,
}

/// What a zone is to a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It serves.
    Serves,
    /// It serves another region: the one in its name.
    OtherRegion,
    /// It serves in another cloud.
    OtherCloud,
    /// It is an older name; a disputed fact where the flag is set.
    Older(bool),
    /// It does not serve.
    No,
}

impl<'w> Network<'w> {
    /// What an endpoint needs; `None` where the target, the group or its zones are not known.
    pub fn needs(&self, endpoint: &Endpoint<'w>) -> Option<Vec<Need<'w>>> {
        let known = !endpoint.open && !endpoint.connections.is_empty();
        let mut needs = Vec::new();
        for connection in endpoint.connections.iter().filter(|_| known) {
            let target = connection.target?;
            let link = private_link::by_type(target.resource_type()?)?;
            if connection.open || connection.group_ids.is_empty() {
                return None;
            }
            for spot in &connection.group_ids {
                let group = link.group(spot.value?.as_str()?)?;
                needs.push(self.need(group, target));
            }
        }
        needs
            .iter()
            .all(|need| need.group.knows_zones(self.settings.cloud))
            .then_some(needs)
            .filter(|_| known)
    }

    fn need(&self, group: &'static Group, target: End<'w>) -> Need<'w> {
        let instance = target.instance();
        let text = |path: &str| instance.and_then(|instance| instance.look(path).value());
        let kind = text("kind").and_then(Value::as_str);
        Need { group, target, kind, region: text("location"), cloud: self.settings.cloud }
    }
}

impl Need<'_> {
    /// The zones that are needed together.
    pub fn required(&self) -> Vec<&'static Zone> {
        let zones = self.group.in_role(Role::Required, self.cloud, self.kind);
        zones.collect()
    }

    /// The zones of which one is needed: alternatives, and those of all kinds while the kind is not known.
    pub fn any_of(&self) -> Vec<&'static Zone> {
        let is_choice = |zone: &&Zone| {
            zone.role == Role::Alternative
                || (self.kind.is_none()
                    && zone.kind.is_some()
                    && zone.role == Role::Required
                    && zone.disputed.is_none())
        };
        let mut names = rustc_hash::FxHashSet::default();
        let here = self.group.zones.iter().filter(|zone| zone.cloud == self.cloud);
        here.filter(is_choice).filter(|zone| names.insert(zone.name)).collect()
    }

    /// Whether a needed zone is beyond doubt: not disputed, or asked for by the target itself.
    pub fn is_firm(&self, zone: &Zone) -> bool {
        zone.disputed.is_none() || self.is_asked_for(zone)
    }

    /// Whether the target's own settings ask for a disputed zone.
    pub fn is_asked_for(&self, zone: &Zone) -> bool {
        const FLAG: &str = "allowProjectManagement";
        let flag =
            || self.target.instance()?.look(&format!("properties.{FLAG}")).value()?.as_bool();
        zone.when.is_some_and(|when| when.contains(FLAG)) && flag() == Some(true)
    }

    /// What a zone of this name is to the group.
    pub fn fit(&self, name: &str) -> Fit {
        let mut best = Fit::No;
        for zone in self.group.zones {
            let Some(bindings) = zone.matches(name) else { continue };
            let fit = match zone.role {
                _ if zone.cloud != self.cloud => Fit::OtherCloud,
                Role::Legacy | Role::NotSeparate => Fit::Older(zone.disputed.is_some()),
                _ if self.is_elsewhere(&bindings) => Fit::OtherRegion,
                _ => return Fit::Serves,
            };
            best = if best == Fit::No || zone.cloud == self.cloud { fit } else { best };
        }
        best
    }

    /// Whether the region in a zone's name is certainly not the target's.
    fn is_elsewhere(&self, bindings: &Bindings<'_>) -> bool {
        let Some(region) = self.region.and_then(Value::as_str).and_then(regions::by_name) else {
            return false;
        };
        let other_name =
            bindings.get("regionName").is_some_and(|name| !regions::same(name, region.name));
        let is_own = |code: &str| {
            [region.geo_code, region.other_code]
                .iter()
                .flatten()
                .any(|own| own.eq_ignore_ascii_case(code))
        };
        let is_firm = region.geo_code.is_some() && region.disputed.is_none();
        let other_code = bindings.get("regionCode").is_some_and(|code| is_firm && !is_own(code));
        other_name || other_code
    }

    /// A zone's name with the target's region in it.
    pub fn display(&self, zone: &Zone) -> String {
        let region = self.region.and_then(Value::as_str);
        let filled = pattern::fill(zone.name, |placeholder| match placeholder {
            "regionName" => region.map(regions::normalise),
            "regionCode" => region.and_then(regions::geo_code).map(str::to_owned),
            _ => None,
        });
        filled.unwrap_or_else(|| zone.name.to_owned())
    }
}
