//! Names of resources: how long they may be, and of which characters. Of a child only the last segment is meant.

use regex::Regex;
use rustc_hash::FxHashMap;
use std::sync::{LazyLock, OnceLock};

static LINES: &str = include_str!("../../rules/catalogue/resource-names.txt");
static LIMITS: LazyLock<FxHashMap<String, Limit>> =
    LazyLock::new(|| lines().filter_map(Limit::read).collect());

/// What a name of one type keeps to.
#[derive(Debug)]
pub struct Limit {
    shortest: usize,
    longest: usize,
    pattern: &'static str,
    /// Compiled when the first name of the type is looked at.
    regex: OnceLock<Option<Regex>>,
}

/// The limit of a type in small letters; `None` where none is known.
pub fn limit(lower_type: &str) -> Option<&'static Limit> {
    LIMITS.get(lower_type)
}

fn lines() -> impl Iterator<Item = &'static str> {
    LINES.lines().filter(|line| !line.starts_with('#'))
}

impl Limit {
    fn read(line: &'static str) -> Option<(String, Self)> {
        let mut fields = line.split('\t');
        let name = fields.next()?.to_ascii_lowercase();
        let (shortest, longest) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
        Some((name, Self { shortest, longest, pattern: fields.next()?, regex: OnceLock::new() }))
    }

    /// What is wrong with a name.
    pub fn fault(&self, name: &str) -> Option<String> {
        let length = name.chars().count();
        if !(self.shortest..=self.longest).contains(&length) {
            let (shortest, longest) = (self.shortest, self.longest);
            let characters = if length == 1 { "character" } else { "characters" };
            return Some(format!("it has {length} {characters}, not {shortest} to {longest}"));
        }
        let regex = self.regex.get_or_init(|| Regex::new(self.pattern).ok()).as_ref()?;
        (!regex.is_match(name)).then(|| format!("it does not match '{}'", self.pattern))
    }
}

#[cfg(test)]
mod tests {
    use super::{LIMITS, lines};
    use crate::catalogue::api_versions;
    use regex::Regex;

    #[test]
    fn every_line_is_a_known_type_with_a_pattern() {
        assert_eq!(LIMITS.len(), lines().count());
        for (name, limit) in LIMITS.iter() {
            assert!(api_versions::by_type(name).is_some(), "{name}");
            assert!(limit.shortest <= limit.longest, "{name}");
            assert!(Regex::new(limit.pattern).is_ok(), "{name}");
        }
    }
}
