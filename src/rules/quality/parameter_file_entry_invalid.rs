//! Entry of a parameter file cannot be used.

use crate::eval::frame::Frame;
use crate::finding::{Confidence, Severity};
use crate::graph::secrets::has_token;
use crate::model::Language;
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::source::Place;
use crate::syntax::document::NodeRef;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ029",
        name: "parameter-file-entry-invalid",
        title: "Entry of a parameter file cannot be used",
        severity: Severity::Error,
        category: "quality",
        why: "Resource Manager refuses parameters that the template does not declare, entries without a value, and references that name no secret, before anything is deployed.",
        looks_at: "Entries of the parameter files of a template: one that the template has no parameter for; in JSON an entry with neither `value` nor `reference` nor `expression`, and a `reference` whose `keyVault.id` is written out and is no id of a vault, or that has no `secretName`. Of several files each is looked at. Values with placeholders are passed over.",
        fix: "Correct the name, or give a value or a reference.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/parameter-files",
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/key-vault-parameter",
        ],
        equivalents: &[
            "AZR-000229",
            "AZR-000231",
            "AZR-000232",
            "AZR-000233",
            "Azure.Template.ParameterValue",
            "Azure.Template.ValidSecretRef",
            "DeploymentParameters Should Have Value",
        ],
        examples: &[
            Example::arm(TEMPLATE_ARM).beside(&[(
                "azuredeploy.parameters.json",
                r#"{ "parameters": {
  "name": { // <- finding
    "metadata": { "description": "The name of the account." }
  },
  "region": { "value": "westeurope" } // <- finding
} }"#,
            )]),
            Example::arm(TEMPLATE_ARM).beside(&[(
                "azuredeploy.parameters.json",
                r#"{ "parameters": { "name": { "value": "stdata" } } }"#,
            )]),
            Example::bicep(TEMPLATE_BICEP).beside(&[(
                "main.bicepparam",
                "using 'main.bicep'

param name = 'stdata'
param region = 'westeurope' // <- finding
",
            )]),
            Example::bicep(TEMPLATE_BICEP).beside(&[(
                "main.bicepparam",
                "using 'main.bicep'

param name = 'stdata'
",
            )]),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

const TEMPLATE_ARM: &str = r#"{ "parameters": { "name": { "type": "string" } }, "resources": [] }"#;
const TEMPLATE_BICEP: &str = "param name string
";

fn check(context: &Context<'_>) {
    let files = context.world.parameter_files.get().copied().unwrap_or_default();
    let Some(root) = context.world.root.get() else { return };
    for unit in files {
        let Some(file) = &unit.parameter_file else { continue };
        for (name, assignment) in file.values.iter() {
            if root.template.parameters.get(name).is_none() && is_whole(root) {
                let place = unit.document.place(assignment.name);
                let message = format!("The template has no parameter '{name}'.");
                report(context, place, name, message);
            }
        }
        let entries = unit
            .document
            .root()
            .get("parameters")
            .filter(|_| unit.template.language == Language::Arm);
        for (key, entry) in entries.iter().flat_map(|entries| entries.members()) {
            let name = key.as_text().unwrap_or_default();
            if let Some((place, why)) = fault(key, entry) {
                report(context, place, name, format!("Parameter '{name}' {why}."));
            }
        }
    }
}

/// Whether all that the template declares could be read.
fn is_whole(root: &Frame<'_>) -> bool {
    root.unit.document.fatal().is_none()
}

fn report(context: &Context<'_>, place: Place, name: &str, message: String) {
    context
        .report_at(&RULE.card, place, Confidence::High, message)
        .about(format!("parameters.{name}"));
}

/// What is wrong with an entry of a JSON file, and where.
fn fault(key: NodeRef<'_>, entry: NodeRef<'_>) -> Option<(Place, &'static str)> {
    if !entry.is_object() {
        return Some((entry.place(), "is no object with a 'value'"));
    }
    let has = |name: &str| entry.get(name).is_some();
    let Some(reference) = entry.get("reference") else {
        let is_given = has("value") || has("expression");
        return (!is_given).then(|| (key.place(), "has neither a 'value' nor a 'reference'"));
    };
    let vault = reference.get("keyVault").and_then(|vault| vault.get("id"));
    if let Some(vault) = vault
        && let Some(id) = vault.as_text()
        && !has_token(id)
        && !is_vault(id)
    {
        return Some((vault.place(), "refers to something that is no id of a key vault"));
    }
    let secret = reference.get("secretName").filter(|name| name.as_text() != Some(""));
    let (key, _) = entry.member("reference")?;
    (secret.is_none() && vault.is_some())
        .then(|| (key.place(), "refers to a key vault and names no secret"))
}

fn is_vault(id: &str) -> bool {
    let parts: Vec<_> = id.trim_matches('/').split('/').collect();
    let is =
        |at: usize, word: &str| parts.get(at).is_some_and(|part| part.eq_ignore_ascii_case(word));
    parts.len() == 8
        && is(0, "subscriptions")
        && is(2, "resourceGroups")
        && is(4, "providers")
        && is(5, "Microsoft.KeyVault")
        && is(6, "vaults")
}
