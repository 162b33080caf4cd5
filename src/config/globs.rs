//! Globs over printed paths.

use globset::{Glob, GlobBuilder, GlobMatcher, GlobSet, GlobSetBuilder};

/// Globs of files, relative to the folder of the configuration.
///
/// A pattern without a slash is a name at any depth; one with a leading slash starts at the root of the repository; one that
/// names a folder means all in it.
#[derive(Debug, Clone, Default)]
pub struct PathGlobs {
    set: GlobSet,
}

impl PathGlobs {
    /// The globs of patterns; the error says what is wrong with which.
    pub fn new<'p>(
        base: &str,
        patterns: impl IntoIterator<Item = &'p str>,
    ) -> Result<Self, String> {
        let mut builder = GlobSetBuilder::new();
        for pattern in patterns {
            for glob in expand(base, pattern)? {
                builder.add(glob);
            }
        }
        let set = builder.build().map_err(|error| error.to_string())?;
        Ok(Self { set })
    }

    /// Whether one of them matches a printed path.
    pub fn matches(&self, path: &str) -> bool {
        self.set.is_match(path)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty()
    }
}

/// A pattern as it is for printed paths; the error is a sentence without a period.
pub(super) fn anchored(base: &str, pattern: &str) -> Result<String, String> {
    let plain = pattern.strip_prefix("./").unwrap_or(pattern);
    if plain.split('/').any(|part| part == "..") {
        return Err(format!("'{pattern}' climbs out of the folder of the configuration"));
    }
    if let Some(rooted) = plain.strip_prefix('/') {
        return Ok(rooted.to_owned());
    }
    let base = if base.is_empty() { String::new() } else { format!("{}/", globset::escape(base)) };
    let anywhere = if plain.trim_end_matches('/').contains('/') { "" } else { "**/" };
    Ok(format!("{base}{anywhere}{plain}"))
}

fn expand(base: &str, pattern: &str) -> Result<Vec<Glob>, String> {
    let glob = anchored(base, pattern)?;
    let folder = format!("{}/**", glob.trim_end_matches('/'));
    let both = if glob.ends_with('/') { vec![folder] } else { vec![glob, folder] };
    both.iter().map(|glob| path_glob(glob)).collect()
}

/// A glob in which `*` stays within a folder.
pub(super) fn path_glob(glob: &str) -> Result<Glob, String> {
    let built = GlobBuilder::new(glob).literal_separator(true).build();
    built.map_err(|error| format!("'{glob}' is not a glob: {}", error.kind()))
}

/// A glob of resource names and ids: `*` matches slashes too, and case makes no difference.
pub(super) fn id_glob(glob: &str) -> Result<GlobMatcher, String> {
    let built = GlobBuilder::new(glob).literal_separator(false).case_insensitive(true).build();
    Ok(built
        .map_err(|error| format!("'{glob}' is not a glob: {}", error.kind()))?
        .compile_matcher())
}

#[cfg(test)]
mod tests {
    use super::PathGlobs;

    fn matches(base: &str, pattern: &str, path: &str) -> bool {
        PathGlobs::new(base, [pattern]).unwrap().matches(path)
    }

    #[test]
    fn patterns_are_names_paths_and_folders() {
        assert!(matches("", "*.bicep", "a/b/main.bicep"));
        assert!(matches("", "legacy", "infra/legacy/x/main.bicep"));
        assert!(matches("", "infra/legacy", "infra/legacy/main.bicep"));
        assert!(matches("", "infra/*.bicep", "infra/main.bicep"));
        assert!(!matches("", "infra/*.bicep", "infra/x/main.bicep"));
        assert!(!matches("", "infra/*.bicep", "a/infra/main.bicep"));
        assert!(matches("", "./infra/**/*.json", "infra/x/y/main.json"));
    }

    #[test]
    fn patterns_start_at_the_folder_of_the_configuration() {
        assert!(matches("infra", "modules/", "infra/modules/x.bicep"));
        assert!(matches("in[f]ra", "a/*.bicep", "in[f]ra/a/x.bicep"));
        assert!(!matches("infra", "*.bicep", "app/main.bicep"));
        assert!(matches("infra", "/app/*.bicep", "app/main.bicep"));
        assert!(PathGlobs::new("infra", ["../app/*.bicep"]).is_err());
        assert!(PathGlobs::new("", ["a[", "b"]).is_err());
    }
}
