//! Landing zones as they are: what is outside is judged by what is known of it, never as missing.

use crate::{lint, told};
use armlint::finding::{Finding, Severity};
use armlint::graph::landscape::{NetworkFacts, RuleSettings};
use serde_json::Value;

/// Makes the resources of a template wait for the network, the endpoint and the zones that it declares.
fn ordered(text: &str) -> String {
    let mut template: Value = serde_json::from_str(text).unwrap();
    let types = ["virtualNetworks", "privateEndpoints", "privateDnsZones"]
        .map(|name| format!("Microsoft.Network/{name}"));
    let resources = template["resources"].as_array_mut().unwrap();
    let declared: Vec<_> = resources
        .iter()
        .filter(|resource| types.iter().any(|name| resource["type"] == name.as_str()))
        .map(|resource| {
            let text = |key: &str| resource[key].as_str().unwrap().to_owned();
            (text("type"), format!("{}/{}", text("type"), text("name")))
        })
        .collect();
    for resource in resources {
        let after: &[usize] = match resource["type"].as_str().unwrap() {
            "Microsoft.Network/privateEndpoints" => &[0],
            "Microsoft.Network/privateEndpoints/privateDnsZoneGroups" => &[1, 2],
            "Microsoft.Network/privateDnsZones/virtualNetworkLinks" => &[0, 2],
            _ => continue,
        };
        let is_before = |type_: &str| after.iter().any(|at| types[*at] == type_);
        let before = declared.iter().filter(|(type_, _)| is_before(type_));
        resource["dependsOn"] = before.map(|(_, id)| id.as_str()).collect();
    }
    template.to_string()
}

/// A vault, an endpoint to it in `subnet`, and what else is given.
fn template(subnet: &str, rest: &str) -> String {
    let text = format!(
        r#"{{ "contentVersion": "1.0.0.0",
  "parameters": {{ "vnetId": {{ "type": "string" }}, "subnetId": {{ "type": "string" }}, "zoneId": {{ "type": "string" }}, "spoke": {{ "type": "object" }} }},
  "resources": [
    {{ "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "vault", "location": "westeurope",
      "properties": {{ "publicNetworkAccess": "Disabled" }} }},
    {{ "type": "Microsoft.Network/privateEndpoints", "apiVersion": "2023-11-01", "name": "pe", "location": "westeurope",
      "properties": {{ "subnet": {{ "id": "{subnet}" }}, "privateLinkServiceConnections": [ {{ "name": "vault", "properties": {{
        "privateLinkServiceId": "[resourceId('Microsoft.KeyVault/vaults', 'vault')]", "groupIds": [ "vault" ] }} }} ] }} }}
    {rest}
  ] }}"#
    );
    ordered(&text)
}

fn group(zone: &str) -> String {
    format!(
        r#", {{ "type": "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "apiVersion": "2023-11-01", "name": "pe/default",
      "properties": {{ "privateDnsZoneConfigs": [ {{ "name": "zone", "properties": {{ "privateDnsZoneId": "{zone}" }} }} ] }} }}"#
    )
}

fn net(more: &str) -> String {
    format!(
        r#", {{ "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-11-01", "name": "net", "location": "westeurope",
      "properties": {{ "addressSpace": {{ "addressPrefixes": [ "10.1.0.0/16" ] }}, "subnets": [ {{ "name": "endpoints", "properties": {{ "addressPrefix": "10.1.1.0/24" }} }} ] {more} }} }}"#
    )
}

fn zone(link: &str) -> String {
    format!(
        r#", {{ "type": "Microsoft.Network/privateDnsZones", "apiVersion": "2020-06-01", "name": "privatelink.vaultcore.azure.net", "location": "global" }},
    {{ "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "apiVersion": "2020-06-01", "name": "privatelink.vaultcore.azure.net/link",
      "location": "global", "properties": {{ "virtualNetwork": {{ "id": "{link}" }} }} }}"#
    )
}

const INSIDE: &str =
    "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'endpoints')]";
const CENTRAL: &str = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/dns/providers/Microsoft.Network/privateDnsZones/";
const SPOKE: &str = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/spoke";
const ZONE: &str =
    "[resourceId('Microsoft.Network/privateDnsZones', 'privatelink.vaultcore.azure.net')]";

fn findings(text: &str, settings: &RuleSettings) -> Vec<Finding> {
    lint(text, settings).findings
}

#[track_caller]
fn expect(text: &str, settings: &RuleSettings, expected: &[(&str, Severity)]) {
    let found = findings(text, settings);
    let names: Vec<_> = found.iter().map(|finding| (finding.card.name, finding.severity)).collect();
    assert_eq!(names, expected, "{:?} of {text}", told(&found));
}

