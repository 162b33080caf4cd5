//! Modules: where their findings are told, where their values came from, and what is said of those that are not there.

use crate::run::{Folder, list, paths, rules, statuses};
use serde_json::{Value, json};

const NETWORK: &str = "param prefix string\nparam second string = '10.0.0.0/16'\n\
    resource v 'Microsoft.Network/virtualNetworks@2023-11-01' = {\n  name: 'v'\n  location: 'westeurope'\n  \
    properties: { addressSpace: { addressPrefixes: [prefix, second] } }\n}\noutput id string = v.id\n";

const MIDDLE: &str = "param range string\nmodule inner 'network.bicep' = {\n  name: 'inner'\n  params: { prefix: range }\n}\n";

const REFERENCE: &str = "br/public:avm/res/network/virtual-network:0.1.0";

/// A compiled module as the Bicep CLI restores it.
const RESTORED: &str = r#"{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": {
    "name": { "type": "string" },
    "prefixes": { "type": "array", "defaultValue": ["172.17.0.0/16"] }
  },
  "resources": [{
    "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-11-01", "name": "[parameters('name')]", "location": "westeurope",
    "properties": { "addressSpace": { "addressPrefixes": "[parameters('prefixes')]" } }
  }],
  "outputs": { "id": { "type": "string", "value": "x" } }
}"#;

fn check(folder: &Folder, arguments: &[&str]) -> Value {
    folder.check(&[&["--select", "NW001"], arguments].concat())
}

/// `path:line:column`, and what is said there.
fn places(labels: &Value) -> Vec<String> {
    let place = |label: &Value| {
        let region = &label["region"];
        format!(
            "{}:{}:{} {}",
            label["path"].as_str().unwrap_or_default(),
            region["startLine"],
            region["startColumn"],
            label["message"].as_str().unwrap_or_default()
        )
    };
    labels.as_array().expect("a list").iter().map(place).collect()
}

#[test]
fn a_finding_in_a_module_shows_the_way_of_the_value_and_of_the_calls() {
    let folder = Folder::repository();
    folder.write("modules/network.bicep", NETWORK).write("modules/middle.bicep", MIDDLE).write(
        "main.bicep",
        "param docker string = '172.17.0.0/16'\n\
         module a 'modules/middle.bicep' = { name: 'a', params: { range: docker } }\n\
         module b 'modules/middle.bicep' = { name: 'b', params: { range: '172.17.1.0/24' } }\n\
         module c 'modules/network.bicep' = { name: 'c', params: { prefix: '10.0.0.0/8' } }\n",
    );
    let report = check(&folder, &["."]);
    assert_eq!(paths(&report), ["modules/network.bicep"], "{report}");
    let found = &report["findings"][0];
    assert_eq!((&found["instances"], &found["confidence"]), (&json!(2), &json!("high")));
    assert_eq!(found["resource"]["deployment"], json!(["a", "inner"]));
    assert_eq!(
        places(&found["trace"]),
        [
            "modules/middle.bicep:4:21 value comes from the argument 'prefix'",
            "main.bicep:2:65 value comes from the argument 'range'",
            "main.bicep:1:23 value comes from parameter 'docker'",
        ]
    );
    assert_eq!(
        places(&found["related"]),
        [
            "modules/middle.bicep:2:14 'inner' is called here",
            "main.bicep:2:10 'a' is called here",
            "main.bicep:3:10 'b' is called here",
        ]
    );
}

