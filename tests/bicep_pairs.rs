//! Bicep sources against what the reference compiler made of them.
//!
//! A handful of pairs lies beside this file; with the large corpus at hand (`ARMLINT_SHARED`, or `../shared`) it is compared too.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "it is a test, and tells what differs"
)]

mod support;

use armlint::eval::instance::Instance;
use armlint::eval::world::{NoteKind, World};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use support::{body, show, world};

/// A resource as both languages tell it.
#[derive(Debug, Clone)]
struct Seen {
    key: String,
    body: Map<String, Value>,
}

fn read_file(root: &Path, path: &str) -> Option<String> {
    if path.contains(':') {
        registry_module(root, path)
    } else {
        std::fs::read_to_string(root.join(path)).ok()
    }
}

/// A registry module, taken out of a compiled template of the corpus that has it in it.
fn registry_module(root: &Path, reference: &str) -> Option<String> {
    let table = std::fs::read_to_string(root.join("oracles/registry-modules.csv")).ok()?;
    let rows = table.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let row = rows.into_iter().find(|row| row.first() == Some(&reference))?;
    let text = std::fs::read_to_string(root.join(row.get(4)?)).ok()?;
    let parent: Value = serde_json::from_str(&text).ok()?;
    Some(parent.pointer(row.get(5)?)?.to_string())
}

/// All resources of a world, without deployments and what is only looked up.
fn seen(root: &Path, path: &str) -> Vec<Seen> {
    world(path, &|path| read_file(root, path), |world, _| resources(world))
}

/// Whether a module or a file that a template loads is not at hand.
fn lacks_files(root: &Path, path: &str) -> bool {
    world(path, &|path| read_file(root, path), |world, _| {
        resources(world);
        lacks_modules(world) || world.notes().iter().any(|note| note.kind == NoteKind::FileMissing)
    })
}

fn lacks_modules<'w>(world: &'w World<'w>) -> bool {
    world.instances().iter().any(|instance| {
        instance.declaration.resource.deployment.is_some() && instance.deployed().is_none()
    })
}

fn resources<'w>(world: &'w World<'w>) -> Vec<Seen> {
    let is_own = |instance: &&&Instance<'_>| {
        !instance.declaration.resource.existing
            && !instance.is("Microsoft.Resources/deployments")
            && instance.resource_type().contains('.')
            && !instance.resource_type().to_lowercase().starts_with("microsoft.graph/")
    };
    let of = |instance: &&'w Instance<'w>| {
        let name = instance.name().as_str().unwrap_or("‹›").to_lowercase();
        let type_ = instance.resource_type().to_lowercase();
        // The compiler writes types with the version that the source has.
        let version = instance.api_version().unwrap_or("‹›");
        let there = instance.presence().truth;
        Seen {
            key: format!("{type_}@{version} {name} {there:?}"),
            body: body(instance, instance.body()),
        }
    };
    world.instances().iter().filter(is_own).map(of).collect()
}

fn outputs(root: &Path, path: &str) -> Map<String, Value> {
    world(path, &|path| read_file(root, path), |world, unit| {
        let frame = world.root.get().expect("the world has begun");
        let names = unit.template.outputs.iter();
        names
            .filter_map(|(name, _)| Some((name.to_lowercase(), show(frame.output(name)?))))
            .collect()
    })
}

/// What differs; empty where nothing does.
fn compare(root: &Path, source: &str, compiled: &str) -> Vec<String> {
    let (left, right) = (seen(root, source), seen(root, compiled));
    let mut differences = Vec::new();
    let mut groups: BTreeMap<String, (Vec<Seen>, Vec<Seen>)> = BTreeMap::new();
    for resource in left {
        groups.entry(resource.key.clone()).or_default().0.push(resource);
    }
    for resource in right {
        groups.entry(resource.key.clone()).or_default().1.push(resource);
    }
    for (key, (left, mut right)) in groups {
        if left.len() != right.len() {
            differences.push(format!("{key}: {} in Bicep, {} compiled", left.len(), right.len()));
            continue;
        }
        for resource in left {
            let body = Value::Object(resource.body);
            let differs = |other: &Seen| difference(&body, &Value::Object(other.body.clone()), "");
            let best = right.iter().position(|other| differs(other).is_none()).unwrap_or(0);
            let other = right.remove(best);
            if let Some(what) = differs(&other) {
                differences.push(format!("{key}: {what}"));
            }
        }
    }
    let (left, right) = (outputs(root, source), outputs(root, compiled));
    if let Some(what) = difference(&Value::Object(left), &Value::Object(right), "outputs") {
        differences.push(what);
    }
    differences
}

fn is_unknown(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('‹'),
        Value::Object(members) => members.contains_key("$one_of"),
        _ => false,
    }
}

