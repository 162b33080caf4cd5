//! An Event Grid endpoint with an identity, which it cannot use.

use crate::eval::instance::Instance;
use crate::finding::Severity;
use crate::look::words::{self, says};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT002",
        name: "adt-endpoint-eventgrid-identity",
        title: "Event Grid endpoint is set to use an identity",
        severity: Severity::Error,
        category: "identity",
        why: "Digital Twins sends to Event Grid topics with their keys; managed identities are not supported there. The deployment of such an endpoint fails.",
        looks_at: "Endpoints of the type `EventGrid`: `authenticationType` `IdentityBased`, or a missing `TopicEndpoint` or `accessKey1`, is an error; an identity is a warning.",
        fix: "Use `KeyBased` with a key from `listKeys()`, or send to Event Hubs or Service Bus.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/concepts-security",
            "https://learn.microsoft.com/azure/digital-twins/how-to-manage-routes",
        ],
        resource_types: &["Microsoft.DigitalTwins/digitalTwinsInstances/endpoints"],
        examples: &[
            Example::arm(
                r#"{ "parameters": { "key": { "type": "securestring" } }, "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints", "apiVersion": "2023-01-31", "name": "twins/grid",
  "properties": {
    "endpointType": "EventGrid",
    "authenticationType": "IdentityBased", // <- finding
    "TopicEndpoint": "https://topic.westeurope-1.eventgrid.azure.net/api/events", "accessKey1": "[parameters('key')]"
  }
} ] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "key": { "type": "securestring" } }, "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints", "apiVersion": "2023-01-31", "name": "twins/grid",
  "properties": {
    "endpointType": "EventGrid", "authenticationType": "KeyBased", "identity": null,
    "TopicEndpoint": "https://topic.westeurope-1.eventgrid.azure.net/api/events", "accessKey1": "[parameters('key')]"
  }
} ] }"#,
            ),
            Example::bicep(
                r"@secure()
param key string

resource grid 'Microsoft.DigitalTwins/digitalTwinsInstances/endpoints@2023-01-31' = {
  name: 'twins/grid'
  properties: { // <- finding
    endpointType: 'EventGrid'
    accessKey1: key
  }
}
",
            ),
            Example::bicep(
                r"resource bus 'Microsoft.DigitalTwins/digitalTwinsInstances/endpoints@2023-01-31' = {
  name: 'twins/bus'
  properties: {
    endpointType: 'ServiceBus'
    authenticationType: 'IdentityBased'
    endpointUri: 'sb://bus.servicebus.windows.net/'
    entityPath: 'topic'
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
    if !says(endpoint, "properties.endpointType", &["EventGrid"]).is_yes() {
        return;
    }
    if let Some((spot, confidence)) =
        words::stated(endpoint, "properties.authenticationType", &["IdentityBased"])
    {
        let message = "Event Grid endpoints of Digital Twins take keys only, but 'authenticationType' is 'IdentityBased'.";
        context.report(&RULE.card, endpoint, &spot, confidence, message.to_owned());
        return;
    }
    if let Some((spot, confidence)) =
        words::stated(endpoint, "properties.identity.type", &["SystemAssigned", "UserAssigned"])
    {
        let message =
            "Event Grid endpoints of Digital Twins take keys only: the identity has no effect."
                .to_owned();
        if let Some(handle) = context.report(&RULE.card, endpoint, &spot, confidence, message) {
            handle.severity(Severity::Warning);
        }
    }
    for name in ["TopicEndpoint", "accessKey1"] {
        if let Some((spot, confidence)) = words::lacking(endpoint, &format!("properties.{name}")) {
            let message = format!("An Event Grid endpoint needs '{name}'.");
            context.report(&RULE.card, endpoint, &spot, confidence, message);
        }
    }
}
