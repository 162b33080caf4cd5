//! Worlds: a template with one set of parameters and all that it reaches.

use crate::run::{Folder, list, paths, rules, statuses};

const NETWORK: &str = "param prefix string = '10.0.0.0/16'\nresource v 'Microsoft.Network/virtualNetworks@2023-11-01' = {\n  name: 'v'\n  \
    location: 'westeurope'\n  properties: { addressSpace: { addressPrefixes: [prefix] } }\n}\n";

fn calls(prefix: &str) -> String {
    format!(
        "module network '../modules/network.bicep' = {{\n  name: 'n'\n  params: {{ prefix: '{prefix}' }}\n}}\n"
    )
}

fn parameters(prefix: &str) -> String {
    format!(
        "{{ \"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#\", \
         \"contentVersion\": \"1.0.0.0\", \"parameters\": {{ \"prefix\": {{ \"value\": \"{prefix}\" }} }} }}"
    )
}

const SELECT: [&str; 2] = ["--select", "NW001"];

fn check(folder: &Folder, arguments: &[&str]) -> serde_json::Value {
    folder.check(&[&SELECT[..], arguments].concat())
}

fn findings(report: &serde_json::Value) -> Vec<&str> {
    rules(report).into_iter().filter(|name| *name == "vnet-docker-bridge-overlap").collect()
}

#[test]
fn each_parameter_file_is_a_world() {
    let folder = Folder::new();
    folder
        .write("main.bicep", NETWORK.replace("10.0.0.0/16", "172.17.0.0/16"))
        .write("main.parameters.json", parameters("10.1.0.0/16"))
        .write("main.parameters.dev.json", parameters("172.17.1.0/24"))
        .write("main.parameters.test.json", parameters("172.17.2.0/24"))
        .write("main.parameters.late.json", parameters("__prefix__"))
        .write("prod.bicepparam", "using 'main.bicep'\nparam prefix = '172.16.0.0/12'\n")
        .write("safe.bicepparam", "using './main.bicep'\nparam prefix = '10.2.0.0/16'\n");
    for target in [".", "main.bicep"] {
        let report = check(&folder, &[target]);
        assert_eq!(findings(&report).len(), 1, "{target}: {report}");
        let found = &report["findings"][0];
        assert_eq!(found["confidence"], "high");
        let with: Vec<_> = found["parameters"].as_array().expect("a list").iter().collect();
        assert_eq!(
            with,
            ["main.parameters.dev.json", "main.parameters.test.json", "prod.bicepparam"]
        );
        assert_eq!(report["summary"]["files"], 1);
    }
}

#[test]
fn a_template_with_parameter_files_is_not_linted_by_its_defaults() {
    let folder = Folder::new();
    folder
        .write("main.bicep", NETWORK.replace("10.0.0.0/16", "172.17.0.0/16"))
        .write("main.parameters.json", parameters("10.1.0.0/16"));
    assert_eq!(findings(&check(&folder, &["."])).len(), 0);
    assert_eq!(findings(&check(&folder, &["main.bicep"])).len(), 0);
}

#[test]
fn a_parameter_file_that_is_named_brings_its_template() {
    let folder = Folder::new();
    folder
        .write("main.bicep", NETWORK)
        .write("main.parameters.dev.json", parameters("172.17.1.0/24"))
        .write("main.parameters.json", parameters("172.17.9.0/24"))
        .write("prod.bicepparam", "using 'main.bicep'\nparam prefix = '172.16.0.0/12'\n");
    for file in ["main.parameters.dev.json", "prod.bicepparam"] {
        let report = check(&folder, &[file]);
        assert_eq!(paths(&report), ["main.bicep"], "{file}: {report}");
        assert_eq!(report["findings"][0]["parameters"][0], file);
        assert_eq!(report["findings"][0]["parameters"].as_array().map(Vec::len), Some(1));
    }
}

#[test]
fn parameter_files_on_the_command_line_merge() {
    let folder = Folder::new();
    folder
        .write("main.bicep", NETWORK)
        .write("env/base.json", parameters("172.17.0.0/24"))
        .write("env/over.json", parameters("10.9.0.0/16"));
    let with = |files: &[&str]| {
        let files: Vec<_> = files.iter().flat_map(|file| ["--parameters", file]).collect();
        findings(&check(&folder, &[&files[..], &["main.bicep"]].concat())).len()
    };
    assert_eq!(with(&["env/base.json"]), 1);
    assert_eq!(with(&["env/base.json", "env/over.json"]), 0);
    assert_eq!(with(&["env/over.json", "env/base.json"]), 1);
}

