//! Management ports that the Internet reaches.

use crate::eval::instance::Instance;
use crate::graph::cards::{Address, Entrance, is_internet};
use crate::graph::security::{SecurityRule, holds};
use crate::rule::context::display_name;
use crate::rule::look::{Look, Spot};
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::source::Place;
use rustc_hash::FxHashMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "NW023",
        name: "management-port-open",
        title: "Management port is open to the Internet",
        security_severity: Some("8.0"),
        why: "SSH, Remote Desktop and WinRM are searched for and tried all day on every public address. A rule that lets the whole Internet in to such a port, on a machine that has a way in from outside, is how machines are taken over.",
        looks_at: "Ports 22, 3389, 5985 and 5986 of network cards, of machines and scale sets, with a public address or address translation of a public load balancer: reported at the rule that lets the Internet in, with the way to the card as related places. All groups on the way, of the card and of its subnet, have to let it in. Rules of Azure Firewall that translate traffic from any source to such a port are reported too. A rule with nothing behind it that can be reached is silent, and so is all that is not known.",
        fix: "Reach machines through Azure Bastion or a VPN, or narrow the source of the rule to the addresses of your administrators.",
        references: &[
            "https://learn.microsoft.com/azure/security/fundamentals/network-best-practices",
            "https://learn.microsoft.com/azure/bastion/bastion-overview",
            "https://learn.microsoft.com/azure/defender-for-cloud/just-in-time-access-overview",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "rules", "location": "westeurope",
    "properties": { "securityRules": [
      { // <- finding
        "name": "ssh", "properties": { "priority": 100, "access": "Allow", "direction": "Inbound", "protocol": "Tcp",
        "sourcePortRange": "*", "destinationPortRange": "22",
        "sourceAddressPrefix": "*",
        "destinationAddressPrefix": "*"
      } }
    ] } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.1.0.0/16" ] }, "subnets": [
      { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2024-05-01", "name": "public", "location": "westeurope",
    "sku": { "name": "Standard" }, "properties": { "publicIPAllocationMethod": "Static" } },
  { "type": "Microsoft.Network/networkInterfaces", "apiVersion": "2024-05-01", "name": "card", "location": "westeurope",
    "properties": { "networkSecurityGroup": { "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'rules')]" },
      "ipConfigurations": [ { "name": "one", "properties": {
        "publicIPAddress": { "id": "[resourceId('Microsoft.Network/publicIPAddresses', 'public')]" },
        "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints')]" } } } ] } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "rules", "location": "westeurope",
    "properties": { "securityRules": [
      {
        "name": "ssh", "properties": { "priority": 100, "access": "Allow", "direction": "Inbound", "protocol": "Tcp",
        "sourcePortRange": "*", "destinationPortRange": "22",
        "sourceAddressPrefix": "*",
        "destinationAddressPrefix": "*"
      } }
    ] } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.1.0.0/16" ] }, "subnets": [
      { "name": "endpoints", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/networkInterfaces", "apiVersion": "2024-05-01", "name": "card", "location": "westeurope",
    "properties": { "networkSecurityGroup": { "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'rules')]" },
      "ipConfigurations": [ { "name": "one", "properties": {
        "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints')]" } } } ] } }
] }
"#,
            ),
            Example::bicep(
                r"resource rules 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'rules'
  location: 'westeurope'
  properties: {
    securityRules: [
      { // <- finding
        name: 'rdp'
        properties: {
          priority: 100
          access: 'Allow'
          direction: 'Inbound'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '3389'
          sourceAddressPrefix: 'Internet'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: [ '10.1.0.0/16' ] }
    subnets: [ { name: 'endpoints', properties: { addressPrefix: '10.1.1.0/24' } } ]
  }
}
resource public 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'public'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}
resource card 'Microsoft.Network/networkInterfaces@2024-05-01' = {
  name: 'card'
  location: 'westeurope'
  properties: {
    networkSecurityGroup: { id: rules.id }
    ipConfigurations: [
      { name: 'one', properties: { subnet: { id: net.properties.subnets[0].id }, publicIPAddress: { id: public.id } } }
    ]
  }
}
",
            ),
            Example::bicep(
                r"resource rules 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'rules'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'rdp'
        properties: {
          priority: 100
          access: 'Allow'
          direction: 'Inbound'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '3389'
          sourceAddressPrefix: '203.0.113.0/24'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: [ '10.1.0.0/16' ] }
    subnets: [ { name: 'endpoints', properties: { addressPrefix: '10.1.1.0/24' } } ]
  }
}
resource public 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'public'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}
resource card 'Microsoft.Network/networkInterfaces@2024-05-01' = {
  name: 'card'
  location: 'westeurope'
  properties: {
    networkSecurityGroup: { id: rules.id }
    ipConfigurations: [
      { name: 'one', properties: { subnet: { id: net.properties.subnets[0].id }, publicIPAddress: { id: public.id } } }
    ]
  }
}
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

const PORTS: [(u16, &str); 4] =
    [(22, "SSH"), (3389, "Remote Desktop"), (5985, "WinRM"), (5986, "WinRM")];
