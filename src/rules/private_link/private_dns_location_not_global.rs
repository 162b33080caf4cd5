//! Zones and links with a region.

use crate::catalogue::regions;
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::symbol::Symbol;
use crate::eval::value::{Data, Val};
use crate::finding::Severity;
use crate::graph::end::shown;
use crate::graph::zone::{LINK, ZONE};
use crate::look::judge;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL028",
        name: "private-dns-location-not-global",
        title: "Private DNS zone or link has a region as its location",
        severity: Severity::Error,
        why: "Private DNS zones and their links are global resources: they exist in no region, and a deployment that names one is refused.",
        looks_at: "`location` of private DNS zones and virtual network links. The location of a resource group or deployment is a region. Locations that are not known are passed over.",
        fix: "Set `location` to `global`.",
        references: &[
            "https://learn.microsoft.com/azure/dns/private-dns-overview",
            "https://learn.microsoft.com/azure/templates/microsoft.network/privatednszones",
        ],
        resource_types: &[ZONE, LINK],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/privateDnsZones", "apiVersion": "2020-06-01", "name": "privatelink.vaultcore.azure.net",
    "location": "westeurope" // <- finding
  }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/privateDnsZones", "apiVersion": "2020-06-01", "name": "privatelink.vaultcore.azure.net",
    "location": "global" }
] }
"#,
            ),
            Example::bicep(
                r"resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'privatelink.vaultcore.azure.net'
  location: resourceGroup().location // <- finding
}
",
            ),
            Example::bicep(
                r"resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'privatelink.vaultcore.azure.net'
  location: 'Global'
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
    let Some(spot) = instance.look("location").found() else { return };
    let Some(value) = spot.value else { return };
    let Some(sure) = judge(value, is_region) else { return };
    let message = format!("Private DNS is 'global', and refuses the region '{}'.", shown(value));
    context.report(&RULE.card, instance, &spot, sure, message);
}

fn is_region(value: Val<'_>) -> Tri {
    match value.data {
        Data::Str(text) if text.trim().is_empty() => Tri::Maybe,
        Data::Str(text) => (regions::normalise(text) != "global").into(),
        Data::Unknown(Symbol::Ambient {
            name: "resourceGroup().location" | "deployment().location",
            ..
        }) => Tri::Yes,
        _ => Tri::Maybe,
    }
}
