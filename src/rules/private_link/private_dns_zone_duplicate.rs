//! Zones of one name for one network.

use crate::eval::equal::{Tri, same_name};
use crate::eval::heap::Heap;
use crate::eval::instance::Instance;
use crate::eval::resource_id::{ResourceId, segments};
use crate::eval::symbol::Symbol;
use crate::eval::value::{Data, Val};
use crate::finding::{Confidence, Severity};
use crate::graph::subject::display_name;
use crate::graph::targets::same;
use crate::graph::zone::ZONE;
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
        looks_at: "Private DNS zones of the same name in different resource groups of this world with links to the same network. The same zone deployed twice to one group is fine. Where one of the groups is the one that is deployed to, the finding says for which name of it the two clash. Off unless selected, because landing zones make a zone for each region. Groups and networks that are not known are passed over.",
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
                "targetScope = 'subscription'
module one 'first.bicep' = {
  name: 'one'
  scope: resourceGroup('one')
}
module two 'second.bicep' = {
  name: 'two'
  scope: resourceGroup('two')
}
",
            )
            .beside(&[("first.bicep", ZONE_BICEP), (
                "second.bicep",
                "resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = { // <- finding
  name: 'privatelink.vaultcore.azure.net'
  location: 'global'
}
resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: zone
  name: 'net'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: { id: resourceId('11111111-1111-1111-1111-111111111111', 'net', 'Microsoft.Network/virtualNetworks', 'net') }
  }
}
",
            )]),
            Example::bicep(
                "targetScope = 'subscription'
module one 'first.bicep' = {
  name: 'one'
  scope: resourceGroup('one')
}
",
            )
            .beside(&[("first.bicep", ZONE_BICEP)]),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &[],
};

const ZONE_BICEP: &str = "resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'privatelink.vaultcore.azure.net'
  location: 'global'
}
resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: zone
  name: 'net'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: { id: resourceId('11111111-1111-1111-1111-111111111111', 'net', 'Microsoft.Network/virtualNetworks', 'net') }
  }
}
";

fn check<'w>(context: &Context<'w>, zone: &'w Instance<'w>) {
    let before = context.deployed(ZONE).take_while(|other| !std::ptr::eq(*other, zone));
    let is_twin = |other: &&'w Instance<'w>| {
        other.presence().truth.is_yes() && same_name(other.name(), zone.name()).is_yes()
    };
    let mut clashes =
        before.filter(is_twin).filter_map(|other| Some((other, clash(context, other, zone)?)));
    let Some((other, clash)) = clashes.next() else { return };
    let name = display_name(zone);
    let message = match clash {
        Clash::Always => format!("There are two zones '{name}' for one network."),
        Clash::In(group) => format!(
            "There are two zones '{name}' for one network when this is deployed to the group '{group}'."
        ),
    };
    if let Some(finding) = context.report(&RULE.card, zone, &zone.spot(), Confidence::Low, message)
    {
        finding.related_resource(other, "the other zone");
    }
}

enum Clash<'w> {
    /// Wherever the template is deployed to.
    Always,
    /// When it is deployed to the group that it gives the network by name.
    In(&'w str),
}

fn clash<'w>(
    context: &Context<'w>,
    one: &'w Instance<'w>,
    other: &'w Instance<'w>,
) -> Option<Clash<'w>> {
    let networks =
        |zone| context.network().links(zone).list.into_iter().filter_map(|link| link.network);
    let theirs: Vec<_> = networks(other).collect();
    let mut pairs = networks(one).flat_map(|own| theirs.iter().map(move |other| (own, *other)));
    match same(one, other) {
        Tri::Yes => None,
        Tri::No => pairs.any(|(own, other)| own.same(&other).is_yes()).then_some(Clash::Always),
        Tri::Maybe => {
            let heap = context.world.heap;
            let named = one_group(heap, one.resource_id()?, other.resource_id()?)?;
            let group = pairs.find_map(|(own, other)| one_group(heap, &own.id?, &other.id?))?;
            (!group.eq_ignore_ascii_case(named)).then_some(Clash::In(group))
        }
    }
}

/// The group that makes two ids one, where the first or the second lies in the group that is deployed to and the other in a
/// named one.
fn one_group<'w>(heap: Heap<'w>, one: &ResourceId<'w>, other: &ResourceId<'w>) -> Option<&'w str> {
    let [left, right] = [one.scope, other.scope].map(|scope| segments(heap, scope));
    let ([.., left_subscription, _, left], [.., right_subscription, _, right]) =
        (&left[..], &right[..])
    else {
        return None;
    };
    let is_alike = one.resource_type.eq_ignore_ascii_case(other.resource_type)
        && one.names.len() == other.names.len()
        && one.names.iter().zip(other.names).all(|(a, b)| same_name(a, b).is_yes())
        && same_name(left_subscription, right_subscription).is_yes();
    let is_own = |group: Val<'w>| matches!(group.data, Data::Unknown(Symbol::Ambient { .. }));
    let group = match (left.as_str(), right.as_str()) {
        (Some(group), None) if is_own(right) => group,
        (None, Some(group)) if is_own(left) => group,
        _ => return None,
    };
    is_alike.then_some(group)
}
