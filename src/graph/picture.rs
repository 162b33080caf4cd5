//! What the private network of a world looks like, as a [`Picture`].

mod marks;
mod names;

use super::Graph;
use super::end::End;
use super::endpoint::{ENDPOINT, Endpoint, ZONE_GROUP};
use super::network::{NETWORK, Network};
use super::zone::{LINK, ZONE};
use crate::eval::equal::{self, Tri};
use crate::eval::instance::Instance;
use crate::eval::resource_id::{self, ResourceId};
use crate::eval::value::{Val, Value};
use crate::finding::Finding;
use crate::look::Spot;
use crate::picture::{Edge, Kind, Node, Picture, Tie};
use names::short;

const SUBNET: &str = "Microsoft.Network/virtualNetworks/subnets";
const GUARD: &str = "Microsoft.Network/networkSecurityGroups";
const PEERING: &str = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings";
/// More nodes than this make no picture.
const MOST_NODES: usize = 2_000;

/// Draws the network of a world; `None` where there is nothing of one. The faults are put where they belong.
pub fn draw(graph: &Graph<'_>, findings: &[Finding], title: String) -> Option<Picture> {
    let network = graph.network();
    let mut sketch = Sketch::new(graph, network, findings);
    graph.deployed(NETWORK).for_each(|instance| sketch.add_network(instance));
    graph.deployed(SUBNET).for_each(|instance| sketch.add_subnet(instance));
    network.endpoints().iter().for_each(|endpoint| sketch.add_endpoint(endpoint));
    graph.deployed(ZONE).for_each(|instance| sketch.add_zone(instance));
    graph.deployed(PEERING).for_each(|instance| sketch.add_peering(instance));
    graph.deployed(GUARD).for_each(|instance| sketch.add_loose_guard(instance));
    if sketch.picture.nodes.is_empty() {
        return None;
    }
    sketch.add_faulty();
    Some(Picture { title, ..sketch.picture })
}

