//! The places of resources and properties against the source maps of the reference compiler.

use super::support::{join, world};
use super::{read, shared};
use armlint::eval::instance::Instance;
use armlint::eval::world::World;
use armlint::syntax::document::{Kind, NodeRef};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The compiled lines that each line of the source gave, both counted from one.
type Map = BTreeMap<u32, Vec<String>>;

/// Reads a program with the compiled lines printed under each of its own.
fn map_of(annotated: &str) -> Map {
    let (mut map, mut line) = (Map::new(), 0);
    for text in annotated.lines() {
        match text.strip_prefix("//@") {
            Some(compiled) => map.entry(line).or_default().push(compiled.trim().to_owned()),
            None => line += 1,
        }
    }
    map
}

/// What was compared, and where it differs.
#[derive(Default)]
struct Tally {
    all: u32,
    equal: u32,
    report: String,
}

impl Tally {
    fn add(
        &mut self,
        what: &str,
        line: u32,
        compiled: Option<&Vec<String>>,
        is_it: impl Fn(&str) -> bool,
    ) {
        self.all += 1;
        if compiled.is_some_and(|lines| lines.iter().any(|text| is_it(text))) {
            self.equal += 1;
        } else {
            let _ = writeln!(self.report, "{what} at line {line}: {compiled:?}");
        }
    }
}

#[test]
fn places_agree_with_the_source_maps() {
    let Some(root) = shared("oracles/bicep-baselines") else { return };
    let mut tally = Tally::default();
    let mut folders: Vec<_> = std::fs::read_dir(&root).expect("a folder").flatten().collect();
    folders.sort_by_key(std::fs::DirEntry::file_name);
    for folder in folders {
        let annotated = folder.path().join("main.sourcemap.bicep");
        if !annotated.is_file() {
            continue;
        }
        let map = map_of(&read(&annotated));
        let name = folder.file_name().to_string_lossy().into_owned();
        let text = |path: &str| std::fs::read_to_string(root.join(join("x", path))).ok();
        let main = format!("{name}/main.bicep");
        world(&main, &text, |world, _| look_over(world, &name, &map, &mut tally));
    }
    eprintln!("{} of {} places agree", tally.equal, tally.all);
    assert!(tally.all > 300, "{} places are too few", tally.all);
    assert!(tally.report.is_empty(), "{}", tally.report);
}

/// Compares the resources that the file itself declares, each declaration once.
fn look_over<'w>(world: &'w World<'w>, name: &str, map: &Map, tally: &mut Tally) {
    let mut seen = Vec::new();
    for instance in world.instances() {
        let resource = instance.declaration.resource;
        if instance.frame().parent.is_some() || resource.existing || seen.contains(&resource.span) {
            continue;
        }
        seen.push(resource.span);
        let place = instance.type_place();
        let line = line_of(instance, place.span.start);
        let type_ = format!("\"type\": \"{}\"", instance.resource_type());
        tally.add(&format!("{name}: {type_}"), line, map.get(&line), |text| {
            text.trim_end_matches(',') == type_
        });
        let body = instance.at(resource.body);
        members(instance, body, "", name, map, tally);
    }
}

fn line_of(instance: &Instance<'_>, offset: u32) -> u32 {
    instance.frame().unit.document.source.position(offset).line
}

/// What the compiler prints elsewhere: the expression of a variable, which it writes in place of the variable, is under the
/// variable.
const ELSEWHERE: &str = "Dependencies_LF: properties.dependencies";

/// Members that are compiled to something else.
const RENAMED: [&str; 4] = ["parent", "scope", "dependsOn", "identity"];

fn members<'w>(
    instance: &'w Instance<'w>,
    object: NodeRef<'w>,
    path: &str,
    name: &str,
    map: &Map,
    tally: &mut Tally,
) {
    for (key, value) in object.members() {
        let Some(text) = key.as_text() else { continue };
        // The name of a resource is printed under the line of its declaration, that of a module in its own place.
        let is_name = path.is_empty() && text == "name";
        if is_name && instance.declaration.resource.deployment.is_none() {
            continue;
        }
        let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !is_plain || path.is_empty() && RENAMED.contains(&text) {
            continue;
        }
        let path = if path.is_empty() { text.to_owned() } else { format!("{path}.{text}") };
        if format!("{name}: {path}") == ELSEWHERE {
            continue;
        }
        let line = match instance.look(&path) {
            armlint::look::Look::Found(spot) => line_of(instance, spot.place.span.start),
            // The line of the key is that of what is missing or not known as well.
            _ => line_of(instance, key.span().start),
        };
        // The compiler names the parameters of a module in full, and keeps the copies of a property in a list.
        let key = if path == "params" { "parameters" } else { text };
        let wanted = format!("\"{key}\":");
        let is_copy = matches!(value.kind(), Kind::For(_));
        let copy = format!("\"name\": \"{key}\"");
        tally.add(&format!("{name}: {path}"), line, map.get(&line), |text| {
            text.starts_with(&wanted) || is_copy && text.starts_with(&copy)
        });
        if value.is_object() {
            members(instance, value, &path, name, map, tally);
        }
        if let Kind::Array(_) = value.kind() {
            for (index, element) in value.elements().enumerate().filter(|(_, e)| e.is_object()) {
                members(instance, element, &format!("{path}[{index}]"), name, map, tally);
            }
        }
    }
}
