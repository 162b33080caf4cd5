//! Links that let virtual machines register in the zone of a service.

use crate::catalogue::zones;
use crate::eval::instance::Instance;
use crate::eval::scope::truth;
use crate::fix::{self, New};
use crate::graph::network::Network;
use crate::graph::zone::LINK;
use crate::look::judge;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PL010",
        name: "private-dns-zone-registration-enabled",
        title: "Auto registration is on for a private link zone",
        why: "With registration on, every virtual machine of the linked network writes its name into the zone of the service, and the network can register in no other zone.",
        looks_at: "`registrationEnabled` of links on zones for private link. Links on zones of your own may register.",
        fix: "Set `registrationEnabled` to `false`.",
        references: &["https://learn.microsoft.com/azure/dns/private-dns-autoregistration"],
        resource_types: &[LINK],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/privateDnsZones",
    "apiVersion": "2020-06-01", "name": "privatelink.vaultcore.azure.net", "location": "global" },
  { "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "apiVersion": "2020-06-01", "location": "global",
    "name": "privatelink.vaultcore.azure.net/net",
    "properties": {
      "registrationEnabled": true, // <- finding
      "virtualNetwork": {
        "id": "[resourceId('Microsoft.Network/virtualNetworks', 'net')]"
      } } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/privateDnsZones",
    "apiVersion": "2020-06-01", "name": "privatelink.vaultcore.azure.net", "location": "global" },
  { "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "apiVersion": "2020-06-01", "location": "global",
    "name": "privatelink.vaultcore.azure.net/net",
    "properties": {
      "registrationEnabled": false,
      "virtualNetwork": {
        "id": "[resourceId('Microsoft.Network/virtualNetworks', 'net')]"
      } } }
] }
"#,
            ),
            Example::bicep(
                r"resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'privatelink.vaultcore.azure.net'
  location: 'global'
}
resource other 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: 'other'
  location: 'westeurope'
}
resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: zone
  name: 'net'
  location: 'global'
  properties: {
    registrationEnabled: true // <- finding
    virtualNetwork: {
      id: other.id
    }
  }
}
",
            ),
            Example::bicep(
                r"resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'privatelink.vaultcore.azure.net'
  location: 'global'
}
resource other 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: 'other'
  location: 'westeurope'
}
resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: zone
  name: 'net'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: other.id
    }
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

fn check<'w>(context: &Context<'w>, link: &'w Instance<'w>) {
    let Some(spot) = link.look("properties.registrationEnabled").found() else { return };
    let Some(sure) = spot.value.and_then(|value| judge(value, |value| truth(value))) else {
        return;
    };
    let Some(zone) = Network::zone_name(link).filter(|zone| zones::is_private_link(zone)) else {
        return;
    };
    let message = format!(
        "Virtual machines of the linked network register in '{zone}', a zone for private link."
    );
    let Some(finding) = context.report(&RULE.card, link, &spot, sure, message) else { return };
    if let Some(fix) = fix::set(link, &spot, &spot.path, New::Bare("false")) {
        finding.fix(fix.safely());
    }
}
