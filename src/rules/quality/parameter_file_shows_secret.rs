//! Parameter file holds a secret in plain text.

use crate::eval::frame::Arguments;
use crate::eval::value::{Data, Val};
use crate::finding::{Confidence, Severity};
use crate::graph::secrets;
use crate::quality::flow;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "SC008",
        name: "parameter-file-shows-secret",
        title: "Parameter file holds a secret in plain text",
        severity: Severity::Warning,
        security_severity: Some("7.0"),
        category: "secrets",
        why: "A parameter file lies in the repository. A secret in it can be read by everybody who has a copy.",
        looks_at: "Values in JSON and Bicep parameter files for parameters that are secure. Key vault references, `getSecret()`, empty values, placeholders such as `#{token}#`, `CHANGEME` and `GEN-PASSWORD`, texts that only repeat the parameter's name, and values that are computed from the environment are fine.",
        fix: "Refer to a key vault secret, or give the value when deploying.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-secure-params-in-parameters-file",
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/key-vault-parameter",
        ],
        equivalents: &["secure-params-in-parameters-file"],
        examples: &[
            Example::arm(TEMPLATE_ARM).beside(&[(
                "azuredeploy.parameters.json",
                r#"{ "parameters": {
  "password": {
    "value": "Tulip-42-Harbour" // <- finding
  }
} }"#,
            )]),
            Example::arm(TEMPLATE_ARM).beside(&[(
                "azuredeploy.parameters.json",
                r#"{ "parameters": {
  "password": { "reference": {
    "keyVault": {
      "id": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-deploy"
    },
    "secretName": "admin-password"
  } }
} }"#,
            )]),
            Example::bicep(TEMPLATE_BICEP).beside(&[(
                "main.bicepparam",
                "using 'main.bicep'

param password = 'Tulip-42-Harbour' // <- finding
",
            )]),
            Example::bicep(TEMPLATE_BICEP).beside(&[(
                "main.bicepparam",
                "using 'main.bicep'

param password = readEnvironmentVariable('ADMIN_PASSWORD')
",
            )]),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

const TEMPLATE_ARM: &str =
    r#"{ "parameters": { "password": { "type": "securestring" } }, "resources": [] }"#;
const TEMPLATE_BICEP: &str = "@secure()
param password string
";

fn check(context: &Context<'_>) {
    let Some(root) = context.world.root.get() else { return };
    let Arguments::Given(given) = root.arguments else { return };
    for given in given {
        let Some(parameter) = root.template.parameters.get(given.name) else { continue };
        let (Some(place), true) = (given.value.site, flow::is_secure(root, &parameter.of)) else {
            continue;
        };
        if !is_plain(given.name, given.value) {
            continue;
        }
        context.world.heap.hide(given.value);
        let name = given.name;
        let message = format!(
            "The value of secure parameter '{name}' stands in the parameter file, where everybody can read it."
        );
        context
            .report_at(&RULE.card, place, Confidence::High, message)
            .about(format!("parameters.{name}.value"))
            .related(root.unit.document.place(parameter.name), "the parameter");
    }
}

fn is_plain(name: &str, value: Val<'_>) -> bool {
    match value.data {
        Data::Str(text) => {
            !text.trim().is_empty() && !secrets::has_token(text) && !secrets::repeats(text, name)
        }
        Data::Object(object) => {
            object.members.iter().any(|member| is_plain(member.key, member.value.get()))
        }
        Data::Array(array) => array.values().any(|item| is_plain(name, item)),
        _ => false,
    }
}
