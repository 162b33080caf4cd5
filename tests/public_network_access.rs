//! What `public-network-access` says of each way to open, close or narrow down a service.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on ends")]

use armlint::finding::{Confidence, Finding, Severity};
use armlint::graph::landscape::RuleSettings;
use armlint::lint::texts::Texts;
use armlint::rules::RULES;

fn findings(path: &str, text: &str) -> Vec<Finding> {
    let rule =
        RULES.iter().copied().find(|rule| rule.card.name == "public-network-access").unwrap();
    let texts = Texts::new([(path, text)]);
    assert_eq!(texts.problems(), Vec::<String>::new());
    texts.lint(&[rule], &RuleSettings::default()).findings
}

/// Resources in Bicep, of which only what matters is written.
fn bicep(text: &str) -> Vec<Finding> {
    findings("main.bicep", text)
}

fn storage(properties: &str) -> Vec<Finding> {
    bicep(&format!(
        "param mode string = 'Enabled'\nparam unknown string\nparam choice bool\nresource s 'Microsoft.Storage/storageAccounts@2023-05-01' = {{\n  name: 's'\n  properties: {{\n{properties}\n  }}\n}}\n"
    ))
}

#[track_caller]
fn one(findings: &[Finding], confidence: Confidence, word: &str) {
    let [finding] = findings else { panic!("{} findings", findings.len()) };
    assert_eq!(finding.confidence, confidence, "{}", finding.message);
    assert!(finding.message.contains(word), "{}", finding.message);
}

#[test]
fn values_and_where_they_come_from() {
    one(&storage("publicNetworkAccess: 'enabled'"), Confidence::High, "is 'enabled'");
    one(&storage("publicNetworkAccess: null"), Confidence::High, "is not set");
    one(&storage("publicNetworkAccess: mode"), Confidence::Medium, "is 'Enabled'");
    one(
        &storage("publicNetworkAccess: choice ? 'Enabled' : 'Disabled'"),
        Confidence::Low,
        "Enabled",
    );
    one(&storage("publicNetworkAccess: choice ? 'Enabled' : null"), Confidence::High, "Enabled");
    for closed in ["'DISABLED'", "'SecuredByPerimeter'", "unknown"] {
        assert!(storage(&format!("publicNetworkAccess: {closed}")).is_empty(), "{closed}");
    }
}

#[test]
fn a_missing_value_in_an_object_from_a_default_is_not_certain() {
    let found = bicep(
        "param settings object = {}\nresource s 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: 's'\n  properties: settings\n}\n",
    );
    one(&found, Confidence::Medium, "is not set");
    assert_eq!(found[0].trace.len(), 1);
}

#[test]
fn what_narrows_a_service_down_closes_it() {
    for narrow in [
        "networkAcls: { defaultAction: 'deny' }",
        "networkAcls: { defaultAction: 'Allow', ipRules: [ { value: '198.51.100.7' } ] }",
        "networkAcls: { defaultAction: unknown }",
    ] {
        assert!(storage(narrow).is_empty(), "{narrow}");
    }
    one(
        &storage("networkAcls: { defaultAction: 'Allow', ipRules: [] }"),
        Confidence::High,
        "is not set",
    );
    one(
        &storage("networkAcls: choice ? { defaultAction: 'Deny' } : null"),
        Confidence::Low,
        "is not set",
    );
    let cache = |children: &str| {
        bicep(&format!(
            "resource c 'Microsoft.Cache/redis@2023-08-01' = {{\n  name: 'c'\n  location: 'westeurope'\n  properties: {{ sku: {{ name: 'Premium', family: 'P', capacity: 1 }} }}\n{children}}}\n"
        ))
    };
    assert_eq!(cache("").len(), 1);
    let gate = "  resource gate 'firewallRules' = {\n    name: 'office'\n    properties: { startIP: '198.51.100.7', endIP: '198.51.100.7' }\n  }\n";
    assert_eq!(cache(gate).len(), 0);
    let relay = |children: &str| {
        bicep(&format!(
            "resource r 'Microsoft.Relay/namespaces@2021-11-01' = {{\n  name: 'r'\n  location: 'westeurope'\n  properties: {{}}\n{children}}}\n"
        ))
    };
    assert_eq!(relay("").len(), 1);
    let rules = "  resource rules 'networkRuleSets' = {\n    name: 'default'\n    properties: { defaultAction: 'Deny' }\n  }\n";
    assert_eq!(relay(rules).len(), 0);
    let cluster = |properties: &str| {
        bicep(&format!(
            "resource c 'Microsoft.Kusto/clusters@2023-08-15' = {{\n  name: 'c'\n  location: 'westeurope'\n  sku: {{ name: 'Standard_E2a_v4', tier: 'Standard' }}\n  properties: {{ {properties} }}\n}}\n"
        ))
    };
    assert_eq!(cluster("").len(), 1);
    let inside = "virtualNetworkConfiguration: { subnetId: '/subscriptions/s/x', enginePublicIpId: 'e', dataManagementPublicIpId: 'd' }";
    assert_eq!(cluster(inside).len(), 0);
}

