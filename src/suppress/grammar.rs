//! `armlint: ignore[rule, rule] expires=2026-12-31 reason`.

use crate::config::parse_date;
use crate::source::Span;
use crate::suggest::closest;
use time::Date;

/// What a comment asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Request {
    /// For the whole file.
    pub(super) file: bool,
    /// The rules, each with its place.
    pub(super) rules: Vec<(String, Span)>,
    /// The last day.
    pub(super) expires: Option<Date>,
    /// Why.
    pub(super) reason: String,
}

/// What is wrong with a suppression: a sentence with its facts in quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) span: Span,
    pub(super) message: String,
}

const MARK: &str = "armlint:";

/// Reads a comment, marks included, that begins at `offset`; `None` where it is not for armlint.
pub(super) fn comment(text: &str, offset: u32) -> Option<Result<Request, Fault>> {
    let end = if text.starts_with("/*") {
        text.len() - 2 * usize::from(text.ends_with("*/"))
    } else {
        text.len()
    };
    let start = text.len().min(2);
    let inner = text.get(start..end.max(start))?;
    let lead = inner.len()
        - inner.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '/')).len();
    let at =
        if inner[lead..].starts_with(MARK) { lead } else { inner.find(" armlint: ignore")? + 1 };
    let reader =
        Reader { text: &inner[at..], offset: offset + (start + at) as u32, at: MARK.len() };
    Some(reader.request())
}

struct Reader<'t> {
    text: &'t str,
    /// Where `text` begins in the file.
    offset: u32,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn fault<T>(&self, message: impl Into<String>) -> Result<T, Fault> {
        let end = self.offset + self.text.trim_end().len() as u32;
        Err(Fault { span: Span::new(self.offset, end), message: message.into() })
    }

    fn request(mut self) -> Result<Request, Fault> {
        self.blanks();
        let file = self.verb()?;
        let rules = self.rules()?;
        let expires = self.expires()?;
        let reason = self
            .rest()
            .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—'));
        let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(Request { file, rules, expires, reason })
    }

    /// Whether the whole file is meant.
    fn verb(&mut self) -> Result<bool, Fault> {
        let rest = self.rest();
        let word = &rest
            [..rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len())];
        self.at += word.len();
        match word {
            "ignore" => Ok(false),
            "ignore-file" => Ok(true),
            _ => {
                let meant = closest(word, ["ignore", "ignore-file"]);
                let help =
                    meant.map_or(String::new(), |meant| format!("; did you mean '{meant}'?"));
                let end = if help.is_empty() { "." } else { "" };
                self.fault(format!("Comments to armlint begin with 'ignore[…]' or 'ignore-file[…]', not '{word}'{help}{end}"))
            }
        }
    }

    fn rules(&mut self) -> Result<Vec<(String, Span)>, Fault> {
        self.blanks();
        let Some(list) = self.rest().strip_prefix('[') else { return self.fault(BLANKET) };
        let Some(end) = list.find([']', '\n']).filter(|end| list[*end..].starts_with(']')) else {
            return self.fault("The list of rules of this suppression has no ']'.");
        };
        let mut rules = Vec::new();
        let mut at = self.offset + self.at as u32 + 1;
        for word in list[..end].split([',', ' ', '\t']) {
            if !word.is_empty() {
                rules.push((word.to_owned(), Span::new(at, at + word.len() as u32)));
            }
            at += word.len() as u32 + 1;
        }
        self.at += end + 2;
        if rules.is_empty() { self.fault(BLANKET) } else { Ok(rules) }
    }

    fn expires(&mut self) -> Result<Option<Date>, Fault> {
        self.blanks();
        let words = ["expires=", "expires:", "until="];
        let Some(text) = words.iter().find_map(|word| self.rest().strip_prefix(word)) else {
            return Ok(None);
        };
        let lead = self.rest().len() - text.len();
        let day = text.trim_start();
        let blank = text.len() - day.len();
        let day =
            &day[..day.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(day.len())];
        self.at += lead + blank + day.len();
        match parse_date(day) {
            Some(date) => Ok(Some(date)),
            None => {
                self.fault(format!("'{day}' is not a day; write it as in 'expires=2026-12-31'."))
            }
        }
    }
}

/// The message for suppressions that name no rule.
pub(super) const BLANKET: &str =
    "This suppression names no rule and is not applied; name the rules one by one.";

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Request, String> {
        comment(text, 0).expect("a comment to armlint").map_err(|fault| fault.message)
    }

    #[test]
    fn rules_days_and_reasons_are_read() {
        let request =
            read("// armlint: ignore[PL003, storage-min-tls] expires=2026-12-31: made by policy  ")
                .unwrap();
        assert_eq!(request.rules[0], ("PL003".to_owned(), Span::new(19, 24)));
        assert_eq!(request.rules[1], ("storage-min-tls".to_owned(), Span::new(26, 41)));
        assert_eq!(request.expires.map(|day| day.to_string()).as_deref(), Some("2026-12-31"));
        assert_eq!((request.file, request.reason.as_str()), (false, "made by policy"));
        let request = read("/* armlint: ignore-file[PL003] -- later\n * on */").unwrap();
        assert_eq!((request.file, request.reason.as_str()), (true, "later * on"));
        let request = read("// see #12 armlint: ignore[PL003]").unwrap();
        assert_eq!((request.rules.len(), request.reason.as_str()), (1, ""));
    }

    #[test]
    fn what_is_not_understood_is_told() {
        assert_eq!(read("// armlint: ignore everything").unwrap_err(), BLANKET);
        assert_eq!(read("//armlint:ignore[]").unwrap_err(), BLANKET);
        assert!(read("// armlint: ingore[PL003]").unwrap_err().contains("did you mean 'ignore'?"));
        assert!(read("// armlint: ignore[PL003").unwrap_err().contains("has no ']'"));
        assert!(
            read("// armlint: ignore[PL003] expires=soon x")
                .unwrap_err()
                .contains("'soon' is not a day")
        );
        assert!(comment("// the armlint linter", 0).is_none());
        assert!(
            comment("/*", 0).is_none() && comment("//", 0).is_none() && comment("/*/", 0).is_none()
        );
    }
}
