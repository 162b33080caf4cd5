//! Cards as SARIF's descriptors.

use crate::finding::{Confidence, Finding, Report, Severity};
use crate::report::text;
use crate::rule::card::{Card, Example, ExampleLanguage, MARK};
use serde_json::{Value, json};
use serde_sarif::sarif as s;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

/// GitHub takes no longer descriptions.
const LONGEST: usize = 1_000;
/// GitHub shows no more tags.
const MOST_TAGS: usize = 10;

/// The rules of a run by their index.
pub(super) struct Rules {
    cards: Vec<&'static Card>,
    index: HashMap<&'static str, i64>,
}

impl Rules {
    /// All active rules, fired or not; then those that have findings without being in the list.
    pub(super) fn of(report: &Report, findings: &[&Finding]) -> Self {
        let mut rules = Self { cards: Vec::new(), index: HashMap::new() };
        for card in report.rules.iter().copied().chain(findings.iter().map(|finding| finding.card))
        {
            let next = rules.cards.len() as i64;
            if *rules.index.entry(card.id).or_insert(next) == next {
                rules.cards.push(card);
            }
        }
        rules
    }

    pub(super) fn index(&self, id: &str) -> Option<i64> {
        self.index.get(id).copied()
    }

    pub(super) fn descriptors(&self) -> Vec<s::ReportingDescriptor> {
        self.cards.iter().map(|card| descriptor(card)).collect()
    }
}

fn descriptor(card: &Card) -> s::ReportingDescriptor {
    let title = text::line(card.title.trim_end_matches('.'));
    let why = if card.why.is_empty() { format!("{title}.") } else { unformatted(card.why) };
    let template = format!("{}: '{{0}}'.", title.replace('{', "{{").replace('}', "}}"));
    let mut help = super::multiformat(help_text(card));
    help.markdown = Some(help_markdown(card));
    s::ReportingDescriptor::builder()
        .id(card.id)
        .name(pascal_case(card.name))
        .short_description(super::multiformat(format!("{title}.")))
        .full_description(super::multiformat(text::cut(&why, LONGEST)))
        .help(help)
        .help_uri(card.help_uri())
        .message_strings(BTreeMap::from([("default".to_owned(), super::multiformat(template))]))
        .default_configuration(s::ReportingConfiguration {
            level: Some(Value::from(card.severity.as_str())),
            ..s::ReportingConfiguration::default()
        })
        .properties(properties(card))
        .build()
}

fn properties(card: &Card) -> s::PropertyBag {
    let precision = match card.confidence {
        Confidence::High => "high",
        Confidence::Medium => "medium",
        Confidence::Low => "low",
    };
    let problem = match card.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "recommendation",
    };
    let severity = match card.security_severity {
        Some(number) => ("security-severity".to_owned(), json!(number)),
        None => ("problem.severity".to_owned(), json!(problem)),
    };
    s::PropertyBag::builder()
        .tags(tags(card))
        .additional_properties(BTreeMap::from([
            ("precision".to_owned(), json!(precision)),
            severity,
        ]))
        .build()
}

fn tags(card: &Card) -> Vec<String> {
    let first = card.security_severity.map(|_| "security");
    let words = first.into_iter().chain(["azure", card.category]).chain(card.framework_tags());
    let mut tags: Vec<String> = Vec::new();
    for word in words.filter(|word| !word.is_empty()) {
        if tags.len() < MOST_TAGS && !tags.iter().any(|tag| tag == word) {
            tags.push(word.to_owned());
        }
    }
    tags
}

/// `private-dns-zone-missing` as `PrivateDnsZoneMissing`; readers want at least two characters after each capital.
pub(super) fn pascal_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for word in name.split('-') {
        let mut chars = word.chars();
        match chars.next() {
            Some(first) if out.is_empty() || (first.is_alphabetic() && word.len() > 1) => {
                out.extend(first.to_uppercase());
                out.push_str(chars.as_str());
            }
            _ => out.push_str(word),
        }
    }
    out
}

fn help_text(card: &Card) -> String {
    let mut help = String::new();
    for part in [card.why, card.looks_at, card.fix].into_iter().filter(|part| !part.is_empty()) {
        help.push_str(&unformatted(part));
        help.push('\n');
    }
    let _ = write!(help, "See {}", card.help_uri());
    help
}

