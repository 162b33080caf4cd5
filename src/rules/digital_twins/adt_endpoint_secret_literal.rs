//! An endpoint with a secret that everybody can read.

use crate::eval::instance::Instance;
use crate::finding::Severity;
use crate::graph::secrets::{self, Given};
use crate::look::{Look, confidence};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT008",
        name: "adt-endpoint-secret-literal",
        title: "Secret of a Digital Twins endpoint is in plain sight",
        severity: Severity::Error,
        security_severity: Some("8.0"),
        category: "identity",
        why: "A connection string, key or signature in a template lies in the repository and in the deployment's history. Whoever reads it can send events, or write to the container.",
        looks_at: "Connection strings, access keys and the dead-letter secret of endpoints: an error where the text is written in the template, also as a default or as a part of a longer text (`SharedAccessKey=…`, `AccountKey=…`, `sig=…`), a warning where it comes through a parameter that is not secure, a note for placeholders. `listKeys()` and secure parameters are fine.",
        fix: "Take the key from `listKeys()`, or better authenticate by identity.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/concepts-security",
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices",
        ],
        resource_types: &["Microsoft.DigitalTwins/digitalTwinsInstances/endpoints"],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints", "apiVersion": "2023-01-31", "name": "twins/grid",
  "properties": { "endpointType": "EventGrid", "TopicEndpoint": "https://topic.westeurope-1.eventgrid.azure.net/api/events",
    "accessKey1": "bm90IGEgcmVhbCBrZXksIGp1c3QgYSBzYW1wbGU=" // <- finding
  }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints", "apiVersion": "2023-01-31", "name": "twins/grid",
  "properties": { "endpointType": "EventGrid", "TopicEndpoint": "https://topic.westeurope-1.eventgrid.azure.net/api/events",
    "accessKey1": "[listKeys(resourceId('Microsoft.EventGrid/topics', 'topic'), '2022-06-15').key1]"
  }
} ] }"#,
            ),
            Example::bicep(
                r"param connection string

resource bus 'Microsoft.DigitalTwins/digitalTwinsInstances/endpoints@2023-01-31' = {
  name: 'twins/bus'
  properties: {
    endpointType: 'ServiceBus'
    primaryConnectionString: connection // <- finding
  }
}
",
            ),
            Example::bicep(
                r"@secure()
param connection string

resource bus 'Microsoft.DigitalTwins/digitalTwinsInstances/endpoints@2023-01-31' = {
  name: 'twins/bus'
  properties: {
    endpointType: 'ServiceBus'
    primaryConnectionString: connection
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
    for name in SECRETS {
        let Look::Found(spot) = endpoint.look(&format!("properties.{name}")) else { continue };
        let Some(value) = spot.value else { continue };
        let (severity, what) = match secrets::given(value) {
            Given::Plain => {
                (Severity::Error, "is written in the template, where everybody can read it.")
            }
            Given::Unprotected => (
                Severity::Warning,
                "comes from a parameter or output that is not secure, so it shows in the deployment's history.",
            ),
            Given::Placeholder => (
                Severity::Note,
                "is a placeholder: what is filled in here can be read by everybody.",
            ),
            Given::Safe | Given::Nothing => continue,
        };
        let message = format!("'{name}' {what}");
        if let Some(handle) =
            context.report(&RULE.card, endpoint, &spot, confidence(value.basis), message)
        {
            handle.severity(severity);
        }
    }
}

const SECRETS: [&str; 9] = [
    "connectionStringPrimaryKey",
    "connectionStringSecondaryKey",
    "connectionString-PrimaryKey",
    "connectionString-SecondaryKey",
    "primaryConnectionString",
    "secondaryConnectionString",
    "accessKey1",
    "accessKey2",
    "deadLetterSecret",
];
