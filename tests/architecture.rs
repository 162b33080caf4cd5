//! docs/architecture.md names every folder, and what lies below asks nothing of what lies above.
#![allow(clippy::expect_used, reason = "a test that cannot go on should say why")]

use std::path::{Path, PathBuf};

/// What reads a template and what knows of it, from below: each module, and the modules of the program that it may use.
const LAYERS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("catalogue", &[]),
    ("syntax", &["source"]),
    ("model", &["any_case", "source", "syntax"]),
    ("eval", &["any_case", "catalogue", "model", "source", "syntax"]),
    ("look", &["eval", "finding", "source"]),
    ("graph", &["catalogue", "eval", "finding", "look", "model", "picture", "source", "syntax"]),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_folder_of_the_source_is_in_the_architecture() {
    let text = std::fs::read_to_string(root().join("docs/architecture.md")).expect("the document");
    let modules = std::fs::read_to_string(root().join("src/lib.rs")).expect("the library");
    let modules = modules.lines().filter_map(|line| line.strip_prefix("pub mod "));
    for name in modules.map(|name| name.trim_end_matches(';')) {
        assert!(text.contains(&format!("`{name}`")), "there is no word of '{name}'");
        let Ok(folder) = root().join("src").join(name).read_dir() else { continue };
        for part in folder.flatten().filter(|entry| entry.path().is_dir()) {
            let part = part.file_name().into_string().expect("a name");
            let named = text.contains(&format!("src/{name}/{part}/"))
                || text.contains(&format!("`{part}/`"))
                || part == "tests";
            assert!(named, "there is no word of 'src/{name}/{part}'");
        }
    }
}

#[test]
fn lower_layers_ask_nothing_of_higher_ones() {
    for (module, below) in LAYERS {
        for file in files_of(module) {
            let text = std::fs::read_to_string(&file).expect("a file of the source");
            for used in text.split("crate::").skip(1) {
                let used = used.split(|c: char| !c.is_ascii_lowercase() && c != '_').next();
                let used = used.expect("the first part of a text");
                let may = used.is_empty() || used == *module || below.contains(&used);
                assert!(may, "{} uses '{used}', which lies above it", file.display());
            }
        }
    }
}

/// The file of a module and those in its folder.
fn files_of(module: &str) -> Vec<PathBuf> {
    let mut files = vec![root().join(format!("src/{module}.rs"))];
    let mut folders = vec![root().join("src").join(module)];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().into_iter().flatten().flatten() {
            let path = entry.path();
            match path.extension() {
                _ if path.is_dir() => folders.push(path),
                Some(extension) if extension == "rs" => files.push(path),
                _ => {}
            }
        }
    }
    files
}
