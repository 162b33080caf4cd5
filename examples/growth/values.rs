//! Parameters, variables, outputs and texts.

use crate::Outcome;
use crate::resources::faults;
use crate::text::{SCHEMA, arm, each, write};
use std::path::{Path, PathBuf};

pub(crate) fn parameters(folder: &Path, n: usize) -> Outcome<PathBuf> {
    let declared = each(n, |i| {
        format!(r#""p{i}": {{ "type": "string", "defaultValue": "[concat('v', 'x{i}')]" }}"#)
    });
    let used = each(n, |i| format!(r#""t{i}": "[parameters('p{i}')]""#));
    let text = format!(
        r#"{{ "$schema": "{SCHEMA}", "parameters": {{ {declared} }}, "resources": [ {{ "type": "Microsoft.Storage/storageAccounts",
  "apiVersion": "2023-01-01", "name": "store", "location": "westeurope", "tags": {{ {used} }} }} ] }}"#
    );
    write(folder, "main.json", &text)
}

pub(crate) fn secure(folder: &Path, n: usize) -> Outcome<PathBuf> {
    let declared = each(n, |i| {
        format!(r#""p{i}": {{ "type": "secureString", "defaultValue": "secret-{i}" }}"#)
    });
    let resources = each(n.min(2_000), |i| {
        format!(
            r#"{{ "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "store{i}", "tags": {{ "t": "[parameters('p{i}')]" }},
  "properties": {{ "publicNetworkAccess": "Enabled" }} }}"#
        )
    });
    let text = format!(
        r#"{{ "$schema": "{SCHEMA}", "parameters": {{ {declared} }}, "resources": [ {resources} ] }}"#
    );
    write(folder, "main.json", &text)
}

pub(crate) fn escapes(folder: &Path, n: usize) -> Outcome<PathBuf> {
    let strings = each(n, |i| format!(r#""v{i}": "[concat('a\\b', 'it''s \"{i}\"')]""#));
    arm(folder, "", &strings)
}

pub(crate) fn deep(folder: &Path, n: usize) -> Outcome<PathBuf> {
    let one = format!("{}1{}", "{\"a\": [".repeat(90), "]}".repeat(90));
    arm(folder, "", &each(n / 50, |i| format!("\"v{i}\": {one}")))
}

pub(crate) fn used_often(folder: &Path, n: usize) -> Outcome<PathBuf> {
    let list = format!("\"list\": [ {} ]", each(1000, |i| format!("\"e{i}\"")));
    let uses = each(n, |i| {
        format!(
            r#"{{ "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "s{i}", "location": "westeurope", "tags": {{ "a": "[variables('list')[{}]]", "b": "[length(variables('list'))]" }},
  "properties": {{ "publicNetworkAccess": "[if(equals(length(variables('list')), 1000), 'Disabled', variables('list'))]" }} }}"#,
            i % 1000
        )
    });
    arm(folder, &uses, &list)
}

pub(crate) fn chain(folder: &Path, n: usize) -> Outcome<PathBuf> {
    let variables = each(n, |i| match i % 200 {
        0 => format!("\"v{i}\": \"x\""),
        _ => format!("\"v{i}\": \"[concat(variables('v{}'), 'x')]\"", i - 1),
    });
    arm(folder, &last_of_each_200(n), &variables)
}

pub(crate) fn doubled(folder: &Path, n: usize) -> Outcome<PathBuf> {
    let variables = each(n, |i| match i % 200 {
        0 => format!("\"v{i}\": \"[parameters('p')]\""),
        _ => format!("\"v{i}\": \"[concat(variables('v{0}'), '-', variables('v{0}'))]\"", i - 1),
    });
    arm(folder, &last_of_each_200(n), &variables)
}

fn last_of_each_200(n: usize) -> String {
    each(n.div_ceil(200), |i| {
        let last = (i * 200 + 199).min(n - 1);
        format!(
            r#"{{ "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "[variables('v{last}')]", "location": "westeurope",
  "properties": {{ "publicNetworkAccess": "[variables('v{last}')]" }} }}"#
        )
    })
}

pub(crate) fn members(folder: &Path, n: usize) -> Outcome<PathBuf> {
    let object = format!("\"o\": {{ {} }}", each(n, |i| format!("\"Key{i}\": \"{i}\"")));
    let variables =
        format!("{object}, \"u\": \"[union(variables('o'), createObject('Key1', 1, 'more', 2))]\"");
    let resource = r#"{ "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "s", "location": "westeurope",
  "tags": "[variables('u')]", "properties": { "publicNetworkAccess": "[variables('u').more]" } }"#;
    arm(folder, resource, &variables)
}

pub(crate) fn outputs(folder: &Path, n: usize) -> Outcome<PathBuf> {
    let outputs = each(n, |i| {
        format!(
            r#""o{i}": {{ "type": "string", "value": "[reference(resourceId('Microsoft.Storage/storageAccounts', 'store{i}')).primaryEndpoints.blob]" }}"#
        )
    });
    let text = format!(
        r#"{{ "$schema": "{SCHEMA}", "resources": [ {} ], "outputs": {{ {outputs} }} }}"#,
        faults(n).replace("Enabled", "Disabled")
    );
    write(folder, "main.json", &text)
}
