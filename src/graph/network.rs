//! The private network of a world, as rules read it: endpoint → connection → target; endpoint → subnet → network; endpoint →
//! zone group → zones → links → networks.
//!
//! Nothing is looked at before a rule asks, and then once.

use super::Graph;
use super::dns::DnsFault;
use super::end::{End, is_given};
use super::endpoint::{ENDPOINT, Endpoint};
use super::index::{Index, Lookup};
use super::names::ZoneNames;
use super::order::Order;
use super::subnets::Subnets;
use crate::eval::ambient::key;
use crate::eval::equal::Tri;
use crate::eval::heap::Heap;
use crate::eval::instance::Instance;
use crate::eval::resource_id::ResourceId;
use crate::eval::value::{Data, Val};
use crate::eval::world::World;
use crate::graph::landscape::{NetworkFacts, RuleSettings};
use crate::look::Look;
use globset::{GlobBuilder, GlobMatcher};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

/// The type of networks.
pub const NETWORK: &str = "Microsoft.Network/virtualNetworks";
/// Resolvers that answer for the network that they lie in.
const RESOLVER: &str = "Microsoft.Network/dnsResolvers";

/// See the module's documentation.
pub struct Network<'w> {
    pub(super) world: &'w World<'w>,
    pub(super) heap: Heap<'w>,
    /// What the configuration says.
    pub(super) settings: &'w RuleSettings,
    pub(super) index: Index<'w>,
    pub(super) order: Order<'w>,
    endpoints: OnceCell<Vec<Endpoint<'w>>>,
    targets: OnceCell<FxHashSet<String>>,
    names: OnceCell<ZoneNames>,
    faults: OnceCell<Vec<DnsFault<'w>>>,
    facts: OnceCell<Vec<(GlobMatcher, &'w NetworkFacts)>>,
    resolvers: OnceCell<Vec<GlobMatcher>>,
    /// The subnets of networks that were asked for.
    pub(super) subnets: RefCell<FxHashMap<*const Instance<'w>, Rc<Subnets<'w>>>>,
}

impl<'w> Network<'w> {
    /// Reads the network of a world.
    pub fn of(graph: &Graph<'w>) -> Self {
        Self {
            world: graph.world,
            heap: graph.world.heap,
            settings: graph.settings,
            index: Index::new(graph.world, Rc::clone(&graph.by_type)),
            order: Order::default(),
            endpoints: OnceCell::new(),
            targets: OnceCell::new(),
            names: OnceCell::new(),
            faults: OnceCell::new(),
            facts: OnceCell::new(),
            resolvers: OnceCell::new(),
            subnets: RefCell::default(),
        }
    }

    /// The private endpoints that this world deploys and that can be there.
    pub fn endpoints(&self) -> &[Endpoint<'w>] {
        self.endpoints.get_or_init(|| {
            let bucket = self.index.of_type(ENDPOINT);
            bucket.all.iter().map(|instance| self.read_endpoint(instance)).collect()
        })
    }

