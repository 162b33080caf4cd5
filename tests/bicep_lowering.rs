//! What lowering makes of each construct of Bicep that the pairs of `bicep_pairs` cannot tell.
#![allow(clippy::expect_used, reason = "it is a test")]

mod support;

use armlint::eval::value::Basis;
use armlint::eval::world::NoteKind;
use armlint::model::{DeploymentSource, TargetScope, Unit, bicep};
use armlint::source::{FileId, Source, Span};
use armlint::syntax::document::{Kind, Text};
use serde_json::{Value, json};
use std::sync::Arc;
use support::{body, show, text, world};

fn lower(path: &str, source: &str) -> Unit {
    bicep::unit(FileId(0), Arc::new(Source::new(path, source)))
}

/// The outputs of a template without resources of note.
fn outputs(source: &str) -> Value {
    files(&[("main.bicep", source)])
}

fn files(files: &[(&str, &str)]) -> Value {
    let read = |path: &str| {
        files.iter().find(|(name, _)| *name == path).map(|(_, text)| (*text).to_owned())
    };
    world(files[0].0, &read, |world, unit| {
        let frame = world.root.get().expect("the world has begun");
        let names = unit.template.outputs.iter();
        names
            .map(|(name, _)| (name.to_owned(), frame.output(name).map_or(Value::Null, show)))
            .collect()
    })
}

/// Type, name and id of each resource, in order.
fn resources(source: &str) -> Vec<[String; 3]> {
    let read = |path: &str| (path == "main.bicep").then(|| source.to_owned());
    world("main.bicep", &read, |world, _| {
        let told = world.instances().iter().map(|instance| {
            let id = text(instance.id());
            let id = id.replace("/subscriptions/‹subscription().subscriptionId›", "S");
            let id = id.replace("/resourceGroups/‹resourceGroup().name›", "/G");
            [instance.resource_type().to_owned(), text(instance.name()), id]
        });
        told.collect()
    })
}

fn words(unit: &Unit, text: Text) -> &str {
    unit.document.text(text)
}

fn at(unit: &Unit, span: Span) -> &str {
    span.of(&unit.document.source.text)
}

#[test]
fn a_safe_access_stops_its_chain_and_parentheses_end_it() {
    let source = "
param known object = { a: { b: 1 } }
output found int = known.?a.b
output missing string? = known.?x.y.z
output later string? = known.?a.x.y
output element string? = known.?list[?3].name
output fails string? = (known.?x).y
";
    let values = outputs(source);
    assert_eq!(values["found"], json!(1));
    assert_eq!(values["missing"], Value::Null);
    assert_eq!(values["later"], Value::Null);
    assert_eq!(values["element"], Value::Null);
    assert!(values["fails"].to_string().contains("‹!"));
}

#[test]
fn operators_are_the_functions_that_the_compiler_writes() {
    let source = "
param n int = 7
output math int = -n + 2 * 3 - n / 2 % 2
output least int = -9223372036854775808
output truth bool = n >= 7 && !(n < 7) || false
output differ bool = n != 7
output pick string = null ?? 'b'
output not bool = 'A' !~ 'a'
output index int = [1, 2, 3][^n == 7 ? 1 : 2]
";
    let values = outputs(&source.replace("[^n == 7 ? 1 : 2]", "[^1]"));
    assert_eq!(
        values,
        json!({
            "math": -2, "least": i64::MIN, "truth": true, "differ": false, "pick": "b", "not": false, "index": 3
        })
    );
}

#[test]
fn name_spaces_and_hints_vanish() {
    let source = "
var format = 'mine'
output a string = sys.format('{0}', format)
output b string = any(az.resourceGroup().name)!
output c string = nameof(format)
";
    let values = outputs(source);
    assert_eq!(values["a"], json!("mine"));
    assert_eq!(values["b"], json!("‹resourceGroup().name›"));
    assert_eq!(values["c"], json!("format"));
}

#[test]
fn names_of_limited_reach_hide_those_of_the_file() {
    let source = "
param x string = 'outer'
var list = [for x in ['a', 'b']: x]
func twice(x string) string => '${x}${x}'
output loop array = list
output lambda array = map(['c'], x => toUpper(x))
output function string = twice('d')
output own string = x
output sorted array = sort([3, 1, 2], (a, b) => a < b)
output reduced int = reduce([1, 2, 3], 0, (sum, next) => sum + next)
";
    let values = outputs(source);
    assert_eq!(
        values,
        json!({
            "loop": ["a", "b"], "lambda": ["C"], "function": "dd", "own": "outer", "sorted": [1, 2, 3], "reduced": 6
        })
    );
}

