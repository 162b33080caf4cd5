//! Who approves connections that wait: a template can do it through the connections of the target.

use super::Graph;
use super::end::End;
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::look::words::says;

const STATUS: &str = "properties.privateLinkServiceConnectionState.status";

/// Whether this world may approve a connection to a target: one of the connections that it sets there is, or may be, approved.
pub fn is_approved<'w>(graph: &Graph<'w>, target: &End<'w>) -> bool {
    let types: Vec<_> = graph
        .types()
        .filter(|name| name.ends_with("/privateendpointconnections"))
        .map(str::to_owned)
        .collect();
    types.iter().any(|name| {
        graph.deployed(name).any(|connection| {
            !connection.presence().never()
                && !says(connection, STATUS, &["Approved"]).is_no()
                && !is_of(graph, connection, target).is_no()
        })
    })
}

fn is_of<'w>(graph: &Graph<'w>, connection: &'w Instance<'w>, target: &End<'w>) -> Tri {
    let parent = connection.resource_id().and_then(|id| id.parent(graph.world.heap));
    match (parent, &target.id) {
        (Some(parent), Some(id)) => parent.same(id),
        _ => Tri::Maybe,
    }
}
