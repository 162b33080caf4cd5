//! An endpoint that uses keys where it could use an identity.

use crate::eval::instance::Instance;
use crate::look::words::{self, says};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT001",
        name: "adt-endpoint-key-based",
        title: "Digital Twins endpoint authenticates with keys",
        security_severity: Some("5.0"),
        category: "identity",
        why: "A key has to be provided, kept and rotated, and whoever holds it can send events. With the managed identity of the instance there is nothing to keep. The way of authentication of an existing endpoint cannot be changed: it has to be deleted and created again.",
        looks_at: "Endpoints to Event Hubs and Service Bus whose `authenticationType` is `KeyBased` or absent. Event Grid endpoints have keys only, and are passed over.",
        fix: "Set `authenticationType` to `IdentityBased` with `endpointUri` and `entityPath`, give the instance an identity, and the identity the sender role on the target.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/concepts-security",
            "https://learn.microsoft.com/azure/digital-twins/how-to-manage-routes",
        ],
        resource_types: &["Microsoft.DigitalTwins/digitalTwinsInstances/endpoints"],
        examples: &[
            Example::arm(
                r#"{ "parameters": { "key": { "type": "securestring" } }, "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints", "apiVersion": "2023-01-31", "name": "twins/events",
  "properties": {
    "endpointType": "EventHub",
    "authenticationType": "KeyBased", // <- finding
    "connectionStringPrimaryKey": "[parameters('key')]"
  }
} ] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "key": { "type": "securestring" } }, "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints", "apiVersion": "2023-01-31", "name": "twins/grid",
  "properties": {
    "endpointType": "EventGrid", "authenticationType": "KeyBased",
    "TopicEndpoint": "https://topic.westeurope-1.eventgrid.azure.net/api/events", "accessKey1": "[parameters('key')]"
  }
} ] }"#,
            ),
            Example::bicep(
                r"@secure()
param key string

resource bus 'Microsoft.DigitalTwins/digitalTwinsInstances/endpoints@2023-01-31' = {
  name: 'twins/bus'
  properties: { // <- finding
    endpointType: 'ServiceBus'
    primaryConnectionString: key
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
    if !says(endpoint, "properties.endpointType", &["EventHub", "ServiceBus"]).is_yes() {
        return;
    }
    let path = "properties.authenticationType";
    let stated = words::stated(endpoint, path, &["KeyBased"]);
    let Some((spot, confidence)) = stated.or_else(|| words::lacking(endpoint, path)) else {
        return;
    };
    let how = if spot.value.is_some_and(|value| !value.is_null()) {
        "'authenticationType' is 'KeyBased'"
    } else {
        "'authenticationType' is not set, which means 'KeyBased'"
    };
    let message = format!(
        "The endpoint authenticates with a key: {how}, though it could use the identity of the instance."
    );
    context.report(&RULE.card, endpoint, &spot, confidence, message);
}
