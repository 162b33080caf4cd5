//! Configurations from end to end.

use super::*;
use crate::finding::{Confidence, Severity};
use crate::rule::index::tests::index;
use std::fs;

fn settings(texts: &[&str]) -> Result<Settings, ConfigError> {
    Settings::new(Layers::of(texts)?, &index(), &PARAMETERS, &Overrides::default())
}

const PARAMETERS: [RuleParameter; 2] = [
    RuleParameter { rule: "TQ001", name: "most_unused", about: "How many may be unused." },
    RuleParameter { rule: "TQ001", name: "limits", about: "How many of each." },
];

fn fault(texts: &[&str]) -> String {
    settings(texts).map_or_else(|error| error.to_string(), |_| "no fault".to_owned())
}

#[test]
fn a_fault_is_shown_with_its_text_and_what_was_meant() {
    assert_eq!(
        fault(&["# mine\nselct = [\"PL\"]\n"]),
        "armlint.toml:2:1: unknown key 'selct'\n  |\n2 | selct = [\"PL\"]\n  | ^^^^^ did you mean 'select'?"
    );
    assert_eq!(
        fault(&["ignore = [\"PL\", \"private-dns-zone-mising\"]"]),
        "armlint.toml:1:17: there is no rule 'private-dns-zone-mising'\n  |\n\
         1 | ignore = [\"PL\", \"private-dns-zone-mising\"]\n  \
         |                 ^^^^^^^^^^^^^^^^^^^^^^^^^ did you mean 'private-dns-zone-missing'?"
    );
    let syntax = fault(&["select = [\n"]);
    assert!(syntax.starts_with("armlint.toml:"), "{syntax}");
}

#[test]
fn all_faults_are_told_at_once() {
    let text = "fail_on = \"eror\"\nstrict = 1\n[dns]\nmanaged-by = \"nobody\"\n[[suppressions]]\nrules = \"PL\"\n";
    let error = Layers::of(&[text]).unwrap_err();
    let messages: Vec<_> = error.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "'fail_on' takes one of 'error', 'warning', 'note', 'never'",
            "'strict' takes true or false",
            "'managed_by' takes one of 'template', 'policy'",
            "'reason' is missing here",
        ]
    );
    let blanket = fault(&["[[suppressions]]\nrules = \"PL\"\nreason = \"x\"\n"]);
    assert!(blanket.contains("'PL' is not one rule"), "{blanket}");
}

#[test]
fn every_key_is_read() {
    let settings =
        settings(&[include_str!("tests/every_key.toml")]).unwrap_or_else(|error| panic!("{error}"));
    let card = |word: &str| index().rule(word).unwrap();
    assert_eq!(settings.fail_on, FailOn(Some(Severity::Error)));
    assert_eq!(settings.min_severity, MinSeverity(Severity::Warning));
    assert_eq!(settings.min_confidence, MinConfidence(Confidence::Low));
    assert!(settings.strict && settings.require_reason && settings.rules.dns_by_policy);
    assert!(settings.selection.is_on(card("TQ001")) && !settings.selection.is_on(card("EN001")));
    assert!(settings.selects(card("EN001"), "infra/legacy/a.bicep"));
    assert!(!settings.selects(card("PL003"), "infra/legacy/a.bicep"));
    assert!(settings.cards().iter().any(|card| card.id == "EN001"));
    assert_eq!(settings.severity(card("PL003"), Severity::Warning, "a.bicep"), Severity::Note);
    assert_eq!(
        settings.severity(card("PA001"), Severity::Warning, "infra/legacy/a.bicep"),
        Severity::Error
    );
    assert_eq!(
        settings.severity(card("PA001"), Severity::Note, "infra/legacy/a.bicep"),
        Severity::Note
    );
    assert!(settings.placeholders.matches("%x%") && settings.placeholders.matches("TODO"));
    assert!(!settings.placeholders.matches("GEN-x"));
    assert!(settings.exclude.matches("vendor/x/main.bicep"));
    assert_eq!(settings.environment["REGION"], "westeurope");
    assert_eq!(settings.rules.parameter("unused-parameter", "most_unused"), Some(&2.into()));
    let limits = serde_json::json!({ "files": [1, 2] });
    assert_eq!(settings.rules.parameter("unused-parameter", "limits"), Some(&limits));
    assert_eq!(settings.rules.allowed_regions, ["westeurope", "northeurope"]);
    let network = &settings.rules.networks[0];
    assert_eq!(network.location.as_deref(), Some("westeurope"));
    assert_eq!(network.dns.as_deref(), Some(&["10.0.0.4".to_owned()][..]));
    assert!(settings.roots.as_ref().unwrap().matches("infra/main.bicep"));
    assert_eq!(settings.entries.len(), 2);
    let file = settings.parameter_file("infra/main.bicep", "env/prod/x.bicepparam").unwrap();
    assert_eq!(file.environment.as_deref(), Some("prod"));
}

