//! Management ports that the Internet reaches.

use crate::eval::instance::Instance;
use crate::graph::cards::{Address, Entrance};
use crate::graph::prefixes::is_internet;
use crate::graph::security::{SecurityRule, holds};
use crate::graph::subject::display_name;
use crate::graph::tags::{COLLECTIONS, FIREWALL};
use crate::look::{Look, Spot};
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
        looks_at: "Ports 22, 3389, 5985 and 5986 of network cards, of machines and scale sets, with a public address or address translation of a public load balancer, by a rule of the list, a rule that is a resource of its own, or a pool of ports: reported at the rule that lets the Internet in, with the way to the card as related places. All groups on the way, of the card and of its subnet, have to let it in. Rules of Azure Firewall that translate traffic from any source to such a port are reported too. A rule with nothing behind it that can be reached is silent, and so is all that is not known.",
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
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "rules", "location": "westeurope",
    "properties": { "securityRules": [
      { // <- finding
        "name": "ssh", "properties": { "priority": 100, "access": "Allow", "direction": "Inbound", "protocol": "Tcp",
        "sourcePortRange": "*", "destinationPortRange": "22",
        "sourceAddressPrefix": "Internet",
        "destinationAddressPrefix": "*"
      } }
    ] } },
  { "type": "Microsoft.Network/networkInterfaces", "apiVersion": "2024-05-01", "name": "card", "location": "westeurope",
    "properties": {
      "networkSecurityGroup": { "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'rules')]" },
      "ipConfigurations": [ { "name": "one", "properties": {
        "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'machines')]" },
        "loadBalancerInboundNatRules": [
          { "id": "[resourceId('Microsoft.Network/loadBalancers/inboundNatRules', 'balancer', 'ssh')]" } ] } } ] } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.1.0.0/16" ] }, "subnets": [
      { "name": "machines", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/loadBalancers", "apiVersion": "2024-05-01", "name": "balancer", "location": "westeurope",
    "properties": { "frontendIPConfigurations": [ { "name": "front", "properties": {
      "publicIPAddress": { "id": "[resourceId('Microsoft.Network/publicIPAddresses', 'address')]" } } } ] } },
  { "type": "Microsoft.Network/loadBalancers/inboundNatRules", "apiVersion": "2024-05-01", "name": "balancer/ssh",
    "properties": { "protocol": "Tcp", "frontendPort": 50022, "backendPort": 22,
      "frontendIPConfiguration": {
        "id": "[resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'balancer', 'front')]" } } }
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
        "sourceAddressPrefix": "Internet",
        "destinationAddressPrefix": "*"
      } }
    ] } },
  { "type": "Microsoft.Network/networkInterfaces", "apiVersion": "2024-05-01", "name": "card", "location": "westeurope",
    "properties": {
      "networkSecurityGroup": { "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'rules')]" },
      "ipConfigurations": [ { "name": "one", "properties": {
        "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'machines')]" },
        "loadBalancerInboundNatRules": [
          { "id": "[resourceId('Microsoft.Network/loadBalancers/inboundNatRules', 'balancer', 'ssh')]" } ] } } ] } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.1.0.0/16" ] }, "subnets": [
      { "name": "machines", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/loadBalancers", "apiVersion": "2024-05-01", "name": "balancer", "location": "westeurope",
    "properties": { "frontendIPConfigurations": [ { "name": "front", "properties": {
      "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'machines')]" } } } ] } },
  { "type": "Microsoft.Network/loadBalancers/inboundNatRules", "apiVersion": "2024-05-01", "name": "balancer/ssh",
    "properties": { "protocol": "Tcp", "frontendPort": 50022, "backendPort": 22,
      "frontendIPConfiguration": {
        "id": "[resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'balancer', 'front')]" } } }
] }
"#,
            ),
            Example::arm(
                r#"{ "resources": [
  { "type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "rules", "location": "westeurope",
    "properties": { "securityRules": [
      { // <- finding
        "name": "ssh", "properties": { "priority": 100, "access": "Allow", "direction": "Inbound", "protocol": "Tcp",
        "sourcePortRange": "*", "destinationPortRange": "22",
        "sourceAddressPrefix": "Internet",
        "destinationAddressPrefix": "*"
      } }
    ] } },
  { "type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-07-01", "name": "machines", "location": "westeurope",
    "properties": { "virtualMachineProfile": { "networkProfile": { "networkInterfaceConfigurations": [ { "name": "card",
      "properties": { "primary": true,
        "networkSecurityGroup": { "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'rules')]" },
        "ipConfigurations": [ { "name": "one", "properties": {
          "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'machines')]" },
          "loadBalancerInboundNatPools": [
            { "id": "[resourceId('Microsoft.Network/loadBalancers/inboundNatPools', 'balancer', 'ssh')]" } ] } } ] } } ] } } } },
  { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": [ "10.1.0.0/16" ] }, "subnets": [
      { "name": "machines", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
  { "type": "Microsoft.Network/loadBalancers", "apiVersion": "2024-05-01", "name": "balancer", "location": "westeurope",
    "properties": { "frontendIPConfigurations": [ { "name": "front", "properties": {
      "publicIPAddress": { "id": "[resourceId('Microsoft.Network/publicIPAddresses', 'address')]" } } } ],
      "inboundNatPools": [ { "name": "ssh", "properties": { "protocol": "Tcp", "frontendPortRangeStart": 50000,
        "frontendPortRangeEnd": 50099, "backendPort": 22 } } ] } }
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

/// A rule that lets the Internet in, and whereto.
struct Opening<'w> {
    rule: SecurityRule<'w>,
    ports: Vec<(u16, &'static str)>,
    reached: Vec<String>,
    way: Vec<(Place, String)>,
}

fn check<'w>(context: &Context<'w>) {
    let mut openings: Vec<Opening<'w>> = Vec::new();
    let network = context.network();
    let numbers = PORTS.map(|(port, _)| port);
    // Many cards share a group.
    let mut known: FxHashMap<*const Instance<'w>, Vec<Option<SecurityRule<'w>>>> =
        FxHashMap::default();
    for address in network.addresses() {
        let entrances = network.entrances(&address, &numbers);
        if entrances.iter().all(Option::is_none) {
            continue;
        }
        let Some(groups) = network.groups_of(&address) else { continue };
        for group in &groups {
            let of_group = || network.internet_rules(group, &numbers);
            known.entry(std::ptr::from_ref(*group)).or_insert_with(of_group);
        }
        for (at, (port, entrance)) in PORTS.into_iter().zip(entrances).enumerate() {
            let Some(entrance) = entrance else { continue };
            let rule =
                |group: &&'w Instance<'w>| known.get(&std::ptr::from_ref(*group))?.get(at)?.clone();
            let rules: Vec<_> = groups.iter().filter_map(rule).collect();
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
    // The same group may be on the card and on its subnet.
    let at = opening.rule.spot.place;
    opening.way.extend(
        others
            .iter()
            .filter(|rule| rule.spot.place != at)
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
