//! How the cost of a run grows with its input: families of made-up templates, each twice as large as the one before, until a run
//! takes long enough to be compared. `growth ARMLINT [FAMILY…]` prints a table; twice the size may cost 2.2 times as much.
//!
//! What counts is the time of the processor, the best of some runs, so that other work on the machine does not matter.
#![allow(clippy::print_stdout, reason = "a table is what it is for")]

use nix::sys::resource::{UsageWho, getrusage};
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Writes a template of a size below a folder and gives the file to lint.
type Make = fn(&Path, usize) -> Outcome<PathBuf>;

/// A run that is compared takes so long at least, in seconds.
const LONG_ENOUGH: f64 = 0.1;
/// Files larger than this are not made: Resource Manager takes 4 MB.
const LARGEST: u64 = 14 << 20;
/// More time than this for twice the size is too much.
const MOST: f64 = 2.2;

const FAMILIES: &[(&str, Make)] = &[
    ("resources", |folder, n| arm(folder, &resources(n), "")),
    ("resources, each with a fault", |folder, n| arm(folder, &faults(n), "")),
    ("resources on one line", |folder, n| one_line(folder, n)),
    ("resources by symbol", |folder, n| symbols(folder, n)),
    ("resources that refer to the last", |folder, n| arm(folder, &references(n), "")),
    ("resources with unknown names", |folder, n| arm(folder, &unknown_names(n), "")),
    ("parameters", parameters),
    ("nested deployments, inner", |folder, n| arm(folder, &nested(n, "inner"), "")),
    ("nested deployments, outer", |folder, n| arm(folder, &nested(n, "outer"), "")),
    ("nested deployments, all the same", |folder, n| arm(folder, &nested_same(n), "")),
    ("nested deployments, as compiled", |folder, n| arm(folder, &compiled(n), "")),
    ("copies", |folder, n| arm(folder, &copies(n), "")),
    ("endpoints with zones", |folder, n| arm(folder, &endpoints(n), "")),
    ("endpoints, each with its zone", |folder, n| arm(folder, &endpoints_and_zones(n), "")),
    ("endpoints that wait for each other", |folder, n| arm(folder, &waiting_endpoints(n), "")),
    ("subnets of one network", |folder, n| arm(folder, &subnets(n), "")),
    ("network cards with one group", |folder, n| arm(folder, &cards(n), "")),
    ("role assignments", |folder, n| arm(folder, &roles(n), "")),
    ("secure parameters with defaults", secure),
    ("long string", |folder, n| arm(folder, "", &format!("\"s\": \"{}\"", "x".repeat(n * 100)))),
    ("many strings with escapes", escapes),
    ("concat of many", |folder, n| {
        arm(folder, "", &format!("\"s\": \"[concat({})]\"", list(n, "'abcdef'")))
    }),
    ("deep nesting", deep),
    ("one variable used often", used_often),
    ("variables, each of the former", chain),
    ("variables, each twice the former", doubled),
    ("object of many members", members),
    ("outputs", outputs),
    ("modules", modules),
    ("one module, called often", one_module),
    ("Bicep resources", bicep_resources),
    ("Bicep variables", bicep_variables),
];

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let armlint = arguments.next().ok_or("usage: growth ARMLINT [FAMILY…]")?;
    let wanted: Vec<String> = arguments.collect();
    let root = std::env::temp_dir().join(format!("armlint-growth-{}", std::process::id()));
    println!(
        "{:<34} {:>8} {:>9} {:>9} {:>9} {:>6}",
        "family", "n", "bytes", "t(n) ms", "t(2n) ms", "ratio"
    );
    for (name, make) in FAMILIES {
        if !wanted.is_empty() && !wanted.iter().any(|word| name.contains(word.as_str())) {
            continue;
        }
        let row = family(&armlint, &root, name, *make);
        let _ = std::fs::remove_dir_all(&root);
        row?;
    }
    Ok(())
}

