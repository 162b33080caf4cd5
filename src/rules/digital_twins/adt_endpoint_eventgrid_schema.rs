//! An endpoint that sends to a domain, or to a topic with a schema of its own.

use crate::eval::instance::Instance;
use crate::finding::Confidence;
use crate::graph::subject::display_name;
use crate::graph::twins;
use crate::look::Look;
use crate::look::words;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT011",
        name: "adt-endpoint-eventgrid-schema",
        title: "Event Grid topic of an endpoint has an unsupported schema",
        confidence: Confidence::Low,
        on: false,
        why: "Digital Twins sends to Event Grid topics in the schema of Event Grid or CloudEvents. Domains, and topics with a custom schema, do not take its events.",
        looks_at: "The topic of Event Grid endpoints that the same deployment creates, found by `TopicEndpoint` or by whose key is listed.",
        fix: "Use a topic with `inputSchema` `EventGridSchema` or `CloudEventSchemaV1_0`.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/how-to-manage-routes",
            "https://learn.microsoft.com/azure/event-grid/input-mappings",
        ],
        resource_types: &["Microsoft.DigitalTwins/digitalTwinsInstances/endpoints"],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.EventGrid/topics", "apiVersion": "2025-02-15", "name": "topic", "location": "westeurope",
  "properties": {
    "inputSchema": "CustomEventSchema" // <- finding
  }
}, {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints", "apiVersion": "2023-01-31", "name": "twins/grid",
  "properties": { "endpointType": "EventGrid", "TopicEndpoint": "[reference('topic').endpoint]",
    "accessKey1": "[listKeys(resourceId('Microsoft.EventGrid/topics', 'topic'), '2025-02-15').key1]" }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.EventGrid/topics", "apiVersion": "2025-02-15", "name": "topic", "location": "westeurope",
  "properties": { "inputSchema": "CloudEventSchemaV1_0" }
}, {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints", "apiVersion": "2023-01-31", "name": "twins/grid",
  "properties": { "endpointType": "EventGrid", "TopicEndpoint": "[reference('topic').endpoint]",
    "accessKey1": "[listKeys(resourceId('Microsoft.EventGrid/topics', 'topic'), '2025-02-15').key1]" }
} ] }"#,
            ),
            Example::bicep(
                r"resource domain 'Microsoft.EventGrid/domains@2025-02-15' = {
  name: 'domain'
  location: 'westeurope'
}

resource grid 'Microsoft.DigitalTwins/digitalTwinsInstances/endpoints@2023-01-31' = {
  name: 'twins/grid'
  properties: {
    endpointType: 'EventGrid'
    TopicEndpoint: domain.properties.endpoint // <- finding
    accessKey1: domain.listKeys().key1
  }
}
",
            ),
            Example::bicep(
                r"resource topic 'Microsoft.EventGrid/topics@2025-02-15' = {
  name: 'topic'
  location: 'westeurope'
}

resource grid 'Microsoft.DigitalTwins/digitalTwinsInstances/endpoints@2023-01-31' = {
  name: 'twins/grid'
  properties: {
    endpointType: 'EventGrid'
    TopicEndpoint: topic.properties.endpoint
    accessKey1: topic.listKeys().key1
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

fn check<'w>(context: &Context<'w>, endpoint: &'w Instance<'w>) {
    for path in ["properties.TopicEndpoint", "properties.accessKey1"] {
        let Some(value) = endpoint.look(path).value() else { continue };
        let Some(target) = twins::topic_of(context, value) else { continue };
        if target.is("Microsoft.EventGrid/domains") {
            let Look::Found(spot) = endpoint.look(path) else { continue };
            let message = format!(
                "'{}' is an Event Grid domain; Digital Twins sends to topics only.",
                display_name(target)
            );
            context.report(&RULE.card, endpoint, &spot, Confidence::Low, message);
        } else if let Some((spot, confidence)) =
            words::stated(target, "properties.inputSchema", &["CustomEventSchema"])
        {
            let message = "Digital Twins sends events in the schema of Event Grid or CloudEvents, not in a custom one.";
            let handle = context.report(&RULE.card, target, &spot, confidence, message.to_owned());
            handle.map(|handle| handle.related_resource(endpoint, "the endpoint that sends to it"));
        }
        return;
    }
}
