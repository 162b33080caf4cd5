//! A secret that a template holds is in no output of any format.

use crate::run::Folder;

/// Every canary has this in it, in some case.
const MARK: &str = "canary";

const FORMATS: [&str; 9] =
    ["full", "concise", "json", "sarif", "github", "azure", "gitlab", "junit", "markdown"];

/// A template whose findings stand beside, on and after secrets of every kind.
const ARM: &str = r##"{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "languageVersion": "2.0",
  "definitions": { "hidden": { "type": "securestring" } },
  "parameters": {
    "password": { "type": "securestring", "defaultValue": "Canary-default" },
    "object": { "type": "secureObject", "defaultValue": { "a": { "b": ["Canary-nested"] } } },
    "typed": { "$ref": "#/definitions/hidden", "defaultValue": "Canary-typed" },
    "odd": { "type": "securestring", "defaultValue": "Canary\"'\\\u0041\n${x}" },
    "allowed": { "type": "securestring", "allowedValues": ["Canary-one", "Canary-two"] },
    "given": { "type": "securestring" },
    "unused": { "type": "securestring", "defaultValue": "Canary-unused" }
  },
  "variables": {
    "derived": "[toUpper(concat('x', parameters('password')))]",
    "part": "[parameters('object').a.b[0]]",
    "cut": "[substring(parameters('password'), 0, 6)]"
  },
  "resources": {
    "storage": {
      "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "[variables('derived')]",
      "location": "[parameters('typed')]", "kind": "StorageV2", "sku": { "name": "Standard_LRS" }, "properties": { "publicNetworkAccess": "Enabled" }
    },
    "vault": {
      "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "[parameters('odd')]", "location": "[concat(parameters('given'), variables('cut'))]",
      "properties": { "publicNetworkAccess": "[parameters('allowed')]", "tenantId": "[base64(parameters('given'))]", "x": "Endpoint=sb://x/;SharedAccessKey=Canary-key" }
    },
    "network": {
      "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-04-01", "name": "[format('{0}-{1}', parameters('given'), variables('part'))]",
      "location": "[parameters('unknown')]", "properties": { "addressSpace": { "addressPrefixes": ["172.17.0.0/16"] } }
    },
    "nested": {
      "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "[concat('deploy-', parameters('password'))]",
      "properties": {
        "mode": "Incremental", "expressionEvaluationOptions": { "scope": "inner" },
        "parameters": { "inner": { "value": "Canary-argument" } },
        "template": {
          "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
          "parameters": { "inner": { "type": "securestring", "defaultValue": "Canary-inner" } },
          "resources": [
            { "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "[parameters('inner')]", "location": "x", "kind": "StorageV2", "sku": { "name": "Standard_LRS" }, "properties": {} }
          ]
        }
      }
    }
  }
}
"##;

const PARAMETERS: &str = r#"{ "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
  "parameters": { "given": { "value": "Canary-given" }, "password": { "value": "Canary-file" } } }
"#;

const BICEP: &str = r"@secure()
param password string = 'Canary-bicep'
@secure()
param object object = { key: 'Canary-object' }
@secure()
param odd string = 'Canary\'\\\u{41}$x'
var derived = toUpper('${password}-x')
resource storage 'Microsoft.Storage/storageAccounts@2023-01-01' = { // Canary-bicep
  name: derived
  location: object.key
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: { publicNetworkAccess: 'Enabled', x: password }
}
resource network 'Microsoft.Network/virtualNetworks@2023-04-01' = { name: '${odd}', properties: { addressSpace: { addressPrefixes: ['172.17.0.0/16'] } } }
module part 'part.bicep' = { name: 'part-${password}', params: { inner: 'Canary-literal' } }
";

const PART: &str = "@secure()\nparam inner string = 'Canary-part'\nresource storage 'Microsoft.Storage/storageAccounts@2023-01-01' = { name: inner, \
                    kind: 'StorageV2', sku: { name: 'Standard_LRS' }, properties: { publicNetworkAccess: 'Enabled' } }\n";

fn secretive() -> Folder {
    let folder = Folder::repository();
    folder
        .write("arm.json", ARM)
        .write("arm.parameters.json", PARAMETERS)
        .write("plain/main.json", ARM)
        .write("bicep/main.bicep", BICEP)
        .write("bicep/part.bicep", PART)
        .write("broken/part.bicep", PART)
        .write("broken/cut.json", &ARM[..ARM.find("\"variables\"").expect("variables")])
        .write("broken/cut.parameters.json", PARAMETERS.trim_end_matches(['}', '\n', ' ']))
        .write("broken/cut.bicep", BICEP.replace("{ name: '${odd}',", "{{ 'Canary-loose'"))
        .write("alone.parameters.json", PARAMETERS);
    folder
}

