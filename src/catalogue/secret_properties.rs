//! Properties that the providers document as secrets.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

static LINES: &str = include_str!("../../rules/catalogue/secret-properties.txt");

/// Types in lower case, with the paths of their secret properties.
static PATHS: LazyLock<FxHashMap<String, Vec<&'static str>>> = LazyLock::new(|| {
    let mut paths: FxHashMap<_, Vec<_>> = FxHashMap::default();
    for line in LINES.lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, path)) = line.split_once(' ') {
            paths.entry(name.to_ascii_lowercase()).or_default().push(path);
        }
    }
    paths
});

/// The paths of the secret properties of a type in lower case.
pub fn of(lower_type: &str) -> Option<&'static [&'static str]> {
    PATHS.get(lower_type).map(Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::PATHS;
    use crate::catalogue::api_versions;

    #[test]
    fn every_line_is_a_known_type_with_a_path() {
        assert!(PATHS.values().map(Vec::len).sum::<usize>() > 40);
        for (name, paths) in PATHS.iter() {
            assert!(api_versions::by_type(name).is_some(), "{name}");
            assert!(paths.iter().all(|path| path.starts_with("properties.")), "{name}");
        }
    }
}