#[test]
fn an_element_of_an_array_comes_the_way_of_the_array() {
    let folder = Folder::repository();
    let network = NETWORK
        .replace("param prefix string", "param prefix array")
        .replace("[prefix, second]", "prefix");
    folder.write("network.bicep", network).write(
        "main.bicep",
        "var ranges = ['10.0.0.0/16', '172.17.0.0/16']\n\
         module a 'network.bicep' = { name: 'a', params: { prefix: ranges } }\n",
    );
    let report = check(&folder, &["."]);
    let found = &report["findings"][0];
    assert_eq!(found["property"], "properties.addressSpace.addressPrefixes[1]", "{report}");
    assert_eq!(found["confidence"], "high");
    assert_eq!(
        places(&found["trace"]),
        [
            "main.bicep:2:59 value comes from the argument 'prefix'",
            "main.bicep:1:30 value comes from variable 'ranges'",
        ]
    );
    // The default of a template is somebody's choice.
    let folder = Folder::repository();
    let network = NETWORK
        .replace("param prefix string", "param prefix array = ['172.17.0.0/16']")
        .replace("[prefix, second]", "prefix");
    let report = check(folder.write("network.bicep", network), &["."]);
    assert_eq!(report["findings"][0]["confidence"], "medium", "{report}");
}

/// A repository with a cache of restored modules.
fn with_cache(folder: &Folder, cache: &str, main: &str) {
    let module = "br/mcr.microsoft.com/bicep$avm$res$network$virtual-network/0.1.0$/main.json";
    folder.write(&format!("{cache}/{module}"), RESTORED).write("main.bicep", main).write(
        "bicepconfig.json",
        format!("{{ // a comment\n  \"cacheRootDirectory\": \"{cache}\" }}"),
    );
}

#[test]
fn a_finding_in_a_restored_module_is_told_where_somebody_can_mend_it() {
    let folder = Folder::repository();
    let main = format!(
        "param docker string = '172.17.0.0/16'\n\
         var ranges = ['172.17.4.0/24']\n\
         module a '{REFERENCE}' = {{\n  params: {{ prefixes: [docker], name: 'a' }}\n}}\n\
         module b '{REFERENCE}' = {{\n  params: {{ name: 'b' }}\n}}\n\
         module c '{REFERENCE}' = {{\n  params: {{ prefixes: ranges, name: 'c' }}\n}}\n"
    );
    with_cache(&folder, "cache", &main);
    let report = check(&folder, &["."]);
    let found: Vec<_> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|found| {
            let region = &found["region"];
            format!("{}:{}", region["startLine"], region["startColumn"])
        })
        .collect();
    assert_eq!(found, ["4:24", "6:10", "10:23"], "{report}");
    assert_eq!(paths(&report), ["main.bicep"; 3]);
    let message = report["findings"][0]["message"].as_str().unwrap_or_default();
    assert!(message.ends_with(&format!(" (in module '{REFERENCE}', line 10).")), "{message}");
    assert_eq!(statuses(&report), ["main.bicep ok"], "what was restored is nobody's file");
}

#[test]
fn a_cache_outside_of_the_repository_is_read_and_not_told_of_in_sarif() {
    let outer = Folder::new();
    let main = format!("module b '{REFERENCE}' = {{\n  params: {{ name: 'b' }}\n}}\n");
    let module = "br/mcr.microsoft.com/bicep$avm$res$network$virtual-network/0.1.0$/main.json";
    outer
        .write(&format!("cache/{module}"), RESTORED)
        .write("repository/.git/HEAD", "")
        .write("repository/main.bicep", main)
        .write("repository/bicepconfig.json", "{ \"cacheRootDirectory\": \"../cache\" }");
    let report = check(&outer, &["repository"]);
    assert_eq!(paths(&report), ["main.bicep"], "{report}");
    let sarif =
        outer.run(&["check", "--select", "NW001", "--format", "sarif", "repository"]).stdout;
    assert!(sarif.contains("vnet-docker-bridge-overlap"));
    let outside = outer.path("cache").to_string_lossy().into_owned();
    assert!(!sarif.contains(&outside), "{sarif}");
}