/// The first difference between known values.
fn difference(left: &Value, right: &Value, path: &str) -> Option<String> {
    match (left, right) {
        (left, right) if is_unknown(left) && is_unknown(right) => {
            let fails = |value: &Value| value.to_string().contains("‹!");
            let strict = std::env::var_os("ARMLINT_STRICT").is_some()
                && !left.to_string().eq_ignore_ascii_case(&right.to_string());
            (strict || fails(left) && !fails(right))
                .then(|| format!("{path}:\n  B {left}\n  J {right}"))
        }
        // The source tells the members that stand beside something unknown, a call tells nothing.
        (Value::Object(a), right) if a.contains_key("‹…›") && is_unknown(right) => None,
        (Value::Object(a), Value::Object(b)) if !is_unknown(left) && !is_unknown(right) => {
            if a.contains_key("‹…›") || b.contains_key("‹…›") {
                let both = a.contains_key("‹…›") == b.contains_key("‹…›");
                if !both {
                    return Some(format!("{path}: one has more members\n  B {left}\n  J {right}"));
                }
            }
            let absent = Value::Null;
            let keys = a.keys().chain(b.keys().filter(|key| get(a, key).is_none()));
            keys.into_iter().find_map(|key| {
                let (one, other) = (get(a, key).unwrap_or(&absent), get(b, key).unwrap_or(&absent));
                difference(one, other, &format!("{path}.{key}"))
            })
        }
        (Value::Array(a), Value::Array(b)) => {
            if a.len() != b.len() {
                return Some(format!("{path}: lengths differ\n  B {left}\n  J {right}"));
            }
            a.iter()
                .zip(b)
                .enumerate()
                .find_map(|(at, (a, b))| difference(a, b, &format!("{path}[{at}]")))
        }
        (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64() => None,
        (left, right) if left == right => None,
        _ => Some(format!("{path}:\n  B {left}\n  J {right}")),
    }
}

fn get<'v>(members: &'v Map<String, Value>, key: &str) -> Option<&'v Value> {
    members.iter().find(|(own, _)| own.eq_ignore_ascii_case(key)).map(|(_, value)| value)
}

#[test]
fn own_pairs_agree() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pairs");
    let mut count = 0;
    for entry in std::fs::read_dir(&root).expect("the pairs are there").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(".bicep").filter(|stem| !stem.starts_with('_')) else {
            continue;
        };
        let differences = compare(&root, &name, &format!("{stem}.json"));
        assert!(differences.is_empty(), "{name}: {differences:#?}");
        count += 1;
    }
    assert!(count >= 5);
}

fn corpus() -> Option<PathBuf> {
    let given = std::env::var_os("ARMLINT_SHARED").map(PathBuf::from);
    let root = given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    root.join("oracles/pairs.csv").is_file().then_some(root)
}

/// The pairs: corpus, source and compiled template.
fn pairs(root: &Path) -> Vec<[String; 3]> {
    let table =
        std::fs::read_to_string(root.join("oracles/pairs.csv")).expect("the table of pairs");
    let rows = table.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    let wanted = |row: &Vec<&str>| {
        let valid = row.get(8) == Some(&"y") && row.get(14) == Some(&"y");
        valid && row.get(9).is_some_and(|kind| kind.starts_with("compiled"))
    };
    rows.filter(wanted)
        .map(|row| [corpus_of(&row), row[1].to_owned(), row[2].to_owned()])
        .filter(|[_, source, compiled]| {
            root.join(source).is_file() && root.join(compiled).is_file()
        })
        .collect()
}

fn corpus_of(row: &[&str]) -> String {
    let with = if row.get(5) == Some(&"y") { " with registry modules" } else { "" };
    format!("{}{with}", row[0])
}

#[test]
fn the_corpus_agrees() {
    let Some(root) = corpus() else {
        println!("no corpus at hand: nothing compared");
        return;
    };
    let only = std::env::var("ARMLINT_PAIR").unwrap_or_default();
    let pairs: Vec<_> = pairs(&root).into_iter().filter(|pair| pair[1].contains(&only)).collect();
    let mut counts: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for [corpus, source, compiled] in &pairs {
        if lacks_files(&root, source) {
            println!("{source}: not compared, it needs a file that is not at hand");
            continue;
        }
        let differences = compare(&root, source, compiled);
        let count = counts.entry(corpus.clone()).or_default();
        count.0 += 1;
        count.1 += u32::from(differences.is_empty());
        if let Some(first) = differences.first() {
            println!("{source} ({compiled}): {} differences, first: {first}", differences.len());
        }
    }
    let (all, equal) = counts.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    println!("{counts:?}: {equal} of {all} pairs agree");
    assert!(equal * 100 >= all * 99, "only {equal} of {all} pairs agree");
}
