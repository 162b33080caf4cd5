//! An instance whose identity is taken away.

use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::look::words;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT005",
        name: "adt-identity-removed",
        title: "Identity of a Digital Twins instance is set to None",
        severity: Severity::Note,
        confidence: Confidence::Medium,
        category: "identity",
        on: false,
        why: "`None` is not the same as saying nothing: it removes the identity that the deployed instance has, and with it the access of its endpoints and data history.",
        looks_at: "Instances whose `identity.type` is `None`. Where an endpoint of the same deployment needs the identity, that is said instead. A new instance loses nothing.",
        fix: "Remove the `identity` block, or keep the identity.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/how-to-set-up-instance-portal",
        ],
        resource_types: &["Microsoft.DigitalTwins/digitalTwinsInstances"],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "name": "twins", "location": "westeurope",
  "identity": {
    "type": "None" // <- finding
  }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "name": "twins", "location": "westeurope",
  "identity": { "type": "SystemAssigned" }
} ] }"#,
            ),
            Example::bicep(
                r"resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' = {
  name: 'twins'
  location: 'westeurope'
  identity: {
    type: 'None' // <- finding
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
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &["adt-identity-missing"],
};

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    let Some((spot, confidence)) = words::stated(instance, "identity.type", &["None"]) else {
        return;
    };
    let message = "'None' takes the identity from an instance that has one: endpoints and data history that use it stop.";
    context.report(&RULE.card, instance, &spot, confidence, message.to_owned());
}
