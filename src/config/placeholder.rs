//! Parameter values that a pipeline fills in later.

/// The patterns that hold when the configuration has none.
pub(super) const DEFAULT: [&str; 6] = ["GEN-*", "GET-*", "#{*}#", "__*__", "<*>", "${*}"];

/// Longer values are no placeholders.
const LONGEST: usize = 256;
/// How many `*` a pattern may have, which bounds the work of matching.
pub(super) const MOST_STARS: usize = 2;

/// Patterns of values that are not values yet. `*` stands for one or more characters on one line, braces and angle brackets
/// left out; all else stands for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholders {
    patterns: Vec<String>,
}

impl Default for Placeholders {
    fn default() -> Self {
        Self::new(DEFAULT)
    }
}

impl Placeholders {
    /// Placeholders of these patterns.
    pub fn new<'p>(patterns: impl IntoIterator<Item = &'p str>) -> Self {
        Self { patterns: patterns.into_iter().map(str::to_owned).collect() }
    }

    /// The patterns.
    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }

    /// Whether the whole of `value` is a placeholder.
    pub fn matches(&self, value: &str) -> bool {
        let value = value.trim();
        value.len() <= LONGEST && self.patterns.iter().any(|pattern| fits(pattern, value))
    }
}

fn fits(pattern: &str, value: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return pattern == value };
    let Some(rest) = value.strip_prefix(before) else { return false };
    let filler =
        rest.char_indices().take_while(|(_, c)| !matches!(c, '{' | '}' | '<' | '>' | '\n' | '\r'));
    filler.map(|(at, c)| at + c.len_utf8()).any(|end| fits(after, &rest[end..]))
}

#[cfg(test)]
mod tests {
    use super::Placeholders;

    #[test]
    fn tokens_of_the_usual_pipelines_are_placeholders() {
        let placeholders = Placeholders::default();
        for token in [
            "GEN-UNIQUE",
            "GET-PREREQ-x",
            "#{location}#",
            "__SUB_ID__",
            "<your subscription>",
            "${x}",
        ] {
            assert!(placeholders.matches(token), "{token}");
        }
        for value in [
            "",
            "GEN-",
            "generic",
            "____",
            "<policies><base /></policies>",
            "a${x}",
            "${a}-${b}",
            "<>",
        ] {
            assert!(!placeholders.matches(value), "{value}");
        }
    }

    #[test]
    fn patterns_may_have_several_stars_and_none() {
        let placeholders = Placeholders::new(["TODO", "$(*)", "%*-*%"]);
        assert!(
            placeholders.matches("TODO")
                && placeholders.matches("$(name)")
                && placeholders.matches("%a-b%")
        );
        assert!(!placeholders.matches("TODO2") && !placeholders.matches("%ab%"));
    }
}
