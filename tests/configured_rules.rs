//! Rules that ask the configuration say nothing without it, and what it asks for with it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

use armlint::graph::landscape::RuleSettings;
use armlint::lint::texts::Texts;
use armlint::rules::RULES;
use serde_json::{Value, json};

const TEMPLATE: &str = "param place string
resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-data'
  location: 'West Europe'
}
resource data 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'stdata'
  location: place
  tags: {
    Owner: 'data team'
    environment: 'live'
  }
}
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'northeurope'
  tags: place
}
resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'example.com'
  location: 'global'
  tags: {
    owner: place
    environment: place
  }
}
resource subnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  name: 'net/web'
}
resource accounts 'Microsoft.DocumentDB/databaseAccounts@2024-11-15' = {
  name: 'orders'
  location: 'northeurope'
  tags: {
    owner: 'orders team'
    environment: 'dev'
  }
  properties: {
    databaseAccountOfferType: 'Standard'
    locations: [
      { locationName: 'North Europe', failoverPriority: 0 }
      { locationName: 'East US', failoverPriority: 1 }
    ]
  }
}
";

/// The lines and messages of a rule's findings.
fn findings(rule: &str, settings: &RuleSettings) -> Vec<(u32, String)> {
    let rule = RULES.iter().copied().find(|known| known.card.name == rule).unwrap();
    let texts = Texts::new([("main.bicep", TEMPLATE)]);
    let findings = texts.lint(&[rule], settings).findings;
    let mut found: Vec<_> =
        findings.iter().map(|finding| (texts.line(finding), finding.message.clone())).collect();
    found.sort();
    found
}

fn with(rule: &str, key: &str, value: Value) -> RuleSettings {
    let parameters = vec![(rule.to_owned(), key.to_owned(), value)];
    RuleSettings { parameters, ..RuleSettings::default() }
}

#[test]
fn without_configuration_nothing_is_said() {
    for rule in ["region-not-allowed", "required-tag-missing", "resource-naming-pattern"] {
        assert_eq!(findings(rule, &RuleSettings::default()), []);
    }
}

#[test]
fn regions() {
    let allowed_regions = vec!["northeurope".to_owned()];
    let settings = RuleSettings { allowed_regions, ..RuleSettings::default() };
    let found = findings("region-not-allowed", &settings);
    assert_eq!(
        found,
        [
            (4, "'rg-data' is in 'West Europe', which is not an allowed region.".to_owned()),
            (41, "'orders' is in 'East US', which is not an allowed region.".to_owned()),
        ]
    );
}

#[test]
fn tags() {
    let settings = with("required-tag-missing", "tags", json!(["owner", "environment"]));
    let found = findings("required-tag-missing", &settings);
    assert_eq!(found, [(2, "'rg-data' lacks the tag 'owner', 'environment'.".to_owned())]);

    let tags = json!({ "owner": true, "environment": "^(dev|prod)$" });
    let found = findings("required-tag-missing", &with("required-tag-missing", "tags", tags));
    let wrong = "The tag 'environment' of 'stdata' is 'live', which does not match '^(dev|prod)$'.";
    assert_eq!(
        found,
        [(2, "'rg-data' lacks the tag 'environment', 'owner'.".to_owned()), (11, wrong.to_owned()),]
    );
}

#[test]
fn names() {
    let types = json!({ "microsoft.storage/storageaccounts": "^sa" });
    let found =
        findings("resource-naming-pattern", &with("resource-naming-pattern", "types", types));
    assert_eq!(found, [(7, "'stdata' does not follow the pattern '^sa'.".to_owned())]);
}
