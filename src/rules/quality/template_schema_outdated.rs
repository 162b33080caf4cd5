//! Schema of a template or parameter file is an old one.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ017",
        name: "template-schema-outdated",
        title: "Schema of a template or parameter file is an old one",
        severity: Severity::Note,
        category: "quality",
        on: false,
        pedantic: true,
        languages: Languages::Arm,
        why: "The schema tells tools what may stand in the file. An old one, or one that is fetched without encryption, knows less, or something else.",
        looks_at: "`$schema` of templates and parameter files in ARM JSON: an address with `http:`, and the version `2014-04-01-preview`.",
        fix: "Use `https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#`, for parameter files `deploymentParameters.json#`.",
        references: &["https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax"],
        equivalents: &[
            "AZR-000213",
            "AZR-000214",
            "AZR-000228",
            "AZR-000229",
            "AZR-000230",
            "Azure.Template.ParameterFile",
            "Azure.Template.ParameterScheme",
            "Azure.Template.TemplateSchema",
            "Azure.Template.TemplateScheme",
            "DeploymentParameters Should Have Schema",
            "DeploymentTemplate Schema Is Correct",
        ],
        examples: &[
            Example::arm(
                r#"{
  "$schema": "http://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#", // <- finding
  "contentVersion": "1.0.0.0", "resources": [] }"#,
            ),
            Example::arm(
                r#"{ "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0", "resources": [] }"#,
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    let files = context.world.parameter_files.get().copied().unwrap_or_default();
    let templates = context
        .templates()
        .iter()
        .filter(|frame| templates::is_whole(frame))
        .map(|frame| frame.unit);
    for unit in templates.chain(files.iter().copied()) {
        let Some(schema) = unit.document.root().get("$schema") else { continue };
        let Some(text) = schema.as_text() else { continue };
        let why = if text.starts_with("http:") {
            "is fetched without encryption"
        } else if text.contains("/2014-04-01-preview/") {
            "is an old one"
        } else {
            continue;
        };
        let message = format!("The schema '{text}' {why}.");
        context.report_at(&RULE.card, schema.place(), Confidence::High, message).about("$schema");
    }
}
