//! Resources outside of the regions that the configuration allows.

use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::value::{Data, Val};
use crate::graph::subject::{display_name, is_deployed};
use crate::look::words;
use crate::look::{Spot, judge};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "GV192",
        name: "region-not-allowed",
        title: "Resource is in a region that is not allowed",
        category: "governance",
        why: "Data and services belong in the regions that the organisation has agreed on.",
        looks_at: "`location` of every resource, and the regions of replicas, against `allowed_regions` of the configuration. Without it the rule says nothing. Regions that are not known, and resources without a region (`global`), are passed over.",
        fix: "Use an allowed region, or allow this one.",
        references: &[
            "https://learn.microsoft.com/azure/governance/policy/samples/built-in-policies",
        ],
        equivalents: &[
            "AZR-000167",
            "AZR-000482",
            "AZR-000483",
            "AZR-000494",
            "AZR-000498",
            "AZR-000540",
            "Azure.ACR.ReplicaLocation",
            "Azure.AppConfig.ReplicaLocation",
            "Azure.EntraDS.ReplicaLocation",
            "Azure.Log.ReplicaLocation",
            "Azure.Resource.AllowedRegions",
            "Azure.ServiceBus.ReplicaLocation",
        ],
        examples: &[
            Example::arm(BAD_ARM).configured(CONFIG),
            Example::arm(GOOD_ARM).configured(CONFIG),
            Example::bicep(BAD_BICEP).configured(CONFIG),
            Example::bicep(GOOD_BICEP).configured(CONFIG),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

const CONFIG: &str = "allowed_regions = [\"westeurope\"]\n";
const BAD_ARM: &str = r#"{ "resources": [ {
  "type": "Microsoft.Storage/storageAccounts",
  "apiVersion": "2023-01-01", "name": "stdata", "sku": { "name": "Standard_LRS" }, "kind": "StorageV2",
  "location": "eastus" // <- finding
} ] }"#;
const GOOD_ARM: &str = r#"{ "resources": [ {
  "type": "Microsoft.Storage/storageAccounts",
  "apiVersion": "2023-01-01", "name": "stdata", "sku": { "name": "Standard_LRS" }, "kind": "StorageV2",
  "location": "westeurope"
} ] }"#;
const BAD_BICEP: &str = "resource data 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'stdata'
  location: 'eastus' // <- finding
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
}
";
const GOOD_BICEP: &str = "resource data 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'stdata'
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
}
";

/// Regions that stand elsewhere than in `location`: type, list (or nothing), property.
const REPLICAS: [(&str, &str, &str); 6] = [
    ("Microsoft.AAD/domainServices", "properties.replicaSets", "location"),
    ("Microsoft.OperationalInsights/workspaces", "", "properties.replication.location"),
    ("Microsoft.ServiceBus/namespaces", "properties.geoDataReplication.locations", "locationName"),
    ("Microsoft.EventHub/namespaces", "properties.geoDataReplication.locations", "locationName"),
    ("Microsoft.DocumentDB/databaseAccounts", "properties.locations", "locationName"),
    ("Microsoft.ApiManagement/service", "properties.additionalLocations", "location"),
];

fn check(context: &Context<'_>) {
    let allowed: Vec<_> = context.settings.allowed_regions.iter().map(|name| plain(name)).collect();
    if allowed.is_empty() {
        return;
    }
    for instance in context.instances().iter().filter(|instance| is_deployed(instance)) {
        // Where a deployment keeps its own record is no place of data.
        if instance.is("Microsoft.Resources/deployments") {
            continue;
        }
        let mut spots: Vec<_> = instance.look("location").found().into_iter().collect();
        for (_, list, property) in REPLICAS.iter().filter(|(name, ..)| instance.is(name)) {
            if list.is_empty() {
                spots.extend(instance.look(property).found());
            } else {
                let (elements, _) = instance.list(list);
                spots.extend(
                    elements.iter().filter_map(|at| instance.look_from(at, property).found()),
                );
            }
        }
        for spot in spots {
            check_region(context, instance, &spot, &allowed);
        }
    }
}

fn check_region<'w>(
    context: &Context<'w>,
    instance: &'w Instance<'w>,
    spot: &Spot<'w>,
    allowed: &[String],
) {
    let bad = |value: Val<'w>| match value.data {
        Data::Str(text) => {
            let region = plain(text);
            (!region.is_empty() && region != "global" && !allowed.contains(&region)).into()
        }
        _ => Tri::Maybe,
    };
    let Some(value) = spot.value else { return };
    let Some(confidence) = judge(value, bad) else { return };
    let message = format!(
        "'{}' is in '{}', which is not an allowed region.",
        display_name(instance),
        words::shown(value)
    );
    context.report(&RULE.card, instance, spot, confidence, message);
}

/// `West Europe` as `westeurope`.
fn plain(region: &str) -> String {
    region.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}
