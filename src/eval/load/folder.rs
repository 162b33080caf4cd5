//! `loadDirectoryFileInfo`: the names of the files of a folder.

use crate::eval::functions::Failure;
use crate::eval::functions::Outcome;
use crate::eval::heap::Heap;
use crate::eval::scope::Scope;
use crate::eval::value::{Data, Val};
use crate::eval::work;
use crate::syntax::document::NodeRef;

/// An array of an object for each file right in the folder whose name is like the pattern, in the order of the names.
pub(super) fn load<'w>(
    scope: &'w Scope<'w>,
    node: NodeRef<'w>,
    path: &str,
    pattern: Option<Val<'w>>,
) -> Val<'w> {
    let pattern = match pattern.map(|pattern| pattern.data) {
        None | Some(Data::Null) => "*",
        Some(Data::Str(pattern)) => pattern,
        Some(_) => return scope.world.opaque(),
    };
    match scope.world.files.names(node.document, path) {
        Ok(names) => {
            infos(scope.heap(), path, pattern, &names).unwrap_or_else(|_| scope.world.opaque())
        }
        Err(absent) => {
            scope.world.note_absent(&absent, node.place(), path);
            scope.world.opaque()
        }
    }
}

fn infos<'w>(heap: Heap<'w>, folder: &str, pattern: &str, names: &[String]) -> Outcome<'w> {
    let mut infos = Vec::new();
    for name in names {
        if !work::spend(1) {
            return Err(Failure::NotKnown);
        }
        if !is_like(name, pattern) {
            continue;
        }
        // A name that begins with its only point is all extension, as .NET sees it.
        let extension = name.rfind('.').map_or("", |at| &name[at..]);
        let extension = if extension.len() == 1 { "" } else { extension };
        infos.push(heap.object(&[
            ("relativePath", heap.str(&relative(folder, name))),
            ("baseName", heap.str(name)),
            ("extension", heap.str(extension)),
        ]));
    }
    Ok(heap.array(&infos))
}

/// The path of a file, relative to the file with the call, without `.` and what `..` takes back.
fn relative(folder: &str, name: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/') {
        match (part, parts.last()) {
            ("" | ".", _) => {}
            ("..", Some(last)) if *last != ".." => drop(parts.pop()),
            (part, _) => parts.push(part),
        }
    }
    parts.push(name);
    parts.join("/")
}

/// Whether a name is like a pattern, in which `*` stands for any characters and `?` for one.
fn is_like(name: &str, pattern: &str) -> bool {
    let (name, pattern): (Vec<char>, Vec<char>) =
        (name.chars().collect(), pattern.chars().collect());
    let (mut at, mut of) = (0, 0);
    // Where to go on when what follows the last star does not fit.
    let mut back = None;
    while at < name.len() {
        match pattern.get(of) {
            Some('*') => {
                back = Some((of, at));
                of += 1;
            }
            Some(c) if *c == '?' || *c == name[at] => (at, of) = (at + 1, of + 1),
            _ => match back {
                Some((star, from)) => {
                    (of, at) = (star + 1, from + 1);
                    back = Some((star, from + 1));
                }
                None => return false,
            },
        }
    }
    pattern[of.min(pattern.len())..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::{is_like, relative};

    #[test]
    fn stars_stand_for_anything() {
        let like =
            [("a.txt", "*"), ("a.txt", "*.txt"), ("a.b.txt", "a*.t?t"), ("aab", "*ab"), ("", "**")];
        assert!(like.iter().all(|(name, pattern)| is_like(name, pattern)), "{like:?}");
        let not = [("a.txt", "*.json"), ("a", "a?"), ("ab", "a"), ("A", "a"), ("", "?")];
        assert!(!not.iter().any(|(name, pattern)| is_like(name, pattern)), "{not:?}");
    }

    #[test]
    fn paths_are_those_from_the_file() {
        let told = ["./Assets", "Assets/", ".", "../x", "a/../b", "../../x/./y"]
            .map(|folder| relative(folder, "f"));
        assert_eq!(told, ["Assets/f", "Assets/f", "f", "../x/f", "b/f", "../../x/y/f"]);
    }
}
