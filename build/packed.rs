//! The big tables, as sorted lines with an index by hash: no pointer in them needs the loader.

use crate::hash;
use crate::read::{self, Outcome};
use crate::write::save;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Key in lower case → the line.
type Lines = BTreeMap<String, String>;

/// Writes `versions.txt`, `types.txt`, `gone.txt`, `properties.txt`, `wholes.txt`, `traits.txt`.
pub(crate) fn generate(facts: &Path, out: &Path) -> Outcome<()> {
    versions(facts, out)?;
    gone(facts, out)?;
    properties(facts, out)?;
    traits(facts, out)
}

/// The lines of a fact file, without its head; the head must name source and date.
fn body(text: &str, name: &str) -> Outcome<Vec<String>> {
    for key in ["# source: ", "# date: "] {
        if !text.lines().any(|line| line.starts_with(key)) {
            return Err(format!("{name}: no '{key}'"));
        }
    }
    if !text.is_ascii() {
        return Err(format!("{name}: the look-up halves bytes, so it wants plain ASCII"));
    }
    let line = |line: &str| line.trim_end().to_owned();
    Ok(text.lines().filter(|l| !l.starts_with('#')).map(line).filter(|l| !l.is_empty()).collect())
}

fn insert(lines: &mut Lines, key: &str, line: String) -> Outcome<()> {
    match lines.insert(key.to_ascii_lowercase(), line) {
        None => Ok(()),
        Some(_) => Err(format!("{key} is there twice")),
    }
}

/// Writes the lines, and beside them `….index`: where each begins, one more than its offset, in a table with open addressing
/// by the hash of its key.
fn write(out: &Path, name: &str, lines: &Lines) -> Outcome<()> {
    let (mut text, mut starts) = (String::new(), Vec::new());
    for (key, line) in lines {
        // A property is asked for by its type and its path.
        let hash = match key.split_once(' ') {
            Some((name, path)) => hash::of(&[name, " ", path]),
            None => hash::of(&[key]),
        };
        starts.push((hash, text.len() + 1));
        text.push_str(line);
        text.push('\n');
    }
    let size = (starts.len() * 2).next_power_of_two();
    let mut index = vec![0_u32; size];
    for (hash, start) in starts {
        let mut at = hash as usize % size;
        while index[at] != 0 {
            at = (at + 1) % size;
        }
        index[at] = u32::try_from(start).map_err(|e| format!("{name}: {e}"))?;
    }
    save(out, name, &text)?;
    let bytes: Vec<u8> = index.into_iter().flat_map(u32::to_le_bytes).collect();
    let path = out.join(name).with_extension("index");
    fs::write(path, bytes).map_err(|e| format!("{name}: {e}"))
}

/// `2020-01-01p` in full.
fn full(version: &str) -> String {
    version.strip_suffix('p').map_or_else(|| version.to_owned(), |date| format!("{date}-preview"))
}

fn full_list(versions: &str) -> String {
    versions.split_whitespace().map(full).collect::<Vec<_>>().join(" ")
}

/// `types.txt`: type, offset and length of its list in `versions.txt`, read-only versions.
fn versions(facts: &Path, out: &Path) -> Outcome<()> {
    let name = "api-versions.txt";
    let text = read::text(facts, name)?;
    let (mut lists, mut types) = (String::new(), Lines::new());
    let (mut provider, mut list, mut seen) = (String::new(), (0, 0), BTreeMap::new());
    for line in body(&text, name)? {
        if let Some(name) = line.strip_prefix("@ ") {
            name.clone_into(&mut provider);
        } else if let Some(versions) = line.strip_prefix("= ") {
            let versions = full_list(versions);
            let at = *seen.entry(versions.clone()).or_insert(lists.len());
            list = (at, versions.len());
            if at == lists.len() {
                lists.push_str(&versions);
                lists.push('\n');
            }
        } else {
            let (name, fixed) = line.split_once(" !").unwrap_or((&line, ""));
            let whole = name.strip_prefix("/ ").map(str::to_owned);
            let name = whole.unwrap_or_else(|| format!("{provider}/{name}"));
            let fixed = match (line.contains(" !"), full_list(fixed)) {
                (false, _) => String::new(),
                (true, versions) if versions.is_empty() => "*".to_owned(),
                (true, versions) => versions,
            };
            let (at, length) = list;
            insert(&mut types, &name, format!("{name}\t{at}\t{length}\t{fixed}"))?;
        }
    }
    save(out, "versions.txt", &lists)?;
    write(out, "types.txt", &types)
}

fn gone(facts: &Path, out: &Path) -> Outcome<()> {
    let name = "api-versions-gone.txt";
    let text = read::text(facts, name)?;
    let mut lines = Lines::new();
    for line in body(&text, name)? {
        let (name, versions) = line.split_once(' ').ok_or(format!("{name}: {line}"))?;
        let entry = |entry: &str| {
            let (rest, listed) = entry.strip_suffix('+').map_or((entry, ""), |entry| (entry, "+"));
            let (version, seen) = rest.split_once('@').unwrap_or((rest, ""));
            format!("{}@{seen}{listed}", full(version))
        };
        let versions: Vec<String> = versions.split_whitespace().map(entry).collect();
        insert(&mut lines, name, format!("{name}\t{}", versions.join(" ")))?;
    }
    write(out, "gone.txt", &lines)
}

/// One line for each property, its key `type path`.
fn properties(facts: &Path, out: &Path) -> Outcome<()> {
    let name = "properties.txt";
    let text = read::text(facts, name)?;
    let (mut lines, mut of) = (Lines::new(), String::new());
    for line in body(&text, name)? {
        let Some(property) = line.strip_prefix('\t') else {
            of = line;
            continue;
        };
        let path = property.split('\t').next().unwrap_or_default();
        insert(&mut lines, &format!("{of} {path}"), format!("{of} {property}"))?;
    }
    write(out, "wholes.txt", &wholes(&lines))?;
    write(out, name, &lines)
}

/// One line for each object or list of which only parts are known, its key `type path`; a field for the path of each part.
fn wholes(properties: &Lines) -> Lines {
    let mut wholes = Lines::new();
    for line in properties.values() {
        let key = line.split('\t').next().unwrap_or_default();
        let Some((name, path)) = key.split_once(' ') else { continue };
        for (at, _) in path.match_indices(['.', '[']) {
            let whole = format!("{name} {}", &path[..at]);
            let known = whole.to_ascii_lowercase();
            if !properties.contains_key(&known) {
                let line = wholes.entry(known).or_insert(whole);
                line.push('\t');
                line.push_str(path);
            }
        }
    }
    wholes
}

/// One line for each field, its key `type field`.
fn traits(facts: &Path, out: &Path) -> Outcome<()> {
    let name = "traits.txt";
    let text = read::text(facts, name)?;
    let (mut lines, mut of) = (Lines::new(), String::new());
    for line in body(&text, name)? {
        let Some(field) = line.strip_prefix('\t') else {
            of = line;
            continue;
        };
        let name = field.split('\t').next().unwrap_or_default();
        insert(&mut lines, &format!("{of} {name}"), format!("{of} {field}"))?;
    }
    write(out, name, &lines)
}