#[test]
fn types_say_what_a_parameter_can_be() {
    let source = "
@secure()
type secret = string
type settings = {
  plain: string
  password: secret
  @secure()
  'the-key': string?
}
@description('Where.')
@minLength(3)
param place 'north' | 'south'
param hidden secret
param optional string?
param all settings
param part settings.password
param list ('a' | 'b')[]
@allowed([1, 2])
param number int
param answer bool = true
";
    let unit = lower("main.bicep", source);
    let of = |name: &str| &unit.template.parameters.get(name).expect("it is declared").of;
    let values = |name: &str| {
        let list = unit.document.at(of(name).allowed.expect("it has allowed values"));
        list.elements().map(|value| value.written().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(words(&unit, of("place").base), "string");
    assert_eq!(values("place"), ["'north'", "'south'"]);
    assert!(of("place").min_length.is_some());
    assert_eq!(words(&unit, of("hidden").reference.expect("an alias")), "secret");
    assert!(unit.template.types.get("secret").expect("it is declared").secure);
    assert!(of("optional").nullable);
    let secrets = &unit.template.types.get("settings").expect("it is declared").secure_properties;
    let secrets: Vec<_> = secrets.iter().map(|text| words(&unit, *text)).collect();
    assert_eq!(secrets, ["password", "the-key"]);
    assert_eq!(words(&unit, of("part").reference.expect("an alias")), "secret");
    assert_eq!(words(&unit, of("list").base), "array");
    assert!(of("list").allowed.is_none());
    assert_eq!(values("number"), ["1", "2"]);
    let place = unit.template.parameters.get("place").expect("it is declared");
    assert_eq!(words(&unit, place.description.expect("it is described")), "Where.");
    assert_eq!(at(&unit, place.name), "place");
}

#[test]
fn secrets_are_known_through_types_of_other_files() {
    let library = "@export()\n@secure()\ntype secret = string\n";
    let main = "import { secret as hush } from 'lib.bicep'\nparam p hush = 'a'\nvar v = 'x${p}'\noutput o string = v\n";
    let read = |path: &str| match path {
        "main.bicep" => Some(main.to_owned()),
        "lib.bicep" => Some(library.to_owned()),
        _ => None,
    };
    world("main.bicep", &read, |world, _| {
        let frame = world.root.get().expect("the world has begun");
        assert!(frame.output("o").expect("it is declared").basis.has(Basis::SECRET));
    });
}

#[test]
fn ids_follow_scopes_and_parents() {
    let source = "
resource vnet 'Microsoft.Network/virtualNetworks@2023-09-01' = {
  name: 'v'
  resource one 'subnets' = { name: 'one' }
}
resource two 'Microsoft.Network/virtualNetworks/subnets@2023-09-01' = {
  name: 'v/two'
}
resource group 'Microsoft.Resources/resourceGroups@2022-09-01' existing = {
  scope: subscription()
  name: 'other'
}
resource far 'Microsoft.Storage/storageAccounts@2023-01-01' existing = {
  scope: group
  name: 's'
}
resource farther 'Microsoft.Storage/storageAccounts@2023-01-01' existing = {
  scope: resourceGroup('sub', 'rg')
  name: 't'
}
resource role 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vnet::one
  name: 'r'
}
resource root 'Microsoft.Management/managementGroups@2021-04-01' existing = {
  scope: tenant()
  name: 'm'
}
";
    let told = resources(source);
    let ids: Vec<_> = told.iter().map(|[_, name, id]| (name.as_str(), id.as_str())).collect();
    assert_eq!(
        ids,
        [
            ("v", "S/G/providers/Microsoft.Network/virtualNetworks/v"),
            ("v/one", "S/G/providers/Microsoft.Network/virtualNetworks/v/subnets/one"),
            ("v/two", "S/G/providers/Microsoft.Network/virtualNetworks/v/subnets/two"),
            ("other", "S/resourceGroups/other"),
            ("s", "S/resourceGroups/other/providers/Microsoft.Storage/storageAccounts/s"),
            (
                "t",
                "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/t"
            ),
            (
                "r",
                "S/G/providers/Microsoft.Network/virtualNetworks/v/subnets/one/providers/Microsoft.Authorization/roleAssignments/r"
            ),
            ("m", "/providers/Microsoft.Management/managementGroups/m"),
        ]
    );
    assert_eq!(told[1][0], "Microsoft.Network/virtualNetworks/subnets");
}

#[test]
fn loops_of_unknown_length_have_one_resource_that_children_find() {
    let source = "
param names array
resource vnets 'Microsoft.Network/virtualNetworks@2023-09-01' = [for name in names: { name: name }]
resource subnets 'Microsoft.Network/virtualNetworks/subnets@2023-09-01' = [for (name, i) in names: {
  parent: vnets[i]
  name: 'default'
}]
";
    let told = resources(source);
    assert_eq!(told.len(), 2);
    assert!(told[1][1].ends_with("/default"), "{told:?}");
    assert_eq!(told[1][2], format!("{}/subnets/default", told[0][2]));
}

#[test]
fn nested_resources_live_and_die_with_the_outer_one() {
    let source = "
param on bool = false
resource a 'Microsoft.Storage/storageAccounts@2023-01-01' = if (on) {
  name: 'a'
  resource b 'blobServices' = { name: 'default' }
}
resource c 'Microsoft.Storage/storageAccounts/queueServices@2023-01-01' = {
  parent: a
  name: 'default'
}
output gone string? = a.?properties.primaryEndpoints.blob
";
    let read = |path: &str| (path == "main.bicep").then(|| source.to_owned());
    world("main.bicep", &read, |world, _| {
        let there: Vec<_> =
            world.instances().iter().map(|one| one.presence().truth.is_no()).collect();
        assert_eq!(there, [true, true, false]);
        let gone = world.root.get().and_then(|frame| frame.output("gone"));
        assert!(gone.is_some_and(|value| value.is_null() && value.basis.has(Basis::DEFAULT)));
    });
}

#[test]
fn a_declaration_points_at_its_type_string() {
    let source = "
resource a 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'a'
  resource b 'blobServices' = { name: 'default' }
}
module m './m.bicep' = [for i in range(0, 2): { name: 'm${i}', params: { p: a.id, q: v } }]
var v = w
var w = a::b.name
";
    let unit = lower("main.bicep", source);
    let [a, b, m] = unit.template.resources.as_slice() else { panic!("three resources") };
    let node = |id| unit.document.at(id);
    assert_eq!(node(a.type_).written(), "'Microsoft.Storage/storageAccounts@2023-01-01'");
    assert_eq!(node(a.type_).as_text(), Some("Microsoft.Storage/storageAccounts"));
    assert_eq!(a.api_version.and_then(|id| node(id).as_text()), Some("2023-01-01"));
    assert_eq!(node(b.type_).written(), "'blobServices'");
    assert_eq!(node(b.type_).as_text(), Some("Microsoft.Storage/storageAccounts/blobServices"));
    assert_eq!(b.api_version.and_then(|id| node(id).as_text()), Some("2023-01-01"));
    assert_eq!(b.symbol.map(|text| words(&unit, text)), Some("a::b"));
    assert!(b.inherits_condition && b.parent.is_some());
    assert_eq!(node(m.type_).written(), "'./m.bicep'");
    assert_eq!(node(m.type_).as_text(), Some("Microsoft.Resources/deployments"));
    let module = m.deployment.as_deref().expect("a module is a deployment");
    assert!(
        matches!(&module.source, DeploymentSource::Module(to) if words(&unit, to.to) == "./m.bicep")
    );
    let reached: Vec<_> = m.references.iter().map(|text| words(&unit, *text)).collect();
    assert_eq!(reached, ["a", "a::b"]);
    assert_eq!(m.copy.map(|copy| words(&unit, copy.item)), Some("i"));
}

