//! Zones of one name for one network.

use crate::eval::equal::same_name;
use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::targets::same;
use crate::graph::zone::ZONE;
use crate::rule::context::display_name;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL029",
        name: "private-dns-zone-duplicate",
        title: "Two zones of one name are linked to the same network",
        severity: Severity::Error,
        confidence: Confidence::Low,
        on: false,
        why: "A network asks one zone for a name. Two zones of the same name in different resource groups cannot both be linked to it: the second link is refused, and the records of one zone are missing in the other.",
        looks_at: "Private DNS zones of the same name in different resource groups of this world with links to the same network. The same zone deployed twice to one group is fine. Off unless selected, because landing zones make a zone for each region. Groups and networks that are not known are passed over.",
        fix: "Use one zone for all endpoints of the network.",
        references: &[
            "https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links",
            "https://learn.microsoft.com/azure/private-link/private-endpoint-dns",
        ],
        resource_types: &[ZONE],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "one", "resourceGroup": "one",
    "properties": { "mode": "Incremental", "expressionEvaluationOptions": { "scope": "inner" }, "template": { "resources": [
  { "type": "Microsoft.Network/privateDnsZones",
    "apiVersion": "2020-06-01", "name": "privatelink.vaultcore.azure.net", "location": "global" },
  { "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "apiVersion": "2020-06-01", "location": "global",
    "name": "privatelink.vaultcore.azure.net/net", "properties": { "registrationEnabled": false, "virtualNetwork": {
      "id": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/net" } } }
    ] } } },
  { "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "two", "resourceGroup": "two",
    "properties": { "mode": "Incremental", "expressionEvaluationOptions": { "scope": "inner" }, "template": { "resources": [
  { "type": "Microsoft.Network/privateDnsZones", // <- finding
    "apiVersion": "2020-06-01", "name": "privatelink.vaultcore.azure.net", "location": "global" },
  { "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "apiVersion": "2020-06-01", "location": "global",
    "name": "privatelink.vaultcore.azure.net/net", "properties": { "registrationEnabled": false, "virtualNetwork": {
      "id": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/net" } } }
    ] } } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "one", "resourceGroup": "one",
    "properties": { "mode": "Incremental", "expressionEvaluationOptions": { "scope": "inner" }, "template": { "resources": [
  { "type": "Microsoft.Network/privateDnsZones",
    "apiVersion": "2020-06-01", "name": "privatelink.vaultcore.azure.net", "location": "global" },
  { "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "apiVersion": "2020-06-01", "location": "global",
    "name": "privatelink.vaultcore.azure.net/net", "properties": { "registrationEnabled": false, "virtualNetwork": {
      "id": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/net" } } }
    ] } } }
] }
"#,
            ),
            Example::bicep(
                r"resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'privatelink.vaultcore.azure.net'
  location: 'global'
}
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &[],
};

fn check<'w>(context: &Context<'w>, zone: &'w Instance<'w>) {
    let before = context.deployed(ZONE).take_while(|other| !std::ptr::eq(*other, zone));
    let is_twin = |other: &&'w Instance<'w>| {
        other.presence().truth.is_yes()
            && same_name(other.name(), zone.name()).is_yes()
            && same(other, zone).is_no()
    };
    let Some(other) =
        before.into_iter().filter(is_twin).find(|other| share_network(context, other, zone))
    else {
        return;
    };
    let message = format!("There are two zones '{}' for one network.", display_name(zone));
    if let Some(finding) = context.report(&RULE.card, zone, &zone.spot(), Confidence::Low, message)
    {
        finding.related_resource(other, "the other zone");
    }
}

fn share_network<'w>(
    context: &Context<'w>,
    one: &'w Instance<'w>,
    other: &'w Instance<'w>,
) -> bool {
    let networks =
        |zone| context.network().links(zone).list.into_iter().filter_map(|link| link.network);
    let theirs: Vec<_> = networks(other).collect();
    networks(one).any(|own| theirs.iter().any(|other| own.same(other).is_yes()))
}
