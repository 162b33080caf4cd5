//! Network security groups: their rules, and what a rule says about traffic.

use super::end::End;
use super::network::Network;
use super::prefixes::is_everything;
use super::subnets;
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::value::{Data, Val};
use crate::finding::Confidence;
use crate::look::words::is_any;
use crate::look::{Look, Spot};
use ipnet::IpNet;

/// The type of network security groups.
pub const GROUP: &str = "Microsoft.Network/networkSecurityGroups";
/// The type of rules that are resources of their own.
pub const RULE: &str = "Microsoft.Network/networkSecurityGroups/securityRules";

/// A rule: an element of its group's list, or a resource of its own.
#[derive(Debug, Clone)]
pub struct SecurityRule<'w> {
    /// The resource that declares it.
    pub instance: &'w Instance<'w>,
    /// Where it stands in it.
    pub spot: Spot<'w>,
    /// Its `properties`, which all questions are about.
    properties: Look<'w>,
}

/// The rules of a group.
#[derive(Debug)]
pub struct SecurityRules<'w> {
    /// Those that it certainly has.
    pub list: Vec<SecurityRule<'w>>,
    /// It may have others.
    pub open: bool,
}

/// One end of the traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Where it comes from.
    Source,
    /// Where it goes to.
    Destination,
}

/// The way of the traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To what the group is on.
    Inbound,
    /// From what the group is on.
    Outbound,
}

/// Traffic over TCP between addresses of one network.
#[derive(Debug, Clone, Copy)]
pub struct Traffic {
    /// Where it comes from.
    pub from: IpNet,
    /// Where it goes to.
    pub to: IpNet,
    /// The port that it goes to.
    pub port: u16,
}

impl<'w> SecurityRule<'w> {
    fn new(instance: &'w Instance<'w>, spot: Spot<'w>) -> Self {
        let properties = instance.look_from(&spot, "properties");
        Self { instance, spot, properties }
    }

    /// What stands at a property of it.
    pub fn look(&self, property: &str) -> Look<'w> {
        match &self.properties {
            Look::Found(properties) => self.instance.look_from(properties, property),
            look => look.clone(),
        }
    }

    /// Whether a property is one of these words.
    pub fn says(&self, property: &str, words: &[&'static str]) -> Tri {
        match self.look(property) {
            Look::Found(spot) => spot.value.map_or(Tri::No, |value| is_any(value, words)),
            Look::Missing(_) => Tri::No,
            Look::Unknown => Tri::Maybe,
        }
    }

    /// Whether it is about traffic this way.
    pub fn goes(&self, way: Way) -> Tri {
        let word = if way == Way::Inbound { "Inbound" } else { "Outbound" };
        self.says("direction", &[word])
    }

    /// Its priority, where it is known.
    pub fn priority(&self) -> Option<i64> {
        self.look("priority").value()?.as_int()
    }

    /// Its name, where it is known.
    pub fn name(&self) -> &'w str {
        let own = self.instance.look_from(&self.spot, "name").value();
        own.and_then(crate::eval::value::Value::as_str).unwrap_or("…")
    }

    /// The values of a property that is also there in the plural, and whether there may be others.
    fn values(&self, one: &str, many: &str) -> (Vec<Spot<'w>>, bool) {
        let (mut spots, mut open) = (Vec::new(), false);
        match self.look(one) {
            Look::Found(spot) if !is_empty(&spot) => spots.push(spot),
            Look::Unknown => open = true,
            _ => {}
        }
        match self.look(many) {
            Look::Found(spot) => {
                let (elements, more) = self.instance.elements(&spot);
                spots.extend(elements);
                open |= more;
            }
            Look::Unknown => open = true,
            Look::Missing(_) => {}
        }
        (spots, open)
    }

    /// The addresses and tags of one end.
    pub fn addresses(&self, side: Side) -> (Vec<Spot<'w>>, bool) {
        match side {
            Side::Source => self.values("sourceAddressPrefix", "sourceAddressPrefixes"),
            Side::Destination => {
                self.values("destinationAddressPrefix", "destinationAddressPrefixes")
            }
        }
    }

    /// The ports that traffic goes to.
    pub fn ports(&self) -> (Vec<Spot<'w>>, bool) {
        self.values("destinationPortRange", "destinationPortRanges")
    }

    /// Whether it is about TCP traffic to this port.
    pub fn has_port(&self, port: u16) -> Tri {
        let (ports, open) = self.ports();
        has_port(&ports, open, port)
    }

    /// How sure its source and ports are.
    pub fn confidence(&self) -> Confidence {
        let (sources, ports) = (self.addresses(Side::Source).0, self.ports().0);
        let each = sources.iter().chain(&ports).map(Spot::confidence);
        each.min().unwrap_or(Confidence::Low)
    }

    /// Whether it acts on some traffic, whichever way it is about.
    pub fn matches(&self, traffic: Traffic) -> Tri {
        self.says("protocol", &["Tcp", "*"])
            .and(self.has_port(traffic.port))
            .and(self.any_source_port())
            .and(self.covers(Side::Source, &traffic.from))
            .and(self.covers(Side::Destination, &traffic.to))
    }

    fn any_source_port(&self) -> Tri {
        let (ports, open) = self.values("sourcePortRange", "sourcePortRanges");
        let is_all = |spot: &Spot<'w>| {
            spot.value
                .and_then(crate::eval::value::Value::as_str)
                .is_some_and(|text| matches!(text, "*" | "0-65535"))
        };
        if !open && ports.iter().any(is_all) { Tri::Yes } else { Tri::Maybe }
    }

    fn covers(&self, side: Side, net: &IpNet) -> Tri {
        let groups = match side {
            Side::Source => "sourceApplicationSecurityGroups",
            Side::Destination => "destinationApplicationSecurityGroups",
        };
        let (addresses, open) = self.addresses(side);
        let unknown = open || !self.look(groups).is_missing();
        let start = if unknown || addresses.is_empty() { Tri::Maybe } else { Tri::No };
        addresses.iter().fold(start, |so_far, spot| {
            so_far.or(spot.value.map_or(Tri::Maybe, |value| address_covers(value, net)))
        })
    }
}

