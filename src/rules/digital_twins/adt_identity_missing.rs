//! An instance without the identity that its endpoints or data history need.

use crate::eval::equal::{Tri, same_name};
use crate::eval::instance::Instance;
use crate::eval::value::Val;
use crate::finding::{Confidence, Severity};
use crate::graph::subject::display_name;
use crate::graph::{targets, twins};
use crate::look::words;
use crate::quality::sensitive;
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::syntax::document::{Kind, NodeRef};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT004",
        name: "adt-identity-missing",
        title: "Digital Twins instance lacks the identity that its endpoints use",
        severity: Severity::Error,
        category: "identity",
        why: "The identity of the instance is what its endpoints, its dead-letter storage and its data history authenticate with. Without it they cannot be created; if it is taken away later, the flow of events stops.",
        looks_at: "Instances with an endpoint that is `IdentityBased` or has a `deadLetterUri`, or with a data history connection, and without the kind of identity that it names (`SystemAssigned` unless it says otherwise), or whose `userAssignedIdentities`, where they are written out, do not hold the one that it names. Instances that exist already, or are elsewhere, are passed over.",
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
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "name": "twins", "location": "westeurope",
  "identity": {
    "type": "UserAssigned",
    "userAssignedIdentities": { // <- finding
      "[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'other')]": {}
    }
  },
  "resources": [ {
    "type": "endpoints", "apiVersion": "2023-01-31", "name": "bus",
    "properties": { "endpointType": "ServiceBus", "authenticationType": "IdentityBased",
      "identity": { "type": "UserAssigned",
        "userAssignedIdentity": "[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'me')]" },
      "endpointUri": "sb://bus.servicebus.windows.net/", "entityPath": "topic" }
  } ]
} ] }"#,
            ),
            Example::bicep(
                r"resource me 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: 'me'
}
resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' = {
  name: 'twins'
  location: 'westeurope'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${me.id}': {}
    }
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
        userAssignedIdentity: me.id
      }
    }
  }
}
",
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
        let Some((spot, confidence)) = twins::lacks_identity(instance, kind) else {
            if kind == USER && check_list(context, instance, sender, sure) {
                return;
            }
            continue;
        };
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

const USER: &str = "UserAssigned";

/// Reports an identity that an endpoint or connection uses, and that is not among those of the instance.
fn check_list<'w>(
    context: &Context<'w>,
    instance: &'w Instance<'w>,
    sender: &'w Instance<'w>,
    sure: Confidence,
) -> bool {
    let Some(used) = sender.look("properties.identity.userAssignedIdentity").found() else {
        return false;
    };
    let (Some(id), Some(list)) = (used.value, assigned_identities(instance)) else {
        return false;
    };
    let is_one = list.iter().fold(Tri::No, |answer, own| answer.or(same_name(own, id)));
    let may_be_given = context
        .deployed(twins::INSTANCE)
        .any(|other| !std::ptr::eq(other, instance) && !targets::same(other, instance).is_no());
    let Some(spot) = instance.look(LIST).found().filter(|_| is_one.is_no() && !may_be_given) else {
        return false;
    };
    let message = format!(
        "'{}' uses the identity '{}', which is not among those of the instance '{}'.",
        display_name(sender),
        words::shown(id),
        display_name(instance)
    );
    let confidence = spot.confidence().min(used.confidence()).min(sure);
    if let Some(handle) = context.report(&RULE.card, instance, &spot, confidence, message) {
        handle.related(used.place, "the identity that is used");
    }
    true
}

const LIST: &str = "identity.userAssignedIdentities";

/// The ids of the user-assigned identities of a resource, where all of them are written out: as keys, which are mostly computed.
fn assigned_identities<'w>(resource: &'w Instance<'w>) -> Option<Vec<Val<'w>>> {
    let found = sensitive::at(resource, LIST);
    let [(_, list)] = found[..] else { return None };
    let list = sensitive::through_variables(resource.scope.frame, list);
    if !list.is_object() {
        return None;
    }
    let is_key = |key: NodeRef<'_>| !matches!(key.kind(), Kind::Spread(_) | Kind::For(_));
    let keys = list.members().map(|(key, _)| is_key(key).then(|| resource.scope.evaluate(key)));
    keys.collect()
}

/// The kind of identity that an endpoint or connection uses.
fn need<'w>(sender: &'w Instance<'w>) -> Option<(&'static str, Confidence)> {
    let dead_letters =
        || words::is_set(sender, "properties.deadLetterUri").is_yes().then_some(Confidence::High);
    let sure = twins::uses_identity(sender).or_else(dead_letters)?;
    match twins::uses_assigned_identity(sender) {
        Tri::Yes => Some((USER, sure)),
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