#[test]
fn parameters_without_a_template_are_a_note() {
    let folder = Folder::new();
    folder.write("gone.parameters.json", parameters("10.0.0.0/16"));
    let report = folder.check(&["."]);
    assert_eq!(rules(&report), ["parameters-without-template"]);
    assert_eq!(report["findings"][0]["severity"], "note");
    assert_eq!(report["summary"]["files"], 0);
}

#[test]
fn other_names_of_parameter_files_lead_to_their_templates() {
    for (template, file) in [
        ("main.bicep", "main.prod.parameters.json"),
        ("template.bicep", "parameters.json"),
        ("template.bicep", "parameters.prod.json"),
        ("main.bicep", "parameters-for-main.json"),
    ] {
        let folder = Folder::new();
        folder.write(template, NETWORK).write(file, parameters("172.17.1.0/24"));
        for target in [".", template, file] {
            let report = check(&folder, &[target]);
            assert_eq!(findings(&report), ["vnet-docker-bridge-overlap"], "{target}: {report}");
            assert_eq!(report["findings"][0]["parameters"][0], file);
        }
    }
}

#[test]
fn a_module_is_linted_in_the_world_of_its_caller() {
    let folder = Folder::new();
    folder
        .write("app/main.bicep", calls("172.17.0.0/16"))
        .write("other/main.bicep", calls("10.5.0.0/16"))
        .write("modules/network.bicep", NETWORK);
    let report = check(&folder, &["."]);
    assert_eq!(paths(&report), ["modules/network.bicep"]);
    let found = &report["findings"][0];
    assert_eq!(found["confidence"], "high");
    assert_eq!(found["resource"]["deployment"][0], "n");
    let places: Vec<_> = list(found, "trace", "path");
    assert!(places.contains(&"app/main.bicep"), "{found}");
    assert!(list(found, "related", "path").contains(&"app/main.bicep"), "{found}");
    assert_eq!(
        statuses(&report),
        ["app/main.bicep ok", "modules/network.bicep ok", "other/main.bicep ok"]
    );
}

#[test]
fn a_module_that_is_named_is_linted_in_the_worlds_of_its_callers() {
    let folder = Folder::repository();
    folder
        .write("app/main.bicep", calls("172.17.0.0/16"))
        .write("modules/network.bicep", NETWORK)
        .write("modules/lonely.bicep", NETWORK.replace("10.0.0.0/16", "172.17.0.0/16"));
    let report = check(&folder, &["modules/network.bicep"]);
    assert_eq!(paths(&report), ["modules/network.bicep"]);
    assert_eq!(report["findings"][0]["confidence"], "high");
    let report = check(&folder, &["modules/lonely.bicep"]);
    assert_eq!(report["findings"][0]["confidence"], "medium");
}

#[test]
fn a_caller_is_found_through_its_parameter_files() {
    let folder = Folder::repository();
    folder
        .write(
            "app/main.bicep",
            format!("param p string = '10.0.0.0/8'\n{}", calls("x").replace("'x'", "p")),
        )
        .write("app/main.bicepparam", "using 'main.bicep'\nparam p = '172.17.0.0/16'\n")
        .write("modules/network.bicep", NETWORK);
    let walked = check(&folder, &["."]);
    assert_eq!(paths(&walked), ["modules/network.bicep"]);
    let named = check(&folder, &["modules/network.bicep"]);
    assert_eq!(named["findings"], walked["findings"]);
}

#[test]
fn a_linked_template_is_linted_in_the_world_of_its_caller() {
    let folder = Folder::repository();
    let nested = "{ \"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\", \"contentVersion\": \"1.0.0.0\", \
        \"parameters\": { \"prefix\": { \"type\": \"string\", \"defaultValue\": \"10.0.0.0/16\" } }, \"resources\": [ { \"type\": \
        \"Microsoft.Network/virtualNetworks\", \"apiVersion\": \"2023-11-01\", \"name\": \"v\", \"location\": \"westeurope\", \"properties\": { \
        \"addressSpace\": { \"addressPrefixes\": [ \"[parameters('prefix')]\" ] } } } ] }";
    let main = "{ \"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\", \"contentVersion\": \"1.0.0.0\", \
        \"resources\": [ { \"type\": \"Microsoft.Resources/deployments\", \"apiVersion\": \"2022-09-01\", \"name\": \"n\", \"properties\": { \"mode\": \
        \"Incremental\", \"templateLink\": { \"relativePath\": \"nested/network.json\" }, \"parameters\": { \"prefix\": { \"value\": \"172.17.0.0/16\" } } } } ] }";
    folder.write("azuredeploy.json", main).write("nested/network.json", nested);
    for target in [".", "azuredeploy.json", "nested/network.json"] {
        let report = check(&folder, &[target]);
        assert_eq!(paths(&report), ["nested/network.json"], "{target}: {report}");
        assert_eq!(report["findings"][0]["confidence"], "high", "{target}");
    }
}

