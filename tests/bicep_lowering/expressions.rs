//! Expressions: operators, accesses, names.

use crate::{files, outputs};
use serde_json::{Value, json};

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
