//! Each rule's card is complete, and each of its examples gives exactly the findings it is marked with.

use armlint::catalogue::frameworks;
use armlint::lint::examples::problems;
use armlint::rule::card::ExampleLanguage;
use armlint::rule::{Check, Languages};
use armlint::rules::RULES;
use std::collections::HashSet;

#[test]
fn cards_are_complete_and_names_are_unique() {
    let (mut ids, mut names) = (HashSet::new(), HashSet::new());
    for card in RULES.iter().map(|rule| &rule.card) {
        assert!(ids.insert(card.id), "{} stands twice", card.id);
        for name in [card.name].iter().chain(card.aliases) {
            assert!(names.insert(*name), "{name} stands twice");
            assert!(
                name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{name}"
            );
        }
        assert!(
            card.id.len() == 5 && card.id[2..].bytes().all(|b| b.is_ascii_digit()),
            "{}",
            card.id
        );
        for (what, text) in [
            ("title", card.title),
            ("why", card.why),
            ("looks_at", card.looks_at),
            ("fix", card.fix),
        ] {
            assert!(!text.is_empty(), "{} has no {what}", card.id);
        }
        assert!(!card.title.ends_with('.'), "{}: a title has no period", card.id);
        assert!(!card.references.is_empty(), "{} has no reference", card.id);
        for language in languages(card.languages) {
            for bad in [true, false] {
                let mut of = card.examples.iter().filter(|one| one.language == *language);
                let has = of.any(|example| example.is_bad() == bad);
                assert!(has, "{} lacks an example: {language:?}, bad: {bad}", card.id);
            }
        }
    }
}

fn languages(of: Languages) -> &'static [ExampleLanguage] {
    match of {
        Languages::Both => &[ExampleLanguage::Arm, ExampleLanguage::Bicep],
        Languages::Arm => &[ExampleLanguage::Arm],
        Languages::Bicep => &[ExampleLanguage::Bicep],
    }
}

#[test]
fn rule_files_can_be_read() {
    for rule in RULES {
        if let Check::Declarative(check) = &rule.check {
            assert_eq!(check.problem(), None, "{}", rule.card.name);
        }
    }
}

#[test]
fn examples_give_what_they_are_marked_with() {
    let wrong: Vec<String> = RULES
        .iter()
        .flat_map(|rule| {
            problems(rule).into_iter().map(|problem| format!("{}: {problem}", rule.card.name))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A rule has a tag of a framework where the catalogue states it: for a check of another tool that the rule is equivalent to, or
/// for something that the framework asks for and the rule checks.
#[test]
fn tags_of_frameworks_are_backed_by_the_catalogue() {
    for card in RULES.iter().map(|rule| &rule.card) {
        assert!(card.frameworks.is_empty(), "{}: tags belong into the catalogue", card.name);
        for tag in card.framework_tags() {
            let by_peer = card.equivalents.iter().any(|id| frameworks::of(id).any(|t| t == tag));
            let asked = card.asked().any(|asked| asked.tags.contains(&tag));
            assert!(by_peer || asked, "{}: nothing states '{tag}'", card.name);
        }
    }
}

#[test]
fn what_frameworks_ask_for_is_well_formed() {
    let names: HashSet<_> = RULES.iter().map(|rule| rule.card.name).collect();
    let lines = include_str!("../rules/catalogue/framework-checks.txt").lines();
    assert_eq!(frameworks::asked().len(), lines.filter(|line| !line.starts_with('#')).count());
    let mut definitions = HashSet::new();
    for asked in frameworks::asked() {
        assert!(asked.definition.is_none_or(|id| id.len() == 36 && definitions.insert(id)));
        assert!(!asked.rules.is_empty() && !asked.tags.is_empty(), "{}", asked.title);
        for rule in &asked.rules {
            assert!(names.contains(rule), "{rule} is no rule");
        }
        for tag in &asked.tags {
            let known = ["CIS-2.0.0:", "MCSB:"].iter().any(|framework| tag.starts_with(framework));
            assert!(known, "{tag}");
        }
    }
}
