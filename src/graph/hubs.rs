//! AI hubs and Machine Learning workspaces, and the connections that they hold.

use super::Graph;
use super::targets;
use crate::eval::equal::{self, Tri};
use crate::eval::instance::Instance;
use crate::eval::resource_id;
use crate::eval::value::{Val, Value};
use crate::look::Spot;
use crate::look::words;

/// The type of hubs, projects and workspaces.
pub const WORKSPACE: &str = "Microsoft.MachineLearningServices/workspaces";
/// The type of accounts of AI services.
pub const ACCOUNT: &str = "Microsoft.CognitiveServices/accounts";
/// The type of search services.
pub const SEARCH: &str = "Microsoft.Search/searchServices";
/// Whether a workspace is a project, whose hub decides about its network.
pub fn is_project<'w>(workspace: &'w Instance<'w>) -> Tri {
    words::says(workspace, "kind", &["Project"])
        .or(words::is_set(workspace, "properties.hubResourceId"))
}

/// The deployed account or search service that a connection leads to.
pub fn connected<'w>(graph: &Graph<'w>, connection: &'w Instance<'w>) -> Option<&'w Instance<'w>> {
    let by_id = || {
        let id = connection.look("properties.metadata.ResourceId").value()?;
        targets::by_id(graph, id)
    };
    let by_target =
        || connection.look("properties.target").value().and_then(|at| by_address(graph, at));
    let by_key = || by_key(graph, connection);
    by_id().or_else(by_target).or_else(by_key).filter(|found| !found.declaration.resource.existing)
}

/// The account or search service of an address: of `reference(…).endpoint`, or a literal one.
fn by_address<'w>(graph: &Graph<'w>, address: Val<'w>) -> Option<&'w Instance<'w>> {
    let mentioned = targets::mentioned(address);
    let declared = mentioned.iter().find_map(|mention| targets::by_id(graph, mention.id));
    declared.or_else(|| {
        let mut services = graph.deployed(ACCOUNT).chain(graph.deployed(SEARCH));
        services.find(|service| is_address_of(address, service))
    })
}

fn is_address_of<'w>(address: Val<'w>, service: &'w Instance<'w>) -> bool {
    let heap = service.scope.heap();
    let name = if service.is(ACCOUNT) {
        service.look("properties.customSubDomainName").value().unwrap_or_else(|| service.name())
    } else {
        service.name()
    };
    let suffixes: &[&'static str] = if service.is(ACCOUNT) {
        &[".cognitiveservices.azure.com", ".openai.azure.com", ".services.ai.azure.com"]
    } else {
        &[".search.windows.net"]
    };
    suffixes.iter().flat_map(|suffix| [(*suffix, ""), (*suffix, "/")]).any(|(suffix, end)| {
        let parts = [heap.borrowed("https://"), name, heap.borrowed(suffix), heap.borrowed(end)];
        equal::same_name(resource_id::join(heap, &parts), address).is_yes()
    })
}

/// The account whose keys a connection is given.
fn by_key<'w>(graph: &Graph<'w>, connection: &'w Instance<'w>) -> Option<&'w Instance<'w>> {
    let secrets = credentials(connection);
    let mentions = secrets.iter().filter_map(|spot| spot.value).flat_map(targets::mentioned);
    mentions.into_iter().find_map(|mention| targets::by_id(graph, mention.id))
}

/// Names of members of `credentials` that are no secrets.
const PUBLIC_PARTS: [&str; 7] =
    ["clientId", "tenantId", "username", "resourceId", "authority", "authorityHost", "accessKeyId"];

/// The secrets among the credentials of a connection, one by one.
pub fn credentials<'w>(connection: &'w Instance<'w>) -> Vec<Spot<'w>> {
    let start = connection.look("properties.credentials").found();
    let mut waiting: Vec<Spot<'w>> = start.into_iter().collect();
    let mut secrets = Vec::new();
    while let Some(spot) = waiting.pop() {
        let Some(object) = spot.value.and_then(Value::as_object) else {
            secrets.push(spot);
            continue;
        };
        let members = object.members.iter().rev();
        let secret = members.filter(|member| {
            !PUBLIC_PARTS.iter().any(|name| name.eq_ignore_ascii_case(member.key))
        });
        waiting.extend(secret.filter_map(|member| connection.look_from(&spot, member.key).found()));
    }
    secrets
}