fn assert_silent(what: &str, text: &str) {
    let lower = text.to_ascii_lowercase();
    let encoded = "Q2FuYXJ5"; // "Canary" in base64
    let at = lower.find(MARK).or_else(|| text.find(encoded));
    let around = at.map(|at| {
        let (start, end) = (
            text.floor_char_boundary(at.saturating_sub(200)),
            text.ceil_char_boundary((at + 80).min(text.len())),
        );
        &text[start..end]
    });
    assert_eq!(around, None, "{what}");
}

#[test]
fn no_format_shows_a_secret() {
    let folder = secretive();
    for format in FORMATS {
        for more in [
            &["--strict", "--pedantic", "-v"][..],
            &["--select", "ALL", "--min-confidence", "low", "--show-suppressed"],
            &["--statistics"],
        ] {
            let output =
                folder.run(&[&["check", "--format", format, "--no-progress"], more].concat());
            assert!(matches!(output.code, 0 | 1), "{output:?}");
            assert_silent(&format!("{format} {more:?}"), &output.stdout);
            assert_silent(&format!("{format} {more:?} on stderr"), &output.stderr);
        }
    }
    let report = folder.check(&["--min-confidence", "low"]);
    let found = report["findings"].as_array().expect("findings").len();
    assert!(found >= 8, "the canaries are worth nothing where nothing is found: {report}");
}

#[test]
fn files_and_baselines_show_no_secret() {
    let folder = secretive();
    let outputs: Vec<_> =
        FORMATS.iter().map(|format| format!("--output={format}=out/{format}")).collect();
    let arguments: Vec<&str> =
        ["check"].into_iter().chain(outputs.iter().map(String::as_str)).collect();
    folder.run(&arguments);
    for format in FORMATS {
        assert_silent(format, &folder.read(&format!("out/{format}")));
    }
    folder.run(&["check", "--write-baseline", "baseline.json"]);
    assert_silent("baseline", &folder.read("baseline.json"));
}

#[test]
fn the_list_of_resources_shows_no_secret() {
    let folder = secretive();
    for path in ["arm.json", "plain/main.json", "bicep/main.bicep", "."] {
        for format in ["text", "json"] {
            let output = folder.run(&["resources", path, "--format", format]);
            assert_silent(&format!("{path} as {format}"), &output.stdout);
            assert_silent(path, &output.stderr);
            assert!(output.stdout.contains("Microsoft.Storage/storageAccounts"), "{output:?}");
        }
    }
    let output = folder.run(&["resources", "arm.json", "--parameters", "arm.parameters.json"]);
    assert_silent("with parameters", &output.stdout);
}

#[test]
fn hidden_text_moves_no_column() {
    let folder = secretive();
    let sarif = folder.run(&["check", "--format", "sarif", "plain/main.json"]).json();
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    for result in results {
        let region = &result["locations"][0]["physicalLocation"]["region"];
        let line = ARM
            .lines()
            .nth(region["startLine"].as_u64().expect("a line") as usize - 1)
            .expect("it is there");
        let (start, end) = (
            region["startColumn"].as_u64().expect("a column") as usize,
            region["endColumn"].as_u64().expect("a column") as usize,
        );
        let snippet = region["snippet"]["text"].as_str().expect("a snippet");
        assert_eq!(
            snippet.len(),
            line.get(start - 1..end - 1).expect("in the line").len(),
            "{result}"
        );
    }
    assert!(!results.is_empty());
}

#[test]
fn pictures_and_patches_show_no_secret() {
    let folder = secretive();
    for path in ["arm.json", "plain/main.json", "bicep/main.bicep", "broken/cut.bicep", "."] {
        for format in ["mermaid", "dot", "svg"] {
            let output = folder.run(&["graph", path, "--format", format]);
            assert_silent(&format!("{path} as {format}"), &output.stdout);
            assert_silent(path, &output.stderr);
        }
    }
    let drawn = folder.run(&["graph", "bicep/main.bicep", "--format", "svg"]).stdout;
    assert!(drawn.contains("<svg"), "{drawn}");
    for more in [&["--diff"][..], &["--diff", "--unsafe-fixes"]] {
        let output = folder.run(&[&["check", "--select", "ALL", "--no-progress"], more].concat());
        assert_silent(&format!("{more:?}"), &output.stdout);
        assert_silent(&format!("{more:?} on stderr"), &output.stderr);
        if more.len() > 1 {
            assert!(output.stderr.contains("beside a secret not shown"), "{output:?}");
        }
    }
}

