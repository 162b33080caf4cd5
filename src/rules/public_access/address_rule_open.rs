//! Address rules that let everybody in.

use crate::catalogue::public_access::{self, FlagRole};
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::finding::Confidence;
use crate::graph::subject::display_name;
use crate::graph::{exposure, targets};
use crate::look::words::{is_any, shown};
use crate::look::{Look, Spot, judge};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PA009",
        name: "address-rule-open",
        title: "Address rule of a service lets everybody in",
        security_severity: Some("7.0"),
        why: "Address rules narrow a service down to known callers. A rule for all addresses takes that back, and leaves a template that looks closed: the default action says `Deny`, and everybody is let in.",
        looks_at: "The address rules of every service that has them (`ipRules`, `inboundIpRules`, `ipSecurityRestrictions`, `ipFilterRules` and their kin), also on children such as `networkRuleSets` and `sites/config`. Reported is an entry that allows `0.0.0.0/0`, `::/0`, or `Any` in App Service. Silent where the public side is off, and for entries that deny.",
        fix: "Name the ranges of your callers, or switch public access off and use a private endpoint.",
        references: &[
            "https://learn.microsoft.com/azure/batch/public-network-access",
            "https://learn.microsoft.com/azure/app-service/overview-access-restrictions",
            "https://learn.microsoft.com/security/benchmark/azure/mcsb-network-security",
        ],
        resource_types: public_access::CARRIERS,
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Batch/batchAccounts", "apiVersion": "2023-11-01", "name": "batch", "location": "westeurope",
  "properties": { "networkProfile": { "accountAccess": { "defaultAction": "Deny", "ipRules": [ {
    "action": "Allow",
    "value": "0.0.0.0/0" // <- finding
  } ] } } }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Batch/batchAccounts", "apiVersion": "2023-11-01", "name": "batch", "location": "westeurope",
  "properties": { "networkProfile": { "accountAccess": { "defaultAction": "Deny", "ipRules": [
    { "action": "Allow", "value": "198.51.100.0/24" } ] } } }
}, {
  "type": "Microsoft.Batch/batchAccounts", "apiVersion": "2023-11-01", "name": "closed", "location": "westeurope",
  "properties": { "publicNetworkAccess": "Disabled", "networkProfile": { "accountAccess": { "ipRules": [
    { "action": "Allow", "value": "0.0.0.0/0" } ] } } }
} ] }"#,
            ),
            Example::bicep(
                "resource app 'Microsoft.Web/sites@2023-12-01' = {\n  name: 'app'\n  location: 'westeurope'\n  properties: {\n    siteConfig: {\n      ipSecurityRestrictions: [\n        {\n          ipAddress: 'Any' // <- finding\n          action: 'Allow'\n          priority: 2147483647\n          name: 'all'\n        }\n      ]\n    }\n  }\n}\n",
            ),
            Example::bicep(
                "resource app 'Microsoft.Web/sites@2023-12-01' = {\n  name: 'app'\n  location: 'westeurope'\n  properties: {\n    siteConfig: {\n      ipSecurityRestrictions: [\n        {\n          ipAddress: '198.51.100.0/24'\n          action: 'Allow'\n          priority: 100\n          name: 'office'\n        }\n        {\n          ipAddress: 'Any'\n          action: 'Deny'\n          priority: 2147483647\n          name: 'others'\n        }\n      ]\n    }\n  }\n}\n",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &[],
};

/// What stands for all addresses.
const EVERYBODY: &[&str] = &["0.0.0.0/0", "::/0", "Any"];

/// Where an entry has its address; an entry may also be the address itself.
const ADDRESSES: [&str; 4] = ["value", "ipMask", "ipAddress", "ipAddressOrRange"];

/// What an entry does that lets in.
const LETS_IN: &[&str] = &["Allow", "Accept"];

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    let mut lists = public_access::flags_on(instance.resource_type())
        .flat_map(|(_, flag)| flag.ip_rules)
        .peekable();
    if lists.peek().is_none() || !is_public(context, instance) {
        return;
    }
    for path in lists {
        for entry in instance.list(path).0 {
            if let Some((spot, confidence)) = open_entry(instance, &entry) {
                let value = spot.value.map(shown).unwrap_or_default();
                let name = display_name(instance);
                let message = format!("An address rule of '{name}' lets everybody in: '{value}'.");
                context.report(&RULE.card, instance, &spot, confidence, message);
            }
        }
    }
}

/// The address of an entry that lets everybody in.
fn open_entry<'w>(instance: &'w Instance<'w>, entry: &Spot<'w>) -> Option<(Spot<'w>, Confidence)> {
    let is_open = |spot: &Spot<'w>| judge(spot.value?, |value| is_any(value, EVERYBODY));
    if let Some(confidence) = is_open(entry) {
        return Some((entry.clone(), confidence));
    }
    let lets_in = match instance.look_from(entry, "action") {
        Look::Missing(_) => true,
        Look::Found(spot) => spot.value.is_some_and(|value| is_any(value, LETS_IN).is_yes()),
        Look::Unknown => false,
    };
    ADDRESSES.iter().filter(|_| lets_in).find_map(|key| {
        let Look::Found(spot) = instance.look_from(entry, key) else { return None };
        let confidence = is_open(&spot)?;
        Some((spot, confidence))
    })
}

/// Whether the public side is certainly not off: there, and in the child itself.
fn is_public<'w>(context: &Context<'w>, instance: &'w Instance<'w>) -> bool {
    let mut own = public_access::flags_on(instance.resource_type()).map(|(_, flag)| flag);
    let is_off = own.any(|flag| {
        let switch = matches!(flag.role, FlagRole::Main | FlagRole::Twin);
        switch
            && match instance.look(flag.path) {
                Look::Found(spot) => {
                    spot.value.is_none_or(|value| !is_any(value, flag.private).is_no())
                }
                Look::Missing(_) => false,
                Look::Unknown => true,
            }
    });
    let service = match public_access::by_type(instance.resource_type()) {
        Some(_) => Some(instance),
        None => targets::parent_of(context, instance),
    };
    !is_off && service.is_none_or(|service| exposure::is_closed(service) != Tri::Yes)
}