#[test]
fn what_is_not_restored_is_one_note_for_each_file_and_module() {
    let folder = Folder::repository();
    let missing = REFERENCE.replace("0.1.0", "0.2.0");
    let main = format!(
        "module a '{missing}' = {{\n  name: 'a'\n  params: {{ prefixes: ['172.17.0.0/16'] }}\n}}\n\
         module b '{missing}' = {{\n  name: 'b'\n}}\n\
         module o 'other.bicep' = {{\n  params: {{ id: a.outputs.id, list: b.outputs.all }}\n}}\n"
    );
    let other = format!(
        "param id string\nparam list array\nmodule a '{missing}' = {{\n  name: id\n}}\n\
         resource v 'Microsoft.Network/virtualNetworks@2023-11-01' = {{\n  name: last(split(id, '/'))\n  location: 'westeurope'\n  \
         properties: {{ addressSpace: {{ addressPrefixes: concat(list, ['172.17.0.0/16']) }} }}\n}}\n"
    );
    with_cache(&folder, "cache", &main);
    folder.write("other.bicep", other);
    let report = check(&folder, &["."]);
    let notes = ["module-not-restored", "module-not-restored", "vnet-docker-bridge-overlap"];
    assert_eq!(rules(&report), notes, "{report}");
    assert_eq!(paths(&report), ["main.bicep", "other.bicep", "other.bicep"]);
    let messages = list(&report, "findings", "message");
    assert!(messages[0].ends_with("run 'bicep restore main.bicep'."), "{messages:?}");
    assert!(messages[1].ends_with("run 'bicep restore other.bicep'."), "{messages:?}");
    assert_eq!(statuses(&report), ["main.bicep partial", "other.bicep partial"]);
}

#[test]
fn imports_that_are_not_restored_are_told_at_the_first_whoever_asks_for_them() {
    let types = "'br/public:avm/utl/types/avm-common-types:0.6.1'";
    let main = format!(
        "import {{ lockType }} from {types}\nimport {{ roleAssignmentType }} from {types}\n\nparam roles roleAssignmentType[]?\n\
         param lock lockType?\noutput count int = length(roles ?? [])\noutput isLocked bool = lock != null\n"
    );
    let folder = Folder::repository();
    folder.write("main.bicep", main);
    for more in [&[][..], &["--select", "RS"], &["--select", "value-not-allowed"]] {
        let report = check(&folder, &[&["."], more].concat());
        assert_eq!(rules(&report), ["module-not-restored"], "{more:?}");
        assert_eq!(report["findings"][0]["region"]["startLine"], 1, "{more:?}");
    }
}

/// A module with a fault that is certain wherever it is deployed.
const OPEN: &str = "param name string\nresource v 'Microsoft.Network/virtualNetworks@2023-11-01' = {\n  name: name\n  \
    location: 'westeurope'\n  properties: { addressSpace: { addressPrefixes: ['172.17.0.0/16'] } }\n}\n";

#[test]
fn what_no_turn_of_a_loop_calls_by_default_is_looked_at_all_the_same() {
    let folder = Folder::repository();
    let main = "param names array = []\nmodule each 'open.bicep' = [for name in names: {\n  name: 'm-${name}'\n  params: { name: name }\n}]\n\
        resource own 'Microsoft.Network/virtualNetworks@2023-11-01' = [for name in names: {\n  name: name\n  \
        location: 'westeurope'\n  properties: { addressSpace: { addressPrefixes: ['172.17.0.0/16'] } }\n}]\n";
    folder.write("main.bicep", main).write("open.bicep", OPEN);
    let report = check(&folder, &["."]);
    assert_eq!(rules(&report), ["vnet-docker-bridge-overlap"; 2], "{report}");
    assert_eq!(paths(&report), ["main.bicep", "open.bicep"]);
    assert_eq!(list(&report, "findings", "confidence"), ["medium"; 2]);
}

