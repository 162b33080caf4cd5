//! An endpoint whose address or connection string is missing or malformed.

use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::value::{Data, Piece, Val};
use crate::finding::{Confidence, Severity};
use crate::look::words::{self, says};
use crate::look::{Look, judge};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT003",
        name: "adt-endpoint-identity-fields",
        title: "Digital Twins endpoint lacks the fields of its way of authentication",
        severity: Severity::Error,
        category: "identity",
        why: "By identity, an endpoint is given by the address of its namespace and the name of the event hub or topic; by key, by a connection string. With a field missing, or an address of another scheme, the endpoint cannot be created.",
        looks_at: "Endpoints to Event Hubs and Service Bus. By identity: `endpointUri` and `entityPath` absent or empty, an `endpointUri` whose known beginning is not `sb://`, and a connection string beside them (a warning). By key: the connection string absent.",
        fix: "Write `endpointUri: 'sb://<namespace>.servicebus.windows.net/'` and `entityPath: '<event hub or topic>'`.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/concepts-security",
            "https://learn.microsoft.com/azure/digital-twins/how-to-manage-routes",
        ],
        resource_types: &["Microsoft.DigitalTwins/digitalTwinsInstances/endpoints"],
        examples: &[
            Example::arm(
                r#"{ "parameters": { "space": { "type": "string" } }, "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints", "apiVersion": "2023-01-31", "name": "twins/events",
  "properties": {
    "endpointType": "EventHub", "authenticationType": "IdentityBased", "entityPath": "all",
    "endpointUri": "[format('https://{0}.servicebus.windows.net/', parameters('space'))]" // <- finding
  }
} ] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "space": { "type": "string" } }, "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints", "apiVersion": "2023-01-31", "name": "twins/events",
  "properties": {
    "endpointType": "EventHub", "authenticationType": "IdentityBased", "entityPath": "all",
    "endpointUri": "[format('sb://{0}.servicebus.windows.net/', parameters('space'))]"
  }
} ] }"#,
            ),
            Example::bicep(
                r"resource events 'Microsoft.DigitalTwins/digitalTwinsInstances/endpoints@2023-01-31' = {
  name: 'twins/events'
  properties: { // <- finding
    endpointType: 'EventHub'
    authenticationType: 'IdentityBased'
    endpointUri: 'sb://events.servicebus.windows.net/'
  }
}
",
            ),
            Example::bicep(
                r"@secure()
param key string

resource events 'Microsoft.DigitalTwins/digitalTwinsInstances/endpoints@2023-01-31' = {
  name: 'twins/events'
  properties: {
    endpointType: 'EventHub'
    authenticationType: 'KeyBased'
    connectionStringPrimaryKey: key
  }
}
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &["adt-endpoint-eventgrid-identity"],
};

fn check<'w>(context: &Context<'w>, endpoint: &'w Instance<'w>) {
    let Some(kind) =
        KINDS.iter().find(|(kind, _)| says(endpoint, "properties.endpointType", &[*kind]).is_yes())
    else {
        return;
    };
    let by_identity = words::stated(endpoint, "properties.authenticationType", &["IdentityBased"]);
    match by_identity {
        Some((_, sure)) => check_identity(context, endpoint, sure),
        None => check_key(context, endpoint, kind.1),
    }
}

/// The types of endpoints, and where their connection strings stand.
const KINDS: [(&str, &str); 2] = [
    ("EventHub", "properties.connectionStringPrimaryKey"),
    ("ServiceBus", "properties.primaryConnectionString"),
];

fn check_identity<'w>(context: &Context<'w>, endpoint: &'w Instance<'w>, sure: Confidence) {
    for name in ["endpointUri", "entityPath"] {
        if let Some((spot, confidence)) = words::lacking(endpoint, &format!("properties.{name}")) {
            let message = format!("An endpoint that authenticates by identity needs '{name}'.");
            context.report(&RULE.card, endpoint, &spot, confidence.min(sure), message);
        }
    }
    if let Look::Found(spot) = endpoint.look("properties.endpointUri")
        && let Some(confidence) = spot.value.and_then(|value| judge(value, has_other_scheme))
    {
        let message = "'endpointUri' has to begin with 'sb://', as in 'sb://namespace.servicebus.windows.net/'.";
        context.report(&RULE.card, endpoint, &spot, confidence.min(sure), message.to_owned());
    }
    for (_, path) in KINDS {
        if words::is_set(endpoint, path).is_yes()
            && let Look::Found(spot) = endpoint.look(path)
        {
            let message = "The connection string has no effect on an endpoint that authenticates by identity.".to_owned();
            if let Some(handle) = context.report(&RULE.card, endpoint, &spot, sure, message) {
                handle.severity(Severity::Warning);
            }
        }
    }
}

/// What the address of a namespace begins with.
const SCHEME: &str = "sb://";

/// The first characters decide, and they are often known where the rest is not.
fn has_other_scheme(value: Val<'_>) -> Tri {
    let start = match value.data {
        Data::Str(text) => text,
        Data::Text(pieces) => match pieces.first() {
            Some(Piece::Literal(text)) => text,
            _ => return Tri::Maybe,
        },
        _ => return Tri::Maybe,
    };
    let length = start.len().min(SCHEME.len());
    let same = start
        .get(..length)
        .is_some_and(|own| SCHEME.get(..length).is_some_and(|one| one.eq_ignore_ascii_case(own)));
    match (same, value.as_str().is_some(), length == SCHEME.len()) {
        (false, _, _) => Tri::Yes,
        (true, true, false) => (!start.is_empty()).into(),
        (true, _, true) => Tri::No,
        (true, false, false) => Tri::Maybe,
    }
}

fn check_key<'w>(context: &Context<'w>, endpoint: &'w Instance<'w>, path: &str) {
    let way = "properties.authenticationType";
    let stated = words::stated(endpoint, way, &["KeyBased"]);
    let Some((_, sure)) = stated.or_else(|| words::lacking(endpoint, way)) else { return };
    // Two old versions spelled the property with a dash.
    let old = words::is_set(endpoint, "properties.connectionString-PrimaryKey");
    let Some((spot, confidence)) = words::lacking(endpoint, path).filter(|_| old == Tri::No) else {
        return;
    };
    let name = path.rsplit('.').next().unwrap_or(path);
    let message = format!("An endpoint that authenticates by key needs '{name}'.");
    context.report(&RULE.card, endpoint, &spot, confidence.min(sure), message);
}
