//! The subnets of a network, wherever they are declared, and address ranges.

use super::end::End;
use super::network::Network;
use crate::eval::ambient::key;
use crate::eval::equal::{Tri, same_name};
use crate::eval::instance::Instance;
use crate::eval::value::Val;
use crate::look::{Look, Spot};
use ipnet::IpNet;
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// The type of subnets.
pub const SUBNET: &str = "Microsoft.Network/virtualNetworks/subnets";

/// A subnet: an element of its network's list, or a resource of its own.
#[derive(Debug, Clone)]
pub struct Subnet<'w> {
    /// The resource that declares it.
    pub instance: &'w Instance<'w>,
    /// Where it stands in it.
    pub spot: Spot<'w>,
    /// Its name.
    pub name: Option<Val<'w>>,
}

/// The subnets of a network.
#[derive(Debug)]
pub struct Subnets<'w> {
    /// Those that it certainly has.
    pub list: Vec<Subnet<'w>>,
    /// It may have others.
    pub open: bool,
    /// Positions of those with a literal name: networks of thousands of subnets are not looked through for each reference.
    known: FxHashMap<String, usize>,
    /// Positions of the others.
    others: Vec<usize>,
}

impl<'w> Subnets<'w> {
    /// Adds a subnet, unless there is one of its name.
    fn add(&mut self, subnet: Subnet<'w>) {
        let Some(name) = subnet.name else { return self.push(subnet) };
        if self.named(name).is_none() {
            self.push(subnet);
        }
    }

    fn push(&mut self, subnet: Subnet<'w>) {
        let at = self.list.len();
        match subnet.name.filter(|name| name.as_str().is_some()) {
            Some(name) => {
                self.known.entry(key(name)).or_insert(at);
            }
            None => self.others.push(at),
        }
        self.list.push(subnet);
    }

    /// The first that certainly has a name.
    fn named(&self, name: Val<'w>) -> Option<&Subnet<'w>> {
        let is =
            |subnet: &&Subnet<'w>| subnet.name.is_some_and(|own| same_name(own, name).is_yes());
        if name.as_str().is_none() {
            return self.list.iter().find(is);
        }
        let known = self.known.get(&key(name)).copied();
        let others = self.others.iter().copied().find(|at| is(&&self.list[*at]));
        let at = known.into_iter().chain(others).min()?;
        self.list.get(at)
    }
}

/// An address range, and where it stands.
#[derive(Debug, Clone)]
pub struct Range<'w> {
    /// The range.
    pub net: IpNet,
    /// Where it stands.
    pub spot: Spot<'w>,
}

impl<'w> Subnet<'w> {
    /// What stands at a path of it.
    pub fn look(&self, path: &str) -> Look<'w> {
        self.instance.look_from(&self.spot, path)
    }

    /// Its ranges, and whether some of them are not known.
    pub fn ranges(&self) -> (Vec<Range<'w>>, bool) {
        let (mut ranges, mut open) = (Vec::new(), false);
        if let Look::Found(spot) = self.look("properties.addressPrefixes") {
            let (elements, more) = self.instance.elements(&spot);
            open |= more;
            for spot in elements {
                open |= !add(&mut ranges, spot);
            }
        }
        match self.look("properties.addressPrefix") {
            Look::Found(spot) => {
                let known = add(&mut ranges, spot);
                open |= !known;
            }
            Look::Unknown => open = true,
            Look::Missing(_) => {}
        }
        let open = open || ranges.is_empty();
        (ranges, open)
    }

    /// The name, where it is known.
    pub fn known_name(&self) -> Option<&'w str> {
        self.name?.as_str()
    }

    /// Where its name stands, or the subnet itself.
    pub fn name_spot(&self) -> Spot<'w> {
        match self.look("name") {
            Look::Found(spot) => spot,
            _ => self.spot.clone(),
        }
    }
}

/// Adds a range that is known.
fn add<'w>(ranges: &mut Vec<Range<'w>>, spot: Spot<'w>) -> bool {
    let net = spot.value.and_then(crate::eval::value::Value::as_str).and_then(parse);
    ranges.extend(net.map(|net| Range { net, spot }));
    net.is_some()
}

/// A range, as a template writes it.
pub fn parse(text: &str) -> Option<IpNet> {
    text.trim().parse::<IpNet>().ok().map(|net| net.trunc())
}

/// Whether two ranges have an address in common.
pub fn overlap(left: &IpNet, right: &IpNet) -> bool {
    left.contains(right) || right.contains(left)
}