#[test]
fn a_module_that_no_world_comes_to_is_linted_by_itself() {
    let folder = Folder::repository();
    let main = "module none 'open.bicep' = [for turn in range(0, 0): {\n  name: 'm-${turn}'\n  params: { name: 'm' }\n}]\n\
        module gone 'gone.bicep' = [for turn in range(0, 0): {\n  name: 'g-${turn}'\n}]\n";
    folder.write("main.bicep", main).write("open.bicep", OPEN);
    let report = check(&folder, &["."]);
    assert_eq!(rules(&report), ["module-missing", "vnet-docker-bridge-overlap"], "{report}");
    assert_eq!(paths(&report), ["main.bicep", "open.bicep"]);
}

/// What is found where `reference` is called, with a restored module in `cache/<place>` and this `bicepconfig.json`.
fn restored(reference: &str, place: &str, configs: &[(&str, &str)]) -> Value {
    let folder = Folder::repository();
    folder.write(&format!("cache/{place}/main.json"), RESTORED).write(
        "infra/main.bicep",
        format!("module m '{reference}' = {{ params: {{ name: 'm' }} }}\n"),
    );
    for (path, text) in configs {
        folder.write(path, text);
    }
    check(&folder, &["infra"])
}

#[test]
fn aliases_and_template_specs_lead_into_the_cache() {
    const ALIASES: &str = r#"{ "cacheRootDirectory": "cache", "moduleAliases": {
        "br": { "corp": { "registry": "Corp.azurecr.io", "modulePath": "bicep/modules" }, "bare": { "registry": "corp.azurecr.io" } },
        "ts": { "specs": { "subscription": "00000000-0000-0000-0000-00000000000A", "resourceGroup": "Specs" } } } }"#;
    for (reference, place) in [
        ("br/corp:net/vnet:V1", "br/corp.azurecr.io/bicep$modules$net$vnet/V1$1"),
        ("br/bare:vnet:1.0", "br/corp.azurecr.io/vnet/1.0$"),
        ("br:corp.azurecr.io/vnet:1.0", "br/corp.azurecr.io/vnet/1.0$"),
        ("br:corp.azurecr.io/vnet@sha256:00ff", "br/corp.azurecr.io/vnet/sha256#00ff"),
        ("ts/specs:Vnet:1.0", "ts/00000000-0000-0000-0000-00000000000a/specs/vnet/1.0"),
        (
            "ts:00000000-0000-0000-0000-00000000000B/Group/Vnet:V2",
            "ts/00000000-0000-0000-0000-00000000000b/group/vnet/v2",
        ),
    ] {
        let report = restored(reference, place, &[("bicepconfig.json", ALIASES)]);
        assert_eq!(rules(&report), ["vnet-docker-bridge-overlap"], "{reference}: {report}");
        assert_eq!(statuses(&report), ["infra/main.bicep ok"], "{reference}");
    }
    for reference in ["br/corp:net/vnet:V2", "ts/specs:Vnet:2.0", "ts/other:Vnet:1.0"] {
        let report = restored(reference, "x", &[("bicepconfig.json", ALIASES)]);
        assert_eq!(rules(&report), ["module-not-restored"], "{reference}: {report}");
        assert_eq!(statuses(&report), ["infra/main.bicep partial"]);
    }
    for reference in ["br/corp:", "ts/specs:Vnet", "br:vnet", "ts:a/b:1"] {
        let report = restored(reference, "x", &[("bicepconfig.json", ALIASES)]);
        assert_eq!(rules(&report), ["module-missing"], "{reference}: {report}");
    }
}

#[test]
fn a_configuration_of_bicep_may_extend_another() {
    let place = "br/corp.azurecr.io/own$vnet/1.0$";
    let base = "{ \"cacheRootDirectory\": \"cache\", \"moduleAliases\": { \"br\": { \"corp\": { \"registry\": \"corp.azurecr.io\", \"modulePath\": \"other\" } } } }";
    let own = "{ \"extends\": \"../base.json\", \"moduleAliases\": { \"br\": { \"corp\": { \"modulePath\": \"own\" } } } }";
    let configs = [("base.json", base), ("infra/bicepconfig.json", own)];
    let report = restored("br/corp:vnet:1.0", place, &configs);
    assert_eq!(rules(&report), ["vnet-docker-bridge-overlap"], "{report}");
    for extends in ["bicepconfig.json", "../../base.json", "/etc/passwd", "gone.json"] {
        let own = format!("{{ \"extends\": \"{extends}\" }}");
        let report = restored("br/corp:vnet:1.0", place, &[("infra/bicepconfig.json", &own)]);
        assert_eq!(rules(&report), ["module-not-restored"], "{extends}: {report}");
    }
}

