//! A Digital Twins instance in a region that lacks the service.

use crate::eval::instance::Instance;
use crate::finding::Confidence;
use crate::graph::twins;
use crate::rule::regions::check_service;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT018",
        name: "adt-region-unsupported",
        title: "Digital Twins is not offered in the region",
        confidence: Confidence::Medium,
        category: "region",
        why: "A deployment to a region without the service fails. Networks and private endpoints may be in other regions than the instance.",
        looks_at: "The location of Digital Twins instances against the regions known in 2026-07. Of a parameter that gives the location each allowed value is looked at (a note of low confidence). Locations that are not known, and staged regions, are passed over.",
        fix: "Choose one of the regions in which the service is offered.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/how-to-set-up-instance-portal",
            "https://azure.microsoft.com/explore/global-infrastructure/products-by-region/",
        ],
        resource_types: &["Microsoft.DigitalTwins/digitalTwinsInstances"],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "name": "twins",
  "location": "Germany West Central" // <- finding
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "name": "twins",
  "location": "West US 3"
} ] }"#,
            ),
            Example::bicep(
                r"param place string = 'canadacentral'

resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' = {
  name: 'twins'
  location: place // <- finding
}
",
            ),
            Example::bicep(
                r"@allowed([
  'westeurope'
  'canadacentral' // <- finding
])
param place string

resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' = {
  name: 'twins'
  location: place
}
",
            ),
            Example::bicep(
                r"param place string = resourceGroup().location

resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' = {
  name: 'twins'
  location: place
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
    check_service(context, &RULE.card, instance, twins::INSTANCE, "Azure Digital Twins");
}
