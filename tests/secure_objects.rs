//! What a rule says of a part of a secure object depends on what the part is called.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

use armlint::finding::Confidence;
use armlint::graph::landscape::RuleSettings;
use armlint::lint::texts::Texts;
use armlint::rules::RULES;

const TEMPLATE: &str = "@secure()
param settings object
var name = contains(settings, 'siteName') ? settings.siteName : 'app'
output site string = name
output reference string = '@Microsoft.KeyVault(VaultName=${settings.vault.name};SecretName=${settings.vaultSecretName})'
output login string = settings.sql.adminPassword
output inner string = settings.secrets.sql
output all object = settings
output one string = settings[name]
";

#[test]
fn a_part_is_certainly_a_secret_only_by_its_name() {
    let rule =
        RULES.iter().copied().find(|known| known.card.name == "output-exposes-secret").unwrap();
    let texts = Texts::new([("main.bicep", TEMPLATE)]);
    let mut found: Vec<_> = texts
        .lint(&[rule], &RuleSettings::default())
        .findings
        .iter()
        .map(|finding| (texts.line(finding), finding.confidence))
        .collect();
    found.sort_unstable();
    let (low, high) = (Confidence::Low, Confidence::High);
    assert_eq!(found, [(4, low), (5, low), (6, high), (7, high), (8, high), (9, high)]);
}
