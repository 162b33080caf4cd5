//! Network cards, of machines and of scale sets: where they lie, and what leads to them from outside.

use super::network::Network;
use super::prefixes::{is_everything, is_internet};
use super::security::{GROUP, SecurityRule, Way, has_port, holds};
use super::subnets::{SUBNET, Subnet};
use crate::eval::equal::{Tri, same_name};
use crate::eval::instance::Instance;
use crate::eval::resource_id::ResourceId;
use crate::eval::value::Val;
use crate::look::words::{is_any, is_something};
use crate::look::{Look, Spot};

/// The type of network cards.
pub const CARD: &str = "Microsoft.Network/networkInterfaces";
/// The type of scale sets.
pub const SCALE_SET: &str = "Microsoft.Compute/virtualMachineScaleSets";
const BALANCER: &str = "Microsoft.Network/loadBalancers";
const PROFILES: &str =
    "properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations";

const POOLS: &str = "backendaddresspools";
const RULES: &str = "inboundNatRules";
/// Where an address names what hands traffic on to it, the list of the balancer that is meant (as its type ends), and whether it
/// is a pool that rules point at.
const NAT_LISTS: &[(&str, &str, bool)] = &[
    ("properties.loadBalancerInboundNatRules", "inboundnatrules", false),
    ("properties.loadBalancerInboundNatPools", "inboundnatpools", false),
    ("properties.loadBalancerBackendAddressPools", POOLS, true),
];

/// A rule of a balancer that hands traffic on to a port.
struct NatRule<'w> {
    instance: &'w Instance<'w>,
    spot: Spot<'w>,
}

impl<'w> NatRule<'w> {
    fn look(&self, path: &str) -> Look<'w> {
        self.instance.look_from(&self.spot, path)
    }

    fn name(&self) -> Option<Val<'w>> {
        if self.instance.is(BALANCER) {
            return self.look("name").value();
        }
        self.instance.resource_id().and_then(ResourceId::name)
    }
}

/// One address configuration of a network card.
#[derive(Debug)]
pub struct Address<'w> {
    /// The card, or the scale set.
    pub instance: &'w Instance<'w>,
    /// The card in it.
    pub card: Spot<'w>,
    /// The configuration.
    pub spot: Spot<'w>,
}

/// How traffic from outside comes to an address.
#[derive(Debug, Clone, Copy)]
pub struct Entrance<'w> {
    /// What lets it in, for a message.
    pub what: &'static str,
    /// The resource that lets it in, where it is of this world.
    pub instance: Option<&'w Instance<'w>>,
}

impl<'w> Address<'w> {
    fn look(&self, path: &str) -> Look<'w> {
        self.instance.look_from(&self.spot, path)
    }
}

