//! Paths as texts of templates have them. Nothing here asks the disk.

use std::path::{Component, Path, PathBuf};

/// The path that a template means by a relative path, where that lies below `bound` as far as its text tells. Absolute paths,
/// drives and servers are refused.
pub fn inside(bound: &Path, folder: &Path, path: &str) -> Option<PathBuf> {
    let is_drive = path.as_bytes().get(1) == Some(&b':');
    if path.starts_with(['/', '\\']) || is_drive || path.contains(['\0', '\n']) {
        return None;
    }
    let whole = joined(folder, path);
    whole.starts_with(bound).then_some(whole)
}

/// The path that a relative path means in a folder, without `.` and `..`, as far as its text tells.
pub fn joined(folder: &Path, path: &str) -> PathBuf {
    joined_as_text(folder, path).unwrap_or_else(|| normal(&folder.join(path)))
}

/// What [`joined`] gives where no more than texts have to be put together, as nearly always: a tenth of the work.
fn joined_as_text(folder: &Path, path: &str) -> Option<PathBuf> {
    let folder = folder.to_str().filter(|folder| is_plain(folder))?;
    if path.starts_with('/') || std::path::MAIN_SEPARATOR != '/' {
        return None;
    }
    let mut whole = String::with_capacity(folder.len() + 1 + path.len());
    whole.push_str(folder);
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => whole.truncate(whole.rfind('/').filter(|at| *at > 0)?),
            part => whole.extend(["/", part]),
        }
    }
    Some(whole.into())
}

/// Whether the text of a folder is as the path is: absolute, below the root, without anything that means nothing.
fn is_plain(folder: &str) -> bool {
    let has = |text: &str| memchr::memmem::find(folder.as_bytes(), text.as_bytes()).is_some();
    folder.len() > 1
        && folder.starts_with('/')
        && !folder.ends_with('/')
        && !has("//")
        && !has("/.")
}

/// A path without `.` and `..`, as far as its text tells.
pub fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_put_together_as_paths_are() {
        let folders = ["/a/b", "/a", "/", "/a/../b", "/a//b", "/a/b/", "/a/.b", "a/b", ""];
        let paths =
            ["x", "./x", "../x", "../../x", "../../../x", "x/../y/", "x//y", ".", "..", "/x"];
        for folder in folders {
            for path in paths {
                let slowly = normal(&Path::new(folder).join(path));
                let joined = joined(Path::new(folder), path);
                assert_eq!(joined.as_os_str(), slowly.as_os_str(), "'{folder}' and '{path}'");
            }
        }
    }

    #[test]
    fn what_lies_elsewhere_is_refused() {
        let inside = |path| inside(Path::new("/a"), Path::new("/a/b"), path);
        assert_eq!(inside("../x.bicep"), Some(PathBuf::from("/a/x.bicep")));
        for path in ["../../x", "/a/x", r"\\server\x", r"C:\x", "x\0"] {
            assert_eq!(inside(path), None, "{path}");
        }
    }
}