    /// One of [`Network::endpoints`].
    pub fn endpoint(&self, instance: &'w Instance<'w>) -> Option<&Endpoint<'w>> {
        let bucket = self.index.of_type(ENDPOINT);
        let at = bucket.position(instance)?;
        self.endpoints().get(at)
    }

    /// Whether an endpoint certainly connects to what has this id, spelled the same way: a quick look before a thorough one.
    pub fn is_connected(&self, id: Val<'w>) -> bool {
        let targets = self.targets.get_or_init(|| {
            let connections = self.endpoints().iter().flat_map(|endpoint| &endpoint.connections);
            connections.filter_map(|connection| Some(key(connection.target?.value))).collect()
        });
        targets.contains(&key(id))
    }

    /// The zones that are declared or referred to.
    pub fn zone_names(&self) -> &ZoneNames {
        self.names.get_or_init(|| self.read_names())
    }

    /// What keeps the names of endpoints from being resolved.
    pub fn dns_faults(&self) -> &[DnsFault<'w>] {
        self.faults.get_or_init(|| self.find_dns_faults())
    }

    /// Whether this world may have resources that were not seen.
    pub fn is_open(&self) -> bool {
        self.index.is_open()
    }

    /// The end of a reference that a resource makes by an id.
    pub fn end(&self, value: Val<'w>, from: &'w Instance<'w>) -> End<'w> {
        let id = ResourceId::parse(self.heap, value);
        End { value, id, found: self.look_up(value, id, from) }
    }

    /// The network that a subnet, known by its id, lies in; or the network itself.
    pub fn around(&self, id: Val<'w>, from: &'w Instance<'w>) -> Option<End<'w>> {
        let own = self.end(id, from);
        if own.resource_type().is_some_and(|name| name.eq_ignore_ascii_case(NETWORK)) {
            return Some(own);
        }
        super::end::network_of(self.heap, id).map(|network| self.end(network, from))
    }

    fn look_up(
        &self,
        value: Val<'w>,
        id: Option<ResourceId<'w>>,
        from: &'w Instance<'w>,
    ) -> Lookup<'w> {
        if let Data::OneOf(values) = value.data {
            return one_of(values.iter().map(|value| self.end(value, from).found));
        }
        match id {
            Some(ResourceId { under: Some(base), .. }) => given(base),
            Some(id) => self.index.find(&id, from),
            None => given(value),
        }
    }

    /// What the configuration tells about a network that is not of this world.
    pub fn facts(&self, network: &End<'w>) -> Option<&'w NetworkFacts> {
        if self.settings.networks.is_empty() || network.instance().is_some() {
            return None;
        }
        let facts = self.facts.get_or_init(|| {
            let each = self.settings.networks.iter();
            each.filter_map(|facts| Some((glob(&facts.id)?, facts))).collect()
        });
        let id = super::end::shown(network.value);
        facts.iter().find(|(glob, _)| glob.is_match(&id)).map(|(_, facts)| *facts)
    }

    /// Whether a zone linked to this network is answered for everywhere: by the configuration, or by a resolver in it.
    pub fn has_resolver(&self, network: &End<'w>) -> Tri {
        let globs = self.resolvers.get_or_init(|| {
            self.settings.resolver_vnets.iter().filter_map(|id| glob(id)).collect()
        });
        let id = super::end::shown(network.value);
        if globs.iter().any(|glob| glob.is_match(&id)) {
            return Tri::Yes;
        }
        let resolvers = self.index.of_type(RESOLVER);
        let of = |resolver: &&'w Instance<'w>| {
            let own = resolver.look("properties.virtualNetwork.id").value();
            own.map_or(Tri::Maybe, |own| self.end(own, resolver).same(network))
        };
        resolvers.all.iter().fold(Tri::No, |so_far, resolver| so_far.or(of(resolver)))
    }

    /// Whether a network has DNS servers of its own.
    pub fn has_own_dns(&self, network: &End<'w>) -> Tri {
        let Some(instance) = network.instance() else {
            let known = self.facts(network).and_then(|facts| facts.dns.as_ref());
            return known.map_or(Tri::Maybe, |servers| Tri::from(!servers.is_empty()));
        };
        match instance.look("properties.dhcpOptions.dnsServers") {
            Look::Missing(_) => Tri::No,
            Look::Unknown => Tri::Maybe,
            Look::Found(spot) => match instance.elements(&spot) {
                (servers, _) if !servers.is_empty() => Tri::Yes,
                (_, open) => {
                    if open {
                        Tri::Maybe
                    } else {
                        Tri::No
                    }
                }
            },
        }
    }
}

/// The one answer of several ways; where they differ it cannot be told.
fn one_of<'w>(mut answers: impl Iterator<Item = Lookup<'w>>) -> Lookup<'w> {
    let Some(first) = answers.next() else { return Lookup::CannotTell };
    let agrees = |answer: Lookup<'w>| match (first, answer) {
        (Lookup::This(a), Lookup::This(b)) => std::ptr::eq(a, b),
        (Lookup::NoneHere, Lookup::NoneHere) => true,
        _ => false,
    };
    if answers.all(agrees) { first } else { Lookup::CannotTell }
}

/// What is handed in was there before.
fn given(value: Val<'_>) -> Lookup<'_> {
    if is_given(value) { Lookup::NoneHere } else { Lookup::CannotTell }
}

fn glob(id: &str) -> Option<GlobMatcher> {
    let glob = GlobBuilder::new(id).case_insensitive(true).literal_separator(false).build();
    glob.ok().map(|glob| glob.compile_matcher())
}
