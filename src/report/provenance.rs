//! Where a working tree comes from, read from `.git` without running git.

use std::fs;
use std::path::{Path, PathBuf};

/// The origin of a working tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// The address of the repository, without credentials.
    pub repository: String,
    /// The commit that is checked out.
    pub revision: Option<String>,
    /// The branch, unless the head is detached.
    pub branch: Option<String>,
}

/// The origin of the tree at `root`; `None` where it is not cheaply known.
pub fn read(root: &Path) -> Option<Provenance> {
    let git = git_dir(root)?;
    let common = match fs::read_to_string(git.join("commondir")) {
        Ok(path) => git.join(path.trim()),
        Err(_) => git.clone(),
    };
    let repository = public_address(&remote(&fs::read_to_string(common.join("config")).ok()?)?)?;
    let head = fs::read_to_string(git.join("HEAD")).unwrap_or_default();
    let (revision, branch) = match head.trim().strip_prefix("ref: ") {
        Some(name) => {
            (commit(&git, &common, name), name.strip_prefix("refs/heads/").map(str::to_owned))
        }
        None => (Some(head.trim().to_owned()), None),
    };
    Some(Provenance { repository, revision: revision.filter(|id| is_commit(id)), branch })
}

/// `.git` is a folder, or in a linked worktree a file that names one.
fn git_dir(root: &Path) -> Option<PathBuf> {
    let git = root.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    let text = fs::read_to_string(git).ok()?;
    Some(root.join(text.strip_prefix("gitdir:")?.trim()))
}

/// The address of `origin`, or of the first remote.
fn remote(config: &str) -> Option<String> {
    let mut section = "";
    let mut first = None;
    for line in config.lines().map(str::trim) {
        if line.starts_with('[') {
            section = line;
        }
        let url = line
            .split_once('=')
            .filter(|(key, _)| key.trim() == "url")
            .map(|(_, url)| url.trim().to_owned());
        if section == "[remote \"origin\"]" && url.is_some() {
            return url;
        }
        if section.starts_with("[remote ") && first.is_none() {
            first = url;
        }
    }
    first
}

fn commit(git: &Path, common: &Path, name: &str) -> Option<String> {
    if name.contains("..") {
        return None;
    }
    let loose = [git, common].iter().find_map(|dir| fs::read_to_string(dir.join(name)).ok());
    loose.map(|id| id.trim().to_owned()).or_else(|| {
        let packed = fs::read_to_string(common.join("packed-refs")).ok()?;
        let line = packed
            .lines()
            .find(|line| line.split_once(' ').is_some_and(|(_, ref_name)| ref_name == name))?;
        line.split_once(' ').map(|(id, _)| id.to_owned())
    })
}

fn is_commit(id: &str) -> bool {
    id.len() >= 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The `https` address of a remote, without user, password, port or query; `None` for folders of this machine.
fn public_address(remote: &str) -> Option<String> {
    let (host, path) = match remote.split_once("://") {
        Some(("https" | "http" | "ssh" | "git" | "git+ssh", rest)) => rest.split_once('/')?,
        Some(_) => return None,
        None => remote.split_once(':').filter(|(host, _)| !host.contains('/') && host.len() > 1)?,
    };
    let host = host.rsplit('@').next().unwrap_or(host);
    let host = host.split(':').next().unwrap_or(host);
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let path = path.trim_matches('/').trim_end_matches(".git");
    let plain =
        |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%/+".contains(&b));
    (!host.is_empty() && !path.is_empty() && plain(host) && plain(path))
        .then(|| format!("https://{host}/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lose_their_credentials() {
        let https = |remote| public_address(remote).unwrap_or_default();
        assert_eq!(https("https://user:secret@github.com/o/r.git"), "https://github.com/o/r");
        assert_eq!(https("git@github.com:o/r.git"), "https://github.com/o/r");
        assert_eq!(https("ssh://git@host.example:2222/o/r"), "https://host.example/o/r");
        assert_eq!(
            https("https://dev.azure.com/org/project/_git/repo?x=token"),
            "https://dev.azure.com/org/project/_git/repo"
        );
    }

    #[test]
    fn folders_of_this_machine_are_no_addresses() {
        for remote in ["/srv/git/r.git", "file:///srv/r.git", "../r", "C:\\git\\r", "C:/git/r"] {
            assert_eq!(public_address(remote), None, "{remote}");
        }
    }

    #[test]
    fn origin_goes_before_other_remotes() {
        let config =
            "[core]\n\turl = no\n[remote \"fork\"]\n\turl = a\n[remote \"origin\"]\n\turl = b\n";
        assert_eq!(remote(config).as_deref(), Some("b"));
        assert_eq!(remote("[remote \"fork\"]\n\turl = a\n").as_deref(), Some("a"));
    }
}
