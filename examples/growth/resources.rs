//! Resources and deployments.

use crate::Outcome;
use crate::text::{SCHEMA, each, write};
use std::path::{Path, PathBuf};

pub(crate) fn resources(n: usize) -> String {
    each(n, |i| {
        format!(
            r#"{{ "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "[concat('store{i}', parameters('p'))]", "location": "westeurope", "kind": "StorageV2",
  "properties": {{ "publicNetworkAccess": "Disabled", "supportsHttpsTrafficOnly": true, "minimumTlsVersion": "TLS1_2" }} }}"#
        )
    })
}

pub(crate) fn faults(n: usize) -> String {
    each(n, |i| {
        format!(
            r#"{{ "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "store{i}", "location": "westeurope", "kind": "StorageV2",
  "properties": {{ "publicNetworkAccess": "Enabled" }} }}"#
        )
    })
}

pub(crate) fn one_line(folder: &Path, n: usize) -> Outcome<PathBuf> {
    let text = format!("{{ \"$schema\": \"{SCHEMA}\", \"resources\": [ {} ] }}", faults(n));
    write(folder, "main.json", &text.replace('\n', " "))
}

pub(crate) fn symbols(folder: &Path, n: usize) -> Outcome<PathBuf> {
    let resources = each(n, |i| {
        format!(
            r#""store{i}": {{ "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "store{i}", "dependsOn": [ "store{}" ],
  "location": "[reference('store{}', '2023-01-01', 'Full').location]", "properties": {{ "publicNetworkAccess": "Disabled" }} }}"#,
            i / 2,
            i / 2
        )
    });
    let text = format!(
        "{{ \"$schema\": \"{SCHEMA}\", \"languageVersion\": \"2.0\", \"resources\": {{ {resources} }} }}"
    );
    write(folder, "main.json", &text)
}

pub(crate) fn references(n: usize) -> String {
    each(n, |i| {
        let former = i.saturating_sub(1);
        format!(
            r#"{{ "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "store{i}", "location": "westeurope",
  "dependsOn": [ "[resourceId('Microsoft.Storage/storageAccounts', 'store{former}')]" ],
  "tags": {{ "former": "[reference(resourceId('Microsoft.Storage/storageAccounts', 'store{former}')).primaryEndpoints.blob]" }},
  "properties": {{ "publicNetworkAccess": "Disabled" }} }}"#
        )
    })
}

pub(crate) fn unknown_names(n: usize) -> String {
    each(n, |i| {
        format!(
            r#"{{ "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "[concat(parameters('p'), uniqueString(parameters('p'), '{i}'))]", "location": "westeurope",
  "properties": {{ "publicNetworkAccess": "Enabled" }} }},
{{ "type": "Microsoft.KeyVault/vaults/secrets", "apiVersion": "2023-07-01", "name": "[concat(parameters('p'), uniqueString(parameters('p'), '{i}'), '/secret')]",
  "properties": {{ "value": "x" }} }}"#
        )
    })
}

pub(crate) fn nested(n: usize, scope: &str) -> String {
    each(n, |i| {
        format!(
            r#"{{ "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "d{i}", "properties": {{ "mode": "Incremental",
  "expressionEvaluationOptions": {{ "scope": "{scope}" }}, "parameters": {{ "p": {{ "value": "v{i}" }} }},
  "template": {{ "$schema": "{SCHEMA}", "parameters": {{ "p": {{ "type": "string" }} }}, "resources": [
    {{ "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "[concat('store{i}', parameters('p'))]", "location": "westeurope",
      "properties": {{ "publicNetworkAccess": "Enabled" }} }} ],
    "outputs": {{ "id": {{ "type": "string", "value": "[resourceId('Microsoft.Storage/storageAccounts', 'store{i}')]" }} }} }} }} }}"#
        )
    })
}

pub(crate) fn nested_same(n: usize) -> String {
    let one = nested(1, "inner");
    each(n, |i| one.replacen("d0", &format!("d{i}"), 1))
}

pub(crate) fn compiled(n: usize) -> String {
    let resources = each(20, |i| {
        format!(
            r#"{{ "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "[format('{{0}}{i}', parameters('name'))]", "location": "[parameters('location')]",
  "kind": "StorageV2", "sku": {{ "name": "[if(parameters('zones'), 'Standard_ZRS', 'Standard_LRS')]" }},
  "properties": {{ "publicNetworkAccess": "[parameters('settings').access]", "minimumTlsVersion": "TLS1_2", "supportsHttpsTrafficOnly": true,
    "networkAcls": {{ "bypass": "None", "defaultAction": "[coalesce(tryGet(parameters('settings'), 'action'), 'Deny')]", "ipRules": [], "virtualNetworkRules": [] }} }} }}"#
        )
    });
    each(n, |i| {
        format!(
            r#"{{ "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "[format('module-{{0}}', {i})]", "properties": {{ "mode": "Incremental",
  "expressionEvaluationOptions": {{ "scope": "inner" }}, "parameters": {{ "name": {{ "value": "store{i}x" }}, "location": {{ "value": "[resourceGroup().location]" }} }},
  "template": {{ "$schema": "{SCHEMA}", "parameters": {{ "name": {{ "type": "string" }}, "location": {{ "type": "string" }}, "zones": {{ "type": "bool", "defaultValue": true }},
    "settings": {{ "type": "object", "defaultValue": {{ "access": "Disabled", "number": {i} }} }} }},
    "resources": [ {resources} ],
    "outputs": {{ "id": {{ "type": "string", "value": "[resourceId('Microsoft.Storage/storageAccounts', format('{{0}}0', parameters('name')))]" }} }} }} }} }}"#
        )
    })
}

pub(crate) fn copies(n: usize) -> String {
    each(n.div_ceil(50), |i| {
        format!(
            r#"{{ "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "[concat('store{i}x', copyIndex())]", "location": "westeurope",
  "copy": {{ "name": "c{i}", "count": 50 }}, "properties": {{ "publicNetworkAccess": "Enabled" }} }}"#
        )
    })
}
