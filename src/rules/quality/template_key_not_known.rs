//! Template has a key that Resource Manager does not know.

use crate::finding::{Confidence, Severity};
use crate::model::Language;
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ018",
        name: "template-key-not-known",
        title: "Template has a key that Resource Manager does not know",
        severity: Severity::Error,
        category: "quality",
        languages: Languages::Arm,
        why: "Resource Manager refuses a template with a key at its top that it does not know: `Could not find member`.",
        looks_at: "The keys at the top of templates in ARM JSON, nested ones included.",
        fix: "Correct the key, or put it into `metadata`.",
        references: &["https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax"],
        equivalents: &["Azure.Template.TemplateFile", "AZR-000212"],
        examples: &[
            Example::arm(
                r#"{ "contentVersion": "1.0.0.0", "resources": [],
  "output": {} // <- finding
}"#,
            ),
            Example::arm(r#"{ "contentVersion": "1.0.0.0", "resources": [], "outputs": {} }"#),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    for frame in context.templates().iter().filter(|frame| frame.template.language == Language::Arm)
    {
        for (key, _) in templates::root(frame).members() {
            let Some(name) = key.as_text() else { continue };
            if KEYS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                continue;
            }
            let message = format!("A template has no '{name}' at its top.");
            context.report_at(&RULE.card, key.place(), Confidence::High, message).about(name);
        }
    }
}

// Source: the structure of templates in the documentation, and the published template schemas.
const KEYS: [&str; 14] = [
    "$schema",
    "contentVersion",
    "apiProfile",
    "languageVersion",
    "definitions",
    "metadata",
    "parameters",
    "functions",
    "variables",
    "resources",
    "outputs",
    "extensions",
    "imports",
    "asserts",
];