#[test]
fn modules_give_outputs_to_loops_lambdas_and_whole_names() {
    let part = "param n int\noutput twice int = n * 2\noutput hidden string = 'h'\n";
    let main = "
module one 'part.bicep' = { params: { n: 1 } }
module many 'part.bicep' = [for i in range(2, 2): { name: 'm${i}', params: { n: i } }]
output a int = one.outputs.twice
output b int = many[1].outputs.twice
output c array = map(many, m => m.outputs.twice)
output d string? = one.outputs.?nothing
output e string = one.name
output f array = [for i in range(0, 2): many[i].outputs['twice']]
";
    let values = files(&[("main.bicep", main), ("part.bicep", part)]);
    assert_eq!(values, json!({ "a": 2, "b": 6, "c": [4, 6], "d": null, "e": "one", "f": [4, 6] }));
}

#[test]
fn a_module_of_compiled_json_takes_plain_values() {
    let part = r#"{ "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "parameters": { "n": { "type": "int", "defaultValue": 5 } }, "resources": [],
        "outputs": { "n": { "type": "int", "value": "[parameters('n')]" } } }"#;
    let main = "
module a 'part.json' = { name: 'a', params: { n: 3 } }
module b 'part.json' = { name: 'b', params: { n: null } }
output a int = a.outputs.n
output b int = b.outputs.n
";
    let values = files(&[("main.bicep", main), ("part.json", part)]);
    assert_eq!(values, json!({ "a": 3, "b": 5 }));
}