#[test]
fn the_cache_of_the_user_is_read() {
    let (folder, home) = (Folder::repository(), Folder::new());
    let module = "br/mcr.microsoft.com/bicep$avm$res$network$virtual-network/0.1.0$/main.json";
    home.write(&format!(".bicep/{module}"), RESTORED);
    folder.write("main.bicep", format!("module m '{REFERENCE}' = {{ params: {{ name: 'm' }} }}\n"));
    let mut command = crate::run::command(
        &folder.path(""),
        &["check", "--select", "NW001", "--format", "json", "."],
    );
    command.env("HOME", home.path("")).env("USERPROFILE", home.path(""));
    let report = crate::run::finish(command, None).json();
    assert_eq!(rules(&report), ["vnet-docker-bridge-overlap"], "{report}");
}

#[test]
fn an_alias_that_nobody_configured_is_no_error() {
    let folder = Folder::repository();
    folder.write("main.bicep", "module a 'br/corp:net:1.0' = { name: 'a' }\n");
    let report = check(&folder, &["."]);
    assert_eq!(rules(&report), ["module-not-restored"], "{report}");
}

#[test]
fn a_local_module_that_is_not_there_is_an_error_at_its_reference() {
    let folder = Folder::repository();
    folder.write(
        "main.bicep",
        "import { x } from 'types.bicep'\nmodule a 'gone.bicep' = { name: 'a' }\n\
         module b 'gone.bicep' = { name: 'b' }\n",
    );
    let report = check(&folder, &["."]);
    assert_eq!(rules(&report), ["module-missing"; 3], "{report}");
    let columns: Vec<_> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|found| {
            (found["region"]["startLine"].as_u64(), found["region"]["startColumn"].as_u64())
        })
        .collect();
    assert_eq!(columns, [(Some(1), Some(19)), (Some(2), Some(10)), (Some(3), Some(10))]);
    assert_eq!(report["findings"][1]["message"], "There is no file 'gone.bicep'.");
    assert_eq!(statuses(&report), ["main.bicep partial"]);
}

#[test]
fn configured_roots_are_the_callers_that_are_looked_for() {
    let folder = Folder::repository();
    let call = |prefix: &str| {
        format!(
            "module n '../modules/network.bicep' = {{ name: 'n', params: {{ prefix: '{prefix}' }} }}\n"
        )
    };
    folder
        .write("modules/network.bicep", NETWORK)
        .write("app/main.bicep", call("172.17.0.0/16"))
        .write("tests/main.bicep", call("172.17.1.0/24"));
    let report = check(&folder, &["modules/network.bicep"]);
    assert_eq!(report["findings"][0]["instances"], 2, "{report}");
    assert_eq!(statuses(&report), ["modules/network.bicep ok"]);
    folder.write("armlint.toml", "[project]\nroots = [\"app/*.bicep\"]\n");
    let report = check(&folder, &["modules/network.bicep"]);
    assert_eq!(report["findings"][0]["instances"], 1, "{report}");
    assert_eq!(
        places(&report["findings"][0]["related"]),
        ["app/main.bicep:1:10 'n' is called here"]
    );
    let seen = folder.run(&["resources", "--format", "json", "modules/network.bicep"]).json();
    assert_eq!(seen["resources"].as_array().map(Vec::len), Some(2), "{seen}");
}

