//! Targets whose tier takes no endpoint.

use crate::catalogue::private_link::by_type;
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::value::Val;
use crate::finding::Severity;
use crate::graph::endpoint::ENDPOINT;
use crate::graph::subject::display_name;
use crate::look::judge;
use crate::look::words::shown;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL035",
        name: "private-endpoint-sku-unsupported",
        title: "Target of a private endpoint has a tier without private link",
        severity: Severity::Error,
        why: "Some services take private endpoints in their higher tiers only. The endpoint is refused while the service has a lower one.",
        looks_at: "`sku.name` of targets of this world that an endpoint leads to: Service Bus (Premium), App Configuration (not Free), SignalR and Web PubSub (not Free), Databricks (Premium). Container registries and AI Search have rules of their own. Tiers that are not known are passed over.",
        fix: "Choose a tier with private link, or remove the endpoint.",
        references: &[
            "https://learn.microsoft.com/azure/private-link/availability",
            "https://learn.microsoft.com/azure/service-bus-messaging/private-link-service",
            "https://learn.microsoft.com/azure/azure-app-configuration/concept-private-endpoint",
        ],
        resource_types: &[ENDPOINT],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.ServiceBus/namespaces", "apiVersion": "2022-10-01-preview", "name": "bus", "location": "westeurope",
    "sku": {
      "name": "Standard" // <- finding
    } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.1.0.0/16" ] }, "subnets": [
      { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/privateEndpoints",
    "apiVersion": "2024-05-01", "name": "pe", "location": "westeurope",
    "properties": {
      "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints')]" },
      "privateLinkServiceConnections": [ { "name": "vault", "properties": {
        "privateLinkServiceId": "[resourceId('Microsoft.ServiceBus/namespaces', 'bus')]",
        "groupIds": [ "namespace" ] } } ] } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.ServiceBus/namespaces", "apiVersion": "2022-10-01-preview", "name": "bus", "location": "westeurope",
    "sku": {
      "name": "Premium"
    } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.1.0.0/16" ] }, "subnets": [
      { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/privateEndpoints",
    "apiVersion": "2024-05-01", "name": "pe", "location": "westeurope",
    "properties": {
      "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints')]" },
      "privateLinkServiceConnections": [ { "name": "vault", "properties": {
        "privateLinkServiceId": "[resourceId('Microsoft.ServiceBus/namespaces', 'bus')]",
        "groupIds": [ "namespace" ] } } ] } }
] }
"#,
            ),
            Example::bicep(
                r"resource bus 'Microsoft.ServiceBus/namespaces@2022-10-01-preview' = {
  name: 'bus'
  location: 'westeurope'
  sku: {
    name: 'Basic' // <- finding
  }
}
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: [ '10.1.0.0/16' ] }
    subnets: [ { name: 'endpoints', properties: { addressPrefix: '10.1.1.0/24' } } ]
  }
}
resource pe 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'pe'
  location: 'westeurope'
  properties: {
    subnet: { id: net.properties.subnets[0].id }
    privateLinkServiceConnections: [
      { name: 'vault', properties: { privateLinkServiceId: bus.id, groupIds: [ 'namespace' ] } }
    ]
  }
}
",
            ),
            Example::bicep(
                r"resource bus 'Microsoft.ServiceBus/namespaces@2022-10-01-preview' = {
  name: 'bus'
  location: 'westeurope'
  sku: {
    name: 'Premium'
  }
}
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: [ '10.1.0.0/16' ] }
    subnets: [ { name: 'endpoints', properties: { addressPrefix: '10.1.1.0/24' } } ]
  }
}
resource pe 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'pe'
  location: 'westeurope'
  properties: {
    subnet: { id: net.properties.subnets[0].id }
    privateLinkServiceConnections: [
      { name: 'vault', properties: { privateLinkServiceId: bus.id, groupIds: [ 'namespace' ] } }
    ]
  }
}
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &[],
};

/// A type, and which of its tiers take an endpoint.
const TIERS: [(&str, Tiers); 5] = [
    ("Microsoft.ServiceBus/namespaces", Tiers::Only("premium")),
    ("Microsoft.Databricks/workspaces", Tiers::Only("premium")),
    ("Microsoft.AppConfiguration/configurationStores", Tiers::Not("free")),
    ("Microsoft.SignalRService/SignalR", Tiers::Not("free_")),
    ("Microsoft.SignalRService/WebPubSub", Tiers::Not("free_")),
];

#[derive(Clone, Copy)]
enum Tiers {
    /// This one alone.
    Only(&'static str),
    /// All but those that begin so.
    Not(&'static str),
}

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    let Some(endpoint) = context
        .network()
        .endpoint(instance)
        .filter(|endpoint| endpoint.instance.presence().is_there())
    else {
        return;
    };
    for target in endpoint.connections.iter().filter_map(|connection| connection.target?.instance())
    {
        let Some((name, tiers)) = TIERS.iter().find(|(name, _)| target.is(name)) else { continue };
        let Some(spot) = target.look("sku.name").found() else { continue };
        let Some((value, sure)) = spot
            .value
            .and_then(|value| Some((value, judge(value, |value| is_without(value, *tiers))?)))
        else {
            continue;
        };
        let need = by_type(name).and_then(|link| link.sku).unwrap_or_default();
        let need = need.split(" (").next().unwrap_or_default();
        let message = format!(
            "'{}' has the tier '{}', which takes no private endpoint; it needs: {need}.",
            display_name(target),
            shown(value)
        );
        let Some(finding) = context.report(&RULE.card, target, &spot, sure, message) else {
            continue;
        };
        finding.related_resource(instance, "the endpoint");
    }
}

fn is_without(value: Val<'_>, tiers: Tiers) -> Tri {
    let Some(text) = value.as_str().map(str::to_ascii_lowercase).filter(|text| !text.is_empty())
    else {
        return Tri::Maybe;
    };
    match tiers {
        Tiers::Only(name) => (text != name).into(),
        Tiers::Not(start) => text.starts_with(start).into(),
    }
}
