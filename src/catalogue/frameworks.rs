//! Frameworks that a source maps checks of other tools to: the Microsoft cloud security benchmark, the pillars of the
//! Well-Architected Framework.

use rustc_hash::FxHashMap;
use std::sync::OnceLock;

static LINES: &str = include_str!("../../rules/catalogue/frameworks.txt");

/// The tags of a check of another tool, such as `WAF:security` and `MCSB:DP-3`.
pub fn of(check: &str) -> impl Iterator<Item = &'static str> {
    static TAGS: OnceLock<FxHashMap<&str, &str>> = OnceLock::new();
    let tags = TAGS.get_or_init(|| {
        let lines = LINES.lines().filter(|line| !line.starts_with('#'));
        lines.filter_map(|line| line.split_once(' ')).collect()
    });
    tags.get(check).copied().unwrap_or_default().split_whitespace()
}

/// Whether a tag is of a framework, or of a part of one: `MCSB:DP-3` is of `MCSB:DP-3`, `MCSB:DP` and `MCSB`.
pub fn is_of(tag: &str, name: &str) -> bool {
    let starts = tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    starts && matches!(tag.as_bytes().get(name.len()), None | Some(b':' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::{is_of, of};

    #[test]
    fn tags_of_checks_and_parts_of_tags() {
        assert!(of("Azure.Storage.MinTLS").any(|tag| tag == "WAF:security"));
        assert_eq!(of("Azure.No.Such").count(), 0);
        assert!(is_of("MCSB:DP-3", "mcsb") && is_of("MCSB:DP-3", "MCSB:DP"));
        assert!(is_of("MCSB:DP-3", "MCSB:DP-3") && !is_of("MCSB:DP-3", "MCSB:D"));
        assert!(!is_of("MCSB", "MCSB:DP-3") && !is_of("WAF:security", "MCSB"));
    }
}
