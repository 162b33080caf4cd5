//! Output shows a secret.

use crate::finding::Severity;
use crate::quality::{flow, templates};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "SC001",
        name: "output-exposes-secret",
        title: "Output shows a secret",
        severity: Severity::Warning,
        security_severity: Some("7.5"),
        category: "secrets",
        why: "Outputs stand in the history of the deployment, where everybody who may read the resource group can read them. A key or a password there is a secret no longer.",
        looks_at: "Outputs that are not secure and give the value of a secure parameter, or what `listKeys()` and its kin give, through variables and functions too. What only depends on a secret, such as `empty(parameters('password'))`, and parts that are no secrets, such as `keyName`, are fine, and so are outputs of type `securestring` or with `@secure()`. A part of a secure object whose name is no secret's, such as `settings.siteName`, has low confidence: that the whole is secure does not say that this part is.",
        fix: "Leave the output out and let whoever needs the secret ask for it, put it into a key vault, or mark the output as secure.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-outputs-should-not-contain-secrets",
        ],
        equivalents: &[
            "AZR-000279",
            "Azure.Deployment.OutputSecretValue",
            "Outputs Must Not Contain Secrets",
            "outputs-should-not-contain-secrets",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [], "outputs": { "key": { "type": "string",
  "value": "[listKeys(resourceId('Microsoft.Storage/storageAccounts', 'data'), '2023-01-01').keys[0].value]" // <- finding
} } }"#,
            ),
            Example::arm(
                r#"{ "resources": [], "outputs": {
  "user": { "type": "object",
    "value": "[list(resourceId('Microsoft.Web/sites/config', 'app', 'publishingcredentials'), '2022-03-01')]" }, // <- finding
  "web": { "type": "object", "value": "[list(resourceId('Microsoft.Web/sites/config', 'app', 'web'), '2022-03-01')]" }
} }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "token": { "type": "securestring" } }, "resources": [],
"variables": {
  "sizes": { "small": { "nodes": 1, "link": "[parameters('token')]" }, "large": { "nodes": 3 } },
  "size": "[variables('sizes')[deployment().name]]",
  "scripts": {
    "file": "[concat('install.sh', parameters('token'))]",
    "command": "[concat('bash install.sh ', variables('size').nodes)]"
  }
},
"outputs": {
  "command": { "type": "string", "value": "[variables('scripts').command]" },
  "link": { "type": "string", "value": "[variables('size').link]" }, // <- finding
  "file": { "type": "string", "value": "[variables('scripts').file]" } // <- finding
} }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "password": { "type": "securestring" } }, "resources": [], "outputs": {
  "hasPassword": { "type": "bool", "value": "[not(empty(parameters('password')))]" }
} }"#,
            ),
            Example::bicep(
                "@secure()
param password string

output connection string = 'Server=db;Password=${password}' // <- finding
",
            ),
            Example::bicep(
                "@secure()
param settings object

output login string = settings.sql.password // <- finding
output all object = settings // <- finding
",
            ),
            Example::bicep(
                "@secure()
param password string

@secure()
output connection string = 'Server=db;Password=${password}'
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    for frame in context.templates() {
        for (name, output) in frame.template.outputs.iter() {
            let copied = || frame.at(output.copy?).get("input").map(|input| input.id);
            let Some(value) = output.value.or_else(copied) else { continue };
            if flow::is_secure(frame, &output.of) || !output.of.secure_properties.is_empty() {
                continue;
            }
            let node = frame.at(value);
            let Some(secret) = flow::secret(frame, node) else { continue };
            let place = templates::value_place(node, output.name);
            let message = format!(
                "Output '{name}' shows the {secret} to everybody who may read the deployment."
            );
            context
                .report_at(&RULE.card, place, secret.confidence, message)
                .about(format!("outputs.{name}"));
        }
    }
}
