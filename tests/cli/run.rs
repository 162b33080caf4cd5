//! Running the program, and folders for it to run in.

use serde_json::{Value, json};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Nothing that a test asks for may take longer.
const LONGEST: Duration = Duration::from_mins(1);

/// What the environment may say about colours and places of reports.
const ENVIRONMENT: &[&str] = &[
    "CI",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "FORCE_COLOR",
    "GITHUB_ACTIONS",
    "GITHUB_STEP_SUMMARY",
    "NO_COLOR",
    "TERM",
];

/// A folder outside of any git repository, gone at the end of the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("armlint-cli-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a folder for the test");
        Self(path.canonicalize().expect("the folder is there"))
    }

    /// A folder that is the root of a git repository.
    pub(crate) fn repository() -> Self {
        let folder = Self::new();
        std::fs::create_dir(folder.0.join(".git")).expect("a repository");
        folder
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("the file can be written");
        self
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).expect("the file is there")
    }

    /// The program with these arguments, in this folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        finish(command(&self.0, arguments), None)
    }

    pub(crate) fn run_with_stdin(&self, arguments: &[&str], stdin: &[u8]) -> Output {
        finish(command(&self.0, arguments), Some(stdin))
    }

    /// `armlint check --format json` with these arguments.
    pub(crate) fn check(&self, arguments: &[&str]) -> Value {
        self.run(&[&["check", "--format", "json"], arguments].concat()).json()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Output {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.stdout, self.stderr))
    }

    /// The exit code, with what was said where it is another one.
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}{}", self.stdout, self.stderr);
        self
    }
}

/// The program, without what the environment could change about its output.
pub(crate) fn command<A: AsRef<OsStr>>(folder: &Path, arguments: &[A]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_armlint"));
    command.args(arguments).current_dir(folder);
    for name in ENVIRONMENT {
        command.env_remove(name);
    }
    command
}

/// Runs a command to its end; one that hangs fails the test.
pub(crate) fn finish(mut command: Command, stdin: Option<&[u8]>) -> Output {
    command.stdin(if stdin.is_some() { Stdio::piped() } else { Stdio::null() });
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.expect("the program starts");
    let pipe = child.stdin.take();
    let text = stdin.map(<[u8]>::to_vec).unwrap_or_default();
    let feeder = std::thread::spawn(move || {
        use std::io::Write as _;
        pipe.map(|mut pipe| pipe.write_all(&text))
    });
    let id = child.id();
    let begun = Instant::now();
    let watcher = std::thread::spawn(move || child.wait_with_output());
    while !watcher.is_finished() {
        assert!(begun.elapsed() < LONGEST, "process {id} hangs");
        std::thread::sleep(Duration::from_millis(2));
    }
    let _ = feeder.join();
    let output = watcher.join().expect("the watcher ends").expect("the program ran");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!stderr.contains("panicked at"), "{stderr}");
    Output {
        code: output.status.code().expect("the program ended by itself"),
        stdout: String::from_utf8(output.stdout).expect("the report is UTF-8"),
        stderr,
    }
}

/// A template with these resources.
pub(crate) fn template(resources: Value) -> String {
    json!({
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": resources,
    })
    .to_string()
}

/// A template with one network of this address prefix.
pub(crate) fn network(prefix: &str) -> String {
    template(json!([virtual_network("vnet", prefix)]))
}

pub(crate) fn virtual_network(name: &str, prefix: &str) -> Value {
    json!({
        "type": "Microsoft.Network/virtualNetworks",
        "apiVersion": "2023-11-01",
        "name": name,
        "location": "westeurope",
        "properties": { "addressSpace": { "addressPrefixes": [prefix] } },
    })
}

/// A template with a fault that is a note.
pub(crate) fn noted() -> String {
    network("172.17.0.0/16")
}

/// A template with a fault that is a warning.
pub(crate) fn warned() -> String {
    let cluster = json!({
        "type": "Microsoft.ContainerInstance/containerGroups",
        "apiVersion": "2023-05-01",
        "name": "group",
        "location": "westeurope",
        "properties": {},
    });
    template(json!([virtual_network("vnet", "172.17.0.0/16"), cluster]))
}

/// A template without a fault.
pub(crate) fn clean() -> String {
    network("10.0.0.0/16")
}

/// The `rule name` of each finding.
pub(crate) fn rules(report: &Value) -> Vec<&str> {
    list(report, "findings", "name")
}

/// The `path` of each finding.
pub(crate) fn paths(report: &Value) -> Vec<&str> {
    list(report, "findings", "path")
}

/// One member of each element of a list.
pub(crate) fn list<'v>(report: &'v Value, list: &str, member: &str) -> Vec<&'v str> {
    let items = report[list].as_array().expect("a list");
    items.iter().map(|item| item[member].as_str().unwrap_or("null")).collect()
}

/// `path status` of each file.
pub(crate) fn statuses(report: &Value) -> Vec<String> {
    let files = list(report, "files", "path").into_iter().zip(list(report, "files", "status"));
    files.map(|(path, status)| format!("{path} {status}")).collect()
}
