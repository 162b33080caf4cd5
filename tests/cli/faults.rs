//! Faults of the machine: what cannot be read or written is said, and the rest goes on.
#![cfg(unix)]

use crate::run::{Folder, clean, command, finish, template, virtual_network};
use serde_json::json;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

#[test]
fn a_full_disk_is_told() {
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    let folder = Folder::new();
    folder.write("a.json", clean());
    for format in ["full", "json", "sarif"] {
        let mut command = command(&folder.path(""), &["check", "--format", format, "a.json"]);
        command
            .stdout(Stdio::from(std::fs::File::create("/dev/full").expect("it is there")))
            .stderr(Stdio::piped());
        let output = command.output().expect("it runs");
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: "), "{output:?}");
    }
    let output = folder.run(&["check", "a.json", "--output", "json=/dev/full/x.json"]).expect(2);
    assert!(output.stderr.starts_with("error: /dev/full/x.json: "), "{}", output.stderr);
}

#[test]
fn a_closed_pipe_ends_the_run_in_silence() {
    let folder = Folder::new();
    let many: Vec<_> =
        (0..400).map(|n| virtual_network(&format!("v{n}"), "172.17.0.0/16")).collect();
    folder.write("a.json", template(json!(many)));
    let mut command = command(&folder.path(""), &["check", "--format", "json", "a.json"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.code().is_some(), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn what_cannot_be_written_leaves_nothing_behind() {
    let folder = Folder::new();
    folder.write("a.json", clean()).write("taken/x", "");
    let output = folder.run(&["check", "a.json", "--output", "json=taken"]).expect(2);
    assert!(output.stderr.starts_with("error: taken: "), "{}", output.stderr);
    let names: Vec<_> = std::fs::read_dir(folder.path(""))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn reports_replace_links_and_not_what_they_lead_to() {
    let folder = Folder::new();
    folder.write("a.json", clean()).write("precious", "precious");
    std::os::unix::fs::symlink("precious", folder.path("report.json")).expect("a link");
    folder.run(&["check", "a.json", "--output", "json=report.json"]).expect(0);
    assert_eq!(folder.read("precious"), "precious");
    assert!(folder.read("report.json").contains("\"version\": 1"));
}

/// Whoever is root may read everything.
fn may_read_all(folder: &Folder) -> bool {
    std::fs::read(folder.path("locked.json")).is_ok()
}

#[test]
fn files_that_cannot_be_read_are_accounted_for() {
    let folder = Folder::new();
    folder.write("a.json", clean()).write("locked.json", clean()).write("locked/b.json", clean());
    let closed = std::fs::Permissions::from_mode(0o000);
    std::fs::set_permissions(folder.path("locked.json"), closed.clone()).expect("it is ours");
    std::fs::set_permissions(folder.path("locked"), closed).expect("it is ours");
    if !may_read_all(&folder) {
        let report = folder.check(&["."]);
        let skipped = report["files"]
            .as_array()
            .expect("files")
            .iter()
            .filter(|file| file["status"] == "skipped");
        assert_eq!(skipped.count(), 2, "{report}");
        assert_eq!(report["summary"]["files"], 3);
    }
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder.path("locked"), open).expect("it is ours");
}

#[test]
fn a_template_that_is_not_given_or_too_large_does_not_count_as_clean() {
    let folder = Folder::new();
    folder.write("a.json", clean()).write("large.bicep", " ".repeat((32 << 20) + 1));
    let output = folder.run(&["check", "large.bicep", "a.json", "--format", "json"]);
    assert_eq!(output.code, 1, "{output:?}");
    let report = output.json();
    assert_eq!(report["findings"][0]["name"], "limit-reached");
    assert_eq!(report["files"][1]["why"], "larger than 32 MiB");
    let pipe = std::process::Command::new("mkfifo").arg(folder.path("pipe.bicep")).status();
    if pipe.is_ok_and(|status| status.success()) {
        let output = folder.run(&["check", "pipe.bicep", "--format", "json"]);
        assert_eq!(output.code, 1, "{output:?}");
        assert_eq!(output.json()["findings"][0]["name"], "unreadable-template");
    }
}

#[test]
fn folders_pipes_and_devices_are_no_templates() {
    let folder = Folder::new();
    folder.write("folder.json/a.json", clean());
    let pipe = std::process::Command::new("mkfifo").arg(folder.path("pipe.json")).status();
    folder.run(&["check", "."]).expect(0);
    if pipe.is_ok_and(|status| status.success()) {
        let output = folder.run(&["check", "pipe.json", "--format", "json"]);
        assert!(matches!(output.code, 0 | 1), "{output:?}");
        assert_eq!(output.json()["files"][0]["why"], "this is no file");
    }
}

#[test]
fn very_long_paths_are_walked() {
    let folder = Folder::new();
    let name = "n".repeat(200);
    let path = [name.as_str(); 15].join("/");
    folder.write(&format!("{path}/a.json"), clean());
    let report = folder.check(&["."]);
    assert_eq!(report["files"].as_array().expect("files").len(), 1, "{report}");
}

#[test]
fn names_of_files_run_no_commands() {
    let folder = Folder::repository();
    let name = "::error::pwned\u{1b}[31m##vso[task.complete]\u{202e}.json";
    folder.write(
        name,
        template(json!([virtual_network("::warning::\u{1b}[31m##[error]\u{7}", "172.17.0.0/16")])),
    );
    for format in
        ["full", "concise", "json", "sarif", "github", "azure", "gitlab", "junit", "markdown"]
    {
        let output = finish(command(&folder.path(""), &["check", "--format", format, "-v"]), None);
        let all = format!("{}{}", output.stdout, output.stderr);
        assert!(!all.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{format}: {all}");
        let allowed = |line: &str| match format {
            "github" => {
                line.starts_with("::warning file=")
                    || line.starts_with("::error file=")
                    || line.starts_with("::notice ")
            }
            "azure" => {
                line.starts_with("##vso[task.logissue ")
                    || line.starts_with("##vso[task.complete result=SucceededWithIssues;]")
            }
            _ => false,
        };
        for line in all.lines() {
            let is_command = line.trim_start().starts_with("::")
                || line.contains("##vso[")
                || line.contains("##[");
            assert!(!is_command || allowed(line), "{format}: {line}");
            assert!(line.matches("##vso[").count() <= 1, "{format}: {line}");
        }
    }
    let resources = folder.run(&["resources", "."]);
    assert!(!resources.stdout.contains(['\u{1b}', '\u{7}']), "{}", resources.stdout);
}

#[test]
fn what_vanishes_or_grows_during_the_run_is_survived() {
    use armlint::check::{Plan, Silent, check};
    use armlint::finding::FileStatus;
    let folder = Folder::new();
    folder
        .write("a.json", clean())
        .write("gone.json", clean())
        .write("b.bicep", "module m 'm.bicep' = { name: 'm' }\n");
    folder.write("m.bicep", "param p string = 'x'\n");
    let root = folder.path("");
    let (inputs, unwalked) =
        armlint::discover::discover(std::slice::from_ref(&root)).expect("files are found");
    for name in ["gone.json", "m.bicep"] {
        std::fs::remove_file(folder.path(name)).expect("it was there");
    }
    let session = armlint::session::Session::new(root);
    let plan = Plan::new(armlint::rules::RULES);
    let report = check(&session, inputs, &unwalked, &plan, &Silent);
    let told: Vec<_> = report.files.iter().map(|file| (file.path.as_str(), file.status)).collect();
    let expected = [
        ("a.json", FileStatus::Ok),
        ("b.bicep", FileStatus::Partial),
        ("gone.json", FileStatus::Skipped),
        ("m.bicep", FileStatus::Skipped),
    ];
    assert_eq!(told, expected);
    // A file that somebody is still writing.
    let path = folder.path("a.json");
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let writer = std::thread::spawn(move || {
        use std::io::Write as _;
        let mut file = std::fs::OpenOptions::new().append(true).open(path).expect("it is there");
        while stopped.try_recv() == Err(std::sync::mpsc::TryRecvError::Empty) {
            file.write_all(&[b' '; 4096]).expect("it grows");
        }
    });
    for _ in 0..3 {
        let output = folder.run(&["check", "a.json", "--format", "json"]);
        assert!(matches!(output.code, 0 | 1), "{output:?}");
        assert_eq!(output.json()["files"].as_array().map(Vec::len), Some(1));
    }
    stop.send(()).expect("it still writes");
    writer.join().expect("it ends");
}

#[test]
fn an_interrupt_ends_the_run_and_leaves_no_half_report() {
    use std::os::unix::process::ExitStatusExt as _;
    let folder = Folder::new();
    let mut command = command(&folder.path(""), &["check", "-", "--output", "json=out.json"]);
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.expect("it runs");
    std::thread::sleep(std::time::Duration::from_millis(300));
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(kill.expect("there is kill").success());
    // To wait closes the input, and the end of the input must not come before the interrupt is dealt with.
    let input = child.stdin.take();
    let status = child.wait().expect("it ends");
    drop(input);
    assert_eq!(status.signal(), Some(2), "{status:?}");
    let left = std::fs::read_dir(folder.path("")).expect("a folder").count();
    assert_eq!(left, 0, "something was left behind");
}

#[test]
fn folders_that_cannot_be_written_to_are_told() {
    let folder = Folder::new();
    folder.write("a.json", clean()).write("closed/x", "");
    let closed = folder.path("closed");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o555)).expect("it is ours");
    let may_write = std::fs::write(closed.join("y"), "").is_ok();
    // Whoever is root may write everywhere but into a file system that has no files of its own.
    let target = if may_write { "/proc/armlint" } else { "closed" };
    if !may_write || std::path::Path::new("/proc/self").exists() {
        for argument in ["--write-baseline", "--output"] {
            let place =
                format!("{}{target}/r.json", if argument == "--output" { "json=" } else { "" });
            let output = folder.run(&["check", "a.json", argument, &place]).expect(2);
            assert!(output.stderr.starts_with("error: "), "{}", output.stderr);
        }
    }
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o755)).expect("it is ours");
}

#[test]
fn thousands_of_files_are_walked() {
    let folder = Folder::new();
    for number in 0..3_000 {
        let name = format!("{}/{}/{number}.json", number % 7, number % 31);
        folder.write(&name, if number % 100 == 0 { clean() } else { "{}".to_owned() });
    }
    let report = folder.check(&["."]);
    assert_eq!(report["summary"]["files"], 30, "{}", report["summary"]);
}
