//! `--diff-base`: what a change brings, wherever it lies.

use crate::run::{Folder, Output, command, finish, rules};
use std::process::{Command, Stdio};

const STORAGE: &str = "\
param access string = 'Disabled'

resource s 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'st${uniqueString(resourceGroup().id)}'
  location: resourceGroup().location
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
  properties: { publicNetworkAccess: access, supportsHttpsTrafficOnly: false, minimumTlsVersion: 'TLS1_2' }
}
";

fn parameters(access: &str) -> String {
    format!("using 'main.bicep'\nparam access = '{access}'\n")
}

fn git(folder: &Folder, arguments: &[&str]) {
    let mut git = Command::new("git");
    let name = ["-c", "user.name=test", "-c", "user.email=test@example.invalid"];
    git.args(name).args(["-c", "commit.gpgsign=false"]).args(arguments);
    git.current_dir(folder.path("")).stdout(Stdio::null()).stderr(Stdio::null());
    for variable in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
        git.env_remove(variable);
    }
    assert!(git.status().is_ok_and(|status| status.success()), "git {arguments:?}");
}

fn commit(folder: &Folder) {
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--allow-empty", "--message", "change"]);
}

/// A repository whose one commit holds these files.
fn repository(files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new();
    git(&folder, &["init", "--quiet", "--initial-branch", "main"]);
    for (name, text) in files {
        folder.write(name, text);
    }
    commit(&folder);
    folder
}

fn since(folder: &Folder, arguments: &[&str]) -> Output {
    folder.run(&[&["check", "--format", "json", "--diff-base", "main"], arguments].concat())
}

/// The rules of what is new.
fn new(output: &Output) -> Vec<String> {
    rules(&output.json()).into_iter().map(str::to_owned).collect()
}

#[test]
fn an_edit_of_a_parameter_file_opens_a_resource_in_an_untouched_template() {
    let folder =
        repository(&[("main.bicep", STORAGE), ("prod.bicepparam", &parameters("Disabled"))]);
    folder.run(&["check", "."]).expect(1);
    let nothing = since(&folder, &[]).expect(0);
    assert_eq!(nothing.json()["summary"]["suppressed"], 1, "{}", nothing.stdout);
    folder.write("prod.bicepparam", parameters("Enabled"));
    for target in [".", "main.bicep", "prod.bicepparam"] {
        let output = since(&folder, &[target]).expect(1);
        assert_eq!(new(&output), ["public-network-access"], "{target}");
        assert_eq!(output.json()["findings"][0]["path"], "main.bicep");
    }
    let shown = since(&folder, &["--show-suppressed"]).json();
    let mut findings = shown["findings"].as_array().expect("a list").iter();
    let known = findings.find(|found| found["name"] == "storage-https-only");
    let known = &known.expect("what was there")["suppressed"];
    assert_eq!(known["reason"], "It is in 'main' already.");
    // A commit is compared as well as what is not committed.
    commit(&folder);
    assert_eq!(new(&since(&folder, &[])), [""; 0]);
    assert_eq!(new(&folder.run(&["check", "--format", "json", "--diff-base", "HEAD~1"])).len(), 1);
}

#[test]
fn what_moves_or_is_deleted_adds_nothing_and_a_second_fault_does() {
    let folder = repository(&[("a/main.bicep", STORAGE), ("gone.bicep", STORAGE)]);
    let lower = format!("{}{STORAGE}", "// a line\n".repeat(30));
    folder.write("a/main.bicep", &lower);
    std::fs::remove_file(folder.path("gone.bicep")).expect("it was there");
    since(&folder, &[]).expect(0);
    let second = STORAGE.replace("resource s ", "resource t ").replace("'st$", "'tt$");
    let second = second.replace("param access string = 'Disabled'\n", "");
    folder.write("a/main.bicep", lower + &second);
    assert_eq!(new(&since(&folder, &[]).expect(1)), ["storage-https-only"]);
}