/// For each range the position of the first before it with which it has an address in common.
///
/// Of two such ranges one holds the other, so it is enough to know which ranges stood before, and which hold one of them.
pub fn first_overlaps(nets: impl Iterator<Item = IpNet>) -> Vec<Option<usize>> {
    let around = |net: IpNet| std::iter::successors(Some(net), IpNet::supernet);
    let mut before: FxHashMap<IpNet, usize> = FxHashMap::default();
    let mut holders: FxHashMap<IpNet, usize> = FxHashMap::default();
    let overlap = |(at, net): (usize, IpNet)| {
        let net = net.trunc();
        let outer = around(net).filter_map(|outer| before.get(&outer).copied());
        let first = outer.chain(holders.get(&net).copied()).min();
        before.entry(net).or_insert(at);
        for outer in around(net) {
            holders.entry(outer).or_insert(at);
        }
        first
    };
    nets.enumerate().map(overlap).collect()
}

impl<'w> Network<'w> {
    /// The subnets of a network that this world deploys. A resource of its own takes the place of an element of the list.
    pub fn subnets(&self, network: &'w Instance<'w>) -> Rc<Subnets<'w>> {
        let place = std::ptr::from_ref(network);
        if let Some(known) = self.subnets.borrow().get(&place) {
            return Rc::clone(known);
        }
        let made = Rc::new(self.read_subnets(network));
        self.subnets.borrow_mut().insert(place, Rc::clone(&made));
        made
    }

    fn read_subnets(&self, network: &'w Instance<'w>) -> Subnets<'w> {
        let found = self.index.children(network, SUBNET);
        let mut subnets = Subnets {
            list: Vec::new(),
            open: false,
            known: FxHashMap::default(),
            others: Vec::new(),
        };
        found.list.into_iter().map(of_resource).for_each(|subnet| subnets.add(subnet));
        let (elements, more) = network.list("properties.subnets");
        for spot in elements {
            let name = network.look_from(&spot, "name").value();
            subnets.add(Subnet { instance: network, spot, name });
        }
        subnets.open = found.open || found.by_default || more;
        subnets
    }

    /// The declared subnet that a reference means, where it certainly is one of its network's.
    pub fn subnet(&self, subnet: &End<'w>, network: &End<'w>) -> Option<Subnet<'w>> {
        let name = subnet.name()?;
        self.subnets(network.instance()?).named(name).cloned()
    }

    /// The ranges of a network, and whether some of them are not known.
    pub fn ranges(network: &'w Instance<'w>) -> (Vec<Range<'w>>, bool) {
        let (elements, mut open) = network.list("properties.addressSpace.addressPrefixes");
        let mut ranges = Vec::new();
        for spot in elements {
            open |= !add(&mut ranges, spot);
        }
        let open = open || ranges.is_empty();
        (ranges, open)
    }

    /// Whether an entry of `dependsOn` certainly means no resource of the same template.
    pub fn is_foreign(&self, of: &'w Instance<'w>, entry: Val<'w>) -> bool {
        self.order.is_foreign(of, entry)
    }

    /// Whether a resource is deployed after another one.
    pub fn waits_for(&self, from: &'w Instance<'w>, to: &'w Instance<'w>) -> Tri {
        self.order.waits_for(from, to)
    }
}

/// The subnets that a resource declares itself: a network those of its list, a subnet itself.
pub fn declared<'w>(instance: &'w Instance<'w>) -> Vec<Subnet<'w>> {
    if instance.is(SUBNET) {
        return vec![of_resource(instance)];
    }
    let (elements, _) = instance.list("properties.subnets");
    let subnet = |spot: Spot<'w>| {
        let name = instance.look_from(&spot, "name").value();
        Subnet { instance, spot, name }
    };
    elements.into_iter().map(subnet).collect()
}

fn of_resource<'w>(instance: &'w Instance<'w>) -> Subnet<'w> {
    let spot = Spot { value: Some(instance.body()), ..instance.spot() };
    let name = instance.resource_id().and_then(crate::eval::resource_id::ResourceId::name);
    Subnet { instance, spot, name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_overlap_is_that_of_a_search() {
        let texts = "10.0.0.0/24 10.0.1.0/24 10.0.0.128/25 10.0.0.0/8 fd00::/48 10.0.1.0/24 fd00::/64 0.0.0.0/0 192.168.0.1/32";
        let nets: Vec<IpNet> = texts.split(' ').filter_map(parse).collect();
        let search = |at: usize| nets[..at].iter().position(|other| overlap(other, &nets[at]));
        let wanted: Vec<_> = (0..nets.len()).map(search).collect();
        assert_eq!(first_overlaps(nets.iter().copied()), wanted);
        assert_eq!(wanted[2..5], [Some(0), Some(0), None]);
    }
}