#[test]
fn worlds_do_not_see_each_other() {
    let folder = Folder::new();
    let containers =
        "resource g 'Microsoft.ContainerInstance/containerGroups@2023-05-01' = {\n  name: 'g'\n}\n";
    folder
        .write("a.bicep", NETWORK.replace("10.0.0.0/16", "172.17.0.0/16"))
        .write("b.bicep", containers);
    let report = check(&folder, &["."]);
    assert_eq!(report["findings"][0]["severity"], "note");
}

#[test]
fn a_compiled_template_is_passed_over_for_its_source() {
    let compiled = "{ \"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\", \"contentVersion\": \"1.0.0.0\", \
        \"metadata\": { \"_generator\": { \"name\": \"bicep\" } }, \"parameters\": { \"prefix\": { \"type\": \"string\", \"defaultValue\": \"10.0.0.0/16\" } }, \
        \"resources\": [ { \"type\": \"Microsoft.Network/virtualNetworks\", \"apiVersion\": \"2023-11-01\", \"name\": \"v\", \"location\": \"westeurope\", \
        \"properties\": { \"addressSpace\": { \"addressPrefixes\": [ \"[parameters('prefix')]\" ] } } } ] }";
    let folder = Folder::new();
    folder
        .write("main.bicep", NETWORK)
        .write("main.json", compiled)
        .write("azuredeploy.json", compiled)
        .write("azuredeploy.parameters.json", parameters("172.17.0.0/16"))
        .write("alone.json", compiled.replace("10.0.0.0/16", "172.17.0.0/16"));
    let report = check(&folder, &["."]);
    assert_eq!(paths(&report), ["alone.json", "main.bicep"], "{report}");
    assert_eq!(
        statuses(&report),
        [
            "alone.json ok",
            "azuredeploy.json skipped",
            "azuredeploy.parameters.json ok",
            "main.bicep ok",
            "main.json skipped"
        ]
    );
    let named = check(&folder, &["main.json"]);
    assert_eq!(statuses(&named), ["main.json ok"]);
}

#[test]
fn a_module_that_is_not_restored_is_a_note_and_makes_a_file_partial() {
    let folder = Folder::new();
    let caller = "module a 'br/public:avm/res/network/virtual-network:0.1.0' = { name: 'a' }\n\
                  module b 'br/public:avm/res/network/virtual-network:0.1.0' = { name: 'b' }\n";
    let report = folder.write("main.bicep", caller).check(&["."]);
    assert_eq!(rules(&report), ["module-not-restored"], "{report}");
    assert_eq!(statuses(&report), ["main.bicep partial"]);
}

#[test]
fn the_trail_of_another_resources_value_names_whose_it_is() {
    let folder = Folder::new();
    let template = "param networkLocation string = 'eastus'
resource vnet 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: 'net'
  location: networkLocation
  properties: { addressSpace: { addressPrefixes: ['10.1.0.0/16'] }, subnets: [{ name: 'a', properties: { addressPrefix: '10.1.1.0/24' } }] }
}
resource pe 'Microsoft.Network/privateEndpoints@2023-11-01' = {
  name: 'pe'
  location: 'westeurope'
  properties: { subnet: { id: vnet.properties.subnets[0].id } }
}
";
    folder.write("main.bicep", template);
    let report = folder.check(&["--select", "PL001", "main.bicep"]);
    let found = &report["findings"][0];
    let trace = list(found, "trace", "message");
    assert_eq!(trace, ["the network's value comes from parameter 'networkLocation'"], "{report}");
}

#[test]
fn callers_beyond_the_bound_are_not_left_out_in_silence() {
    let folder = Folder::repository();
    folder.write("modules/network.bicep", NETWORK);
    for number in 0..70 {
        folder.write(&format!("app{number}/main.bicep"), calls("172.17.0.0/16"));
    }
    let report = check(&folder, &["modules/network.bicep"]);
    let notes = report["findings"].as_array().unwrap();
    let note = notes.iter().find(|finding| finding["rule"] == "AL003").unwrap();
    assert_eq!(note["severity"], "note", "{report}");
    assert!(note["message"].as_str().unwrap().contains("'roots'"), "{report}");
    folder.write("armlint.toml", "[project]\nroots = [\"app1/*.bicep\"]\n");
    let report = check(&folder, &["modules/network.bicep"]);
    assert!(!report.to_string().contains("AL003"), "{report}");
}
