//! A data history connection to a closed cluster, or to a namespace without keys.

use crate::eval::instance::Instance;
use crate::finding::Confidence;
use crate::graph::targets;
use crate::look::words;
use crate::look::{Look, judge};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT010",
        name: "adt-data-history-preconditions",
        title: "Data history is set up against resources that it cannot configure",
        confidence: Confidence::Medium,
        on: false,
        why: "While it is set up, data history creates tables in the cluster and a consumer on the event hub. A closed cluster, or a namespace without local authentication, lets it fail.",
        looks_at: "The cluster and the namespace of data history connections that the same deployment creates: `publicNetworkAccess` off on the cluster, `disableLocalAuth` on on the namespace. A later run of a template that hardens both is fine.",
        fix: "Create the connection first, then close the cluster in a second step.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/how-to-create-data-history-connection",
        ],
        resource_types: &[
            "Microsoft.DigitalTwins/digitalTwinsInstances/timeSeriesDatabaseConnections",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Kusto/clusters", "apiVersion": "2024-04-13", "name": "explorer", "location": "westeurope",
  "sku": { "name": "Standard_E2a_v4", "tier": "Standard" },
  "properties": {
    "publicNetworkAccess": "Disabled" // <- finding
  }
}, {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances/timeSeriesDatabaseConnections", "apiVersion": "2023-01-31", "name": "twins/past",
  "properties": { "connectionType": "AzureDataExplorer", "adxDatabaseName": "past",
    "adxEndpointUri": "https://explorer.westeurope.kusto.windows.net", "adxResourceId": "[resourceId('Microsoft.Kusto/clusters', 'explorer')]",
    "eventHubEndpointUri": "sb://events.servicebus.windows.net/", "eventHubEntityPath": "all",
    "eventHubNamespaceResourceId": "[resourceId('Microsoft.EventHub/namespaces', 'events')]" }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Kusto/clusters", "apiVersion": "2024-04-13", "name": "explorer", "location": "westeurope",
  "sku": { "name": "Standard_E2a_v4", "tier": "Standard" }
}, {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances/timeSeriesDatabaseConnections", "apiVersion": "2023-01-31", "name": "twins/past",
  "properties": { "connectionType": "AzureDataExplorer", "adxDatabaseName": "past",
    "adxEndpointUri": "https://explorer.westeurope.kusto.windows.net", "adxResourceId": "[resourceId('Microsoft.Kusto/clusters', 'explorer')]",
    "eventHubEndpointUri": "sb://events.servicebus.windows.net/", "eventHubEntityPath": "all",
    "eventHubNamespaceResourceId": "[resourceId('Microsoft.EventHub/namespaces', 'events')]" }
} ] }"#,
            ),
            Example::bicep(
                r"resource events 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: 'events'
  location: 'westeurope'
  properties: {
    disableLocalAuth: true // <- finding
  }
}

resource past 'Microsoft.DigitalTwins/digitalTwinsInstances/timeSeriesDatabaseConnections@2023-01-31' = {
  name: 'twins/past'
  properties: {
    connectionType: 'AzureDataExplorer'
    adxDatabaseName: 'past'
    adxEndpointUri: 'https://explorer.westeurope.kusto.windows.net'
    adxResourceId: resourceId('Microsoft.Kusto/clusters', 'explorer')
    eventHubEndpointUri: 'sb://events.servicebus.windows.net/'
    eventHubEntityPath: 'all'
    eventHubNamespaceResourceId: events.id
  }
}
",
            ),
            Example::bicep(
                r"resource events 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: 'events'
  location: 'westeurope'
}
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &[],
};

fn check<'w>(context: &Context<'w>, history: &'w Instance<'w>) {
    let found = |path: &str| {
        let id = history.look(path).value()?;
        targets::by_id(context, id).filter(|found| !found.declaration.resource.existing)
    };
    if let Some(cluster) = found("properties.adxResourceId")
        && let Some((spot, confidence)) =
            words::stated(cluster, "properties.publicNetworkAccess", &["Disabled"])
    {
        let message = "Data history cannot be set up while the public side of the cluster is closed: close it afterwards.";
        let handle = context.report(&RULE.card, cluster, &spot, confidence, message.to_owned());
        handle.map(|handle| handle.related_resource(history, "the data history connection"));
    }
    if let Some(namespace) = found("properties.eventHubNamespaceResourceId")
        && let Look::Found(spot) = namespace.look("properties.disableLocalAuth")
        && let Some(confidence) = spot.value.and_then(|value| judge(value, words::is_true))
    {
        let message =
            "Data history cannot be set up while local authentication of the namespace is off.";
        let handle = context.report(&RULE.card, namespace, &spot, confidence, message.to_owned());
        handle.map(|handle| handle.related_resource(history, "the data history connection"));
    }
}
