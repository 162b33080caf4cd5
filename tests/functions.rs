//! The functions of the template language against values that others have found out: the deployment engine through the tests
//! of Bicep, the documentation of Microsoft, and the emulator of PSRule.

#![allow(clippy::expect_used, reason = "a test that cannot be set up should say why")]

use armlint::catalogue::clouds::Cloud;
use armlint::eval::frame::Arguments;
use armlint::eval::value::{Data, Member, Piece, Val};
use armlint::eval::world::{Budget, NoFiles, NoteKind, World};
use armlint::eval::{Context, EvalError, evaluate_text};
use armlint::model::{Reread, Unit, arm};
use armlint::source::{FileId, Source};
use armlint::syntax::json;
use bumpalo::Bump;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// An expression and what it comes to.
#[derive(Deserialize)]
struct Vector {
    id: u32,
    authority: String,
    expression: String,
    #[serde(default)]
    expected: Json,
    #[serde(default)]
    fails: bool,
    #[serde(default)]
    context: Json,
}

/// Vectors from which we depart, and why.
const DEPARTURES: &[(u32, &str)] = &[
    (469, "a number as a resource name is taken for its digits, which is harmless"),
    (689, BEYOND),
    (690, BEYOND),
    (691, BEYOND),
    (692, BEYOND),
    (693, BEYOND),
    (694, BEYOND),
];

const BEYOND: &str = "the emulator counts on beyond the network; the engine has no such subnet";

/// The least part of the vectors of an authority that must be met, in percent.
const BARS: &[(&str, usize)] = &[
    ("bicep-engine", 100),
    ("ms-docs", 99),
    ("psrule-emulator", 95),
    ("derived-verified-rule", 100),
];