#[test]
fn parameter_files_give_values_that_may_need_each_other() {
    let source = "
using './main.bicep'
extends 'base.bicepparam'
var stem = 'app'
param name = '${stem}-${stage}'
param stage = 'dev'
param secret = getSecret('sub', 'rg', 'kv', 'key')
param user = readEnvironmentVariable('USER', 'me')
";
    let unit = lower("dev.bicepparam", source);
    let file = unit.parameter_file.as_ref().expect("it is a parameter file");
    assert_eq!(file.using.map(|to| words(&unit, to.to)), Some("./main.bicep"));
    assert_eq!(file.extends.map(|to| words(&unit, to.to)), Some("base.bicepparam"));
    let names: Vec<_> = file.values.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["name", "stage", "secret", "user"]);
    assert!(file.values.get("secret").is_some_and(|given| given.value.is_none()));
    let read = |path: &str| (path == "dev.bicepparam").then(|| source.to_owned());
    world("dev.bicepparam", &read, |world, unit| {
        let frame = world.root.get().expect("the world has begun");
        let file = unit.parameter_file.as_ref().expect("it is a parameter file");
        let value = |name: &str| {
            let node = file.values.get(name).and_then(|given| given.value);
            node.map(|node| text(frame.scope().evaluate(frame.at(node))))
        };
        assert_eq!(value("name").as_deref(), Some("app-dev"));
        assert!(value("user").is_some_and(|value| value.contains('‹')));
    });
}

#[test]
fn what_can_be_read_is_kept_beside_an_error() {
    let source =
        "targetScope = 'subscription'\nparam a string = 'x'\nvar b = = 3\noutput o string = a\n";
    let unit = lower("main.bicep", source);
    assert!(unit.document.fatal().is_some());
    assert_eq!(unit.template.target, TargetScope::Subscription);
    assert!(unit.template.outputs.get("o").is_some());
    assert!(lower("main.bicep", "param a string\n").document.fatal().is_none());
}

#[test]
fn what_is_not_azure_is_passed_over() {
    let source = "
extension kubernetes as k8s
extension 'br:mcr.microsoft.com/bicep/extensions/microsoftgraph/v1.0:0.1.8-preview'
resource pod 'core/Pod@v1' = { metadata: { name: 'p' } }
resource group 'Microsoft.Graph/groups@v1.0' = { uniqueName: 'g' }
resource a 'Microsoft.Storage/storageAccounts@2023-01-01' = { name: 'a', tags: { of: group.id } }
";
    let read = |path: &str| (path == "main.bicep").then(|| source.to_owned());
    world("main.bicep", &read, |world, _| {
        let [a] = world.instances() else { panic!("one resource") };
        assert!(body(a, a.body())["tags"]["of"].to_string().contains('‹'));
        assert!(world.notes().iter().all(|note| note.kind != NoteKind::Failure));
    });
}

