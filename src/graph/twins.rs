//! Azure Digital Twins: instances, their endpoints and data history, and what these send events to.

use super::Graph;
use super::targets;
use crate::eval::equal::{self, Tri};
use crate::eval::instance::Instance;
use crate::eval::resource_id;
use crate::eval::value::Val;
use crate::finding::Confidence;
use crate::look::words::{self, says};
use crate::look::{Look, Spot, judge};

/// The type of instances.
pub const INSTANCE: &str = "Microsoft.DigitalTwins/digitalTwinsInstances";
/// The type of endpoints.
pub const ENDPOINT: &str = "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints";
/// The type of data history connections.
pub const HISTORY: &str =
    "Microsoft.DigitalTwins/digitalTwinsInstances/timeSeriesDatabaseConnections";
/// The types of namespaces that events go to.
pub const NAMESPACES: [&str; 2] =
    ["Microsoft.EventHub/namespaces", "Microsoft.ServiceBus/namespaces"];

/// Endpoints and data history connections that this world deploys.
pub fn senders<'w>(graph: &Graph<'w>) -> Vec<&'w Instance<'w>> {
    let all = graph.deployed(ENDPOINT).chain(graph.deployed(HISTORY));
    all.filter(|sender| !sender.presence().never()).collect()
}

/// The deployed instance that an endpoint or connection is of.
pub fn instance_of<'w>(graph: &Graph<'w>, sender: &'w Instance<'w>) -> Option<&'w Instance<'w>> {
    targets::parent_of(graph, sender).filter(|found| !found.declaration.resource.existing)
}

/// Whether an endpoint authenticates by identity; data history always does.
pub fn uses_identity<'w>(sender: &'w Instance<'w>) -> Option<Confidence> {
    if sender.is(HISTORY) {
        return Some(Confidence::High);
    }
    words::stated(sender, "properties.authenticationType", &["IdentityBased"])
        .map(|(_, confidence)| confidence)
}

/// Whether an endpoint or connection names a user-assigned identity.
pub fn uses_assigned_identity<'w>(sender: &'w Instance<'w>) -> Tri {
    says(sender, "properties.identity.type", &["UserAssigned"])
}

/// Whether an identity has one of its kinds: `SystemAssigned`, `UserAssigned`, or both in one text.
pub fn has_identity<'w>(value: Val<'w>, kind: &str) -> Tri {
    let has = |value: Val<'w>| match value.as_str() {
        Some(text) => text.split(',').any(|one| one.trim().eq_ignore_ascii_case(kind)).into(),
        None if value.is_null() => Tri::No,
        None => Tri::Maybe,
    };
    equal::every(value.alternatives().map(has))
}

/// Where an instance lacks a kind of identity, and how sure it is.
pub fn lacks_identity<'w>(
    instance: &'w Instance<'w>,
    kind: &str,
) -> Option<(Spot<'w>, Confidence)> {
    match instance.look("identity.type") {
        Look::Missing(spot) => {
            let confidence = spot.confidence();
            Some((Spot { path: "identity.type".to_owned(), ..spot }, confidence))
        }
        Look::Found(spot) => {
            let confidence = judge(spot.value?, |value| has_identity(value, kind).negate())?;
            Some((spot, confidence))
        }
        Look::Unknown => None,
    }
}

/// The deployed Event Hubs or Service Bus namespace that an endpoint or connection sends to.
pub fn namespace_of<'w>(graph: &Graph<'w>, sender: &'w Instance<'w>) -> Option<&'w Instance<'w>> {
    let value = |path: &str| sender.look(path).value();
    let by_id =
        value("properties.eventHubNamespaceResourceId").and_then(|id| targets::by_id(graph, id));
    let by_host = || {
        let paths = ["properties.endpointUri", "properties.eventHubEndpointUri"];
        paths.iter().filter_map(|path| value(path)).find_map(|uri| by_address(graph, uri))
    };
    let by_key = || {
        let paths = ["properties.connectionStringPrimaryKey", "properties.primaryConnectionString"];
        paths.iter().filter_map(|path| value(path)).find_map(|key| by_mention(graph, key))
    };
    by_id.or_else(by_host).or_else(by_key).filter(|found| !found.declaration.resource.existing)
}

/// The deployed Data Explorer cluster that a data history connection writes to.
pub fn cluster_of<'w>(graph: &Graph<'w>, sender: &'w Instance<'w>) -> Option<&'w Instance<'w>> {
    let id = sender.look("properties.adxResourceId").value()?;
    targets::by_id(graph, id).filter(|found| {
        found.is("Microsoft.Kusto/clusters") && !found.declaration.resource.existing
    })
}