fn family(armlint: &str, root: &Path, name: &str, make: Make) -> Outcome<()> {
    let (mut size, mut last): (usize, Option<f64>) = (250, None);
    loop {
        let folder = root.join(size.to_string());
        std::fs::create_dir_all(&folder)?;
        let file = make(&folder, size)?;
        let bytes = std::fs::metadata(&file)?.len();
        let time = best(armlint, &file)?;
        let enough = last.is_some_and(|last| last >= LONG_ENOUGH) || bytes > LARGEST;
        if let Some(last) = last.filter(|_| enough) {
            let ratio = time / last;
            let mark = if ratio > MOST { "  <-- too much" } else { "" };
            let n = size / 2;
            println!(
                "{name:<34} {n:>8} {bytes:>9} {:>9.1} {:>9.1} {ratio:>6.2}{mark}",
                last * 1e3,
                time * 1e3
            );
            return Ok(());
        }
        (last, size) = (Some(time), size * 2);
    }
}

/// The processor time of a run, in seconds.
fn best(armlint: &str, file: &Path) -> Outcome<f64> {
    let mut best = f64::MAX;
    for round in 0..5 {
        let before = used()?;
        let arguments = ["check", "--no-progress", "--jobs", "1", "--format", "json"];
        Command::new(armlint)
            .args(arguments)
            .arg(file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        best = best.min(used()? - before);
        if best > 3.0 && round > 0 {
            break;
        }
    }
    Ok(best)
}

fn used() -> Outcome<f64> {
    let used = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let seconds =
        |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    Ok(seconds(used.user_time()) + seconds(used.system_time()))
}

const SCHEMA: &str =
    "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";

fn write(folder: &Path, name: &str, text: &str) -> Outcome<PathBuf> {
    let path = folder.join(name);
    std::fs::write(&path, text)?;
    Ok(path)
}

/// A template of these resources and variables.
fn arm(folder: &Path, resources: &str, variables: &str) -> Outcome<PathBuf> {
    let text = format!(
        "{{\n\"$schema\": \"{SCHEMA}\",\n\"contentVersion\": \"1.0.0.0\",\n\"parameters\": {{ \"p\": {{ \"type\": \"string\" }} }},\n\
         \"variables\": {{\n{variables}\n}},\n\"resources\": [\n{resources}\n],\n\"outputs\": {{ \"o\": {{ \"type\": \"string\", \
         \"value\": \"[variables('s')]\" }} }}\n}}\n"
    );
    write(folder, "main.json", &text)
}

/// `n` pieces with commas between them.
fn each(n: usize, piece: impl Fn(usize) -> String) -> String {
    (0..n).map(piece).collect::<Vec<_>>().join(",\n")
}

fn list(n: usize, piece: &str) -> String {
    vec![piece; n].join(",")
}

fn resources(n: usize) -> String {
    each(n, |i| {
        format!(
            r#"{{ "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "[concat('store{i}', parameters('p'))]", "location": "westeurope", "kind": "StorageV2",
  "properties": {{ "publicNetworkAccess": "Disabled", "supportsHttpsTrafficOnly": true, "minimumTlsVersion": "TLS1_2" }} }}"#
        )
    })
}

fn faults(n: usize) -> String {
    each(n, |i| {
        format!(
            r#"{{ "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "store{i}", "location": "westeurope", "kind": "StorageV2",
  "properties": {{ "publicNetworkAccess": "Enabled" }} }}"#
        )
    })
}

fn one_line(folder: &Path, n: usize) -> Outcome<PathBuf> {
    let text = format!("{{ \"$schema\": \"{SCHEMA}\", \"resources\": [ {} ] }}", faults(n));
    write(folder, "main.json", &text.replace('\n', " "))
}

