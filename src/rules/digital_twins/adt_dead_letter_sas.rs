//! A dead-letter container that is reached with a shared access signature.

use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::symbol::Symbol;
use crate::eval::value::{Data, Piece, Val};
use crate::look::words;
use crate::look::{confidence, judge};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT007",
        name: "adt-dead-letter-sas",
        title: "Dead letters of a Digital Twins endpoint go by a SAS",
        security_severity: Some("5.0"),
        category: "identity",
        why: "A shared access signature is a secret that somebody has to renew, and that opens the container to whoever has it. The identity of the instance writes dead letters without one.",
        looks_at: "`deadLetterSecret` of endpoints where it is set, and `deadLetterUri` with a query in it. What resolves to null is not set.",
        fix: "Use `deadLetterUri` with the address of the container, and give the identity Storage Blob Data Contributor on it. An endpoint that authenticates by key can only use the secret.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/concepts-security",
            "https://learn.microsoft.com/azure/digital-twins/how-to-manage-routes",
        ],
        resource_types: &["Microsoft.DigitalTwins/digitalTwinsInstances/endpoints"],
        examples: &[
            Example::arm(
                r#"{ "parameters": { "sas": { "type": "securestring" } }, "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints", "apiVersion": "2023-01-31", "name": "twins/bus",
  "properties": { "endpointType": "ServiceBus", "authenticationType": "IdentityBased",
    "endpointUri": "sb://bus.servicebus.windows.net/", "entityPath": "topic",
    "deadLetterSecret": "[parameters('sas')]" // <- finding
  }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints", "apiVersion": "2023-01-31", "name": "twins/bus",
  "properties": { "endpointType": "ServiceBus", "authenticationType": "IdentityBased",
    "endpointUri": "sb://bus.servicebus.windows.net/", "entityPath": "topic",
    "deadLetterUri": "https://letters.blob.core.windows.net/dead", "deadLetterSecret": null
  }
} ] }"#,
            ),
            Example::bicep(
                r"param letters { secret: string?, address: string? }

resource bus 'Microsoft.DigitalTwins/digitalTwinsInstances/endpoints@2023-01-31' = {
  name: 'twins/bus'
  properties: {
    endpointType: 'ServiceBus'
    authenticationType: 'IdentityBased'
    endpointUri: 'sb://bus.servicebus.windows.net/'
    entityPath: 'topic'
    deadLetterUri: letters.?address
    deadLetterSecret: letters.?secret
  }
}
",
            ),
            Example::bicep(
                r"@secure()
param signature string

resource bus 'Microsoft.DigitalTwins/digitalTwinsInstances/endpoints@2023-01-31' = {
  name: 'twins/bus'
  properties: {
    endpointType: 'ServiceBus'
    authenticationType: 'IdentityBased'
    endpointUri: 'sb://bus.servicebus.windows.net/'
    entityPath: 'topic'
    deadLetterUri: 'https://letters.blob.core.windows.net/dead?${signature}' // <- finding
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
    deadLetterUri: 'https://letters.blob.core.windows.net/dead'
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
    let secret = endpoint.look("properties.deadLetterSecret").found();
    let address = endpoint.look("properties.deadLetterUri").found();
    if let Some(spot) = &secret
        && let Some(value) = spot.value
        && !words::is_something(value).is_no()
        && !may_be_nothing(value)
    {
        let message = if address.is_some() {
            "'deadLetterSecret' stands beside 'deadLetterUri': the identity makes the signature needless."
        } else {
            "Dead letters are stored with a shared access signature, though the identity of the instance can do it."
        };
        context.report(&RULE.card, endpoint, spot, confidence(value.basis), message.to_owned());
    }
    if let Some(spot) = &address
        && let Some(confidence) = spot.value.and_then(|value| judge(value, has_query))
    {
        let message = "'deadLetterUri' carries a query, as of a shared access signature: it takes the plain address of the container.";
        context.report(&RULE.card, endpoint, spot, confidence, message.to_owned());
    }
}

/// One of several values, one of which is nothing, or a member of an object that need not have it.
fn may_be_nothing(value: Val<'_>) -> bool {
    value.alternatives().any(|value| {
        words::is_something(value).is_no()
            || matches!(value.data, Data::Unknown(Symbol::Member { .. }))
    })
}

fn has_query(value: Val<'_>) -> Tri {
    match value.data {
        Data::Str(text) => text.contains('?').into(),
        Data::Text(pieces) => {
            let has = pieces
                .iter()
                .any(|piece| matches!(piece, Piece::Literal(text) if text.contains('?')));
            if has { Tri::Yes } else { Tri::Maybe }
        }
        _ => Tri::Maybe,
    }
}
