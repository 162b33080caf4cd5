//! A setting of other services on an instance.

use crate::eval::instance::Instance;
use crate::finding::Confidence;
use crate::look::Look;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT021",
        name: "adt-unsupported-property",
        title: "Digital Twins instance is given a setting that it does not have",
        confidence: Confidence::Medium,
        category: "quality",
        on: false,
        why: "Digital Twins supports neither CORS nor customer-managed keys nor network rules. Whoever writes them believes to have what is not there.",
        looks_at: "`cors`, `corsPolicy`, `encryption`, `networkAcls` and `networkRuleSet` of Digital Twins instances.",
        fix: "Remove the setting. Handle CORS in a proxy, and the network with a private endpoint.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/concepts-security",
            "https://learn.microsoft.com/azure/templates/microsoft.digitaltwins/digitaltwinsinstances",
        ],
        resource_types: &["Microsoft.DigitalTwins/digitalTwinsInstances"],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "name": "twins", "location": "westeurope",
  "properties": {
    "networkAcls": { "defaultAction": "Deny" } // <- finding
  }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "name": "twins", "location": "westeurope",
  "properties": { "publicNetworkAccess": "Disabled" }
} ] }"#,
            ),
            Example::bicep(
                r"resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' = {
  name: 'twins'
  location: 'westeurope'
  properties: {
    encryption: { // <- finding
      keySource: 'Microsoft.KeyVault'
    }
  }
}
",
            ),
            Example::bicep(
                r"resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' = {
  name: 'twins'
  location: 'westeurope'
  properties: {
    publicNetworkAccess: 'Disabled'
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
    for name in ["cors", "corsPolicy", "encryption", "networkAcls", "networkRuleSet"] {
        let Look::Found(spot) = instance.look(&format!("properties.{name}")) else { continue };
        let confidence = spot.confidence();
        let message =
            format!("Azure Digital Twins has no '{name}': the setting is ignored or refused.");
        context.report(&RULE.card, instance, &spot, confidence, message);
    }
}
