#![no_main]
//! Any text as `armlint.toml`.

use armlint::config::{self, Overrides, Settings};
use armlint::rule::RuleIndex;
use armlint::rules::RULES;
use armlint::storage::Storage;
use armlint_fuzz::source;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = config::tree::read(&source("armlint.toml", text));
    let folder = std::env::temp_dir().join(format!("armlint-fuzz-{}", std::process::id()));
    let _ = std::fs::create_dir_all(&folder);
    let path = folder.join("armlint.toml");
    if std::fs::write(&path, text).is_err() {
        return;
    }
    let index = RuleIndex::new(RULES.iter().map(|rule| &rule.card));
    match config::load(&path, &folder) {
        Ok(layers) => match Settings::new(layers, &index, &[], &Overrides::default()) {
            Ok(settings) => {
                for rule in RULES {
                    settings.selects(&rule.card, "infra/main.bicep");
                    settings.severity(&rule.card, rule.card.severity, "infra/main.bicep");
                }
                settings.parameter_files(&Storage::Disk, &folder, "infra/main.bicep");
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        },
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
