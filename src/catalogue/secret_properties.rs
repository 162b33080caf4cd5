//! Properties that the providers document as secrets.

static LINES: &str = include_str!("../../rules/catalogue/secret-properties.txt");

/// The secret properties of all types: type and path.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    LINES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' '))
}

#[cfg(test)]
mod tests {
    use super::all;
    use crate::catalogue::api_versions;

    #[test]
    fn every_line_is_a_known_type_with_a_path() {
        assert!(all().count() > 40);
        for (name, path) in all() {
            assert!(api_versions::by_type(name).is_some(), "{name}");
            assert!(path.starts_with("properties.") || path.starts_with("sku."), "{path}");
        }
    }
}
