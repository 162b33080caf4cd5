//! Frameworks that a source maps checks to: the Microsoft cloud security benchmark, the CIS Microsoft Azure Foundations
//! Benchmark, the pillars of the Well-Architected Framework.

use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// Checks of other tools, and their tags.
static PEERS: &str = include_str!("../../rules/catalogue/frameworks.txt");
/// What the frameworks themselves ask for, and the rules that check it.
static CHECKS: &str = include_str!("../../rules/catalogue/framework-checks.txt");

/// Something that a framework asks for, and that rules check.
pub struct Asked {
    /// The id of the built-in definition of Azure Policy, if it is one.
    pub definition: Option<&'static str>,
    /// Tags, such as `CIS-2.0.0:3.1`.
    pub tags: Vec<&'static str>,
    /// Names of rules.
    pub rules: Vec<&'static str>,
    /// The name that the source gives it.
    pub title: &'static str,
}

/// The tags of a check of another tool, such as `WAF:security` and `MCSB:DP-3`.
pub fn of(check: &str) -> impl Iterator<Item = &'static str> {
    static TAGS: OnceLock<FxHashMap<&str, &str>> = OnceLock::new();
    let tags = TAGS.get_or_init(|| {
        let lines = PEERS.lines().filter(|line| !line.starts_with('#'));
        lines.filter_map(|line| line.split_once(' ')).collect()
    });
    tags.get(check).copied().unwrap_or_default().split_whitespace()
}

/// All that the frameworks ask for and rules check.
pub fn asked() -> &'static [Asked] {
    static ASKED: OnceLock<Vec<Asked>> = OnceLock::new();
    ASKED.get_or_init(|| CHECKS.lines().filter_map(read).collect())
}

/// What of it a rule checks, by the rule's name.
pub fn asked_of(rule: &str) -> impl Iterator<Item = &'static Asked> {
    static BY_RULE: OnceLock<FxHashMap<&str, Vec<&Asked>>> = OnceLock::new();
    let by_rule = BY_RULE.get_or_init(|| {
        let mut by_rule = FxHashMap::<&str, Vec<&Asked>>::default();
        for asked in asked() {
            for rule in &asked.rules {
                by_rule.entry(rule).or_default().push(asked);
            }
        }
        by_rule
    });
    by_rule.get(rule).into_iter().flatten().copied()
}

/// A line of the table.
fn read(line: &'static str) -> Option<Asked> {
    if line.starts_with('#') {
        return None;
    }
    let (line, title) = line.split_once(" # ")?;
    let (asked, rules) = line.split_once(" < ")?;
    let (id, tags) = asked.split_once(' ')?;
    Some(Asked {
        definition: (id != "title").then_some(id),
        tags: tags.split_whitespace().collect(),
        rules: rules.split_whitespace().collect(),
        title,
    })
}

/// Whether a tag is of a framework, or of a part of one: `MCSB:DP-3` is of `MCSB:DP-3`, `MCSB:DP` and `MCSB`,
/// `CIS-2.0.0:3.1` of `CIS-2.0.0:3` and `CIS`.
pub fn is_of(tag: &str, name: &str) -> bool {
    let starts = tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    starts && matches!(tag.as_bytes().get(name.len()), None | Some(b':' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::{asked_of, is_of, of};

    #[test]
    fn tags_of_checks_and_parts_of_tags() {
        assert!(of("Azure.Storage.MinTLS").any(|tag| tag == "WAF:security"));
        assert_eq!(of("Azure.No.Such").count(), 0);
        assert!(is_of("MCSB:DP-3", "mcsb") && is_of("MCSB:DP-3", "MCSB:DP"));
        assert!(is_of("MCSB:DP-3", "MCSB:DP-3") && !is_of("MCSB:DP-3", "MCSB:D"));
        assert!(!is_of("MCSB", "MCSB:DP-3") && !is_of("WAF:security", "MCSB"));
        assert!(is_of("CIS-2.0.0:3.12", "cis") && is_of("CIS-2.0.0:3.12", "CIS-2.0.0:3"));
        assert!(!is_of("CIS-2.0.0:3.12", "CIS-2.0.0:3.1"));
    }

    #[test]
    fn what_a_framework_asks_for() {
        let asked: Vec<_> = asked_of("storage-https-only").collect();
        assert_eq!(asked.len(), 1);
        assert_eq!(asked[0].definition, Some("404c3081-a854-4457-ae30-26a93ef643f9"));
        assert_eq!(asked[0].tags, ["CIS-2.0.0:3.1", "MCSB:DP-3"]);
        assert_eq!(asked[0].title, "Secure transfer to storage accounts should be enabled");
        assert!(asked_of("nsg-rdp-open").all(|asked| asked.definition.is_none()));
        assert_eq!(asked_of("no-such-rule").count(), 0);
    }
}
