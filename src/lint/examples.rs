//! The examples of a rule's card, as tests of the rule.

use super::texts::Texts;
use crate::rule::Rule;
use crate::rule::card::{ExampleLanguage, MARK};
use crate::rule::settings::RuleSettings;

/// What is wrong with the examples of a rule: lines with findings that are not marked, marks without finding, texts that cannot
/// be read. Empty when each gives exactly the findings that it is marked with.
pub fn problems(rule: &'static Rule) -> Vec<String> {
    let mut problems = Vec::new();
    for (number, example) in (1..).zip(rule.card.examples) {
        let path = match example.language {
            ExampleLanguage::Bicep => "main.bicep",
            ExampleLanguage::Arm => "azuredeploy.json",
        };
        let texts = Texts::new([(path, example.text)]);
        let unread = texts.problems();
        if !unread.is_empty() {
            problems.push(format!("example {number} cannot be read: {}", unread.join("; ")));
            continue;
        }
        let report = texts.lint(&[rule], &RuleSettings::default());
        let mut found: Vec<u32> =
            report.findings.iter().map(|finding| texts.line(finding)).collect();
        found.sort_unstable();
        let marked =
            (1..).zip(example.text.lines()).filter(|(_, line)| line.trim_end().ends_with(MARK));
        let marked: Vec<u32> = marked.map(|(number, _)| number).collect();
        if found != marked {
            problems.push(format!(
                "example {number} gives findings on lines {found:?}, and is marked on {marked:?}"
            ));
        }
    }
    problems
}
