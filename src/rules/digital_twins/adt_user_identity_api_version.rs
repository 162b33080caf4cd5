//! A user-assigned identity with an api version that does not know it.

use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::twins;
use crate::look::judge;
use crate::look::words;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT006",
        name: "adt-user-identity-api-version",
        title: "Api version of Digital Twins is too old for user-assigned identities",
        severity: Severity::Error,
        category: "identity",
        why: "Before 2022-10-31 Digital Twins knew the identity of the system alone: an older api version drops the user-assigned one, or refuses it.",
        looks_at: "Instances whose identity is `UserAssigned` (alone or beside the system's), and endpoints and data history connections with an `identity` of their own, with an older api version; and instances that name no identity where the type asks for one.",
        fix: "Raise the api version to 2022-10-31 or 2023-01-31.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/concepts-security",
            "https://learn.microsoft.com/azure/templates/microsoft.digitaltwins/digitaltwinsinstances",
        ],
        resource_types: &[
            "Microsoft.DigitalTwins/digitalTwinsInstances",
            "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints",
            "Microsoft.DigitalTwins/digitalTwinsInstances/timeSeriesDatabaseConnections",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances",
  "apiVersion": "2020-12-01", // <- finding
  "name": "twins", "location": "westeurope",
  "identity": { "type": "SystemAssigned,UserAssigned", "userAssignedIdentities": { "[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'me')]": {} } }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2020-12-01", "name": "twins", "location": "westeurope",
  "identity": { "type": "SystemAssigned" }
} ] }"#,
            ),
            Example::bicep(
                r"param me string

resource bus 'Microsoft.DigitalTwins/digitalTwinsInstances/endpoints@2022-05-31' = { // <- finding
  name: 'twins/bus'
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
",
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
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &[],
};

/// The first api version with user-assigned identities, on instances and on endpoints.
const SINCE: &str = "2022-10-31";

fn check<'w>(context: &Context<'w>, resource: &'w Instance<'w>) {
    let uses =
        if resource.is(twins::INSTANCE) { instance_uses(resource) } else { sender_uses(resource) };
    let Some(sure) = uses else { return };
    let version =
        resource.api_version().filter(|version| version.get(..10).is_some_and(|date| date < SINCE));
    if let Some(version) = version {
        let spot = words::api_version_spot(resource);
        let message = format!(
            "The api version '{version}' does not know user-assigned identities, which came with '{SINCE}'."
        );
        context.report(&RULE.card, resource, &spot, sure.min(spot.confidence()), message);
        return;
    }
    if resource.is(twins::INSTANCE)
        && let Some((spot, confidence)) = words::lacking(resource, "identity.userAssignedIdentities")
        // The branches of the type and of the list belong together: one of each proves nothing.
        && confidence.min(sure) > Confidence::Low
    {
        let message = "'userAssignedIdentities' names no identity, but the type of the identity asks for one.";
        context.report(&RULE.card, resource, &spot, confidence.min(sure), message.to_owned());
    }
}

fn instance_uses<'w>(instance: &'w Instance<'w>) -> Option<Confidence> {
    let value = instance.look("identity.type").value()?;
    judge(value, |value| twins::has_identity(value, "UserAssigned"))
}

fn sender_uses<'w>(sender: &'w Instance<'w>) -> Option<Confidence> {
    let value = sender.look("properties.identity").value()?;
    judge(value, words::is_something)
}
