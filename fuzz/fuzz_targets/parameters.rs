#![no_main]
//! Any text as a parameter file of a template.

use armlint_fuzz::{assert_report, lint};

const TEMPLATE: &str = r#"{ "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "parameters": { "a": { "type": "string" }, "b": { "type": "object", "defaultValue": {} }, "c": { "type": "securestring" } },
  "resources": [ { "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "[parameters('a')]",
    "location": "[parameters('b').x]", "kind": "StorageV2", "sku": { "name": "[concat(parameters('a'), parameters('c'))]" },
    "properties": "[parameters('b')]" } ] }"#;
const BICEP: &str = "param a string\nparam b object\nresource s 'Microsoft.Storage/storageAccounts@2023-01-01' = {\n  name: a\n  properties: b\n}\n";
const SCHEMA: &str =
    "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#";

libfuzzer_sys::fuzz_target!(|text: &str| {
    assert_report(&lint(&[("main.json", TEMPLATE), ("main.parameters.json", text)]));
    let wrapped = format!("{{ \"$schema\": \"{SCHEMA}\", \"parameters\": {text} }}");
    assert_report(&lint(&[("main.json", TEMPLATE), ("main.parameters.json", &wrapped)]));
    assert_report(&lint(&[
        ("main.bicep", BICEP),
        ("main.bicepparam", &format!("using 'main.bicep'\n{text}")),
    ]));
});