#[test]
fn a_central_zone_is_judged_by_its_name() {
    let any = RuleSettings::default();
    expect(
        &template(
            INSIDE,
            &format!("{}{}", net(""), group(&format!("{CENTRAL}privatelink.vaultcore.azure.net"))),
        ),
        &any,
        &[],
    );
    let wrong = template(
        INSIDE,
        &format!("{}{}", net(""), group(&format!("{CENTRAL}privatelink.vault.azure.net"))),
    );
    expect(&wrong, &any, &[("private-dns-zone-group-wrong-zone", Severity::Error)]);
}

#[test]
fn a_zone_by_parameter_is_silent() {
    expect(
        &template(INSIDE, &format!("{}{}", net(""), group("[parameters('zoneId')]"))),
        &RuleSettings::default(),
        &[],
    );
}

#[test]
fn policy_adds_zone_groups() {
    let policy = RuleSettings { dns_by_policy: true, ..RuleSettings::default() };
    let bare = template(INSIDE, &net(""));
    expect(&bare, &policy, &[]);
    expect(&bare, &RuleSettings::default(), &[("private-dns-zone-missing", Severity::Warning)]);
    expect(
        &template(
            INSIDE,
            &format!(
                "{}{}",
                net(""),
                zone("[resourceId('Microsoft.Network/virtualNetworks', 'net')]")
            ),
        ),
        &policy,
        &[],
    );
}

#[test]
fn own_dns_servers_make_a_note() {
    let servers = r#", "dhcpOptions": { "dnsServers": [ "10.0.0.4" ] }"#;
    expect(
        &template(INSIDE, &net(servers)),
        &RuleSettings::default(),
        &[("private-dns-zone-missing", Severity::Note)],
    );
    let none = r#", "dhcpOptions": { "dnsServers": [] }"#;
    expect(
        &template(INSIDE, &net(none)),
        &RuleSettings::default(),
        &[("private-dns-zone-missing", Severity::Warning)],
    );
}

#[test]
fn a_network_outside_makes_a_note_and_a_declared_zone_a_warning() {
    let any = RuleSettings::default();
    for subnet in [
        "[parameters('subnetId')]",
        "[concat(parameters('vnetId'), '/subnets/a')]",
        "[parameters('spoke').subnetId]",
        &format!("{SPOKE}/subnets/a"),
    ] {
        expect(&template(subnet, ""), &any, &[("private-dns-zone-group-missing", Severity::Note)]);
        let declared = template(subnet, &zone("[parameters('vnetId')]"));
        expect(&declared, &any, &[("private-dns-zone-group-missing", Severity::Warning)]);
    }
}

#[test]
fn a_link_to_another_network_counts_unless_it_may_be_this_one() {
    let any = RuleSettings::default();
    let linked =
        |subnet: &str, link: &str| template(subnet, &format!("{}{}", zone(link), group(ZONE)));
    expect(
        &linked("[concat(parameters('vnetId'), '/subnets/a')]", "[parameters('vnetId')]"),
        &any,
        &[],
    );
    expect(&linked("[parameters('subnetId')]", "[parameters('vnetId')]"), &any, &[]);
    expect(&linked(&format!("{SPOKE}/subnets/a"), SPOKE), &any, &[]);
    let other = linked(&format!("{SPOKE}/subnets/a"), &SPOKE.replace("spoke", "hub"));
    expect(&other, &any, &[("private-dns-zone-linked-to-other-vnet", Severity::Warning)]);
    let resolver = RuleSettings {
        resolver_vnets: vec!["*/virtualNetworks/hub".to_owned()],
        ..RuleSettings::default()
    };
    expect(&other, &resolver, &[]);
}

#[test]
fn a_resolver_in_the_linked_network_answers() {
    let hub = SPOKE.replace("spoke", "hub");
    let resolver = format!(
        r#", {{ "type": "Microsoft.Network/dnsResolvers", "apiVersion": "2022-07-01", "name": "dns", "location": "westeurope", "properties": {{ "virtualNetwork": {{ "id": "{hub}" }} }} }}"#
    );
    let rest = format!("{}{}{resolver}", zone(&hub), group(ZONE));
    expect(&template(&format!("{SPOKE}/subnets/a"), &rest), &RuleSettings::default(), &[]);
}

