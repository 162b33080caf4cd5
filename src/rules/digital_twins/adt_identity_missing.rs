//! An instance without the identity that its endpoints or data history need.

use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::{targets, twins};
use crate::rule::context::display_name;
use crate::rule::words;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT004",
        name: "adt-identity-missing",
        title: "Digital Twins instance lacks the identity that its endpoints use",
        severity: Severity::Error,
        category: "identity",
        why: "The identity of the instance is what its endpoints, its dead-letter storage and its data history authenticate with. Without it they cannot be created; if it is taken away later, the flow of events stops.",
        looks_at: "Instances with an endpoint that is `IdentityBased` or has a `deadLetterUri`, or with a data history connection, and without the kind of identity that it names (`SystemAssigned` unless it says otherwise). Instances that exist already, or are elsewhere, are passed over.",
        fix: "Give the instance `identity: { type: 'SystemAssigned' }`, or the user-assigned identity that is named.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/concepts-security",
            "https://learn.microsoft.com/azure/digital-twins/how-to-set-up-instance-portal",
            "https://learn.microsoft.com/azure/digital-twins/how-to-create-data-history-connection",
        ],
        resource_types: &["Microsoft.DigitalTwins/digitalTwinsInstances"],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", // <- finding
  "apiVersion": "2023-01-31", "name": "twins", "location": "westeurope",
  "resources": [ {
    "type": "endpoints", "apiVersion": "2023-01-31", "name": "bus",
    "properties": { "endpointType": "ServiceBus", "authenticationType": "IdentityBased",
      "endpointUri": "sb://bus.servicebus.windows.net/", "entityPath": "topic" }
  } ]
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "name": "twins", "location": "westeurope",
  "identity": { "type": "SystemAssigned, UserAssigned", "userAssignedIdentities": { "[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'me')]": {} } }
}, {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints", "apiVersion": "2023-01-31", "name": "twins/bus",
  "properties": { "endpointType": "ServiceBus", "authenticationType": "IdentityBased",
    "endpointUri": "sb://bus.servicebus.windows.net/", "entityPath": "topic" }
} ] }"#,
            ),
            Example::bicep(
                r"param me string

resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' = {
  name: 'twins'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned' // <- finding
  }

  resource bus 'endpoints' = {
    name: 'bus'
    properties: {
      endpointType: 'ServiceBus'
      authenticationType: 'IdentityBased'
      endpointUri: 'sb://bus.servicebus.windows.net/'
      entityPath: 'topic'
      identity: {
        type: 'UserAssigned'
        userAssignedIdentity: me
      }
    }
  }
}
",
            ),
            Example::bicep(
                r"resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' existing = {
  name: 'twins'
}

resource bus 'Microsoft.DigitalTwins/digitalTwinsInstances/endpoints@2023-01-31' = {
  parent: twins
  name: 'bus'
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

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    let senders = twins::senders(context);
    let own = senders.into_iter().filter(|sender| {
        twins::instance_of(context, sender)
            .is_some_and(|found| targets::same(found, instance).is_yes())
    });
    for sender in own {
        let Some((kind, sure)) = need(sender) else { continue };
        if is_given_elsewhere(context, instance, kind) {
            continue;
        }
        let Some((spot, confidence)) = twins::lacks_identity(instance, kind) else { continue };
        let message = format!(
            "'{}' needs a managed identity of the kind '{kind}', which the instance '{}' does not have.",
            display_name(sender),
            display_name(instance)
        );
        if let Some(handle) =
            context.report(&RULE.card, instance, &spot, confidence.min(sure), message)
        {
            handle.related_resource(sender, "what uses the identity");
        }
        return;
    }
}

/// The kind of identity that an endpoint or connection uses.
fn need<'w>(sender: &'w Instance<'w>) -> Option<(&'static str, Confidence)> {
    let dead_letters =
        || words::is_set(sender, "properties.deadLetterUri").is_yes().then_some(Confidence::High);
    let sure = twins::uses_identity(sender).or_else(dead_letters)?;
    match twins::uses_assigned_identity(sender) {
        Tri::Yes => Some(("UserAssigned", sure)),
        Tri::No => Some(("SystemAssigned", sure)),
        Tri::Maybe => None,
    }
}

/// Whether another deployment of the same instance gives it the identity.
fn is_given_elsewhere<'w>(context: &Context<'w>, instance: &'w Instance<'w>, kind: &str) -> bool {
    context.deployed(twins::INSTANCE).any(|other| {
        !std::ptr::eq(other, instance)
            && !targets::same(other, instance).is_no()
            && twins::lacks_identity(other, kind).is_none()
    })
}
