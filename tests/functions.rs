//! The functions of the template language against values that others have found out: the deployment engine through the tests
//! of Bicep, the documentation of Microsoft, and the emulator of PSRule.

#![allow(clippy::expect_used, reason = "a test that cannot be set up should say why")]

use armlint::catalogue::clouds::Cloud;
use armlint::eval::frame::{Arguments, Home};
use armlint::eval::symbol::Symbol;
use armlint::eval::value::{Data, Member, Piece, Val};
use armlint::eval::world::{Budget, NoFiles, NoteKind, World};
use armlint::model::{TargetScope, Unit, arm};
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
    context: Context,
}

/// What the expression can see.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Context {
    subscription_id: Option<String>,
    resource_group: Option<String>,
    management_group: Option<String>,
    scope: Option<String>,
    variables: Json,
    copy: Option<Turn>,
}

/// A turn of a loop.
#[derive(Deserialize)]
struct Turn {
    name: String,
    index: usize,
    count: usize,
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

fn check(vector: &Vector, found: &Result<Json, String>) -> Result<(), String> {
    match found {
        Err(_) if vector.fails => Ok(()),
        Err(why) => Err(format!("fails: {why}")),
        Ok(found) if vector.fails => Err(format!("gives {found} instead of failing")),
        Ok(found) if *found == vector.expected => Ok(()),
        Ok(found) => Err(format!("gives {found}, not {}", vector.expected)),
    }
}

/// The value of the expression, or why there is none.
fn evaluate(vector: &Vector) -> Result<Json, String> {
    let text = template(vector).to_string();
    let document = json::parse(FileId(0), Arc::new(Source::new("main.json", text)));
    let unit = Unit { template: arm::template(&document), document, parameter_file: None };
    let bump = Bump::new();
    let world = World::new(&bump, &NoFiles, Cloud::Public, Budget::default());
    let frame = world.start_at(&unit, Arguments::None, home(world, &vector.context));
    let value = match &vector.context.copy {
        None => frame.output("value"),
        Some(turn) => world.instances().get(turn.index).and_then(|instance| {
            instance.body().as_object()?.get("properties")?.as_object()?.get("value")
        }),
    };
    let value = value.ok_or("there is no value")?;
    let found = read(value);
    match world.notes().iter().find(|note| note.kind == NoteKind::Failure) {
        Some(note) => Err(note.message.to_owned()),
        None => found,
    }
}

/// A template around the expression.
fn template(vector: &Vector) -> Json {
    let expression = &vector.expression;
    let mut variables = json!({});
    for (name, value) in vector.context.variables.as_object().into_iter().flatten() {
        variables[name] = match value.as_str() {
            // A literal that begins like an expression is written with two brackets.
            Some(text) if text.starts_with('[') => format!("[{text}").into(),
            _ => value.clone(),
        };
    }
    let mut template = json!({
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "variables": variables,
        "resources": [],
        "outputs": { "value": { "type": "object", "value": expression } },
    });
    if let Some(turn) = &vector.context.copy {
        template["resources"] = json!([{
            "type": "Microsoft.Storage/storageAccounts",
            "apiVersion": "2023-01-01",
            "name": "[format('a{0}', copyIndex())]",
            "copy": { "name": turn.name, "count": turn.count },
            "properties": { "value": expression },
        }]);
    }
    template
}

fn home<'w>(world: &'w World<'w>, context: &Context) -> Home<'w> {
    let text = |text: &Option<String>| world.heap.str(text.as_deref().unwrap_or("unknown"));
    let target = match context.scope.as_deref() {
        Some("managementGroup") => TargetScope::ManagementGroup,
        _ => TargetScope::ResourceGroup,
    };
    Home {
        target,
        subscription: text(&context.subscription_id),
        group: text(&context.resource_group),
        management_group: text(&context.management_group),
        location: world.heap.str("westeurope"),
    }
}

/// A known value as JSON; anything else is a reason why there is none.
fn read(value: Val<'_>) -> Result<Json, String> {
    Ok(match value.data {
        Data::Null => Json::Null,
        Data::Bool(value) => value.into(),
        Data::Int(number) => number.into(),
        Data::Float(number) => number.into(),
        Data::Str(text) => text.into(),
        Data::Array(array) if !array.open => array.values().map(read).collect::<Result<_, _>>()?,
        Data::Object(object) if !object.open => {
            let member =
                |member: &Member<'_>| Ok((member.key.to_owned(), read(member.value.get())?));
            Json::Object(object.members.iter().map(member).collect::<Result<_, String>>()?)
        }
        Data::Unknown(Symbol::Failed(why)) => return Err((*why).to_owned()),
        _ => return Ok(format!("‹{:?}›", value.data).into()),
    })
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
    let unit = Unit { template: arm::template(&document), document, parameter_file: None };
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
