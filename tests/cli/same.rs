//! The same input gives the same output, however it is cut into calls and spread over threads.

use crate::output::FORMATS;
use crate::run::{Folder, command, finish, noted, warned};
use serde_json::Value;
use std::path::Path;

fn fixtures() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn copy(from: &Path, to: &Folder, below: &str) {
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            copy(&entry.path(), to, &format!("{name}/"));
        } else {
            to.write(&name, std::fs::read(entry.path()).expect("a file"));
        }
    }
}

#[test]
fn sarif_is_the_same_from_each_run_and_any_number_of_threads() {
    let folder = Folder::repository();
    copy(&fixtures(), &folder, "");
    let run = |jobs: &str| {
        folder
            .run(&["check", "--format", "sarif", "--select", "ALL", "--jobs", jobs, "."])
            .expect(1)
            .stdout
    };
    let first = run("1");
    assert_eq!(first, run("1"));
    assert_eq!(first, run("2"));
    assert_eq!(first, run("7"));
    let here = folder.path("");
    let here = here.to_str().expect("UTF-8").trim_end_matches('/');
    assert!(!first.contains(here), "no path of this machine");
}

#[test]
fn it_makes_no_difference_where_armlint_is_started() {
    let folder = Folder::repository();
    copy(&fixtures(), &folder, "");
    folder.write(
        ".git/config",
        "[remote \"origin\"]\n  url = https://me:s3cr3t-t0ken@example.com/o/r.git\n",
    );
    folder.write(".git/HEAD", "ref: refs/heads/main\n");
    folder.write(".git/refs/heads/main", "0123456789".repeat(4));
    let elsewhere = Folder::new();
    let whole = folder.path("").to_string_lossy().into_owned();
    for format in FORMATS {
        let run = |from: &Folder, path: &str| {
            let mut run = command(&from.path(""), &["check", "--format", format, path]);
            run.env("USER", "zaphod42").env("HOME", elsewhere.path("home"));
            finish(run, None).expect(1).stdout
        };
        let here = run(&folder, ".");
        assert_eq!(here, run(&elsewhere, &whole), "{format}");
        assert_eq!(here, run(&folder, &whole), "{format}");
        assert!(!here.contains(whole.trim_end_matches('/')), "{format}");
        assert!(!here.contains("zaphod42") && !here.contains("s3cr3t"), "{format}");
    }
}

/// Fifty files: alone, calling each other, and broken.
fn fifty(folder: &Folder) -> Vec<String> {
    let mut names = Vec::new();
    for number in 0..50 {
        let name = match number % 5 {
            0 => format!("t{number}.json"),
            1 => format!("a/t{number}.json"),
            2 => format!("b/t{number}.bicep"),
            3 => format!("modules/t{number}.bicep"),
            _ => format!("broken/t{number}.json"),
        };
        let text = match number % 5 {
            0 => noted(),
            1 => warned(),
            2 => format!(
                "module m '../modules/t{}.bicep' = {{\n  name: 'm'\n  params: {{ prefix: '172.17.{number}.0/24' }}\n}}\n",
                number + 1
            ),
            3 => "param prefix string\nresource v 'Microsoft.Network/virtualNetworks@2023-11-01' = {\n  name: 'v'\n  \
                  properties: { addressSpace: { addressPrefixes: [prefix] } }\n}\n"
                .to_owned(),
            _ => noted()[..noted().len() - 1].to_owned(),
        };
        folder.write(&name, text);
        names.push(name);
    }
    names
}

#[test]
fn one_call_for_many_files_finds_what_a_call_for_each_finds() {
    let folder = Folder::repository();
    let names = fifty(&folder);
    let findings = |arguments: &[&str]| -> Vec<String> {
        let report = folder.check(&[&["--select", "NW001"], arguments].concat());
        let found = report["findings"].as_array().expect("findings");
        found.iter().map(Value::to_string).collect()
    };
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let mut together = findings(&names);
    let mut each: Vec<_> = names.iter().flat_map(|name| findings(&[name])).collect();
    let mut halves = findings(&names[..25]);
    halves.extend(findings(&names[25..]));
    together.sort();
    for other in [&mut each, &mut halves] {
        other.sort();
        // A module's finding is told for the caller and for the module when both are named in different calls.
        other.dedup();
        assert_eq!(*other, together);
    }
    let mut walked = findings(&["."]);
    walked.sort();
    assert_eq!(walked, together);
}