#[test]
fn what_a_named_module_calls_is_told_too() {
    let folder = Folder::repository();
    folder.write("modules/network.bicep", NETWORK).write("modules/middle.bicep", MIDDLE).write(
        "main.bicep",
        "module a 'modules/middle.bicep' = { name: 'a', params: { range: '172.17.0.0/16' } }\n\
             module gone 'gone.bicep' = { name: 'gone' }\n",
    );
    let report = check(&folder, &["modules/middle.bicep"]);
    assert_eq!(rules(&report), ["vnet-docker-bridge-overlap"], "{report}");
    assert_eq!(statuses(&report), ["modules/middle.bicep ok", "modules/network.bicep ok"]);
}

const USING: &str = "param prefix string\nparam more array = []\n@secure()\nparam password string = ''\n\
    resource v 'Microsoft.Network/virtualNetworks@2023-11-01' = {\n  name: 'v'\n  location: 'westeurope'\n  \
    properties: { addressSpace: { addressPrefixes: [prefix] }, encryption: { key: password }, more: more }\n}\n";

fn parameter_files() -> Folder {
    let folder = Folder::repository();
    folder
        .write("main.bicep", USING)
        .write(
            "params/base.bicepparam",
            "using none\nvar third = '17'\nparam prefix = '172.${third}.0.0/16'\n\
             param password = az.getSecret('00000000-0000-0000-0000-000000000000', 'g', 'kv', 's')\n",
        )
        .write("params/dev.bicepparam", "using '../main.bicep'\nextends 'base.bicepparam'\n")
        .write(
            "params/prod.bicepparam",
            "using '../main.bicep'\nextends 'base.bicepparam'\nparam prefix = readEnvironmentVariable('PREFIX', '172.17.9.0/24')\n",
        )
        .write("params/token.bicepparam", "using '../main.bicep'\nparam prefix = '#{PREFIX}#'\n");
    folder
}

#[test]
fn a_parameter_file_that_is_named_lints_its_template() {
    let folder = parameter_files();
    let report = check(&folder, &["params/dev.bicepparam"]);
    assert_eq!(paths(&report), ["main.bicep"], "{report}");
    let found = &report["findings"][0];
    assert_eq!(
        (&found["confidence"], &found["parameters"]),
        (&json!("high"), &json!(["params/dev.bicepparam"]))
    );
    assert_eq!(
        places(&found["trace"]),
        [
            "params/base.bicepparam:3:16 value of parameter 'prefix' in the parameter file",
            "params/base.bicepparam:2:13 value comes from variable 'third'",
        ]
    );
    for quiet in ["params/prod.bicepparam", "params/token.bicepparam", "params/base.bicepparam"] {
        let report = check(&folder, &[quiet]);
        assert_eq!(paths(&report), [""; 0], "{quiet}: {report}");
    }
    let walked = check(&folder, &["."]);
    assert_eq!(paths(&walked), ["main.bicep"], "{walked}");
    assert_eq!(walked["findings"][0]["parameters"], json!(["params/dev.bicepparam"]));
}

#[test]
fn environment_variables_come_from_the_configuration_alone() {
    let folder = parameter_files();
    folder.write("armlint.toml", "[environment]\nPREFIX = \"172.17.3.0/24\"\n");
    let report = check(&folder, &["params/prod.bicepparam"]);
    let message = report["findings"][0]["message"].as_str().unwrap_or_default();
    assert!(message.starts_with("'172.17.3.0/24' overlaps"), "{report}");
}

#[test]
fn parameter_files_that_extend_each_other_end() {
    let folder = Folder::repository();
    folder
        .write("main.bicep", USING)
        .write("a.bicepparam", "using 'main.bicep'\nextends 'b.bicepparam'\n")
        .write(
            "b.bicepparam",
            "using 'main.bicep'\nextends 'a.bicepparam'\nparam prefix = '172.17.0.0/16'\n",
        );
    assert_eq!(paths(&check(&folder, &["."])), ["main.bicep"]);
}