#[test]
fn a_module_that_changes_brings_what_its_callers_make_of_it() {
    let main =
        "module s 'parts/storage.bicep' = {\n  name: 's'\n  params: { access: 'Disabled' }\n}\n";
    let folder = repository(&[("main.bicep", main), ("parts/storage.bicep", STORAGE)]);
    folder.write("main.bicep", main.replace("Disabled", "Enabled"));
    for target in [".", "main.bicep", "parts/storage.bicep"] {
        let output = since(&folder, &[target]).expect(1);
        assert_eq!(new(&output), ["public-network-access"], "{target}");
        assert_eq!(output.json()["findings"][0]["path"], "parts/storage.bicep");
    }
}

#[test]
fn each_parameter_file_counts_for_itself() {
    let files = [
        ("main.bicep", STORAGE),
        ("dev.bicepparam", &parameters("Enabled")),
        ("prod.bicepparam", &parameters("Disabled")),
    ];
    let folder = repository(&files);
    // The fault is known in one world, and comes to another one.
    folder.write("prod.bicepparam", parameters("Enabled"));
    assert_eq!(new(&since(&folder, &[]).expect(1)), ["public-network-access"]);
    // One more deployment of what is known is no new fault.
    folder.write("prod.bicepparam", parameters("Disabled"));
    folder.write("test.bicepparam", parameters("Enabled"));
    since(&folder, &[]).expect(0);
    since(&folder, &["test.bicepparam"]).expect(0);
}

#[test]
fn a_suppression_that_goes_brings_its_finding() {
    let hidden = format!("// armlint: ignore-file[storage-https-only] legacy\n{STORAGE}");
    let folder = repository(&[("main.bicep", &hidden)]);
    folder.run(&["check"]).expect(0);
    folder.write("main.bicep", STORAGE);
    assert_eq!(new(&since(&folder, &[]).expect(1)), ["storage-https-only"]);
}

#[test]
fn the_configuration_of_today_holds_for_both() {
    let parameters = parameters("Disabled");
    let files = [("infra/main.bicep", STORAGE), ("env/prod/app.bicepparam", &parameters)];
    let folder = repository(&files);
    let using = parameters.replace("main.bicep", "../../infra/main.bicep");
    folder.write("env/prod/app.bicepparam", &using);
    commit(&folder);
    let toml = "[parameters]\n\"infra/*.bicep\" = [\"env/{env}/*.bicepparam\"]\n[severity]\nEN101 = \"error\"\n";
    folder.write("armlint.toml", toml);
    since(&folder, &["infra"]).expect(0);
    folder.write("env/prod/app.bicepparam", using.replace("Disabled", "Enabled"));
    assert_eq!(new(&since(&folder, &["infra"]).expect(1)), ["public-network-access"]);
}

#[test]
fn what_was_unreadable_before_fails_no_change() {
    let broken = "{ \"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\", ";
    let folder = repository(&[("broken.json", broken)]);
    folder.run(&["check"]).expect(1);
    since(&folder, &[]).expect(0);
    folder.write("other.json", broken);
    assert_eq!(new(&since(&folder, &[]).expect(1)), ["unreadable-template"]);
}

#[test]
fn ignored_files_and_links_are_found_as_on_the_disk() {
    let folder = repository(&[("real/main.bicep", STORAGE), ("ignored/main.bicep", STORAGE)]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("real/main.bicep", folder.path("link.bicep")).expect("a link");
    folder.write(".gitignore", "ignored\n");
    commit(&folder);
    let report = since(&folder, &[]).expect(0).json();
    assert_eq!(report["summary"]["suppressed"], 1, "{report}");
}

/// All files of a folder, `.git` included, with their contents.
fn contents(folder: &Folder) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let walk = walkdir::WalkDir::new(folder.path("")).sort_by_file_name().into_iter().flatten();
    let files = walk.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            (entry.path().to_owned(), std::fs::read(entry.path()).expect("it can be written"))
        })
        .collect()
}