#[test]
fn functions_give_what_authorities_say() {
    let vectors: Vec<Vector> =
        serde_json::from_str(include_str!("data/function-vectors.json")).expect("the vectors");
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for vector in &vectors {
        let found = evaluate(vector);
        let (all, met) = counts.entry(&vector.authority).or_default();
        *all += 1;
        let is_departure = DEPARTURES.iter().any(|(id, _)| *id == vector.id);
        match check(vector, &found) {
            Ok(()) if is_departure => wrong.push(format!("{} is met after all", vector.id)),
            Ok(()) => *met += 1,
            Err(_) if is_departure => {}
            Err(why) => {
                wrong.push(format!(
                    "{} {} {}: {why}",
                    vector.id, vector.authority, vector.expression
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} vectors:\n{}", wrong.len(), wrong.join("\n"));
    for (authority, least) in BARS {
        let (all, met) = counts.get(authority).copied().unwrap_or_default();
        assert!(met * 100 >= all * least && all > 0, "{authority}: {met} of {all}");
    }
}

fn check(vector: &Vector, found: &Result<Json, EvalError>) -> Result<(), String> {
    match found {
        Err(EvalError::Error(_)) if vector.fails => Ok(()),
        Err(why) => Err(format!("{why:?}")),
        Ok(found) if vector.fails => Err(format!("gives {found} instead of failing")),
        Ok(found) if *found == vector.expected => Ok(()),
        Ok(found) => Err(format!("gives {found}, not {}", vector.expected)),
    }
}

fn evaluate(vector: &Vector) -> Result<Json, EvalError> {
    let mut context = Context::from_json(&vector.context);
    for value in context.variables.values_mut() {
        // A literal that begins like an expression is written with two brackets.
        if let Some(text) = value.as_str().filter(|text| text.starts_with('[')) {
            *value = format!("[{text}").into();
        }
    }
    evaluate_text(&vector.expression, &context)
}

/// Lambdas over what is only partly known: `p` is a parameter without a value.
#[test]
fn lambdas_keep_what_is_certain() {
    for (expression, expected) in [
        (
            "map(createArray(1, parameters('p')), lambda('x', createArray(lambdaVariables('x'))))",
            "[[1],[?]]",
        ),
        (
            "map(union(createArray('a'), parameters('p')), lambda('x', concat(lambdaVariables('x'), '!')))",
            "['a!',…]",
        ),
        (
            "map(union(createArray('a'), parameters('p')), lambda('x', 'i', lambdaVariables('i')))",
            "?",
        ),
        (
            "filter(createArray(1, parameters('p'), 2), lambda('x', equals(lambdaVariables('x'), 1)))",
            "[1,…]",
        ),
        ("filter(createArray(1), lambda('x', 2))", "fails"),
        (
            "sort(createArray(2, parameters('p'), 1), lambda('a', 'b', less(lambdaVariables('a'), lambdaVariables('b'))))",
            "[1,2,?,…]",
        ),
        ("sort(range(0, 300), lambda('a', 'b', true()))[0]", "299"),
        (
            "reduce(createArray(1, parameters('p')), 0, lambda('a', 'b', add(lambdaVariables('a'), lambdaVariables('b'))))",
            "?",
        ),
        (
            "toObject(createArray('a', parameters('p')), lambda('x', lambdaVariables('x')))",
            "{a:'a',…}",
        ),
        (
            "groupBy(createArray('a', 'b', 'A'), lambda('x', lambdaVariables('x')))",
            "{a:['a','A'],b:['b']}",
        ),
        (
            "mapValues(union(parameters('p'), createObject('a', 1)), lambda('x', add(lambdaVariables('x'), 1)))",
            "{a:2,…}",
        ),
        ("map(1, lambda('x', 2))", "fails"),
        ("map(createArray(1), 2)", "fails"),
    ] {
        assert_eq!(sketch_of(expression), expected, "{expression}");
    }
}

/// What stands beside what is not known.
#[test]
fn functions_keep_what_is_certain() {
    for (expression, expected) in [
        ("contains(concat(parameters('p'), '-dev'), '-dev')", "true"),
        ("empty(union(parameters('p'), createArray(1)))", "false"),
        ("shallowMerge(createArray(parameters('p'), createObject('a', 1))).a", "1"),
        ("union(createObject('a', 1), parameters('p')).a", "?"),
        ("last(split(resourceGroup().id, '/'))", "?"),
        ("split(resourceGroup().id, '/')[3]", "'resourceGroups'"),
        ("length(split(subscription().id, '/'))", "3"),
        ("take(concat('st', uniqueString(parameters('p'))), 24)", "'st?'"),
        ("toLower(concat('ST', parameters('p')))", "'st?'"),
        ("tryGet(createObject('a', parameters('p')), 'b')", "null"),
        (
            "flatten(createArray(if(parameters('p'), createArray(1), createArray()), createArray(2)))",
            "[1,2]|[2]",
        ),
    ] {
        assert_eq!(sketch_of(expression), expected, "{expression}");
    }
}

fn sketch_of(expression: &str) -> String {
    let template = json!({
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "parameters": { "p": { "type": "string" } },
        "resources": [],
        "outputs": { "value": { "type": "object", "value": format!("[{expression}]") } },
    });
    let document = json::parse(FileId(0), Arc::new(Source::new("main.json", template.to_string())));
    let unit = Unit {
        template: arm::template(&document),
        document,
        parameter_file: None,
        restored: false,
        reread: Reread::default(),
    };
    let bump = Bump::new();
    let world = World::new(&bump, &NoFiles, Cloud::Public, Budget::default());
    let value = world.start(&unit, Arguments::None).output("value");
    if world.notes().iter().any(|note| note.kind == NoteKind::Failure) {
        return "fails".to_owned();
    }
    value.map(sketch).unwrap_or_default()
}

/// A value in a few characters: `?` is not known, `…` are perhaps more.
fn sketch(value: Val<'_>) -> String {
    let list = |items: Vec<String>, open: bool| {
        let mut text = items.join(",");
        if open {
            let _ = write!(text, "{}…", if text.is_empty() { "" } else { "," });
        }
        text
    };
    match value.data {
        Data::Null => "null".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Str(text) => format!("'{text}'"),
        Data::Text(pieces) => {
            let piece = |piece: &Piece<'_>| match piece {
                Piece::Literal(text) => (*text).to_owned(),
                Piece::Symbol(_) => "?".to_owned(),
            };
            format!("'{}'", pieces.iter().map(piece).collect::<String>())
        }
        Data::Array(array) => {
            format!("[{}]", list(array.values().map(sketch).collect(), array.open))
        }
        Data::Object(object) => {
            let member =
                |member: &Member<'_>| format!("{}:{}", member.key, sketch(member.value.get()));
            format!("{{{}}}", list(object.members.iter().map(member).collect(), object.open))
        }
        Data::OneOf(values) => {
            values.iter().map(|value| sketch(value)).collect::<Vec<_>>().join("|")
        }
        Data::Lambda(_) => "lambda".to_owned(),
        Data::Unknown(_) => "?".to_owned(),
    }
}
