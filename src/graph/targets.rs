//! Which declared resource a value means, and what points at a resource.

use super::Graph;
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::resource_id::ResourceId;
use crate::eval::symbol::Symbol;
use crate::eval::value::{Data, Piece, Val};
use crate::graph::endpoint::Endpoint;

/// The resource of this world that an id means.
pub fn by_id<'w>(graph: &Graph<'w>, id: Val<'w>) -> Option<&'w Instance<'w>> {
    if let Data::Unknown(Symbol::State(state)) = id.data {
        return state.instance.filter(|_| is_whole(state.path));
    }
    by_parsed(graph, &ResourceId::parse(graph.world.heap, id)?)
}

/// `x` or `x.id`.
fn is_whole(path: &[Val<'_>]) -> bool {
    match path {
        [] => true,
        [key] => key.as_str().is_some_and(|key| key.eq_ignore_ascii_case("id")),
        _ => false,
    }
}

fn by_parsed<'w>(graph: &Graph<'w>, id: &ResourceId<'w>) -> Option<&'w Instance<'w>> {
    let is_it = |instance: &&&'w Instance<'w>| {
        instance.declaration.resource.existing
            && instance.resource_id().is_some_and(|own| own.same(id).is_yes())
    };
    // A declaration that deploys tells more than one that only looks up.
    let deployed = graph.network().index.certain(id);
    deployed.or_else(|| graph.of_type(id.resource_type).iter().find(is_it).copied())
}

/// The resource of this world of a type that an id means, or that the id's resource lies in.
pub fn around_id<'w>(
    graph: &Graph<'w>,
    id: Val<'w>,
    resource_type: &str,
) -> Option<&'w Instance<'w>> {
    let heap = graph.world.heap;
    let first = ResourceId::parse(heap, id)?;
    let mut around = std::iter::successors(Some(first), |id| id.parent(heap)).take(8);
    let id = around.find(|id| id.resource_type.eq_ignore_ascii_case(resource_type))?;
    by_parsed(graph, &id)
}

/// Whether an id is that of a resource.
pub fn is_id_of<'w>(graph: &Graph<'w>, id: Val<'w>, instance: &'w Instance<'w>) -> Tri {
    if let Data::Unknown(Symbol::State(state)) = id.data
        && is_whole(state.path)
        && let Some(found) = state.instance
    {
        return same(found, instance);
    }
    match (ResourceId::parse(graph.world.heap, id), instance.resource_id()) {
        (Some(id), Some(own)) => own.same(&id),
        _ => Tri::Maybe,
    }
}

/// Whether two declarations are of the same resource.
pub fn same<'w>(one: &'w Instance<'w>, other: &'w Instance<'w>) -> Tri {
    if std::ptr::eq(one, other) {
        return Tri::Yes;
    }
    match (one.resource_id(), other.resource_id()) {
        (Some(one), Some(other)) => one.same(other),
        _ => Tri::Maybe,
    }
}

/// The declared resource that a resource is a child of, by nesting, by `parent:` or by name.
pub fn parent_of<'w>(graph: &Graph<'w>, child: &'w Instance<'w>) -> Option<&'w Instance<'w>> {
    let by_name = || by_parsed(graph, &child.resource_id()?.parent(graph.world.heap)?);
    child.parent().filter(|parent| !parent.declaration.resource.existing).or_else(by_name)
}

/// The deployed children of a resource that are of a type.
pub fn children_of<'w>(
    graph: &Graph<'w>,
    parent: &'w Instance<'w>,
    resource_type: &str,
) -> Vec<&'w Instance<'w>> {
    graph.network().index.children(parent, resource_type).list
}

/// What is known of the private endpoints of a resource.
#[derive(Debug, Default)]
pub struct Endpoints<'w> {
    /// Those that certainly are of it.
    pub certain: Vec<&'w Instance<'w>>,
    /// One whose target is not known may be of it.
    pub perhaps: bool,
}

/// The private endpoints that can be there and that lead to a resource.
pub fn endpoints_of<'w>(graph: &Graph<'w>, target: &'w Instance<'w>) -> Endpoints<'w> {
    let mut found = Endpoints::default();
    for endpoint in graph.network().endpoints() {
        if !endpoint.instance.presence().is_there() {
            continue;
        }
        match leads_to(graph, endpoint, target) {
            Tri::Yes => found.certain.push(endpoint.instance),
            Tri::Maybe => found.perhaps = true,
            Tri::No => {}
        }
    }
    found
}

fn leads_to<'w>(graph: &Graph<'w>, endpoint: &Endpoint<'w>, target: &'w Instance<'w>) -> Tri {
    let start = if endpoint.open { Tri::Maybe } else { Tri::No };
    endpoint.connections.iter().fold(start, |so_far, connection| {
        so_far.or(match connection.target {
            Some(end) => is_id_of(graph, end.value, target),
            None if connection.is_unknown(endpoint.instance) => Tri::Maybe,
            None => Tri::No,
        })
    })
}

/// Most values that a search for resources looks at.
const MOST_VALUES: usize = 256;

/// The ids and resources that a value is made from: of `reference()`, `list…()`, symbolic names and `resourceId()`.
pub fn mentioned(value: Val<'_>) -> Vec<Mention<'_>> {
    let (mut mentions, mut waiting, mut seen) = (Vec::new(), vec![value], 0);
    while let Some(value) = waiting.pop() {
        seen += 1;
        if seen > MOST_VALUES {
            break;
        }
        match value.data {
            Data::Text(pieces) => waiting.extend(pieces.iter().filter_map(|piece| match piece {
                Piece::Symbol(value) => Some(*value),
                Piece::Literal(_) => None,
            })),
            Data::OneOf(values) => waiting.extend(values),
            Data::Unknown(Symbol::Call { arguments, .. }) => {
                mentions.extend(arguments.first().map(|id| Mention { id, path: &[] }));
                waiting.extend(*arguments);
            }
            Data::Unknown(Symbol::Member { base, .. }) => waiting.push(base),
            Data::Unknown(Symbol::State(state)) => {
                mentions.push(Mention { id: state.id, path: state.path });
            }
            _ => {}
        }
    }
    mentions
}

/// A resource in a value.
#[derive(Debug, Clone, Copy)]
pub struct Mention<'w> {
    /// Its id.
    pub id: Val<'w>,
    /// What is read of it; empty for the whole, and for the argument of a function.
    pub path: &'w [Val<'w>],
}

impl Mention<'_> {
    /// Whether the path ends with a property.
    pub fn reads(&self, property: &str) -> bool {
        self.path
            .last()
            .and_then(|key| key.as_str())
            .is_some_and(|key| key.eq_ignore_ascii_case(property))
    }
}
