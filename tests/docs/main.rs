//! Pages of `docs` that are generated are fresh: those of `docs/rules` are the cards, `docs/peer-checks.md` is the account of
//! what other tools check. `ARMLINT_UPDATE=1 cargo test --test docs` writes them anew.
#![allow(clippy::print_stderr, reason = "a test says that it had nothing to compare with")]

mod peer_checks;

use armlint::rule::{Card, own, page};
use armlint::rules::RULES;
use std::collections::BTreeMap;
use std::path::Path;

#[test]
fn pages_are_fresh() {
    let mut cards: Vec<&Card> =
        RULES.iter().map(|rule| &rule.card).chain(own::ALL.iter().copied()).collect();
    cards.sort_by_key(|card| card.id);
    let mut wanted: BTreeMap<String, String> =
        cards.iter().map(|card| (format!("{}.md", card.name), page::markdown(card))).collect();
    wanted.insert("README.md".to_owned(), page::index(&cards));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    if std::env::var_os("ARMLINT_UPDATE").is_some() {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("the folder can be made");
        for (name, text) in &wanted {
            std::fs::write(folder.join(name), text).expect("the page can be written");
        }
    }
    let entries = std::fs::read_dir(&folder).expect("docs/rules is there");
    let found: BTreeMap<String, String> = entries
        .map(|entry| entry.expect("it can be read").path())
        .map(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).expect("the page can be read"))
        })
        .collect();
    for (name, text) in &wanted {
        assert!(
            found.get(name) == Some(text),
            "docs/rules/{name} is not fresh: ARMLINT_UPDATE=1 cargo test --test docs"
        );
    }
    assert_eq!(found.len(), wanted.len(), "docs/rules holds pages of rules that are gone");
}
