//! The page about `armlint.toml`: every key with an example, made of the tables that files are checked against.

use super::schema;
use super::shape::{Key, Merge, ROOT, Shape};
use std::fmt::Write as _;

/// An example for every key.
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
    (
        "rule",
        "[rule.resource-naming-pattern]\ntypes = { \"Microsoft.Storage/storageAccounts\" = \"^st\" }",
    ),
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

/// The example of a key of the file; empty for one that is not there.
pub fn example(key: &str) -> &'static str {
    EXAMPLES.iter().find(|(name, _)| *name == key).map_or("", |(_, example)| example)
}

const HEAD: &str = include_str!("page.md");

/// The text of the page.
pub fn text() -> String {
    let mut text = HEAD.replace("{schema}", &schema::address());
    for key in ROOT {
        section(&mut text, key);
    }
    text
}

fn section(text: &mut String, key: &Key) {
    let _ = write!(text, "\n### `{}`\n\n{}\n", key.name, key.about);
    let takes = takes(&key.shape);
    let several = match (key.merge, &key.shape) {
        (Merge::Append, _) => "what all files of a chain say holds",
        (_, Shape::Map { .. } | Shape::Table(_)) => {
            "entry by entry the last file of a chain has the word"
        }
        _ => "the last file of a chain has the word",
    };
    let _ = write!(text, "\nTakes {takes}; {several}.\n");
    let keys = match &key.shape {
        Shape::Table(keys) | Shape::Tables(keys) => keys,
        Shape::Map { to: Shape::Table(keys), .. } => keys,
        _ => &[][..],
    };
    if !keys.is_empty() {
        text.push_str("\n| key | takes | |\n|---|---|---|\n");
    }
    for key in keys {
        let needed = if key.required { " Needed." } else { "" };
        let _ = writeln!(
            text,
            "| `{}` | {} | {}{needed} |",
            key.name,
            self::takes(&key.shape),
            key.about
        );
    }
    let _ = write!(text, "\n```toml\n{}\n```\n", example(key.name));
}

/// What a value may be, in words.
fn takes(shape: &Shape) -> String {
    match shape {
        Shape::Flag => "`true` or `false`".to_owned(),
        Shape::Text => "a text".to_owned(),
        Shape::Word(words) => {
            let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            format!("one of {}", words.join(", "))
        }
        Shape::Date => "a day, as in `2026-12-31`".to_owned(),
        Shape::Texts => "texts; a single one needs no brackets".to_owned(),
        Shape::Scalar => "a flag, a number, a text, or an array or table of these".to_owned(),
        Shape::Table(_) => "a table".to_owned(),
        Shape::Map { of, to: Shape::Table(_) } => format!("a table for each {of}"),
        Shape::Map { of, to: Shape::Map { of: inner, to } } => {
            format!("a table for each {of}, with {} for each {inner}", takes(to))
        }
        Shape::Map { of, to } => format!("{} for each {of}", takes(to)),
        Shape::Tables(_) => "tables, each under `[[…]]`".to_owned(),
    }
}
