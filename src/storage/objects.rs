//! The objects of a git repository, as the program `git` gives them. It is asked to read alone, and never to fetch.

use std::ffi::OsStr;
use std::io::{self, BufRead as _, BufReader, Read, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};

/// Variables by which git would look at another repository than the one in the folder.
const ELSEWHERE: &[&str] = &[
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_WORK_TREE",
];

/// git, in the repository of this folder and of no other one.
fn git(root: &Path) -> Command {
    let mut git = Command::new("git");
    // Some objects of a partial clone lie on a server, and nothing here goes to the network.
    git.args(["--no-pager", "-c", "protocol.allow=never"]).arg("-C").arg(root);
    for variable in ELSEWHERE {
        git.env_remove(variable);
    }
    git.env("GIT_CEILING_DIRECTORIES", root.parent().unwrap_or(root))
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        .stdin(Stdio::null());
    git
}

/// What git says to a question, or why it does not answer. There is no answer where it fails without a word.
fn ask<S: AsRef<OsStr>>(root: &Path, question: &[S]) -> Result<Option<Vec<u8>>, String> {
    let Output { status, stdout, stderr } =
        git(root).args(question).output().map_err(|error| cannot(&error))?;
    if status.success() {
        return Ok(Some(stdout));
    }
    let words = String::from_utf8_lossy(&stderr);
    match words.lines().find(|line| !line.trim().is_empty()) {
        Some(line) => Err(format!("git: {}", line.trim().trim_start_matches("fatal: "))),
        None => Ok(None),
    }
}

fn cannot(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "the program 'git' is needed, and cannot be found".to_owned(),
        _ => format!("git cannot be run: {error}"),
    }
}

/// The commit that a revision names; `REV...` is where the history of the working tree left that of `REV`.
pub(super) fn commit(root: &Path, revision: &str) -> Result<String, String> {
    let (name, forked) = match revision.strip_suffix("...") {
        Some(name) => (name, true),
        None => (revision, false),
    };
    // What begins with a dash is no revision, and git is told so as well.
    if name.is_empty() || name.starts_with('-') || name.contains(['\0', '\n']) {
        return Err(format!("'{revision}' is no revision"));
    }
    let wanted = format!("{name}^{{commit}}");
    let question = ["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted];
    let found = ask(root, &question)?.and_then(id).ok_or_else(|| {
        format!(
            "'{name}' is no revision of the repository; a clone may have to fetch it first (a checkout with all history)"
        )
    })?;
    if !forked {
        return Ok(found);
    }
    let base = ask(root, &["merge-base", &found, "HEAD"])?.and_then(id);
    base.ok_or_else(|| {
        format!("'{name}' and the working tree have no history in common, as far as it was fetched")
    })
}

fn id(answer: Vec<u8>) -> Option<String> {
    let id = String::from_utf8(answer).ok()?.trim().to_owned();
    let is_id = matches!(id.len(), 40 | 64) && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_id.then_some(id)
}

/// The entries of a commit, as `git ls-tree -z` lists them.
pub(super) fn entries(root: &Path, commit: &str) -> Result<Vec<u8>, String> {
    let listed = ask(root, &["ls-tree", "-r", "-z", "--full-tree", commit])?;
    listed.ok_or_else(|| "git cannot list the files of the revision".to_owned())
}

/// A git that gives one object after the other.
#[derive(Debug)]
pub(super) struct Objects {
    git: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

/// An object, as far as it was wanted.
pub(super) enum Object {
    Whole(Vec<u8>),
    /// It has more bytes than that.
    Larger,
}

impl Objects {
    pub(super) fn new(root: &Path) -> Result<Self, String> {
        let mut git = git(root)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| cannot(&error))?;
        let questions = git.stdin.take();
        let answers = git.stdout.take().ok_or("git gives no answers")?;
        Ok(Self { git, questions, answers: BufReader::new(answers) })
    }

    /// The bytes of an object, of at most so many.
    pub(super) fn get(&mut self, id: &str, largest: u64) -> io::Result<Object> {
        let questions = self.questions.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        questions.write_all(format!("{id}\n").as_bytes())?;
        questions.flush()?;
        let mut head = String::new();
        self.answers.read_line(&mut head)?;
        // `<id> blob <size>`, else `<id> missing`.
        let size = head.trim_end().rsplit_once(" blob ").map(|(_, size)| size.parse::<u64>());
        let Some(Ok(size)) = size else {
            let why = if head.is_empty() { "git ended early" } else { "an object is missing" };
            return Err(io::Error::other(why));
        };
        // A line feed follows the object.
        let mut object = self.answers.by_ref().take(size + 1);
        if size > largest {
            io::copy(&mut object, &mut io::sink())?;
            return Ok(Object::Larger);
        }
        let mut bytes = Vec::with_capacity(size as usize + 1);
        object.read_to_end(&mut bytes)?;
        if bytes.len() as u64 != size + 1 {
            return Err(io::Error::other("git ended early"));
        }
        bytes.pop();
        Ok(Object::Whole(bytes))
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        // With its input closed git ends by itself; it may still be writing what nobody reads.
        drop(self.questions.take());
        let _ = self.git.kill();
        let _ = self.git.wait();
    }
}