#[test]
fn facts_about_an_existing_network_are_used() {
    let facts = |location: &str| NetworkFacts {
        id: "*/virtualnetworks/spoke".to_owned(),
        location: Some(location.to_owned()),
        ..NetworkFacts::default()
    };
    let with = |location: &str| RuleSettings {
        networks: vec![facts(location)],
        ..RuleSettings::default()
    };
    let text = template(
        &format!("{SPOKE}/subnets/a"),
        &group(&format!("{CENTRAL}privatelink.vaultcore.azure.net")),
    );
    expect(&text, &with("West Europe"), &[]);
    expect(&text, &RuleSettings::default(), &[]);
    expect(&text, &with("northeurope"), &[("private-endpoint-region-mismatch", Severity::Error)]);
}

#[test]
fn the_vault_suffix_gives_a_wrong_name_at_the_right_line_with_its_trail() {
    let text = r#"{ "contentVersion": "1.0.0.0",
  "variables": {
    "zone": "[concat('privatelink', environment().suffixes.keyvaultDns)]"
  },
  "resources": [
    { "type": "Microsoft.Network/privateEndpoints", "apiVersion": "2023-11-01", "name": "pe", "location": "westeurope",
      "properties": { "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'a')]" },
        "privateLinkServiceConnections": [ { "name": "vault", "properties": {
          "privateLinkServiceId": "[resourceId('Microsoft.KeyVault/vaults', 'vault')]", "groupIds": [ "vault" ] } } ] } },
    { "type": "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "apiVersion": "2023-11-01", "name": "pe/default",
      "properties": { "privateDnsZoneConfigs": [ { "name": "zone", "properties": {
        "privateDnsZoneId": "[resourceId('Microsoft.Network/privateDnsZones', variables('zone'))]"
      } } ] } }
  ] }"#;
    let report = lint(text, &RuleSettings::default());
    assert_eq!(report.findings.len(), 1, "{:?}", told(&report.findings));
    let finding = &report.findings[0];
    let source = report.sources.get(finding.place.file).unwrap();
    assert_eq!(finding.card.name, "private-dns-zone-group-wrong-zone");
    assert_eq!(source.position(finding.place.span.start).line, 12);
    assert!(
        finding.message.contains("'privatelink.vault.azure.net'")
            && finding.message.contains("'privatelink.vaultcore.azure.net'"),
        "{}",
        finding.message
    );
    let trail = finding
        .trace
        .iter()
        .find(|label| label.message.contains("variable 'zone'"))
        .expect("the trail leads to the variable");
    assert_eq!(source.position(trail.place.span.start).line, 3);
}

#[test]
fn resources_under_one_condition_live_and_die_together() {
    let conditional = |default: &str| {
        let text = format!(
            r#"{{ "contentVersion": "1.0.0.0", "parameters": {{ "private": {{ "type": "bool" {default} }} }}, "resources": [
    {{ "condition": "[parameters('private')]", "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-11-01", "name": "net", "location": "westeurope",
      "properties": {{ "subnets": [ {{ "name": "endpoints", "properties": {{ "addressPrefix": "10.1.1.0/24" }} }} ] }} }},
    {{ "condition": "[parameters('private')]", "type": "Microsoft.Network/privateEndpoints", "apiVersion": "2023-11-01", "name": "pe", "location": "westeurope",
      "properties": {{ "subnet": {{ "id": "{INSIDE}" }}, "privateLinkServiceConnections": [ {{ "name": "vault", "properties": {{
        "privateLinkServiceId": "[resourceId('Microsoft.KeyVault/vaults', 'vault')]", "groupIds": [ "vault" ] }} }} ] }} }},
    {{ "condition": "[parameters('private')]", "type": "Microsoft.Network/privateDnsZones", "apiVersion": "2020-06-01", "name": "privatelink.vaultcore.azure.net", "location": "global" }},
    {{ "condition": "[parameters('private')]", "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "apiVersion": "2020-06-01", "name": "privatelink.vaultcore.azure.net/l", "location": "global",
      "properties": {{ "virtualNetwork": {{ "id": "[resourceId('Microsoft.Network/virtualNetworks', 'net')]" }} }} }},
    {{ "condition": "[parameters('private')]", "type": "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "apiVersion": "2023-11-01", "name": "pe/default",
      "properties": {{ "privateDnsZoneConfigs": [ {{ "name": "zone", "properties": {{ "privateDnsZoneId": "{ZONE}" }} }} ] }} }}
  ] }}"#
        );
        ordered(&text)
    };
    for default in ["", r#", "defaultValue": false"#, r#", "defaultValue": true"#] {
        expect(&conditional(default), &RuleSettings::default(), &[]);
    }
}
