#![no_main]
//! Any text as a rule file: it is refused with a place and a reason, or it runs over templates and says the same twice.

use armlint::rule::declarative::file::read;
use armlint_fuzz::{assert_report, lint_with, told};

const TEMPLATE: &str = r#"{ "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "parameters": { "a": { "type": "string" }, "b": { "type": "object", "defaultValue": { "x": [1, { "y": null }] } } },
  "resources": [ { "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "[parameters('a')]",
    "location": "westeurope", "kind": "StorageV2", "sku": { "name": "Standard_LRS" }, "tags": { "owner": "x" },
    "properties": { "publicNetworkAccess": "Enabled", "minimumTlsVersion": "[parameters('b').x[0]]", "networkAcls": { "ipRules": [ {}, { "value": "10.0.0.0/8" } ] } } },
    { "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-02-01", "name": "kv", "properties": "[parameters('b')]" } ] }"#;
const BICEP: &str = "param a string\nresource s 'Microsoft.Storage/storageAccounts@2023-01-01' = {\n  name: a\n  kind: 'StorageV2'\n  properties: { supportsHttpsTrafficOnly: false }\n}\n";

libfuzzer_sys::fuzz_target!(|text: &str| {
    match read(text) {
        Err(problem) => {
            assert!(!problem.message.is_empty());
            if let Some(span) = &problem.span {
                assert!(span.start <= span.end && span.end <= text.len(), "{span:?}");
            }
            assert!(!problem.shown("rule.toml", text).is_empty());
        }
        Ok(rule) => {
            let rules = [rule];
            let files = [("main.json", TEMPLATE), ("other.bicep", BICEP)];
            let report = lint_with(&files, &rules);
            assert_report(&report);
            assert_eq!(told(&report), told(&lint_with(&files, &rules)));
        }
    }
});