#[test]
fn children_carry_the_switch_too() {
    let namespace = "resource n 'Microsoft.EventHub/namespaces@2024-01-01' = {\n  name: 'n'\n}\n";
    let rules = |value: &str| {
        format!(
            "resource r 'Microsoft.EventHub/namespaces/networkRuleSets@2024-01-01' = {{\n  parent: n\n  name: 'default'\n  properties: {{ {value} }}\n}}\n"
        )
    };
    one(&bicep(namespace), Confidence::High, "is not set");
    assert!(bicep(&(namespace.to_owned() + &rules("defaultAction: 'Deny'"))).is_empty());
    assert!(bicep(&(namespace.to_owned() + &rules("publicNetworkAccess: 'Disabled'"))).is_empty());
    one(
        &bicep(&(namespace.to_owned() + &rules("publicNetworkAccess: 'Enabled'"))),
        Confidence::High,
        "'n' is open",
    );
    let existing = namespace.replace("01' =", "01' existing =");
    one(
        &bicep(&(existing.clone() + &rules("publicNetworkAccess: 'Enabled'"))),
        Confidence::High,
        "n/default",
    );
    assert!(bicep(&existing).is_empty());
    let site = "resource a 'Microsoft.Web/sites@2023-12-01' = {\n  name: 'a'\n  resource c 'config' = {\n    name: 'web'\n    properties: { publicNetworkAccess: 'Disabled' }\n  }\n}\n";
    assert!(bicep(site).is_empty());
    one(&bicep(&site.replace("'web'", "'logs'")), Confidence::High, "Azure Policy");
}

#[test]
fn versions_without_the_switch_leave_it_open() {
    let account = |version: &str| {
        bicep(&format!(
            "resource s 'Microsoft.Storage/storageAccounts@{version}' = {{\n  name: 's'\n  properties: {{ publicNetworkAccess: 'Disabled' }}\n}}\n"
        ))
    };
    one(&account("2019-06-01"), Confidence::High, "older than");
    assert!(account("2021-06-01").is_empty());
}

#[test]
fn workspaces_follow_their_hub_and_their_age() {
    let workspace = |version: &str, rest: &str| {
        bicep(&format!(
            "resource w 'Microsoft.MachineLearningServices/workspaces@{version}' = {{\n  name: 'w'\n  {rest}\n}}\n"
        ))
    };
    one(&workspace("2024-10-01", "kind: 'hub'"), Confidence::High, "is not set");
    one(&workspace("2024-10-01", "kind: 'LeanHub'"), Confidence::Medium, "is not set");
    assert!(workspace("2024-10-01", "kind: 'Project'").is_empty());
    one(&workspace("2020-08-01", ""), Confidence::High, "older than");
    let endpoint = "}\nresource e 'Microsoft.Network/privateEndpoints@2023-11-01' = {\n  name: 'e'\n  properties: { privateLinkServiceConnections: [ { name: 'c', properties: { privateLinkServiceId: w.id } } ] }";
    assert!(workspace("2020-08-01", endpoint).is_empty());
    one(&workspace("2024-10-01", endpoint), Confidence::High, "the private endpoint 'e'");
}

#[test]
fn an_endpoint_closes_an_app_that_says_nothing() {
    let endpoint = |kind: &str, target: &str| {
        format!(
            "resource pe 'Microsoft.Network/privateEndpoints@2024-05-01' = {{\n  name: 'pe'\n  location: 'westeurope'\n  properties: {{\n    privateLinkServiceConnections: [ {{ name: 'c', properties: {{ privateLinkServiceId: {target}.id, groupIds: [ '{kind}' ] }} }} ]\n  }}\n}}\n"
        )
    };
    let app = |version: &str, properties: &str| {
        format!(
            "resource app 'Microsoft.Web/sites@{version}' = {{\n  name: 'app'\n  location: 'westeurope'\n  properties: {{ {properties} }}\n}}\n"
        )
    };
    let pe = endpoint("sites", "app");
    for version in ["2020-06-01", "2024-04-01"] {
        let found = bicep(&(app(version, "") + &pe));
        one(&found, Confidence::High, "only as long as a private endpoint");
        assert_eq!(found[0].severity, Severity::Note);
        assert_eq!(bicep(&app(version, ""))[0].severity, Severity::Warning);
    }
    let found = bicep(&(app("2024-04-01", "publicNetworkAccess: 'Enabled'") + &pe));
    one(&found, Confidence::High, "does not change that");
    assert_eq!(found[0].severity, Severity::Warning);
    let store = "resource store 'Microsoft.AppConfiguration/configurationStores@2023-03-01' = {\n  name: 'store'\n  location: 'westeurope'\n  sku: { name: 'standard' }\n  properties: {}\n}\n";
    let found = bicep(&(store.to_owned() + &endpoint("configurationStores", "store")));
    assert_eq!(found[0].severity, Severity::Note, "{}", found[0].message);
}

#[test]
fn a_hub_of_device_update_needs_its_public_side() {
    let hub = "resource h 'Microsoft.Devices/IotHubs@2023-06-30' = {\n  name: 'h'\n}\n";
    one(&bicep(hub), Confidence::High, "Azure Policy");
    let update = "resource u 'Microsoft.DeviceUpdate/accounts/instances@2023-07-01' = {\n  name: 'a/u'\n  properties: { iotHubs: [ { resourceId: h.id } ] }\n}\n";
    assert!(bicep(&(hub.to_owned() + update)).is_empty());
}

#[test]
fn a_literal_value_can_be_mended() {
    let found = storage("publicNetworkAccess: 'Enabled'");
    let fix = found[0].fix.as_ref().unwrap();
    assert_eq!(fix.edits[0].text, "'Disabled'");
    assert_eq!(fix.edits[0].place, found[0].place);
    assert!(storage("publicNetworkAccess: mode")[0].fix.is_none());
    let arm = findings(
        "azuredeploy.json",
        r#"{ "resources": [ { "type": "Microsoft.Search/searchServices", "apiVersion": "2023-11-01", "name": "s",
          "properties": { "publicNetworkAccess": "enabled" } } ] }"#,
    );
    assert_eq!(arm[0].fix.as_ref().unwrap().edits[0].text, "\"disabled\"");
}
