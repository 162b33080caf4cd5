//! A namespace behind a firewall that does not let trusted services in.

use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::subject::display_name;
use crate::graph::twins;
use crate::look::words;
use crate::look::{Look, Spot, judge};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT012",
        name: "adt-endpoint-firewall-bypass",
        title: "Firewall of a namespace keeps events of Digital Twins out",
        severity: Severity::Error,
        confidence: Confidence::Medium,
        why: "Digital Twins sends events from outside of your network: private link covers its API, not its egress. A namespace whose firewall denies by default drops them, unless trusted Microsoft services may bypass it.",
        looks_at: "Namespaces of Event Hubs and Service Bus that endpoints or data history of the same deployment send to, with a default action of `Deny` or a closed public side, where `trustedServiceAccessEnabled` is not true. A note where the tier of Service Bus has no firewall.",
        fix: "Set `trustedServiceAccessEnabled` to true on the rule set `default` of the namespace.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/concepts-security",
            "https://learn.microsoft.com/azure/event-hubs/event-hubs-service-endpoints",
        ],
        resource_types: &[
            "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints",
            "Microsoft.DigitalTwins/digitalTwinsInstances/timeSeriesDatabaseConnections",
            "Microsoft.EventHub/namespaces/networkRuleSets",
            "Microsoft.ServiceBus/namespaces/networkRuleSets",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.EventHub/namespaces", "apiVersion": "2024-01-01", "name": "events", "location": "westeurope"
}, {
  "type": "Microsoft.EventHub/namespaces/networkRuleSets", "apiVersion": "2024-01-01", "name": "events/default",
  "properties": { // <- finding
    "defaultAction": "Deny" }
}, {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints", "apiVersion": "2023-01-31", "name": "twins/events",
  "properties": { "endpointType": "EventHub", "authenticationType": "IdentityBased",
    "endpointUri": "sb://events.servicebus.windows.net/", "entityPath": "all" }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.EventHub/namespaces", "apiVersion": "2024-01-01", "name": "events", "location": "westeurope"
}, {
  "type": "Microsoft.EventHub/namespaces/networkRuleSets", "apiVersion": "2024-01-01", "name": "events/default",
  "properties": { "defaultAction": "Deny", "trustedServiceAccessEnabled": true }
}, {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints", "apiVersion": "2023-01-31", "name": "twins/events",
  "properties": { "endpointType": "EventHub", "authenticationType": "IdentityBased",
    "endpointUri": "sb://events.servicebus.windows.net/", "entityPath": "all" }
} ] }"#,
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
    trustedServiceAccessEnabled: false // <- finding
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
    check: Check::World(check),
    shadowed_by: &[],
};

fn check<'w>(context: &Context<'w>) {
    let mut seen: Vec<&'w Instance<'w>> = Vec::new();
    for sender in twins::senders(context) {
        let Some(namespace) = twins::namespace_of(context, sender) else { continue };
        if seen.iter().any(|known| std::ptr::eq(*known, namespace)) {
            continue;
        }
        seen.push(namespace);
        check_namespace(context, sender, namespace);
    }
}

fn check_namespace<'w>(
    context: &Context<'w>,
    sender: &'w Instance<'w>,
    namespace: &'w Instance<'w>,
) {
    let Some(firewall) = twins::firewall(context, namespace) else { return };
    if firewall.rules.is_some()
        && namespace.is("Microsoft.ServiceBus/namespaces")
        && let Some((spot, sure)) = words::stated(namespace, "sku.name", &["Basic", "Standard"])
    {
        let message = format!(
            "The tier '{}' of Service Bus has no firewall: its rules need 'Premium'.",
            spot.value.map(words::shown).unwrap_or_default()
        );
        if let Some(handle) = context.report(&RULE.card, namespace, &spot, sure, message) {
            handle.severity(Severity::Note).related(firewall.spot.place, "the firewall");
        }
        return;
    }
    // Without a rule set there is nowhere to let services in, so the closing setting itself is the fault.
    let Some(rules) = firewall.rules else {
        report(context, sender, namespace, firewall.holder, &firewall.spot, firewall.confidence);
        return;
    };
    let (spot, sure) = match rules.look(twins::TRUSTED) {
        Look::Missing(spot) => {
            let sure = spot.confidence();
            (Spot { path: twins::TRUSTED.to_owned(), ..spot }, sure)
        }
        Look::Found(spot) => {
            let sure =
                spot.value.and_then(|value| judge(value, |value| words::is_true(value).negate()));
            let Some(sure) = sure else { return };
            (spot, sure)
        }
        Look::Unknown => return,
    };
    report(context, sender, namespace, rules, &spot, sure.min(firewall.confidence));
}

fn report<'w>(
    context: &Context<'w>,
    sender: &'w Instance<'w>,
    namespace: &'w Instance<'w>,
    holder: &'w Instance<'w>,
    spot: &Spot<'w>,
    confidence: Confidence,
) {
    let message = format!(
        "The firewall of '{}' does not let trusted services in, so it drops the events of '{}'; a private endpoint does not help.",
        display_name(namespace),
        display_name(sender)
    );
    if let Some(handle) = context.report(&RULE.card, holder, spot, confidence, message) {
        handle.related_resource(sender, "what sends to the namespace");
    }
}