/// What a node was made of, to find it again.
enum Origin<'w> {
    Resource(&'w Instance<'w>),
    /// A subnet by its name in its network.
    Named(Val<'w>),
    /// Something outside.
    End(End<'w>),
}

struct Sketch<'c, 'w> {
    graph: &'c Graph<'w>,
    network: &'c Network<'w>,
    findings: &'c [Finding],
    picture: Picture,
    origins: Vec<Origin<'w>>,
}

impl<'c, 'w> Sketch<'c, 'w> {
    fn new(graph: &'c Graph<'w>, network: &'c Network<'w>, findings: &'c [Finding]) -> Self {
        Self { graph, network, findings, picture: Picture::default(), origins: Vec::new() }
    }

    fn push(&mut self, node: Node, origin: Origin<'w>) -> usize {
        self.picture.nodes.push(node);
        self.origins.push(origin);
        self.origins.len() - 1
    }

    fn is_full(&self) -> bool {
        self.origins.len() >= MOST_NODES
    }

    /// A node of a resource of this world, with its faults.
    fn add(&mut self, kind: Kind, instance: &'w Instance<'w>, within: Option<usize>) -> usize {
        let mut details = Vec::new();
        if kind == Kind::Target {
            details.push(names::short_type(instance.resource_type()));
        }
        match instance.presence().truth {
            Tri::Yes => {}
            Tri::Maybe => details.push("conditional".to_owned()),
            Tri::No => details.push("off by default".to_owned()),
        }
        let node = Node {
            kind,
            title: names::own_name(instance),
            details,
            outside: false,
            within,
            marks: marks::of(self.findings, instance, None),
            only_for_marks: false,
        };
        self.push(node, Origin::Resource(instance))
    }

    fn number_of(&self, instance: &'w Instance<'w>) -> Option<usize> {
        self.origins.iter().position(
            |origin| matches!(origin, Origin::Resource(own) if std::ptr::eq(*own, instance)),
        )
    }

    /// The node of what a reference ends at; one outside is made when it is first met.
    fn end(&mut self, kind: Kind, end: &End<'w>, within: Option<usize>) -> usize {
        if let Some(instance) = end.instance() {
            return match self.number_of(instance) {
                Some(number) => number,
                None => self.add(kind, instance, within),
            };
        }
        let is_it = |(number, origin): (usize, &Origin<'w>)| match origin {
            Origin::End(own) => {
                self.picture.nodes[number].within == within && own.same(end).is_yes()
            }
            _ => false,
        };
        if let Some(number) = self.origins.iter().enumerate().position(is_it) {
            return number;
        }
        let types = end.resource_type().filter(|_| kind == Kind::Target).map(names::short_type);
        let node = Node {
            kind,
            title: end.name().map_or_else(|| short(end.value), short),
            details: types.into_iter().collect(),
            outside: true,
            within,
            marks: Vec::new(),
            only_for_marks: false,
        };
        self.push(node, Origin::End(*end))
    }

    fn tie(&mut self, from: usize, to: usize, tie: Tie) -> &mut Edge {
        let edges = &mut self.picture.edges;
        let is_it = |edge: &Edge| (edge.from, edge.to, edge.tie) == (from, to, tie);
        let at = edges.iter().position(is_it).unwrap_or_else(|| {
            edges.push(Edge { from, to, tie, label: String::new(), marks: Vec::new() });
            edges.len() - 1
        });
        &mut edges[at]
    }

    fn add_network(&mut self, instance: &'w Instance<'w>) {
        if self.is_full() {
            return;
        }
        let number = self.add(Kind::Network, instance, None);
        let region = instance.look("location").value().map(short);
        let (prefixes, _) = instance.list("properties.addressSpace.addressPrefixes");
        let line = names::list(prefixes.iter().filter_map(|spot| spot.value));
        let node = &mut self.picture.nodes[number];
        node.details.splice(0..0, region.into_iter().chain(line));
        for spot in &instance.list("properties.subnets").0 {
            self.add_inline_subnet(instance, spot, number);
        }
    }

    /// A subnet that is written in its network; its faults are the network's at its path.
    fn add_inline_subnet(&mut self, instance: &'w Instance<'w>, spot: &Spot<'w>, within: usize) {
        let look = |path: &str| instance.look_from(spot, path);
        let name = look("name").value();
        let node = Node {
            kind: Kind::Subnet,
            title: name.map_or_else(|| "…".to_owned(), short),
            details: Vec::new(),
            outside: false,
            within: Some(within),
            marks: marks::of(self.findings, instance, Some(&spot.path)),
            only_for_marks: false,
        };
        let moved: Vec<_> = node.marks.clone();
        self.picture.nodes[within].marks.retain(|mark| !moved.contains(mark));
        let origin = name.map_or(Origin::Resource(instance), Origin::Named);
        let number = self.push(node, origin);
        self.dress_subnet(number, instance, spot);
    }

    /// A subnet that is a resource of its own.
    fn add_subnet(&mut self, instance: &'w Instance<'w>) {
        if self.is_full() {
            return;
        }
        let around = self.network.around(instance.id(), instance);
        let within = around.map(|end| self.end(Kind::Network, &end, None));
        let name = instance.resource_id().and_then(ResourceId::name);
        let known = name.zip(within).and_then(|(name, within)| self.subnet_named(name, within));
        let number = known.unwrap_or_else(|| self.add(Kind::Subnet, instance, within));
        if known.is_some() {
            let more = marks::of(self.findings, instance, None);
            self.picture.nodes[number].marks.extend(more);
        } else if let Some(body) = instance.look("").found() {
            self.dress_subnet(number, instance, &body);
        }
    }

    /// Its prefix, and its security group.
    fn dress_subnet(&mut self, number: usize, instance: &'w Instance<'w>, spot: &Spot<'w>) {
        let look = |path: &str| instance.look_from(spot, path).value();
        let several = look("properties.addressPrefixes").and_then(Value::as_array);
        let one = look("properties.addressPrefix").into_iter();
        let prefixes = one.chain(several.into_iter().flat_map(|list| list.values()));
        self.picture.nodes[number].details.splice(0..0, names::list(prefixes));
        if let Some(id) = look("properties.networkSecurityGroup.id") {
            let end = self.network.end(id, instance);
            self.guard(&end, number);
        }
    }

    /// A security group is drawn in each subnet that it guards.
    fn guard(&mut self, end: &End<'w>, within: usize) {
        match end.instance() {
            Some(instance) => self.add(Kind::Guard, instance, Some(within)),
            None => self.end(Kind::Guard, end, Some(within)),
        };
    }

    fn add_loose_guard(&mut self, instance: &'w Instance<'w>) {
        if self.number_of(instance).is_none() && !self.is_full() {
            self.add(Kind::Guard, instance, None);
        }
    }

    fn subnet_named(&self, name: Val<'w>, within: usize) -> Option<usize> {
        let is_it = |(number, origin): (usize, &Origin<'w>)| {
            let node = &self.picture.nodes[number];
            let own = match origin {
                Origin::Named(own) => Some(*own),
                Origin::Resource(own) => own.resource_id().and_then(ResourceId::name),
                Origin::End(_) => None,
            };
            node.kind == Kind::Subnet
                && node.within == Some(within)
                && own.is_some_and(|own| equal::same_name(own, name).is_yes())
        };
        self.origins.iter().enumerate().position(is_it)
    }

    fn add_endpoint(&mut self, endpoint: &Endpoint<'w>) {
        if self.is_full() {
            return;
        }
        let within = self.place_of(endpoint);
        let number = self.add(Kind::Endpoint, endpoint.instance, within);
        let mut groups = Vec::new();
        for connection in &endpoint.connections {
            let asked = names::list(connection.group_ids.iter().filter_map(|spot| spot.value));
            if let Some(target) = &connection.target {
                let to = self.end(Kind::Target, target, None);
                let edge = self.tie(number, to, Tie::Connection);
                edge.label = asked.clone().unwrap_or_default();
            }
            groups.extend(asked);
        }
        let details = &mut self.picture.nodes[number].details;
        if !groups.is_empty() {
            details.insert(0, format!("group {}", groups.join(", ")));
        }
        if endpoint.connections.iter().any(|connection| connection.manual) {
            details.push("waits for approval".to_owned());
        }
        for group in &endpoint.groups.list {
            let mut left = marks::of(self.findings, group.instance, None);
            for config in &group.configs {
                let to = self.end(Kind::Zone, &config.zone, None);
                let marks = marks::of(self.findings, group.instance, Some(&config.spot.path));
                left.retain(|mark| !marks.contains(mark));
                self.tie(number, to, Tie::Records).marks.extend(marks);
            }
            self.picture.nodes[number].marks.append(&mut left);
        }
    }

    /// The subnet of an endpoint, in its network.
    fn place_of(&mut self, endpoint: &Endpoint<'w>) -> Option<usize> {
        let subnet = endpoint.subnet?;
        let Some(network) = endpoint.network else {
            return Some(self.end(Kind::Subnet, &subnet, None));
        };
        let network = self.end(Kind::Network, &network, None);
        let known = subnet.name().and_then(|name| self.subnet_named(name, network));
        Some(known.unwrap_or_else(|| self.end(Kind::Subnet, &subnet, Some(network))))
    }

    fn add_zone(&mut self, instance: &'w Instance<'w>) {
        if self.is_full() {
            return;
        }
        let known = self.number_of(instance);
        let number = known.unwrap_or_else(|| self.add(Kind::Zone, instance, None));
        for link in self.network.links(instance).list {
            let mut marks = marks::of(self.findings, link.instance, None);
            let Some(network) = &link.network else {
                self.picture.nodes[number].marks.append(&mut marks);
                continue;
            };
            let to = self.end(Kind::Network, network, None);
            self.tie(number, to, Tie::Link).marks.append(&mut marks);
        }
    }

    fn add_peering(&mut self, instance: &'w Instance<'w>) {
        let remote = instance.look("properties.remoteVirtualNetwork.id").value();
        let heap = self.network.heap;
        let own = instance.resource_id().and_then(|id| id.parent(heap));
        let own = own.and_then(|id| resource_id::build(heap, id.scope, NETWORK, id.names));
        let (Some(remote), Some(own)) = (remote, own) else { return };
        let [from, to] = [own, remote].map(|id| {
            let end = self.network.end(id, instance);
            self.end(Kind::Network, &end, None)
        });
        let mut marks = marks::of(self.findings, instance, None);
        let back = |edge: &Edge| (edge.from, edge.to, edge.tie) == (to, from, Tie::Peering);
        let (from, to) = if self.picture.edges.iter().any(back) { (to, from) } else { (from, to) };
        self.tie(from, to, Tie::Peering).marks.append(&mut marks);
    }

    /// Services with faults of the network that nothing leads to.
    fn add_faulty(&mut self) {
        const DRAWN: [&str; 7] = [NETWORK, SUBNET, ENDPOINT, ZONE_GROUP, ZONE, LINK, PEERING];
        for instance in self.graph.instances() {
            let is_drawn = DRAWN.iter().any(|name| instance.is(name));
            if is_drawn || self.is_full() || self.number_of(instance).is_some() {
                continue;
            }
            if marks::of(self.findings, instance, None).iter().any(marks::is_of_network) {
                let number = self.add(Kind::Target, instance, None);
                self.picture.nodes[number].only_for_marks = true;
            }
        }
    }
}