fn is_empty(spot: &Spot<'_>) -> bool {
    spot.value.is_some_and(|value| matches!(value.data, Data::Str(text) if text.trim().is_empty()))
}

/// Whether a port is among some, which may be more where the list is open.
pub(super) fn has_port(ports: &[Spot<'_>], open: bool, port: u16) -> Tri {
    let start = if open { Tri::Maybe } else { Tri::No };
    ports.iter().fold(start, |so_far, spot| {
        so_far.or(spot.value.map_or(Tri::Maybe, |value| holds(value, port)))
    })
}

/// Whether a port, a range of ports or `*` holds a port.
pub fn holds(value: Val<'_>, port: u16) -> Tri {
    let text = match value.data {
        Data::Str(text) => text.to_owned(),
        Data::Int(number) => number.to_string(),
        _ => return Tri::Maybe,
    };
    if text.trim() == "*" {
        return Tri::Yes;
    }
    let (from, to) = text.split_once('-').unwrap_or((text.as_str(), text.as_str()));
    match (from.trim().parse::<u16>(), to.trim().parse::<u16>()) {
        (Ok(from), Ok(to)) => (from..=to).contains(&port).into(),
        _ => Tri::Maybe,
    }
}

/// Whether an address prefix or a tag covers addresses of the network itself.
fn address_covers(value: Val<'_>, net: &IpNet) -> Tri {
    let Some(text) = value.as_str().map(str::trim) else { return Tri::Maybe };
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    if is_everything(value).is_yes() || is("VirtualNetwork") {
        return Tri::Yes;
    }
    if is("Internet") || is("AzureLoadBalancer") {
        return Tri::No;
    }
    match subnets::parse(text)
        .or_else(|| text.parse().ok().map(|address: std::net::IpAddr| address.into()))
    {
        Some(range) if range.contains(net) => Tri::Yes,
        Some(range) if net.contains(&range) => Tri::Maybe,
        Some(_) => Tri::No,
        // A tag that this tool does not know, or one that may hold private addresses.
        None => Tri::Maybe,
    }
}

impl<'w> Network<'w> {
    /// The rules of a group that this world deploys.
    pub fn security_rules(&self, group: &'w Instance<'w>) -> SecurityRules<'w> {
        let found = self.index.children(group, RULE);
        let (elements, more) = group.list("properties.securityRules");
        let mut list: Vec<_> =
            elements.into_iter().map(|spot| SecurityRule::new(group, spot)).collect();
        list.extend(found.list.into_iter().map(of_resource));
        SecurityRules { list, open: found.open || found.by_default || more }
    }

    /// The group that stands at a path of a resource.
    pub fn security_group(&self, id: Look<'w>, from: &'w Instance<'w>) -> Option<End<'w>> {
        id.value().map(|id| self.end(id, from))
    }

    /// The rule that decides about traffic, where that is certain.
    pub fn deciding_rule(
        &self,
        group: &'w Instance<'w>,
        way: Way,
        traffic: Traffic,
    ) -> Option<SecurityRule<'w>> {
        let rules = self.security_rules(group);
        if rules.open {
            return None;
        }
        let mut judged = Vec::new();
        for rule in rules.list {
            let answer = rule.goes(way).and(rule.matches(traffic));
            if !answer.is_no() {
                judged.push((rule.priority()?, answer, rule));
            }
        }
        judged.sort_by_key(|(priority, ..)| *priority);
        let (_, answer, rule) = judged.into_iter().next()?;
        answer.is_yes().then_some(rule)
    }
}

/// A rule that is a resource of its own.
pub fn of_resource<'w>(instance: &'w Instance<'w>) -> SecurityRule<'w> {
    let spot = Spot { value: Some(instance.body()), ..instance.spot() };
    SecurityRule::new(instance, spot)
}

/// The rules that a resource declares: a group all of its list, a rule itself.
pub fn declared<'w>(instance: &'w Instance<'w>) -> Vec<SecurityRule<'w>> {
    if instance.is(RULE) {
        return vec![of_resource(instance)];
    }
    let (elements, _) = instance.list("properties.securityRules");
    elements.into_iter().map(|spot| SecurityRule::new(instance, spot)).collect()
}
