//! Each rule's card is complete, and each of its examples gives exactly the findings it is marked with.

use armlint::lint::examples::problems;
use armlint::rule::Check;
use armlint::rules::RULES;
use std::collections::HashSet;

/// Without a configuration, or with one file, these rules say nothing, or what they find is too long to show: they have no bad
/// example.
const NEEDS_MORE: [&str; 8] = [
    "resource-naming-pattern",
    "region-not-allowed",
    "required-tag-missing",
    "parameter-file-shows-secret",
    "parameter-file-entry-invalid",
    "expression-too-long",
    "location-left-to-module",
    "name-known-late",
];

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
        assert!(
            (card.examples.iter().any(armlint::rule::Example::is_bad)
                || NEEDS_MORE.contains(&card.name))
                && card.examples.iter().any(|e| !e.is_bad()),
            "{}",
            card.id
        );
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
