//! A target that lets Digital Twins in by addresses that change.

use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::subject::display_name;
use crate::graph::{targets, twins};
use crate::look::Look;
use crate::look::words;
use crate::rule::{Card, Check, Context, Example, Rule};
use ipnet::IpNet;
use std::net::IpAddr;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT022",
        name: "event-route-hardcoded-ip-filter",
        title: "Target of Digital Twins events is filtered by fixed addresses",
        severity: Severity::Note,
        confidence: Confidence::Low,
        on: false,
        why: "The addresses of the service tag `AzureDigitalTwins` change; whoever filters by address has to renew the list about every week. Until then events are dropped.",
        looks_at: "Literal public addresses in the address rules of the namespace, topic or dead-letter account that endpoints of the same deployment send to, where trusted services may not bypass them. The addresses may also be those of people and build agents.",
        fix: "Let trusted services bypass the firewall and use a managed identity, or renew the list by a job.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/concepts-security",
            "https://learn.microsoft.com/azure/virtual-network/service-tags-overview",
        ],
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
  "properties": { "defaultAction": "Deny",
    "ipRules": [ { "ipMask": "198.51.100.7", "action": "Allow" } ] // <- finding
  }
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
  "properties": { "defaultAction": "Deny", "trustedServiceAccessEnabled": true, "ipRules": [ { "ipMask": "198.51.100.7" } ] }
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
    ipRules: [ // <- finding
      {
        ipMask: '198.51.100.0/24'
      }
    ]
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
    check: Check::Resource(check),
    shadowed_by: &[],
};

fn check<'w>(context: &Context<'w>, sender: &'w Instance<'w>) {
    let namespace = twins::namespace_of(context, sender).and_then(|namespace| {
        let rules = format!("{}/networkRuleSets", namespace.resource_type());
        targets::children_of(context, namespace, &rules).into_iter().next()
    });
    let topic = sender
        .look("properties.TopicEndpoint")
        .value()
        .and_then(|value| twins::topic_of(context, value));
    let account = twins::dead_letter_account(context, sender);
    let holders = [
        (namespace, "properties.ipRules", "ipMask"),
        (topic, "properties.inboundIpRules", "ipMask"),
        (account, "properties.networkAcls.ipRules", "value"),
    ];
    for (holder, path, member) in holders {
        if let Some(holder) = holder {
            check_rules(context, sender, holder, (path, member));
        }
    }
}

fn check_rules<'w>(
    context: &Context<'w>,
    sender: &'w Instance<'w>,
    holder: &'w Instance<'w>,
    (path, member): (&str, &str),
) {
    if !words::is_on(holder, twins::TRUSTED).is_no() {
        return;
    }
    let Look::Found(spot) = holder.look(path) else { return };
    let rules = holder.elements(&spot).0;
    let mut addresses =
        rules.iter().filter_map(|rule| holder.look_from(rule, member).value()?.as_str());
    let Some(address) = addresses.find(|text| is_public(text)) else { return };
    let message = format!(
        "'{}' receives events of '{}' and is filtered by fixed addresses such as '{address}': those of a service change about weekly.",
        display_name(holder),
        display_name(sender)
    );
    if let Some(handle) = context.report(&RULE.card, holder, &spot, Confidence::Low, message) {
        handle.related_resource(sender, "what sends to it");
    }
}

fn is_public(text: &str) -> bool {
    let address = text.parse::<IpNet>().map(|net| net.addr()).or_else(|_| text.parse::<IpAddr>());
    match address {
        Ok(IpAddr::V4(address)) => {
            !address.is_private() && !address.is_loopback() && !address.is_unspecified()
        }
        Ok(IpAddr::V6(address)) => !address.is_loopback(),
        Err(_) => false,
    }
}
