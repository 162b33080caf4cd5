//! A Device Update account in a region that lacks the service.

use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::subject::display_name;
use crate::graph::{locations, targets};
use crate::look::words;
use crate::rule::regions::check_service;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DU002",
        name: "device-update-region-unsupported",
        title: "Device Update is not offered in the region",
        confidence: Confidence::Medium,
        category: "region",
        why: "A deployment to a region without the service fails. The account's region is its own: the private endpoint and the network may be elsewhere.",
        looks_at: "The location of Device Update accounts and instances against the regions known in 2026-07, and, for an account with a private endpoint, against those that take endpoints (a note). Of a parameter that gives the location each allowed value is looked at (a note of low confidence). Locations that are not known, and staged regions, are passed over.",
        fix: "Choose one of the regions in which the service is offered.",
        references: &[
            "https://learn.microsoft.com/azure/iot-hub-device-update/understand-device-update",
            "https://azure.microsoft.com/explore/global-infrastructure/products-by-region/",
        ],
        resource_types: &[
            "Microsoft.DeviceUpdate/accounts",
            "Microsoft.DeviceUpdate/accounts/instances",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DeviceUpdate/accounts", "apiVersion": "2023-07-01", "name": "updates",
  "location": "francecentral" // <- finding
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DeviceUpdate/accounts", "apiVersion": "2023-07-01", "name": "updates",
  "location": "West Europe"
} ] }"#,
            ),
            Example::bicep(
                r"resource updates 'Microsoft.DeviceUpdate/accounts@2023-07-01' = {
  name: 'updates'
  location: 'italynorth' // <- finding
}
",
            ),
            Example::bicep(
                r"resource updates 'Microsoft.DeviceUpdate/accounts@2023-07-01' = {
  name: 'updates'
  location: resourceGroup().location
}
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &[],
};

const ACCOUNT: &str = "Microsoft.DeviceUpdate/accounts";
const CONNECTION: &str = "Microsoft.DeviceUpdate/accounts/privateEndpointConnections";

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    if check_service(context, &RULE.card, instance, ACCOUNT, "Device Update") {
        return;
    }
    let endpoints = if instance.is(ACCOUNT) {
        targets::endpoints_of(context, instance).certain
    } else {
        Vec::new()
    };
    let (Some(endpoint), Some((spot, confidence))) =
        (endpoints.first(), locations::without_service(instance, CONNECTION))
    else {
        return;
    };
    let region = spot.value.map(words::shown).unwrap_or_default();
    let message = format!(
        "Device Update takes no private endpoints in the region '{region}', as far as known in 2026-07, but '{}' is one.",
        display_name(endpoint)
    );
    if let Some(handle) = context.report(&RULE.card, instance, &spot, confidence, message) {
        handle.severity(Severity::Note).related_resource(endpoint, "the private endpoint");
    }
}