fn symbols(folder: &Path, n: usize) -> Outcome<PathBuf> {
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

fn references(n: usize) -> String {
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

fn unknown_names(n: usize) -> String {
    each(n, |i| {
        format!(
            r#"{{ "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "[concat(parameters('p'), uniqueString(parameters('p'), '{i}'))]", "location": "westeurope",
  "properties": {{ "publicNetworkAccess": "Enabled" }} }},
{{ "type": "Microsoft.KeyVault/vaults/secrets", "apiVersion": "2023-07-01", "name": "[concat(parameters('p'), uniqueString(parameters('p'), '{i}'), '/secret')]",
  "properties": {{ "value": "x" }} }}"#
        )
    })
}

fn parameters(folder: &Path, n: usize) -> Outcome<PathBuf> {
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

fn nested(n: usize, scope: &str) -> String {
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

fn nested_same(n: usize) -> String {
    let one = nested(1, "inner");
    each(n, |i| one.replacen("d0", &format!("d{i}"), 1))
}

/// What the Bicep compiler makes of modules: deployments of some 12 KB each, with parameters handed through.
fn compiled(n: usize) -> String {
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

fn copies(n: usize) -> String {
    each(n.div_ceil(50), |i| {
        format!(
            r#"{{ "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "[concat('store{i}x', copyIndex())]", "location": "westeurope",
  "copy": {{ "name": "c{i}", "count": 50 }}, "properties": {{ "publicNetworkAccess": "Enabled" }} }}"#
        )
    })
}

const ZONE: &str = r#"{ "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-09-01", "name": "net", "location": "westeurope",
  "properties": { "addressSpace": { "addressPrefixes": [ "10.0.0.0/16" ] }, "subnets": [ { "name": "s", "properties": { "addressPrefix": "10.0.0.0/24" } } ] } },
{ "type": "Microsoft.Network/privateDnsZones", "apiVersion": "2020-06-01", "name": "privatelink.vaultcore.azure.net", "location": "global" },
{ "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "apiVersion": "2020-06-01", "name": "privatelink.vaultcore.azure.net/l", "location": "global",
  "properties": { "registrationEnabled": false, "virtualNetwork": { "id": "[resourceId('Microsoft.Network/virtualNetworks', 'net')]" } } },
"#;

fn endpoints(n: usize) -> String {
    let endpoints = each(n, |i| endpoint(i, "vaultcore.azure.net"));
    format!("{ZONE}{endpoints}")
}

fn endpoint(i: usize, zone: &str) -> String {
    format!(
        r#"{{ "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "vault{i}", "location": "westeurope", "properties": {{ "publicNetworkAccess": "Disabled" }} }},
{{ "type": "Microsoft.Network/privateEndpoints", "apiVersion": "2023-09-01", "name": "e{i}", "location": "westeurope", "properties": {{
  "subnet": {{ "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 's')]" }},
  "privateLinkServiceConnections": [ {{ "name": "c", "properties": {{ "privateLinkServiceId": "[resourceId('Microsoft.KeyVault/vaults', 'vault{i}')]", "groupIds": [ "vault" ] }} }} ] }} }},
{{ "type": "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "apiVersion": "2023-09-01", "name": "e{i}/default", "properties": {{ "privateDnsZoneConfigs": [
  {{ "name": "z", "properties": {{ "privateDnsZoneId": "[resourceId('Microsoft.Network/privateDnsZones', 'privatelink.{zone}')]" }} }} ] }} }}"#
    )
}

fn endpoints_and_zones(n: usize) -> String {
    let zones = each(n, |i| {
        let zone = format!("x{i}.westeurope.azmk8s.io");
        let declared = format!(
            r#"{{ "type": "Microsoft.Network/privateDnsZones", "apiVersion": "2020-06-01", "name": "privatelink.{zone}", "location": "global" }},
{{ "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "apiVersion": "2020-06-01", "name": "privatelink.{zone}/l", "location": "global",
  "properties": {{ "registrationEnabled": false, "virtualNetwork": {{ "id": "[resourceId('Microsoft.Network/virtualNetworks', 'net')]" }} }} }}"#
        );
        format!("{declared},\n{}", endpoint(i, &zone))
    });
    format!("{ZONE}{zones}")
}

