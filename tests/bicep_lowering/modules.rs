//! Modules, parameter files, and files that import each other.

use crate::support::{text, world};
use crate::{files, lower, resources, words};
use armlint::eval::world::NoteKind;
use serde_json::json;

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
