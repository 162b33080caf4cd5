//! What people see: the report over each folder of `fixtures`, as `expected.txt` holds it. `ARMLINT_UPDATE=1` rewrites them.

use crate::run::{Output, command, finish};
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn cases() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join("fixtures")).expect("fixtures");
    let mut cases: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    cases.retain(|path| path.is_dir());
    cases.sort();
    cases
}

fn run(case: &Path) -> Output {
    let name = case.file_name().and_then(|name| name.to_str()).expect("a name");
    finish(command(root(), &["check", "-v", &format!("fixtures/{name}")]), None)
}

#[test]
fn reports_are_as_expected() {
    let update = std::env::var_os("ARMLINT_UPDATE").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let Output { code, stdout, stderr } = run(&case);
        let gap = if stderr.is_empty() { "" } else { "\n" };
        let seen = format!("{stdout}{gap}{stderr}\nexit code {code}\n");
        let file = case.join("expected.txt");
        let expected = std::fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
        if update {
            std::fs::write(&file, seen).expect("the snapshot can be written");
        } else if seen != expected {
            wrong.push(format!("{}\n{seen}", file.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "other than expected (ARMLINT_UPDATE=1 rewrites):\n{}",
        wrong.join("\n")
    );
}
