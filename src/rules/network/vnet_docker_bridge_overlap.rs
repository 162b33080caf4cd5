//! A network that lies in the range that Docker takes for its bridge.

use crate::eval::instance::Instance;
use crate::eval::value::{Data, Val};
use crate::finding::Severity;
use crate::look::{Look, Spot, judge};
use crate::rule::{Card, Check, Context, Example, Rule};
use ipnet::IpNet;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "NW001",
        name: "vnet-docker-bridge-overlap",
        title: "Network overlaps the range of Docker's bridge",
        why: "Docker gives its bridge the range 172.17.0.0/16 on every compute node. Addresses of a virtual network in that range cannot be reached from the containers of Azure Machine Learning, AI hubs and other container services.",
        looks_at: "The address prefixes of virtual networks and subnets. A warning in a world with an AI or container service, else a note. A subnet inside of a network that is reported is not said again. Prefixes that are not known are passed over.",
        fix: "Choose another range, for instance one of 10.0.0.0/8.",
        references: &[
            "https://learn.microsoft.com/azure/machine-learning/how-to-secure-workspace-vnet",
        ],
        resource_types: &[
            "Microsoft.Network/virtualNetworks",
            "Microsoft.Network/virtualNetworks/subnets",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-11-01", "name": "hub", "location": "westeurope",
  "properties": { "addressSpace": { "addressPrefixes": [
    "172.17.0.0/24" // <- finding
  ] } }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-11-01", "name": "hub", "location": "westeurope",
  "properties": { "addressSpace": { "addressPrefixes": [ "172.18.0.0/16" ] } }
} ] }"#,
            ),
            Example::bicep(
                "resource hub 'Microsoft.Network/virtualNetworks@2023-11-01' = {\n  name: 'hub'\n  location: 'westeurope'\n  properties: {\n    addressSpace: {\n      addressPrefixes: [\n        '172.16.0.0/12' // <- finding\n      ]\n    }\n  }\n}\n",
            ),
            Example::bicep(
                "resource hub 'Microsoft.Network/virtualNetworks@2023-11-01' = {\n  name: 'hub'\n  location: 'westeurope'\n  properties: {\n    addressSpace: {\n      addressPrefixes: [\n        '10.0.0.0/16'\n      ]\n    }\n  }\n}\n",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &[],
};

const BRIDGE: &str = "172.17.0.0/16";
const NETWORK: &str = "Microsoft.Network/virtualNetworks";
/// Services whose containers run on Docker's bridge.
const CONTAINER_SERVICES: &[&str] = &[
    "microsoft.machinelearningservices/",
    "microsoft.cognitiveservices/",
    "microsoft.containerservice/",
    "microsoft.containerinstance/",
    "microsoft.app/",
    "microsoft.databricks/",
    "microsoft.batch/",
];

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    if instance.is(NETWORK) {
        let reported = check_prefixes(context, instance, "properties.addressSpace.addressPrefixes");
        if !reported {
            let (subnets, _) = instance.list("properties.subnets");
            for subnet in subnets {
                check_subnet(context, instance, &subnet);
            }
        }
    } else if !instance.parent().is_some_and(|network| overlaps(network)) {
        check_subnet(context, instance, &Spot { value: Some(instance.body()), ..instance.spot() });
    }
}

fn overlaps<'w>(network: &'w Instance<'w>) -> bool {
    let (prefixes, _) = network.list("properties.addressSpace.addressPrefixes");
    prefixes
        .iter()
        .filter_map(|spot| spot.value)
        .any(|value| judge(value, |value| is_bridge(value).into()).is_some())
}

fn check_subnet<'w>(context: &Context<'w>, instance: &'w Instance<'w>, subnet: &Spot<'w>) {
    if let Look::Found(prefix) = instance.look_from(subnet, "properties.addressPrefix") {
        check_prefix(context, instance, &prefix);
    }
    if let Look::Found(prefixes) = instance.look_from(subnet, "properties.addressPrefixes") {
        for prefix in instance.elements(&prefixes).0 {
            check_prefix(context, instance, &prefix);
        }
    }
}

fn check_prefixes<'w>(context: &Context<'w>, instance: &'w Instance<'w>, path: &str) -> bool {
    let (prefixes, _) = instance.list(path);
    prefixes.iter().filter(|prefix| check_prefix(context, instance, prefix)).count() > 0
}

fn check_prefix<'w>(context: &Context<'w>, instance: &'w Instance<'w>, spot: &Spot<'w>) -> bool {
    let Some(confidence) =
        spot.value.and_then(|value| judge(value, |value| is_bridge(value).into()))
    else {
        return false;
    };
    let shown =
        spot.value.and_then(crate::eval::value::Value::as_str).unwrap_or("the address prefix");
    let message = format!("'{shown}' overlaps {BRIDGE}, which Docker uses on compute nodes.");
    let has_containers = context
        .types()
        .any(|name| CONTAINER_SERVICES.iter().any(|prefix| name.starts_with(prefix)));
    let severity = if has_containers { Severity::Warning } else { Severity::Note };
    context
        .report(&RULE.card, instance, spot, confidence, message)
        .map(|finding| finding.severity(severity))
        .is_some()
}

fn is_bridge(value: Val<'_>) -> bool {
    let Data::Str(text) = value.data else { return false };
    let (Ok(prefix), Ok(bridge)) = (text.trim().parse::<IpNet>(), BRIDGE.parse::<IpNet>()) else {
        return false;
    };
    prefix.contains(&bridge) || bridge.contains(&prefix)
}