fn waiting_endpoints(n: usize) -> String {
    let one = |i: usize| {
        let former = i.saturating_sub(1);
        let wait = format!(
            r#""dependsOn": [ "[resourceId('Microsoft.Network/privateEndpoints', 'e{former}')]" ], "properties": {{
  "subnet""#
        );
        endpoint(i, "vaultcore.azure.net").replacen("\"properties\": {\n  \"subnet\"", &wait, 1)
    };
    format!("{ZONE}{}", each(n, one))
}

fn subnets(n: usize) -> String {
    let list = each(n, |i| {
        format!(
            r#"{{ "name": "s{i}", "properties": {{ "addressPrefix": "10.{}.{}.{}/28" }} }}"#,
            i >> 12,
            (i >> 4) & 255,
            (i & 15) << 4
        )
    });
    let cards = each(n.min(1_500), |i| card(i, i, ""));
    format!(
        r#"{{ "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-09-01", "name": "net", "location": "westeurope",
  "properties": {{ "addressSpace": {{ "addressPrefixes": [ "10.0.0.0/8" ] }}, "subnets": [ {list} ] }} }},
{cards}"#
    )
}

fn card(i: usize, subnet: usize, more: &str) -> String {
    format!(
        r#"{{ "type": "Microsoft.Network/networkInterfaces", "apiVersion": "2023-09-01", "name": "card{i}", "location": "westeurope", "properties": {{ {more}
  "ipConfigurations": [ {{ "name": "one", "properties": {{ "subnet": {{ "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 's{subnet}')]" }} }} }} ] }} }}"#
    )
}

fn cards(n: usize) -> String {
    let rules = each(20, |i| {
        format!(
            r#"{{ "name": "r{i}", "properties": {{ "priority": {}, "access": "Deny", "direction": "Inbound", "protocol": "Tcp", "sourcePortRange": "*",
  "destinationPortRange": "{}", "sourceAddressPrefix": "10.0.0.0/8", "destinationAddressPrefix": "*" }} }}"#,
            100 + i,
            8000 + i
        )
    });
    let group = r#""networkSecurityGroup": { "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'group')]" },"#;
    let cards =
        each(n, |i| card(i, 0, group).replace("subnets', 'net', 's0'", "subnets', 'net', 's'"));
    format!(
        r#"{{ "type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2023-09-01", "name": "group", "location": "westeurope", "properties": {{ "securityRules": [ {rules} ] }} }},
{ZONE}{cards}"#
    )
}

fn roles(n: usize) -> String {
    each(n, |i| {
        format!(
            r#"{{ "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "vault{i}", "location": "westeurope", "properties": {{ "publicNetworkAccess": "Disabled" }} }},
{{ "type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01", "name": "[guid(resourceId('Microsoft.KeyVault/vaults', 'vault{i}'), 'x')]",
  "scope": "[resourceId('Microsoft.KeyVault/vaults', 'vault{i}')]", "dependsOn": [ "[resourceId('Microsoft.KeyVault/vaults', 'vault{i}')]" ],
  "properties": {{ "principalType": "ServicePrincipal", "principalId": "[parameters('p')]",
    "roleDefinitionId": "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')]" }} }}"#
        )
    })
}