impl<'w> Network<'w> {
    /// The addresses of all network cards that are certain to be there.
    pub fn addresses(&self) -> Vec<Address<'w>> {
        let mut addresses = Vec::new();
        for instance in &self.index.of_type(CARD).all {
            let card = Spot { value: Some(instance.body()), ..instance.spot() };
            add_addresses(&mut addresses, instance, card);
        }
        for instance in &self.index.of_type(SCALE_SET).all {
            for card in instance.list(PROFILES).0 {
                add_addresses(&mut addresses, instance, card);
            }
        }
        addresses
    }

    /// The groups that traffic to an address passes: of its card and of its subnet. `None` where that cannot be told.
    pub fn groups_of(&self, address: &Address<'w>) -> Option<Vec<&'w Instance<'w>>> {
        let own = address.instance.look_from(&address.card, "properties.networkSecurityGroup.id");
        let mut groups = Vec::new();
        self.add_group(&mut groups, own, address.instance)?;
        if let Some(subnet) = self.subnet_of(address) {
            let of_subnet = subnet.look("properties.networkSecurityGroup.id");
            self.add_group(&mut groups, of_subnet, subnet.instance)?;
        } else {
            self.outer_subnet(address)?;
        }
        Some(groups)
    }

    fn add_group(
        &self,
        groups: &mut Vec<&'w Instance<'w>>,
        id: Look<'w>,
        from: &'w Instance<'w>,
    ) -> Option<()> {
        match id {
            Look::Missing(_) => Some(()),
            Look::Unknown => None,
            Look::Found(spot) => {
                let group = self.end(spot.value?, from).instance()?;
                groups.push(group);
                (group.is(GROUP) && group.presence().truth.is_yes()).then_some(())
            }
        }
    }

    /// The declared subnet of an address.
    pub fn subnet_of(&self, address: &Address<'w>) -> Option<Subnet<'w>> {
        let id = address.look("properties.subnet.id").value()?;
        self.subnet(&self.end(id, address.instance), &self.around(id, address.instance)?)
    }

    /// A subnet that is not declared here may have a group that is not seen.
    fn outer_subnet(&self, address: &Address<'w>) -> Option<()> {
        let id = address.look("properties.subnet.id").value()?;
        let end = self.end(id, address.instance);
        let is_other = end.resource_type().is_some_and(|name| !name.eq_ignore_ascii_case(SUBNET));
        is_other.then_some(())
    }

    /// How traffic from the Internet to each of some ports comes to an address, where that is certain.
    pub fn entrances(&self, address: &Address<'w>, ports: &[u16]) -> Vec<Option<Entrance<'w>>> {
        for path in
            ["properties.publicIPAddress.id", "properties.publicIPAddressConfiguration.name"]
        {
            let Some(value) = address.look(path).value() else { continue };
            if is_something(value).is_yes() {
                let instance = self.end(value, address.instance).instance();
                let entrance = Entrance { what: "its public address", instance };
                return vec![Some(entrance); ports.len()];
            }
        }
        let ids = |path: &str| {
            let list = address.look(path).found();
            let rules = list.map(|spot| address.instance.elements(&spot).0).unwrap_or_default();
            let id = |rule: &Spot<'w>| address.instance.look_from(rule, "id").value();
            rules.iter().filter_map(id).collect::<Vec<_>>()
        };
        let translations: Vec<_> = NAT_LISTS
            .iter()
            .flat_map(|(path, ..)| ids(path))
            .filter_map(|id| self.translation(id, address.instance))
            .collect();
        let entrance = |port: &u16| {
            let leads = |target: &Val<'w>| holds(target, *port).is_yes();
            let mut through = translations.iter();
            let (balancer, _) = through.find(|(_, targets)| targets.iter().any(leads))?;
            Some(Entrance {
                what: "address translation of a load balancer",
                instance: Some(balancer),
            })
        };
        ports.iter().map(entrance).collect()
    }

    /// The balancer whose public front end hands traffic on, and the ports that it hands it on to: by a rule, by a pool of
    /// ports that scale sets use, or by a rule for a pool of addresses.
    fn translation(
        &self,
        id: Val<'w>,
        from: &'w Instance<'w>,
    ) -> Option<(&'w Instance<'w>, Vec<Val<'w>>)> {
        let named = self.end(id, from).id?;
        let name = named.name()?;
        let owner = named.parent(self.heap)?;
        let (_, list, is_pool) = NAT_LISTS
            .iter()
            .find(|(_, list, _)| named.resource_type.to_ascii_lowercase().ends_with(list))?;
        let is_owner = |other: &&&'w Instance<'w>| {
            other.resource_id().is_some_and(|own| own.same(&owner).is_yes())
        };
        let balancers = self.index.of_type(BALANCER);
        let balancer = *balancers.all.iter().find(is_owner)?;
        let pool_of = |rule: &NatRule<'w>| {
            let id = rule.look("properties.backendAddressPool.id").value()?;
            let pool = self.end(id, rule.instance).id?;
            pool.parent(self.heap).filter(|parent| parent.same(&owner).is_yes())?;
            pool.name()
        };
        let is_meant = |rule: &NatRule<'w>| {
            let own = if *is_pool { pool_of(rule) } else { rule.name() };
            own.is_some_and(|own| same_name(own, name).is_yes())
        };
        let rules = self.nat_rules(balancer, list).into_iter();
        let targets = rules
            .filter(|rule| is_meant(rule) && self.is_public(balancer, rule))
            .filter_map(|rule| rule.look("properties.backendPort").value());
        Some((balancer, targets.collect()))
    }

    /// The rules of a balancer that hand traffic on: those of its list, and those that are resources of their own.
    fn nat_rules(&self, balancer: &'w Instance<'w>, list: &str) -> Vec<NatRule<'w>> {
        let lists: &[&str] = if list == POOLS { &[RULES, "loadBalancingRules"] } else { &[list] };
        let of_list = |list: &&str| balancer.list(&format!("properties.{list}")).0;
        let mut rules: Vec<_> = lists
            .iter()
            .flat_map(of_list)
            .map(|spot| NatRule { instance: balancer, spot })
            .collect();
        let children = self.index.children(balancer, &format!("{BALANCER}/{RULES}")).list;
        let of_resource = |instance: &'w Instance<'w>| NatRule {
            instance,
            spot: Spot { value: Some(instance.body()), ..instance.spot() },
        };
        rules.extend(children.into_iter().map(of_resource));
        rules
    }

    /// Whether the front end of a rule has a public address: the one that the rule names, or any where it names none that is
    /// known.
    fn is_public(&self, balancer: &'w Instance<'w>, rule: &NatRule<'w>) -> bool {
        let named = rule.look("properties.frontendIPConfiguration.id").value();
        let named = named.and_then(|id| self.end(id, rule.instance).id?.name());
        let is_it = |front: &Spot<'w>| {
            let own = balancer.look_from(front, "name").value();
            named.is_none_or(|named| own.is_none_or(|own| !same_name(own, named).is_no()))
        };
        let (fronts, _) = balancer.list("properties.frontendIPConfigurations");
        let meant: Vec<_> = fronts.iter().filter(|front| is_it(front)).collect();
        let has_address = |front: &&Spot<'w>| {
            balancer.look_from(front, "properties.publicIPAddress.id").found().is_some()
        };
        !meant.is_empty() && meant.iter().all(has_address)
    }

    /// For each of some ports the rule of a group that certainly lets traffic from the whole Internet in to it.
    pub fn internet_rules(
        &self,
        group: &'w Instance<'w>,
        ports: &[u16],
    ) -> Vec<Option<SecurityRule<'w>>> {
        let rules = self.security_rules(group);
        let judge = |rule: SecurityRule<'w>| {
            let answer = rule.goes(Way::Inbound);
            let answer = if answer.is_no() { answer } else { answer.and(rule.is_from_internet()) };
            (!answer.is_no()).then(|| Judged { answer, ports: rule.ports(), rule })
        };
        let list = if rules.open { Vec::new() } else { rules.list };
        let judged: Vec<_> = list.into_iter().filter_map(judge).collect();
        ports.iter().map(|port| decide(&judged, *port)).collect()
    }
}