#[test]
fn circles_of_files_and_conditions_end() {
    let source = "
import { x } from 'b.bicep'
resource a 'Microsoft.A/b@2020-01-01' = if (b.?properties.p == 1) { name: 'a' }
resource b 'Microsoft.A/b@2020-01-01' = if (a.?properties.p == 1) { name: 'b' }
output o string = x
";
    assert_eq!(
        resources("resource a 'Microsoft.A/b/c@2020-01-01' = {\n  parent: a\n  name: 'a'\n}\n")
            .len(),
        1
    );
    let other = "import { x } from 'main.bicep'\n";
    let values = files(&[("main.bicep", source), ("b.bicep", other)]);
    assert!(values["o"].to_string().contains('‹'));
    assert_eq!(resources(source).len(), 2);
}

#[test]
fn names_of_files_that_are_not_at_hand_are_unknown() {
    let source = "
import { x, f } from 'gone.bicep'
import * as all from 'gone.bicep'
output a string = x
output b string = f('1')
output c string = all.y
";
    let read = |path: &str| (path == "main.bicep").then(|| source.to_owned());
    world("main.bicep", &read, |world, _| {
        let frame = world.root.get().expect("the world has begun");
        for name in ["a", "b", "c"] {
            let value = frame.output(name).map(text);
            assert!(value.is_some_and(|value| value.contains('‹') && !value.contains('!')));
        }
        let is_absent = |kind| {
            matches!(
                kind,
                NoteKind::FileMissing | NoteKind::ModuleMissing | NoteKind::ModuleOutside
            )
        };
        assert!(world.notes().iter().all(|note| is_absent(note.kind)));
    });
}

#[test]
fn files_cut_anywhere_are_lowered_and_expanded() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pairs");
    for entry in std::fs::read_dir(root).expect("the pairs are there").flatten() {
        if entry.path().extension().is_some_and(|ext| ext == "bicep") {
            let whole = std::fs::read_to_string(entry.path()).expect("it is text");
            for end in (0..whole.len()).step_by(7).filter(|end| whole.is_char_boundary(*end)) {
                resources(&whole[..end]);
                outputs(&whole[..end]);
            }
        }
    }
}

#[test]
fn unknown_names_break_only_where_they_stand() {
    let unit = lower("main.bicep", "var a = [1, nothing]\n");
    let value = unit.template.variables.get("a").expect("it is declared").value;
    let last = unit.document.at(value).elements().next_back().expect("two elements");
    assert_eq!(last.kind(), Kind::Broken);
    assert!(unit.document.fatal().is_none());
    assert_eq!(unit.document.problems[0].message, "there is no 'nothing'");
}

#[test]
fn what_is_nested_as_deep_as_the_parser_allows_is_lowered() {
    let arrays = format!("output o array = {}1{}\n", "[".repeat(190), "]".repeat(190));
    let sums = format!("output o int = {}1\n", "1 + ".repeat(290));
    let both =
        format!("output o array = {}{}1{}\n", "[".repeat(180), "1 + ".repeat(110), "]".repeat(180));
    for source in [arrays, sums, both] {
        assert!(lower("main.bicep", &source).template.outputs.get("o").is_some());
        outputs(&source);
    }
}

#[test]
fn loaded_data_may_be_yaml_and_parts_of_it() {
    let main = "var all = loadYamlContent('data.yaml')\n\
        output name string = all.name\n\
        output ports array = loadYamlContent('data.yaml', '$.rules[*].port')\n\
        output open array = loadJsonContent('data.json', '.rules[?(@.open == true)].port')\n\
        output one int = loadJsonContent('data.json', 'rules[1].port')\n\
        output none string = loadJsonContent('data.json', '$.nowhere')\n\
        output unsure string = all.unsure\n\
        output text string = loadTextContent('data.yaml', 'us-ascii')\n";
    let yaml = "name: x\nrules:\n- port: 80\n- port: 443\nunsure: yes\n";
    let json = r#"{ "rules": [{ "port": 80, "open": true }, { "port": 443 }, { "port": 22, "open": true }] }"#;
    let told = files(&[("main.bicep", main), ("data.yaml", yaml), ("data.json", json)]);
    let known = |name: &str| told[name].clone();
    assert_eq!(known("name"), json!("x"));
    assert_eq!(known("ports"), json!([80, 443]));
    assert_eq!(known("open"), json!([80, 22]));
    assert_eq!(known("one"), json!(443));
    assert_eq!(known("text"), json!(yaml));
    for name in ["none", "unsure"] {
        assert!(known(name).as_str().is_some_and(|text| text.contains('‹')), "{name}: {told}");
    }
}
