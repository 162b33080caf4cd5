//! What README.md shows is what the program prints, and the commands that it gives are there. `ARMLINT_UPDATE=1` rewrites it.
#![allow(clippy::expect_used, reason = "a test that cannot go on should say why")]

use std::path::Path;
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What a line such as `$ armlint check …` prints.
fn run(line: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_armlint"));
    command.args(words(line)).current_dir(root()).env("NO_COLOR", "1");
    for name in ["FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS", "GITHUB_STEP_SUMMARY"] {
        command.env_remove(name);
    }
    let output = command.output().expect("the program runs");
    assert_ne!(output.status.code(), Some(2), "{line}");
    String::from_utf8(output.stdout).expect("UTF-8").trim_end().to_owned()
}

/// The arguments of a command line that knows double quotes only.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('"').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words.split_off(1)
}

/// The text with the output of each `console` block as it is now.
fn fresh(readme: &str) -> String {
    let mut fresh = String::new();
    let mut lines = readme.lines();
    while let Some(line) = lines.next() {
        fresh.push_str(line);
        fresh.push('\n');
        if line != "```console" {
            continue;
        }
        for line in lines.by_ref().take_while(|line| *line != "```") {
            if let Some(command) = line.strip_prefix("$ ") {
                fresh.extend([line, "\n", &run(command), "\n"]);
            }
        }
        fresh.push_str("```\n");
    }
    fresh
}

#[test]
fn shown_output_is_real() {
    let path = root().join("README.md");
    let readme = std::fs::read_to_string(&path).expect("README.md").replace("\r\n", "\n");
    let fresh = fresh(&readme);
    if std::env::var_os("ARMLINT_UPDATE").is_some() {
        std::fs::write(&path, fresh).expect("README.md can be written");
    } else {
        assert_eq!(readme, fresh, "ARMLINT_UPDATE=1 rewrites it");
    }
}

/// The lines of the `sh` blocks that begin with the program's name.
fn shell(readme: &str) -> Vec<&str> {
    let blocks = readme.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.flat_map(str::lines).filter(|line| line.starts_with("armlint ")).collect()
}

#[test]
fn commands_that_are_given_run() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("README.md");
    let readme = readme.replace("\r\n", "\n");
    let folder = std::env::temp_dir().join(format!("armlint-readme-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("infra")).expect("a folder");
    let template = root().join("fixtures/private-link-open/main.bicep");
    std::fs::copy(template, folder.join("infra/main.bicep")).expect("a template");
    let lines = shell(&readme);
    assert!(!lines.is_empty());
    for line in lines {
        let mut command = Command::new(env!("CARGO_BIN_EXE_armlint"));
        let output = command.args(words(line)).current_dir(&folder).output().expect("it runs");
        assert_eq!(output.status.code(), Some(1), "{line}");
        for file in line.split(' ').filter_map(|word| word.split_once('=')) {
            assert!(folder.join(file.1).is_file(), "{line}: {}", file.1);
        }
    }
    std::fs::remove_dir_all(folder).expect("the folder can go");
}

#[test]
fn commands_and_flags_that_are_named_are_there() {
    let mut seen = 0;
    for document in ["README.md", "docs/configuration.md", "CONTRIBUTING.md"] {
        let text = std::fs::read_to_string(root().join(document)).expect("the document");
        for code in text.replace("\r\n", "\n").split('`').skip(1).step_by(2) {
            let Some(line) = code.replace('\n', " ").strip_prefix("armlint ").map(str::to_owned)
            else {
                continue;
            };
            let mut words = line.split(' ');
            let name = words.next().unwrap_or_default();
            let mut command = Command::new(env!("CARGO_BIN_EXE_armlint"));
            let output = command.args([name, "--help"]).output().expect("it runs");
            assert!(output.status.success(), "{document}: there is no command '{name}'");
            let help = String::from_utf8(output.stdout).expect("UTF-8");
            for flag in words.filter(|word| word.starts_with("--")) {
                let flag = flag.split('=').next().unwrap_or(flag);
                assert!(help.contains(flag), "{document}: '{name}' has no flag '{flag}'");
            }
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen}");
}

#[test]
fn files_that_are_named_are_there() {
    for document in
        ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/configuration.md"]
    {
        let text = std::fs::read_to_string(root().join(document)).expect("the document");
        let folder = root().join(document).parent().expect("a folder").to_path_buf();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if !target.contains("://") {
                assert!(folder.join(target).exists(), "{document} names '{target}'");
            }
        }
    }
}
