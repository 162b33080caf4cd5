//! Lists all rules. Those written in Rust are found by their files, so that adding one is adding a file: `src/rules/<family>/<name>.rs` with a public
//! `static RULE: Rule`.

use crate::read::Outcome;
use crate::rule_files;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) fn generate(root: &Path, out: &Path) -> Outcome<()> {
    let mut files = Vec::new();
    for family in sorted(&root.join("src/rules"))? {
        if family.is_dir() {
            files.extend(
                sorted(&family)?
                    .into_iter()
                    .filter(|path| path.extension().is_some_and(|end| end == "rs")),
            );
        }
    }
    let (mut modules, mut list) = (String::new(), String::new());
    for file in &files {
        let stem = file
            .file_stem()
            .and_then(|stem| stem.to_str())
            .ok_or("a rule's file name is not UTF-8")?;
        let path = file.to_str().ok_or("a rule's path is not UTF-8")?;
        writeln!(modules, "#[path = {path:?}]\nmod {stem};").map_err(|e| e.to_string())?;
        writeln!(list, "    &{stem}::RULE,").map_err(|e| e.to_string())?;
    }
    let data = rule_files::rules(root)?;
    for number in 0..data.len() {
        writeln!(list, "    &DATA[{number}],").map_err(|e| e.to_string())?;
    }
    let text = format!(
        "{modules}\n/// All rules: those written in Rust, then those of rule files.\n\
        pub static RULES: &[&Rule] = &[\n{list}];\n\n\
        static DATA: [Rule; {}] = {{\n    use crate::finding::{{Confidence, Severity}};\n    \
        use crate::rule::declarative::Declarative;\n    \
        use crate::rule::{{Card, Check, Example, Languages}};\n    [\n{}\n]}};\n",
        data.len(),
        data.join(",\n")
    );
    fs::write(out.join("rules.rs"), text).map_err(|e| e.to_string())
}

/// The entries of a folder in order of their names.
pub(crate) fn sorted(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut paths: Vec<_> =
        entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.sort();
    Ok(paths)
}