#[test]
fn what_is_loaded_into_a_secret_is_one() {
    let folder = Folder::repository();
    folder
        .write("data.yaml", "password: Canary-yaml\nnested:\n- key: Canary-list\n")
        .write("data.json", "{ \"password\": \"Canary-json\" }")
        .write(
            "part.bicep",
            "@secure()\nparam one string\n@secure()\nparam two string\n@secure()\nparam three string\n\
             resource storage 'Microsoft.Storage/storageAccounts@2023-01-01' = { name: '${one}x', location: two, kind: 'StorageV2', tags: { t: three }, \
             properties: { publicNetworkAccess: 'Enabled' } }\n",
        )
        .write(
            "main.bicep",
            "module part 'part.bicep' = { name: 'p', params: { one: loadYamlContent('data.yaml').password, \
             two: loadYamlContent('data.yaml', '$.nested[*].key'), three: loadJsonContent('data.json', 'password') } }\n",
        );
    for format in FORMATS {
        let output =
            folder.run(&["check", "--format", format, "--strict", "--min-confidence", "low"]);
        assert_silent(format, &(output.stdout + &output.stderr));
    }
    assert_silent("resources", &folder.run(&["resources", "."]).stdout);
}

/// A text is cut after its secrets are hidden: a part of one would not be known for what it is.
#[test]
fn no_part_of_a_secret_is_left_where_a_text_is_cut() {
    let secret = "9fQz-hidden-4711-".repeat(3);
    let text = |before: usize, after: usize| {
        format!("{}{secret}{}", "n".repeat(before), "m".repeat(after))
    };
    for before in [30, 1_990] {
        for after in [0, 3_000] {
            let template = serde_json::json!({
                "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
                "contentVersion": "1.0.0.0",
                "parameters": { "s": { "type": "securestring", "defaultValue": secret } },
                "resources": [{
                    "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-11-01", "location": "westeurope",
                    "name": text(before, after),
                    "properties": { "addressSpace": { "addressPrefixes": ["172.17.0.0/16"] } },
                }, {
                    "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "location": "westeurope",
                    "name": text(before, after), "kind": "StorageV2", "sku": { "name": "Standard_LRS" },
                    "properties": { "publicNetworkAccess": "Enabled", "minimumTlsVersion": text(before, after) },
                }],
            });
            let folder = Folder::new();
            folder.write("main.json", template.to_string());
            let mut shown = vec![folder.run(&["graph", "main.json"]).stdout];
            for format in FORMATS {
                shown.push(folder.run(&["check", "--format", format, "main.json"]).stdout);
            }
            for shown in shown {
                for part in ["9fQz", "hidden", "4711"] {
                    assert!(!shown.contains(part), "{before} {after} {part}: {shown}");
                }
            }
        }
    }
}

/// A word that is a secret of one template means nothing in another, and hides nothing there; in the modules and parameter files
/// of its own template it does.
#[test]
fn a_secret_hides_in_the_files_of_its_own_template_alone() {
    let template = |parameters: &str, name: &str| {
        format!(
            r#"{{ "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
  "parameters": {{ {parameters} }},
  "resources": [ {{
    "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "{name}", "location": "westeurope",
    "kind": "StorageV2", "sku": {{ "name": "Standard_LRS" }},
    "properties": {{ "publicNetworkAccess": "Enabled", "minimumTlsVersion": "swordfish" }} }} ] }}"#
        )
    };
    let secure = r#""p": { "type": "securestring", "defaultValue": "swordfish" }, "given": { "type": "securestring" }"#;
    let part = "resource s 'Microsoft.Storage/storageAccounts@2023-01-01' = { name: 'swordfish', location: 'x', kind: 'StorageV2', \
                sku: { name: 'Standard_LRS' }, properties: { publicNetworkAccess: 'Enabled' } }\n";
    let folder = Folder::repository();
    folder
        .write("own.json", template(secure, "swordfish"))
        .write(
            "own.parameters.json",
            r#"{ "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#", "contentVersion": "1.0.0.0",
  "parameters": { "given": { "value": "swordfish" }, "swordfish": { "value": 1 } } }"#,
        )
        .write("other.json", template("", "swordfish"))
        .write("called/part.bicep", part)
        .write("called/main.bicep", "@secure()\nparam p string = 'swordfish'\nmodule m 'part.bicep' = { name: 'm' }\n")
        .write("free/part.bicep", part);
    let report = folder.check(&["--select", "ALL", "--min-confidence", "low", "--pedantic"]);
    let mut seen = std::collections::BTreeSet::new();
    for finding in report["findings"].as_array().expect("findings") {
        let path = finding["path"].as_str().expect("a path");
        let is_free = matches!(path, "other.json" | "free/part.bicep");
        let text = finding.to_string();
        assert!(is_free || !text.contains("swordfish"), "{text}");
        assert!(!is_free || !text.contains("*********"), "{text}");
        if text.contains("swordfish") || text.contains("*********") {
            seen.insert(path.to_owned());
        }
    }
    let files =
        ["called/part.bicep", "free/part.bicep", "other.json", "own.json", "own.parameters.json"];
    assert!(files.iter().all(|file| seen.contains(*file)), "{seen:?}");
    let full = folder.run(&["check", "--select", "ALL", "--pedantic"]).stdout;
    for block in full.split("\n\n").filter(|block| block.contains("swordfish")) {
        assert!(block.contains("other.json") || block.contains("free/part.bicep"), "{block}");
    }
}