/// A rule that may act on traffic from the Internet.
struct Judged<'w> {
    answer: Tri,
    ports: (Vec<Spot<'w>>, bool),
    rule: SecurityRule<'w>,
}

/// The first rule by priority that acts on a port, where it certainly does and allows.
fn decide<'w>(judged: &[Judged<'w>], port: u16) -> Option<SecurityRule<'w>> {
    let mut first: Option<(i64, Tri, &SecurityRule<'w>)> = None;
    for Judged { answer, ports: (ports, open), rule } in judged {
        let answer = answer.and(has_port(ports, *open, port));
        if answer.is_no() {
            continue;
        }
        let priority = rule.priority()?;
        if first.is_none_or(|(before, ..)| priority < before) {
            first = Some((priority, answer, rule));
        }
    }
    let (_, answer, rule) = first?;
    answer.and(rule.says("access", &["Allow"])).is_yes().then(|| rule.clone())
}

fn add_addresses<'w>(addresses: &mut Vec<Address<'w>>, instance: &'w Instance<'w>, card: Spot<'w>) {
    if !instance.presence().truth.is_yes() {
        return;
    }
    let Look::Found(list) = instance.look_from(&card, "properties.ipConfigurations") else {
        return;
    };
    let (elements, _) = instance.elements(&list);
    let of = |spot| Address { instance, card: card.clone(), spot };
    addresses.extend(elements.into_iter().map(of));
}

impl<'w> SecurityRule<'w> {
    /// Whether it acts on all TCP traffic from the Internet, to the ports that it is about.
    fn is_from_internet(&self) -> Tri {
        let (sources, open) = self.addresses(super::security::Side::Source);
        let groups = self.look("sourceApplicationSecurityGroups").is_missing();
        let start = if open || !groups || sources.is_empty() { Tri::Maybe } else { Tri::No };
        let from = sources
            .iter()
            .fold(start, |so_far, spot| so_far.or(spot.value.map_or(Tri::Maybe, is_internet)));
        let (targets, open) = self.addresses(super::security::Side::Destination);
        let is_all = |spot: &Spot<'w>| {
            spot.value.is_some_and(|value| {
                is_everything(value).or(is_any(value, &["VirtualNetwork"])).is_yes()
            })
        };
        let to = if !open && targets.iter().any(is_all) { Tri::Yes } else { Tri::Maybe };
        self.says("protocol", &["Tcp", "*"]).and(from).and(to)
    }
}
