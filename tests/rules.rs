//! Each rule's card is complete, and each of its examples gives exactly the findings it is marked with.

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
