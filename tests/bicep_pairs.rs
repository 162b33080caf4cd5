//! Bicep sources against what the reference compiler made of them.
//!
//! A handful of pairs lies beside this file; with the large corpus at hand (`ARMLINT_SHARED`, or `../shared`) it is compared too.
#![allow(clippy::expect_used, clippy::print_stdout, reason = "tests panic and say what they saw")]

mod support;

use armlint::eval::instance::Instance;
use armlint::eval::world::{NoteKind, World};
use armlint::finding::Finding;
use armlint::graph::landscape::RuleSettings;
use armlint::lint;
use armlint::rule::{Languages, RuleSet};
use armlint::rules::RULES;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
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
    world(path, &|path| read_file(root, path), |world, unit| {
        resources(world);
        if let Some(frame) = world.root.get() {
            unit.template.outputs.iter().for_each(|(name, _)| drop(frame.output(name).map(show)));
        }
        let is_absent = |kind| {
            matches!(
                kind,
                NoteKind::FileMissing | NoteKind::ModuleMissing | NoteKind::ModuleOutside
            )
        };
        lacks_modules(world) || world.notes().iter().any(|note| is_absent(note.kind))
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

/// What rules of both languages find in the world of a template: rule, resource type and property, with how often. Rules of
/// taste are left out: they are about how a file is written, and the compiler writes differently.
fn found(root: &Path, path: &str) -> BTreeMap<String, u32> {
    static SETTINGS: LazyLock<RuleSettings> = LazyLock::new(RuleSettings::default);
    let is_both = |rule: &&'static armlint::rule::Rule| {
        rule.card.languages == Languages::Both && !rule.card.pedantic
    };
    let rules: Vec<_> = RULES.iter().copied().filter(is_both).collect();
    let findings = world(path, &|path| read_file(root, path), |world, _| {
        lint::run(world, &SETTINGS, &RuleSet::new(&rules)).findings
    });
    let mut found = BTreeMap::new();
    for finding in &findings {
        *found.entry(told(finding)).or_default() += finding.instances;
    }
    found
}

fn told(finding: &Finding) -> String {
    let of = finding.subject.as_ref().map_or("", |subject| &subject.resource_type);
    let property = finding.property.as_deref().unwrap_or_default();
    // Confidence is told apart where it is asked for.
    let is_asked = std::env::var_os("ARMLINT_CONFIDENCE").is_some();
    let sure = if is_asked { format!(" {:?}", finding.confidence) } else { String::new() };
    format!("{} {of} {property}{sure}", finding.card.name).to_lowercase()
}

/// Findings that only one of two templates has, or has more of.
fn compare_findings(root: &Path, source: &str, compiled: &str) -> (usize, Vec<String>) {
    let (left, right) = (found(root, source), found(root, compiled));
    let count = |of: &BTreeMap<String, u32>, key: &str| of.get(key).copied().unwrap_or_default();
    let keys: std::collections::BTreeSet<_> = left.keys().chain(right.keys()).collect();
    let differing = keys.iter().filter(|key| count(&left, key) != count(&right, key));
    let tell = |key: &&&String| {
        format!("{key}: {} in Bicep, {} compiled", count(&left, key), count(&right, key))
    };
    (keys.len(), differing.map(|key| tell(&key)).collect())
}

/// The pairs that lie in the repository.
fn own_pairs() -> (PathBuf, Vec<(String, String)>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pairs");
    let entries = std::fs::read_dir(&root).expect("the pairs are there").flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let pair = |name: String| {
        let stem = name.strip_suffix(".bicep").filter(|stem| !stem.starts_with('_'))?;
        let compiled = format!("{stem}.json");
        Some((name, compiled))
    };
    let pairs: Vec<_> = names.filter_map(pair).collect();
    assert!(pairs.len() >= 5);
    (root, pairs)
}

#[test]
fn own_pairs_agree() {
    let (root, pairs) = own_pairs();
    for (source, compiled) in pairs {
        let differences = compare(&root, &source, &compiled);
        assert!(differences.is_empty(), "{source}: {differences:#?}");
    }
}

#[test]
fn own_pairs_give_the_same_findings() {
    let (root, pairs) = own_pairs();
    let mut all = 0;
    for (source, compiled) in pairs {
        let (count, differences) = compare_findings(&root, &source, &compiled);
        assert!(differences.is_empty(), "{source}: {differences:#?}");
        all += count;
    }
    assert!(all >= 12, "{all} findings are too few to tell anything");
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

/// The pairs that need no file that is not at hand, and how many of each corpus agree by `compare`, which gives what differs.
fn agreement(compare: impl Fn(&Path, &str, &str) -> Vec<String>) -> Option<(u32, u32)> {
    let root = corpus()?;
    let only = std::env::var("ARMLINT_PAIR").unwrap_or_default();
    let mut counts: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for [corpus, source, compiled] in pairs(&root) {
        if !source.contains(&only) {
            continue;
        }
        if lacks_files(&root, &source) {
            println!("{source}: not compared, it needs a file that is not at hand");
            continue;
        }
        let differences = compare(&root, &source, &compiled);
        let count = counts.entry(corpus).or_default();
        count.0 += 1;
        count.1 += u32::from(differences.is_empty());
        if let Some(first) = differences.first() {
            println!("{source} ({compiled}): {} differences, first: {first}", differences.len());
        }
    }
    let (all, equal) = counts.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    println!("{counts:?}: {equal} of {all} pairs agree");
    Some((all, equal))
}

#[test]
fn the_corpus_agrees() {
    let Some((all, equal)) = agreement(compare) else {
        println!("no corpus at hand: nothing compared");
        return;
    };
    assert!(equal * 100 >= all * 99, "only {equal} of {all} pairs agree");
}

#[test]
fn the_corpus_gives_the_same_findings() {
    let findings = std::cell::Cell::new((0, 0));
    let compare = |root: &Path, source: &str, compiled: &str| {
        let (count, differences) = compare_findings(root, source, compiled);
        let (all, equal) = findings.get();
        findings.set((all + count, equal + count - differences.len()));
        differences
    };
    let Some((all, equal)) = agreement(compare) else { return };
    println!("{:?} of {} findings agree", findings.get().1, findings.get().0);
    assert!(equal * 100 >= all * 99, "only {equal} of {all} pairs have the same findings");
}