fn help_markdown(card: &Card) -> String {
    let mut help = format!(
        "# {} {}\n\n{}.\n",
        card.id,
        card.name,
        text::line(card.title.trim_end_matches('.'))
    );
    for (heading, part) in
        [("Why", card.why), ("What is looked at", card.looks_at), ("How to mend it", card.fix)]
    {
        if !part.is_empty() {
            let _ = write!(help, "\n## {heading}\n\n{}\n", text::block(part.trim()));
        }
    }
    for (heading, bad) in [("Reported", true), ("Not reported", false)] {
        if let Some(text) = bicep_example(card, bad) {
            let _ = write!(help, "\n## {heading}\n\n```bicep\n{text}\n```\n");
        }
    }
    let _ = write!(help, "\n## More\n\n- <{}>\n", card.help_uri());
    for link in card.references {
        let _ = writeln!(help, "- <{link}>");
    }
    if !card.equivalents.is_empty() {
        let _ = write!(help, "\nEquivalent checks: {}\n", card.equivalents.join(", "));
    }
    help
}

/// The first example that shows the fault, or its absence.
fn bicep_example(card: &Card, bad: bool) -> Option<String> {
    let fits =
        |example: &&Example| example.language == ExampleLanguage::Bicep && example.is_bad() == bad;
    let lines = card.examples.iter().find(fits)?.text.trim().lines();
    let bare: Vec<&str> =
        lines.map(|line| line.trim_end().trim_end_matches(MARK).trim_end()).collect();
    Some(text::block(&bare.join("\n")).into_owned()).filter(|text| !text.contains("```"))
}

/// Markdown as plain text in one line: without back quotes and emphasis, links by their words.
fn unformatted(markdown: &str) -> String {
    let joined = markdown.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = joined.replace("**", "").replace('`', "");
    let mut out = String::with_capacity(bare.len());
    let mut rest = bare.as_str();
    while let Some((before, link)) = rest.split_once("](") {
        let (lead, words) = before.rsplit_once('[').unwrap_or((before, ""));
        out.push_str(lead);
        out.push_str(words);
        rest = link.split_once(')').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    text::line(&out).into_owned()
}

/// A kind of notification.
pub(super) struct Kind {
    pub(super) id: &'static str,
    name: &'static str,
    about: &'static str,
    help: &'static str,
}

/// Indices into [`NOTIFICATIONS`].
pub(super) const UNREADABLE: usize = 0;
pub(super) const PARTIAL: usize = 1;
pub(super) const LIMITED: usize = 2;
pub(super) const WARNING: usize = 3;
pub(super) const DEFECT: usize = 4;

pub(super) const NOTIFICATIONS: [Kind; 5] = [
    Kind {
        id: "template-unreadable",
        name: "TemplateUnreadable",
        about: "A template could not be read.",
        help: "Mend the syntax at the place of the result that belongs to this notification.",
    },
    Kind {
        id: "template-seen-in-part",
        name: "TemplateSeenInPart",
        about: "Something in a template could not be seen.",
        help: "Restore the modules with 'bicep restore', so that their resources are checked too.",
    },
    Kind {
        id: "results-limited",
        name: "ResultsLimited",
        about: "There are more results than readers take.",
        help: "Lint fewer folders in one run, or raise the lowest severity that is shown.",
    },
    Kind {
        id: "configuration-warning",
        name: "ConfigurationWarning",
        about: "The configuration says something that has no effect.",
        help: "Mend the configuration as the message says.",
    },
    Kind {
        id: "internal-error",
        name: "InternalError",
        about: "A defect of armlint kept it from checking a file.",
        help: "Report the defect with the smallest template that shows it.",
    },
];

pub(super) fn notifications() -> Vec<s::ReportingDescriptor> {
    let one = |kind: &Kind| {
        s::ReportingDescriptor::builder()
            .id(kind.id)
            .name(kind.name)
            .short_description(super::multiformat(kind.about))
            .full_description(super::multiformat(kind.about))
            .help(super::multiformat(kind.help))
            .help_uri(super::HOME)
            .message_strings(BTreeMap::from([(
                "default".to_owned(),
                super::multiformat(kind.about),
            )]))
            .build()
    };
    NOTIFICATIONS.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_validators_want() {
        assert_eq!(pascal_case("private-dns-zone-missing"), "PrivateDnsZoneMissing");
        assert_eq!(pascal_case("port-443-open-to-a"), "Port443OpenToa");
    }

    #[test]
    fn markdown_becomes_plain() {
        assert_eq!(
            unformatted("Set `a`\nto **b**, see [the page](https://x.y) or c[0]."),
            "Set a to b, see the page or c[0]."
        );
    }
}
