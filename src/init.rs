//! A first `armlint.toml` for a repository: what was found there is set, all else is explained.

mod survey;
#[cfg(test)]
mod tests;

use crate::config::schema;
use crate::config::shape::{Key, ROOT};
use std::fmt::Write as _;
pub use survey::{Survey, look};

/// An example for every key, in place of what is not known of the repository.
const EXAMPLES: &[(&str, &str)] = &[
    ("extends", "extends = \"policy/armlint.toml\""),
    ("select", "select = [\"PL\", \"NW\", \"storage-min-tls\"]"),
    ("extend_select", "extend_select = [\"EN\"]"),
    ("ignore", "ignore = [\"GV\"]"),
    ("pedantic", "pedantic = true"),
    ("strict", "strict = true"),
    ("fail_on", "fail_on = \"error\""),
    ("min_severity", "min_severity = \"warning\""),
    ("min_confidence", "min_confidence = \"high\""),
    ("exclude", "exclude = [\"vendor/\", \"*.generated.json\"]"),
    ("locked", "locked = [\"public-network-access\"]"),
    ("require_reason", "require_reason = true"),
    ("cloud", "cloud = \"AzureUSGovernment\""),
    ("allowed_regions", "allowed_regions = [\"westeurope\", \"northeurope\"]"),
    ("placeholders", "placeholders = [\"#{*}#\", \"__*__\"]"),
    ("extend_placeholders", "extend_placeholders = [\"%*%\"]"),
    ("rules", "rules = [\"policies/\"]"),
    ("baseline", "baseline = \"armlint-baseline.json\""),
    ("severity", "[severity]\nprivate-dns-zone-missing = \"note\""),
    ("rule", "[rule.name-of-the-rule]\nparameter = 1"),
    ("paths", "[paths.\"infra/legacy/\"]\nignore = [\"PA\"]"),
    ("parameters", "[parameters]\n\"infra/*.bicep\" = \"env/{env}/*.bicepparam\""),
    ("environment", "[environment]\nREGION = \"westeurope\""),
    ("dns", "[dns]\nmanaged_by = \"policy\"\nresolver_vnets = [\"*/virtualNetworks/vnet-hub\"]"),
    (
        "network",
        "[network.\"*/virtualNetworks/vnet-hub\"]\nlocation = \"westeurope\"\nprefixes = [\"10.0.0.0/16\"]\ndns = [\"10.0.0.4\"]",
    ),
    ("project", "[project]\nroots = [\"infra/main.bicep\"]"),
    (
        "suppressions",
        "[[suppressions]]\nrules = [\"public-network-access\"]\npaths = [\"infra/web.bicep\"]\nresource = \"Microsoft.Storage/storageAccounts/st*\"\n\
         reason = \"Static web site.\"\nexpires = 2027-12-31",
    ),
    (
        "exemptions",
        "[[exemptions]]\nrules = [\"public-network-access\"]\nreason = \"Agreed with security.\"\nowner = \"platform team\"\n\
         expires = 2027-12-31",
    ),
];

/// The text of a configuration for what was found.
pub fn configuration(survey: &Survey) -> String {
    let mut text = format!("#:schema {}\n", schema::address());
    text.push_str("# Configuration of armlint. Globs are relative to this file; `armlint config` shows what holds.\n");
    let _ = writeln!(text, "# Found here: {}.", survey.summary());
    for tool in &survey.other_tools {
        let _ = writeln!(text, "# {tool}: `armlint migrate` takes over what it suppresses.");
    }
    for key in ROOT {
        entry(&mut text, key, survey);
    }
    text
}

/// A key with its explanation, set to what was found or left as a comment.
fn entry(text: &mut String, key: &Key, survey: &Survey) {
    text.push('\n');
    for line in wrapped(key.about, 98) {
        let _ = writeln!(text, "# {line}");
    }
    if let Some(found) = survey.setting(key.name) {
        text.push_str(&found);
        return;
    }
    let example =
        EXAMPLES.iter().find(|(name, _)| *name == key.name).map_or("", |(_, example)| example);
    for line in example.lines() {
        let _ = writeln!(text, "# {line}");
    }
}

/// Text in lines of at most `width` characters, where words allow.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.len() + word.len() < width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