const FIREWALL: &str = "Microsoft.Network/azureFirewalls";
const COLLECTIONS: &str = "Microsoft.Network/firewallPolicies/ruleCollectionGroups";

/// A rule that lets the Internet in, and whereto.
struct Opening<'w> {
    rule: SecurityRule<'w>,
    ports: Vec<(u16, &'static str)>,
    reached: Vec<String>,
    way: Vec<(Place, String)>,
}

fn check(context: &Context<'_>) {
    let mut openings: Vec<Opening<'_>> = Vec::new();
    // Many cards share a group, which is read once for each port.
    let mut known: FxHashMap<(*const Instance<'_>, u16), Option<SecurityRule<'_>>> =
        FxHashMap::default();
    for address in context.network().addresses() {
        let Some(groups) = context.network().groups_of(&address) else { continue };
        for port in PORTS {
            let Some(entrance) = context.network().entrance(&address, port.0) else { continue };
            let rules: Vec<_> = groups
                .iter()
                .filter_map(|group| {
                    let judge = || context.network().lets_internet_in(group, port.0);
                    known.entry((std::ptr::from_ref(*group), port.0)).or_insert_with(judge).clone()
                })
                .collect();
            if rules.len() == groups.len() {
                add(&mut openings, port, &address, &entrance, &rules);
            }
        }
    }
    for opening in &openings {
        report(context, opening);
    }
    check_firewalls(context);
}

fn add<'w>(
    openings: &mut Vec<Opening<'w>>,
    port: (u16, &'static str),
    address: &Address<'w>,
    entrance: &Entrance<'w>,
    rules: &[SecurityRule<'w>],
) {
    let Some((rule, others)) = rules.split_first() else { return };
    let known = openings.iter().position(|opening| opening.rule.spot.place == rule.spot.place);
    let at = known.unwrap_or_else(|| {
        openings.push(Opening {
            rule: rule.clone(),
            ports: Vec::new(),
            reached: Vec::new(),
            way: Vec::new(),
        });
        openings.len() - 1
    });
    let Some(opening) = openings.get_mut(at) else { return };
    let card = display_name(address.instance);
    if !opening.ports.contains(&port) {
        opening.ports.push(port);
    }
    opening.way.extend(
        others
            .iter()
            .map(|rule| (rule.spot.place, "the rule of the other group on the way".to_owned())),
    );
    opening.way.extend(entrance.instance.map(|instance| {
        (instance.type_place(), format!("{}, '{}'", entrance.what, display_name(instance)))
    }));
    opening.way.push((address.instance.type_place(), format!("reached: '{card}'")));
    if !opening.reached.contains(&card) {
        opening.reached.push(card);
    }
}

fn report<'w>(context: &Context<'w>, opening: &Opening<'w>) {
    let ports = opening
        .ports
        .iter()
        .map(|(port, name)| format!("{port} ({name})"))
        .collect::<Vec<_>>()
        .join(", ");
    let message = format!(
        "The rule '{}' lets the Internet in to port {ports} of '{}'.",
        opening.rule.name(),
        opening.reached.join("', '")
    );
    let rule = &opening.rule;
    let Some(mut finding) =
        context.report(&RULE.card, rule.instance, &rule.spot, rule.confidence(), message)
    else {
        return;
    };
    for (place, message) in &opening.way {
        finding = finding.related(*place, message.clone());
    }
}

fn check_firewalls(context: &Context<'_>) {
    for firewall in context.deployed(FIREWALL) {
        for collection in firewall.list("properties.natRuleCollections").0 {
            check_collection(context, firewall, &collection, "properties.rules");
        }
    }
    for group in context.deployed(COLLECTIONS) {
        for collection in group.list("properties.ruleCollections").0 {
            check_collection(context, group, &collection, "rules");
        }
    }
}

fn check_collection<'w>(
    context: &Context<'w>,
    instance: &'w Instance<'w>,
    collection: &Spot<'w>,
    path: &str,
) {
    let Look::Found(list) = instance.look_from(collection, path) else { return };
    for rule in instance.elements(&list).0 {
        let Some(port) = translated(instance, &rule) else { continue };
        if !has_any(instance, &rule) {
            continue;
        }
        let to = instance
            .look_from(&rule, "translatedAddress")
            .value()
            .and_then(crate::eval::value::Value::as_str)
            .unwrap_or("a private address");
        let message = format!(
            "The firewall hands traffic from any source on to port {} ({}) of '{to}'.",
            port.0, port.1
        );
        context.report(&RULE.card, instance, &rule, rule.confidence(), message);
    }
}

fn translated<'w>(instance: &'w Instance<'w>, rule: &Spot<'w>) -> Option<(u16, &'static str)> {
    let port = instance.look_from(rule, "translatedPort").value()?;
    PORTS.into_iter().find(|(known, _)| holds(port, *known).is_yes())
}

fn has_any<'w>(instance: &'w Instance<'w>, rule: &Spot<'w>) -> bool {
    let Look::Found(list) = instance.look_from(rule, "sourceAddresses") else { return false };
    instance
        .elements(&list)
        .0
        .iter()
        .any(|spot| spot.value.is_some_and(|value| is_internet(value).is_yes()))
}
