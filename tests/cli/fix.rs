//! `check --fix`, `--diff` and `--unsafe-fixes`.

use crate::run::Folder;

const ARM: &str = r#"{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0", // a comment
  "resources": [
    {
      "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
      "apiVersion": "2024-06-01",
      "name": "privatelink.vaultcore.azure.net/link",
      "location": "global",
      "properties": {
        "registrationEnabled": true, // stays here
        "virtualNetwork": { "id": "[parameters('network')]" }
      }
    },
    {
      "type": "Microsoft.Storage/storageAccounts",
      "apiVersion": "2023-05-01",
      "name": "files",
      "location": "westeurope",
      "kind": "StorageV2",
      "sku": { "name": "Standard_LRS" } /* why */,
      "properties": {
        "networkAcls": {
          "defaultAction": "Deny"
        }, // trailing
      },
    },
  ],
  "parameters": { "network": { "type": "string" } }
}
"#;

fn fixed(text: &str) -> String {
    text.replace("\"registrationEnabled\": true", "\"registrationEnabled\": false")
}

#[test]
fn safe_fixes_keep_comments_and_are_made_once() {
    let folder = Folder::repository();
    folder.write("main.json", ARM);
    let output = folder.run(&["check", "--fix", "main.json"]);
    assert!(output.stderr.contains("1 finding mended in 1 file"), "{}", output.stderr);
    assert!(!output.stdout.contains("PL011"), "{}", output.stdout);
    assert_eq!(folder.read("main.json"), fixed(ARM));
    let again = folder.run(&["check", "--fix", "main.json"]);
    assert!(!again.stderr.contains("mended"), "{}", again.stderr);
    let hint = "note: --unsafe-fixes could mend 1 finding";
    assert!(again.stderr.contains(hint), "{}", again.stderr);
    let diff = folder.run(&["check", "--diff", "main.json"]).expect(0);
    assert!(diff.stderr.contains(hint) && diff.stdout.is_empty(), "{}", diff.stderr);
    assert_eq!(folder.read("main.json"), fixed(ARM));
}

#[test]
fn a_missing_property_is_added_in_the_style_of_the_file() {
    let wanted = fixed(ARM).replace(
        "        }, // trailing\n",
        "        }, // trailing\n        \"minimumTlsVersion\": \"TLS1_2\",\n",
    );
    for (line_end, mark) in [("\n", ""), ("\r\n", "\u{feff}")] {
        let folder = Folder::repository();
        let as_file = |text: &str| format!("{mark}{}", text.replace('\n', line_end));
        folder.write("main.json", as_file(ARM));
        folder.run(&["check", "--fix", "--unsafe-fixes", "main.json"]);
        assert_eq!(folder.read("main.json"), as_file(&wanted));
    }
}

#[test]
fn bicep_gets_what_is_missing_too() {
    let folder = Folder::repository();
    let text = "resource files 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n    name: 'files'\n    location: 'westeurope'\n    kind: 'StorageV2'\n    sku: { name: 'Standard_LRS' } // sku\n}\n";
    folder.write("main.bicep", text);
    folder.run(&["check", "--fix", "--unsafe-fixes", "--select", "EN100", "main.bicep"]).expect(0);
    let added = "// sku\n    properties: {\n        minimumTlsVersion: 'TLS1_2'\n    }\n}\n";
    assert_eq!(folder.read("main.bicep"), text.replace("// sku\n}\n", added));
}

#[test]
fn what_is_not_written_in_place_stays() {
    let folder = Folder::repository();
    let text = "param open string = 'Enabled'\nresource a 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' = {\n  name: 'a'\n  location: 'westeurope'\n  properties: {\n    publicNetworkAccess: open\n  }\n}\n";
    folder.write("main.bicep", text);
    let output = folder.run(&["check", "--diff", "--unsafe-fixes", "main.bicep"]).expect(0);
    assert_eq!(output.stdout, "");
}

#[test]
fn a_diff_changes_nothing() {
    let folder = Folder::repository();
    folder.write("main.json", ARM);
    let output = folder.run(&["check", "--diff", "main.json"]).expect(1);
    assert!(output.stdout.starts_with("--- a/main.json\n+++ b/main.json\n@@ -8,7 +8,7 @@\n"));
    assert!(output.stdout.contains("\n+        \"registrationEnabled\": false, // stays here\n"));
    assert_eq!(folder.read("main.json"), ARM);
}

#[test]
fn stdin_cannot_be_mended() {
    let folder = Folder::new();
    folder.run_with_stdin(&["check", "--fix", "-"], ARM.as_bytes()).expect(2);
}

const ENDPOINT: &str = "\
resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: 'kv'
}

resource endpoint 'Microsoft.Network/privateEndpoints@2023-11-01' = {
  name: 'pe'
  location: 'westeurope'
  properties: {
    subnet: { id: resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's') }
    privateLinkServiceConnections: [
      {
        name: 'pe'
        properties: {
          privateLinkServiceId: vault.id
          groupIds: [
            'keyVault' // the portal calls it so
          ]
        }
      }
    ]
  }
}
";

#[test]
fn a_wrong_group_id_becomes_the_only_one_that_there_is() {
    let folder = Folder::repository();
    folder.write("main.bicep", ENDPOINT);
    let arguments = ["check", "--fix", "--select", "PL004", "main.bicep"];
    let output = folder.run(&arguments).expect(0);
    assert!(output.stderr.contains("1 finding mended in 1 file"), "{}", output.stderr);
    assert_eq!(folder.read("main.bicep"), ENDPOINT.replace("'keyVault' //", "'vault' //"));
    assert!(!folder.run(&arguments).expect(0).stderr.contains("mended"));
}

#[test]
fn of_several_groups_none_is_guessed() {
    let folder = Folder::repository();
    let storage = ENDPOINT.replace(
        "Microsoft.KeyVault/vaults@2023-07-01",
        "Microsoft.Storage/storageAccounts@2023-05-01",
    );
    folder.write("main.bicep", &storage);
    folder.run(&["check", "--fix", "--unsafe-fixes", "--select", "PL004", "main.bicep"]).expect(1);
    assert_eq!(folder.read("main.bicep"), storage);
}

#[test]
fn what_an_api_version_does_not_have_is_not_added() {
    let at = |version: &str| {
        ARM.replace("2023-05-01", version)
            .replace("\"registrationEnabled\": true", "\"registrationEnabled\": false")
    };
    for (version, is_mended) in [("2016-01-01", false), ("2019-06-01", true)] {
        let folder = Folder::repository();
        folder.write("main.json", at(version));
        let args = ["check", "--select", "EN100", "--fix", "--unsafe-fixes", "main.json"];
        let output = folder.run(&args);
        assert_eq!(output.stdout.contains("EN100"), !is_mended, "{version}: {}", output.stdout);
        assert_eq!(folder.read("main.json") != at(version), is_mended, "{version}");
    }
}
