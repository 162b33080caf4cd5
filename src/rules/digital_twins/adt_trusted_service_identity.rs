//! An endpoint that a firewall cannot know as a trusted service.

use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::subject::display_name;
use crate::graph::twins;
use crate::look::Spot;
use crate::look::words;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT013",
        name: "adt-trusted-service-identity",
        title: "Endpoint behind a firewall does not use the identity of the system",
        severity: Severity::Error,
        category: "identity",
        why: "A firewall that trusts Microsoft services knows the Digital Twins instance by its system-assigned identity. With a key, or a user-assigned identity, its events are dropped.",
        looks_at: "Endpoints and data history whose namespace of the same deployment has a firewall with `trustedServiceAccessEnabled`, where the endpoint authenticates by key or by a user-assigned identity, or the instance has no system-assigned one. With an open namespace every identity is fine.",
        fix: "Give the instance a system-assigned identity, and let the endpoint use it.",
        references: &["https://learn.microsoft.com/azure/digital-twins/concepts-security"],
        resource_types: &[
            "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints",
            "Microsoft.DigitalTwins/digitalTwinsInstances/timeSeriesDatabaseConnections",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.EventHub/namespaces", "apiVersion": "2024-01-01", "name": "events", "location": "westeurope"
}, {
  "type": "Microsoft.EventHub/namespaces/networkRuleSets", "apiVersion": "2024-01-01", "name": "events/default",
  "properties": { "defaultAction": "Deny", "trustedServiceAccessEnabled": true }
}, {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints", "apiVersion": "2023-01-31", "name": "twins/events",
  "properties": { "endpointType": "EventHub",
    "authenticationType": "KeyBased", // <- finding
    "connectionStringPrimaryKey": "[listKeys(resourceId('Microsoft.EventHub/namespaces/authorizationRules', 'events', 'send'), '2024-01-01').primaryConnectionString]" }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.EventHub/namespaces", "apiVersion": "2024-01-01", "name": "events", "location": "westeurope"
}, {
  "type": "Microsoft.EventHub/namespaces/networkRuleSets", "apiVersion": "2024-01-01", "name": "events/default",
  "properties": { "defaultAction": "Deny", "trustedServiceAccessEnabled": true }
}, {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "name": "twins", "location": "westeurope",
  "identity": { "type": "SystemAssigned" }
}, {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints", "apiVersion": "2023-01-31", "name": "twins/events",
  "properties": { "endpointType": "EventHub", "authenticationType": "IdentityBased",
    "endpointUri": "sb://events.servicebus.windows.net/", "entityPath": "all" }
} ] }"#,
            ),
            Example::bicep(
                r"param me string

resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' = {
  name: 'twins'
  location: 'westeurope'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${me}': {}
    }
  }
}

resource events 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: 'events'
  location: 'westeurope'
}

resource rules 'Microsoft.EventHub/namespaces/networkRuleSets@2024-01-01' = {
  parent: events
  name: 'default'
  properties: {
    defaultAction: 'Deny'
    trustedServiceAccessEnabled: true
  }
}

resource endpoint 'Microsoft.DigitalTwins/digitalTwinsInstances/endpoints@2023-01-31' = { // <- finding
  parent: twins
  name: 'events'
  properties: {
    endpointType: 'EventHub'
    authenticationType: 'IdentityBased'
    endpointUri: 'sb://${events.name}.servicebus.windows.net/'
    entityPath: 'all'
  }
}
",
            ),
            Example::bicep(
                r"resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' = {
  name: 'twins'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
}

resource events 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: 'events'
  location: 'westeurope'
}

resource rules 'Microsoft.EventHub/namespaces/networkRuleSets@2024-01-01' = {
  parent: events
  name: 'default'
  properties: {
    defaultAction: 'Deny'
    trustedServiceAccessEnabled: true
  }
}

resource endpoint 'Microsoft.DigitalTwins/digitalTwinsInstances/endpoints@2023-01-31' = {
  parent: twins
  name: 'events'
  properties: {
    endpointType: 'EventHub'
    authenticationType: 'IdentityBased'
    endpointUri: 'sb://${events.name}.servicebus.windows.net/'
    entityPath: 'all'
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

fn check<'w>(context: &Context<'w>, sender: &'w Instance<'w>) {
    let Some(namespace) = twins::namespace_of(context, sender) else { return };
    let Some(firewall) = twins::firewall(context, namespace) else { return };
    if !firewall.rules.is_some_and(|rules| words::is_on(rules, twins::TRUSTED).is_yes()) {
        return;
    }
    let Some((spot, confidence, why)) = fault(context, sender) else { return };
    let message = format!(
        "The firewall of '{}' lets trusted services in by the identity of the system, but {why}.",
        display_name(namespace)
    );
    let confidence = confidence.min(firewall.confidence);
    if let Some(handle) = context.report(&RULE.card, sender, &spot, confidence, message) {
        handle.related(firewall.spot.place, "the firewall");
    }
}

fn fault<'w>(
    context: &Context<'w>,
    sender: &'w Instance<'w>,
) -> Option<(Spot<'w>, Confidence, &'static str)> {
    if let Some((spot, confidence)) =
        words::stated(sender, "properties.identity.type", &["UserAssigned"])
    {
        return Some((spot, confidence, "the endpoint uses a user-assigned one"));
    }
    if sender.is(twins::ENDPOINT) {
        let path = "properties.authenticationType";
        let by_key =
            words::stated(sender, path, &["KeyBased"]).or_else(|| words::lacking(sender, path));
        if let Some((spot, confidence)) = by_key {
            return Some((spot, confidence, "the endpoint authenticates by key"));
        }
    }
    twins::uses_identity(sender)?;
    let instance = twins::instance_of(context, sender)?;
    let (_, confidence) = twins::lacks_identity(instance, "SystemAssigned")?;
    Some((sender.spot(), confidence, "the instance has none"))
}