#[test]
fn nothing_is_written_and_no_other_repository_is_looked_at() {
    let folder = repository(&[("main.bicep", STORAGE)]);
    let other = repository(&[("other.bicep", STORAGE)]);
    let before = contents(&folder);
    let arguments = ["check", "--format", "json", "--diff-base", "main"];
    let mut run = command(&folder.path(""), &arguments);
    run.env("GIT_DIR", other.path(".git")).env("GIT_WORK_TREE", other.path(""));
    finish(run, None).expect(0);
    assert!(contents(&folder) == before, "something was written");
}

#[test]
fn where_the_history_was_left_can_be_the_base() {
    let folder = repository(&[("main.bicep", STORAGE)]);
    git(&folder, &["checkout", "--quiet", "-b", "topic"]);
    git(&folder, &["checkout", "--quiet", "main"]);
    folder.write("main.bicep", STORAGE.replace("supportsHttpsTrafficOnly: false, ", ""));
    commit(&folder);
    git(&folder, &["checkout", "--quiet", "topic"]);
    // It was mended elsewhere meanwhile, and this branch has not brought it.
    since(&folder, &[]).expect(1);
    folder.run(&["check", "--diff-base", "main..."]).expect(0);
}

#[test]
fn what_cannot_be_compared_is_an_error() {
    let folder = repository(&[("main.bicep", STORAGE)]);
    for (revision, why) in [
        ("nowhere", "'nowhere' is no revision of the repository"),
        ("main:main.bicep", "is no revision of the repository"),
        ("--output=found", "'--output=found' is no revision"),
        ("--all", "'--all' is no revision"),
        ("", "'' is no revision"),
        ("...", "'...' is no revision"),
    ] {
        let output = folder.run(&["check", &format!("--diff-base={revision}")]).expect(2);
        assert!(output.stderr.contains(why), "{revision}: {}", output.stderr);
        assert!(output.stdout.is_empty());
    }
    let outside = Folder::new();
    outside.write("main.bicep", STORAGE);
    let output = outside.run(&["check", "--diff-base", "main"]).expect(2);
    assert!(output.stderr.contains("'.' is in no git repository"), "{}", output.stderr);
    let both = outside.path("main.bicep").to_string_lossy().into_owned();
    folder.run(&["check", "--diff-base", "main", ".", &both]).expect(2);
    let input = folder.run_with_stdin(&["check", "--diff-base", "main", "-"], STORAGE.as_bytes());
    input.expect(2);
    let mut run = command(&folder.path(""), &["check", "--diff-base", "main"]);
    run.env("PATH", "");
    let output = finish(run, None).expect(2);
    assert!(output.stderr.contains("the program 'git' is needed"), "{}", output.stderr);
    folder.run(&["check", "--diff-base", "main", "--fix"]).expect(2);
}

#[test]
fn an_object_that_is_missing_is_an_error() {
    let folder = repository(&[("main.bicep", STORAGE)]);
    let objects = folder.path(".git/objects");
    let loose = walkdir::WalkDir::new(objects).into_iter().flatten();
    let loose: Vec<_> = loose.filter(|entry| entry.file_type().is_file()).collect();
    let mut show = Command::new("git");
    show.args(["rev-parse", "HEAD:main.bicep"]).current_dir(folder.path(""));
    let show = show.output().expect("git runs").stdout;
    let id = String::from_utf8(show).expect("an id").trim().to_owned();
    let blob = loose.iter().find(|entry| id.ends_with(&*entry.file_name().to_string_lossy()));
    let blob = blob.expect("the object of the template").path();
    std::fs::remove_file(blob).expect("it can be removed");
    let output = since(&folder, &[]).expect(2);
    assert!(output.stderr.contains("'main.bicep' cannot be read from the repository"));
}
