//! Translations from text to text.

use super::*;
use crate::finding::FileKind;
use crate::rule::index::tests::index;
use std::sync::Arc;

fn migrate(path: &str, text: &str) -> Migration {
    let kind = if path == "a.bicep" { FileKind::Bicep } else { FileKind::Arm };
    template(&Arc::new(Source::new(path, text)), kind, &index())
}

#[test]
fn comments_of_checkov_become_ours() {
    let text = "resource a 'b@c' = {\n  // checkov:skip=CKV_AZURE_35: static site\n  p: {\n    q: 1 // checkov:skip=CKV_AZURE_35:here\n    # x\n  }\n}\n";
    let migrated = migrate("a.bicep", text);
    assert_eq!(
        migrated.text,
        "resource a 'b@c' = {\n  // armlint: ignore[public-network-access, private-dns-zone-missing] here\n  \
         // armlint: ignore[public-network-access, private-dns-zone-missing] static site\n  p: {\n    q: 1\n    # x\n  }\n}\n"
    );
    assert_eq!(migrated.translated, 2);
    assert_eq!(migrate("a.bicep", &migrated.text).text, migrated.text);
}

#[test]
fn what_no_rule_stands_for_stays() {
    let text = "// checkov:skip=CKV_AZURE_35: nowhere\nresource a 'b@c' = {\n  // checkov:skip=CKV_AZURE_999\n}\n";
    let migrated = migrate("a.bicep", text);
    assert_eq!((migrated.text.as_str(), migrated.translated), (text, 0));
    assert_eq!(migrated.notes.iter().map(|note| note.line).collect::<Vec<_>>(), [1, 3]);
}

#[test]
fn metadata_of_checkov_becomes_ours() {
    let one = migrate(
        "a.json",
        r#"{"resources": [{"metadata": {"checkov": "Azure.KeyVault.Firewall:why not"}}]}"#,
    );
    assert_eq!(
        one.text,
        r#"{"resources": [{"metadata": {"armlint": { "ignore": [ {"reason":"why not","rule":"public-network-access"} ] }}}]}"#
    );
    let some = migrate(
        "a.json",
        r#"{"metadata": {"checkov": ["CKV_AZURE_1:x", "Azure.KeyVault.Firewall"]}}"#,
    );
    assert!(
        some.text.starts_with(r#"{"metadata": {"armlint": { "ignore": [ {"reason":"","#),
        "{}",
        some.text
    );
    assert!(some.text.contains(r#" ] }, "checkov": ["CKV_AZURE_1:x""#), "{}", some.text);
    assert_eq!(some.notes.len(), 1);
    let listed = migrate(
        "a.json",
        r#"{"metadata": {"checkov": {"skip": [{"id": "CKV_AZURE_35", "comment": "c"}]}}}"#,
    );
    assert_eq!(listed.translated, 2);
    assert_eq!(migrate("a.json", &some.text).text, some.text);
}

#[test]
fn lists_of_configurations_become_ours() {
    let text = "rule:\n  exclude:\n  - Azure.KeyVault.Firewall # all\n  - Azure.Other\nsuppression:\n  CKV_AZURE_35:\n    - 'st1'\n    - st2\n  Azure.KeyVault.Firewall: [kv1]\n  Azure.None: [x]\n---\nkind: SuppressionGroup\n";
    let fragment = configuration("ps-rule.yaml", text, &index());
    assert_eq!(
        fragment.to_toml(),
        "ignore = [\"public-network-access\"]\n\n[[suppressions]]\nrules = [\"public-network-access\", \"private-dns-zone-missing\"]\n\
         resource = [\"st1\", \"st2\"]\nreason = \"Taken over from ps-rule.yaml.\"\n\n[[suppressions]]\n\
         rules = [\"public-network-access\"]\nresource = [\"kv1\"]\nreason = \"Taken over from ps-rule.yaml.\"\n"
    );
    assert_eq!(fragment.notes.iter().map(|note| note.line).collect::<Vec<_>>(), [4, 10, 12]);
    let checkov =
        configuration(".checkov.yaml", "skip-check:\n- Azure.KeyVault.Firewall\n", &index());
    assert_eq!(checkov.ignore, ["public-network-access"]);
}