#[test]
fn the_tables_and_the_sample_know_the_same_keys() {
    let sample = Layers::of(&[include_str!("tests/every_key.toml")]).unwrap();
    for key in shape::ROOT.iter().filter(|key| key.name != "extends") {
        assert!(sample.has(key.name), "{} is not in the sample", key.name);
    }
}

#[test]
fn the_command_line_has_the_last_word() {
    let layers = Layers::of(&["fail_on = \"error\"\nignore = [\"PL003\"]\n"]).unwrap();
    let wish = Wish { extend: vec!["PL003".to_owned()], ..Wish::default() };
    let overrides = Overrides { wish, fail_on: Some(FailOn(None)), ..Overrides::default() };
    let settings = Settings::new(layers, &index(), &[], &overrides).unwrap();
    assert_eq!(settings.fail_on, FailOn(None));
    assert!(settings.selection.is_on(index().rule("PL003").unwrap()));
    let overrides = Overrides {
        wish: Wish { ignore: vec!["PL03".to_owned()], ..Wish::default() },
        ..Overrides::default()
    };
    let error =
        Settings::new(Layers::default(), &index(), &[], &overrides).unwrap_err().to_string();
    assert_eq!(error, "--ignore: there is no rule 'PL03'\n  = did you mean 'PL003'?");
}

const ORGANISATION: &str =
    "locked = [\"PL003\", \"EN001\"]\nfail_on = \"warning\"\n[severity]\nEN001 = \"error\"\n";

#[test]
fn locked_rules_stay_on() {
    let settings = settings(&[
        ORGANISATION,
        "select = [\"TQ\"]\nignore = [\"PL\"]\n[paths.\"a\"]\nignore = \"ALL\"\n[severity]\nEN = \"note\"\n",
    ]);
    let settings = settings.unwrap_or_else(|error| panic!("{error}"));
    let card = |word: &str| index().rule(word).unwrap();
    assert!(
        settings.selects(card("PL003"), "a/main.bicep") && settings.selects(card("EN001"), "x")
    );
    assert_eq!(settings.severity(card("EN001"), card("EN001").severity, "x"), Severity::Error);
    assert_eq!(settings.locked_by(card("PL003")), Some("org/armlint.toml"));
    assert_eq!(settings.locked_by(card("PA001")), None);
}

#[test]
fn attempts_to_weaken_a_locked_rule_are_faults() {
    for text in [
        "ignore = [\"PL003\"]",
        "[paths.\"legacy/\"]\nignore = [\"private-dns-zone-missing\"]",
        "[severity]\nEN001 = \"warning\"",
        "[paths.\"legacy/\"]\nseverity = { EN001 = \"note\" }",
        "[rule.EN001]\nx = 1",
        "fail_on = \"never\"",
        "min_severity = \"error\"",
        "min_confidence = \"high\"",
        "exclude = [\"infra/\"]",
        "[[suppressions]]\nrules = \"PL003\"\nreason = \"x\"",
        "[[exemptions]]\nrules = \"PL003\"\nreason = \"x\"\nowner = \"me\"\nexpires = 2026-12-31",
    ] {
        let fault = fault(&[ORGANISATION, text]);
        assert!(
            fault.contains("cannot be weakened here") || fault.contains("has locked rules"),
            "{text}: {fault}"
        );
        assert!(fault.starts_with("armlint.toml:"), "{fault}");
    }
    assert_eq!(
        fault(&[ORGANISATION, "[severity]\nPL003 = \"error\"\nPA001 = \"note\""]),
        "no fault"
    );
}

#[test]
fn files_extend_files_of_the_repository_only() {
    let root = std::env::temp_dir().join(format!("armlint-config-{}", std::process::id()));
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("outside.toml", "");
    write("repo/org/base.toml", "ignore = \"PL003\"\nrules = \"mine\"\n");
    write("repo/org/mine/x.toml", "");
    write("repo/infra/armlint.toml", "extends = \"../org/base.toml\"\nignore = \"EN001\"\n");
    write("repo/infra/a/main.bicep", "");
    write("repo/bad.toml", "extends = \"../outside.toml\"\n");
    write("repo/loop.toml", "extends = \"loop.toml\"\n");
    let repo = root.join("repo");
    let found = discover(&repo.join("infra/a/main.bicep"), &repo).unwrap();
    assert!(found.ends_with("infra/armlint.toml"));
    assert!(discover(&repo.join("org/mine"), &repo).is_none());
    let layers = load(&found, &repo).unwrap();
    assert_eq!((layers.files.len(), layers.base.as_str()), (2, "infra"));
    assert!(layers.rule_paths().unwrap()[0].ends_with("org/mine"));
    let error = |name: &str| load(&repo.join(name), &repo).unwrap_err().to_string();
    assert!(error("bad.toml").contains("lies outside of the repository"));
    assert!(error("loop.toml").contains("extends itself"));
    assert!(error("none.toml").contains("cannot be read"));
    fs::remove_dir_all(root).unwrap();
}