fn by_address<'w>(graph: &Graph<'w>, uri: Val<'w>) -> Option<&'w Instance<'w>> {
    let is_of = |namespace: &&'w Instance<'w>| {
        let heap = namespace.scope.heap();
        ["", "/", ":443/"].iter().any(|end| {
            let end = heap.text(&format!(".servicebus.windows.net{end}"));
            let parts = [heap.borrowed("sb://"), namespace.name(), heap.borrowed(end)];
            equal::same_name(resource_id::join(heap, &parts), uri).is_yes()
        })
    };
    let mut namespaces = NAMESPACES.iter().flat_map(|name| graph.of_type(name).iter().copied());
    namespaces.find(is_of).or_else(|| by_mention(graph, uri))
}

/// The namespace that a value is read from: of `reference(…)`, or of the rule whose keys are listed.
fn by_mention<'w>(graph: &Graph<'w>, value: Val<'w>) -> Option<&'w Instance<'w>> {
    let mentions = targets::mentioned(value);
    let around = |id| NAMESPACES.iter().find_map(|name| targets::around_id(graph, id, name));
    mentions.iter().find_map(|mention| around(mention.id))
}

/// What closes a namespace to the service.
#[derive(Debug)]
pub struct Firewall<'w> {
    /// The rule set, where the deployment has one.
    pub rules: Option<&'w Instance<'w>>,
    /// The resource of the closing setting.
    pub holder: &'w Instance<'w>,
    /// The closing setting.
    pub spot: Spot<'w>,
    /// How sure it is.
    pub confidence: Confidence,
}

/// What closes a namespace: a default action of Deny, or a closed public side.
pub fn firewall<'w>(graph: &Graph<'w>, namespace: &'w Instance<'w>) -> Option<Firewall<'w>> {
    let name = format!("{}/networkRuleSets", namespace.resource_type());
    let rules = targets::children_of(graph, namespace, &name).into_iter().next();
    let closing = |holder: &'w Instance<'w>, path: &str, word: &'static str| {
        let (spot, confidence) = words::stated(holder, path, &[word])?;
        Some(Firewall { rules, holder, spot, confidence })
    };
    rules
        .and_then(|rules| closing(rules, "properties.defaultAction", "Deny"))
        .or_else(|| rules.and_then(|rules| closing(rules, ACCESS, "Disabled")))
        .or_else(|| closing(namespace, ACCESS, "Disabled"))
}

const ACCESS: &str = "properties.publicNetworkAccess";

/// The switch that lets trusted services through a firewall.
pub const TRUSTED: &str = "properties.trustedServiceAccessEnabled";

/// The types that events of Event Grid endpoints go to.
pub const TOPICS: [&str; 2] = ["Microsoft.EventGrid/topics", "Microsoft.EventGrid/domains"];

/// The deployed Event Grid topic or domain of an address or key: read from it, or literal.
pub fn topic_of<'w>(graph: &Graph<'w>, value: Val<'w>) -> Option<&'w Instance<'w>> {
    let mentions = targets::mentioned(value);
    let declared = mentions.iter().find_map(|mention| targets::by_id(graph, mention.id));
    let named = || {
        let host = value.as_str()?.strip_prefix("https://")?.split('.').next()?;
        let mut all = TOPICS.iter().flat_map(|name| graph.deployed(name));
        all.find(|one| words::is_named(one, host))
    };
    let found = declared.or_else(named);
    found.filter(|found| {
        !found.declaration.resource.existing && TOPICS.iter().any(|name| found.is(name))
    })
}

/// The deployed storage account that an endpoint's dead letters go to.
pub fn dead_letter_account<'w>(
    graph: &Graph<'w>,
    endpoint: &'w Instance<'w>,
) -> Option<&'w Instance<'w>> {
    let uri = endpoint.look("properties.deadLetterUri").value()?;
    let mentions = targets::mentioned(uri);
    let declared = mentions.iter().find_map(|mention| targets::by_id(graph, mention.id));
    let named = || {
        let host = uri.as_str()?.strip_prefix("https://")?.split('.').next()?;
        graph.deployed("Microsoft.Storage/storageAccounts").find(|one| words::is_named(one, host))
    };
    declared.or_else(named).filter(|found| found.is("Microsoft.Storage/storageAccounts"))
}