fn secure(folder: &Path, n: usize) -> Outcome<PathBuf> {
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

fn escapes(folder: &Path, n: usize) -> Outcome<PathBuf> {
    let strings = each(n, |i| format!(r#""v{i}": "[concat('a\\b', 'it''s \"{i}\"')]""#));
    arm(folder, "", &strings)
}

fn deep(folder: &Path, n: usize) -> Outcome<PathBuf> {
    let one = format!("{}1{}", "{\"a\": [".repeat(90), "]}".repeat(90));
    arm(folder, "", &each(n / 50, |i| format!("\"v{i}\": {one}")))
}

fn used_often(folder: &Path, n: usize) -> Outcome<PathBuf> {
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

fn chain(folder: &Path, n: usize) -> Outcome<PathBuf> {
    let variables = each(n, |i| match i % 200 {
        0 => format!("\"v{i}\": \"x\""),
        _ => format!("\"v{i}\": \"[concat(variables('v{}'), 'x')]\"", i - 1),
    });
    arm(folder, &last_of_each_200(n), &variables)
}

fn doubled(folder: &Path, n: usize) -> Outcome<PathBuf> {
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

fn members(folder: &Path, n: usize) -> Outcome<PathBuf> {
    let object = format!("\"o\": {{ {} }}", each(n, |i| format!("\"Key{i}\": \"{i}\"")));
    let variables =
        format!("{object}, \"u\": \"[union(variables('o'), createObject('Key1', 1, 'more', 2))]\"");
    let resource = r#"{ "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "s", "location": "westeurope",
  "tags": "[variables('u')]", "properties": { "publicNetworkAccess": "[variables('u').more]" } }"#;
    arm(folder, resource, &variables)
}

fn outputs(folder: &Path, n: usize) -> Outcome<PathBuf> {
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

const STORE: &str = "resource store 'Microsoft.Storage/storageAccounts@2023-01-01' = {\n  name: name\n  location: 'westeurope'\n  \
     properties: {\n    publicNetworkAccess: 'Enabled'\n  }\n}\noutput id string = store.id\n";

fn modules(folder: &Path, n: usize) -> Outcome<PathBuf> {
    let mut main = String::new();
    for i in 0..n {
        write(folder, &format!("m{i}.bicep"), &format!("param name string\n{STORE}"))?;
        writeln!(
            main,
            "module m{i} 'm{i}.bicep' = {{\n  name: 'm{i}'\n  params: {{ name: 'n{i}' }}\n}}"
        )?;
    }
    write(folder, "main.bicep", &main)
}

fn one_module(folder: &Path, n: usize) -> Outcome<PathBuf> {
    write(folder, "m.bicep", &format!("param name string\nparam former string = ''\n{STORE}"))?;
    let mut main = String::new();
    for i in 0..n {
        let former = if i == 0 { String::new() } else { format!("former: m{}.outputs.id", i - 1) };
        writeln!(
            main,
            "module m{i} 'm.bicep' = {{\n  name: 'm{i}'\n  params: {{\n name: 'n{i}'\n{former}\n }}\n}}"
        )?;
    }
    write(folder, "main.bicep", &main)
}

fn bicep_resources(folder: &Path, n: usize) -> Outcome<PathBuf> {
    let mut main = String::new();
    for i in 0..n {
        let former = if i == 0 { "'x'".to_owned() } else { format!("s{}.id", i - 1) };
        writeln!(
            main,
            "resource s{i} 'Microsoft.Storage/storageAccounts@2023-01-01' = {{\n  name: 's{i}'\n  location: 'westeurope'\n  tags: {{ former: {former} }}\n  \
             properties: {{\n    publicNetworkAccess: 'Disabled'\n  }}\n}}"
        )?;
    }
    write(folder, "main.bicep", &main)
}

fn bicep_variables(folder: &Path, n: usize) -> Outcome<PathBuf> {
    let mut main = String::from("param p string\n");
    for i in 0..n {
        let former = if i % 100 == 0 { "p".to_owned() } else { format!("v{}", i - 1) };
        writeln!(
            main,
            "var v{i} = {{\n  a: '${{p}}-{i}'\n  b: [ {former} ]\n}}\noutput o{i} object = v{i}"
        )?;
    }
    write(folder, "main.bicep", &main)
}
