//! An app that keeps a secret it does not need.

use crate::eval::instance::Instance;
use crate::eval::value::{Data, Piece, Val};
use crate::finding::{Confidence, Severity};
use crate::graph::clients;
use crate::look::words;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT017",
        name: "adt-client-stored-secret",
        title: "App that calls Digital Twins stores a credential",
        severity: Severity::Note,
        confidence: Confidence::Low,
        category: "identity",
        on: false,
        why: "With a managed identity an app needs no secret for Digital Twins. A stored one can leak, and expires at a bad moment.",
        looks_at: "Settings such as `AZURE_CLIENT_SECRET` of apps that call Digital Twins. References to a key vault are fine.",
        fix: "Remove the setting and use the app's managed identity.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/how-to-authenticate-client",
            "https://learn.microsoft.com/azure/digital-twins/concepts-security",
        ],
        resource_types: &["Microsoft.Web/sites", "Microsoft.App/containerApps"],
        examples: &[
            Example::arm(
                r#"{ "parameters": { "secret": { "type": "securestring" } }, "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "name": "twins", "location": "westeurope",
  "identity": { "type": "SystemAssigned" }
}, {
  "type": "Microsoft.Web/sites", "apiVersion": "2023-12-01", "name": "reader", "location": "westeurope", "kind": "functionapp", "identity": { "type": "SystemAssigned" },
  "properties": { "siteConfig": { "appSettings": [ {
    "name": "ADT_SERVICE_URL", "value": "[concat('https://', reference(resourceId('Microsoft.DigitalTwins/digitalTwinsInstances', 'twins')).hostName)]" }, { // <- finding
    "name": "AZURE_CLIENT_SECRET", "value": "[parameters('secret')]" } ] } }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "name": "twins", "location": "westeurope",
  "identity": { "type": "SystemAssigned" }
}, {
  "type": "Microsoft.Web/sites", "apiVersion": "2023-12-01", "name": "reader", "location": "westeurope", "kind": "functionapp", "identity": { "type": "SystemAssigned" },
  "properties": { "siteConfig": { "appSettings": [ {
    "name": "ADT_SERVICE_URL", "value": "[concat('https://', reference(resourceId('Microsoft.DigitalTwins/digitalTwinsInstances', 'twins')).hostName)]" }, {
    "name": "AZURE_CLIENT_SECRET", "value": "@Microsoft.KeyVault(SecretUri=https://vault.vault.azure.net/secrets/app/)" } ] } }
} ] }"#,
            ),
            Example::bicep(
                r"@secure()
param secret string

resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' = {
  name: 'twins'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
}

resource reader 'Microsoft.Web/sites@2023-12-01' = {
  name: 'reader'
  location: 'westeurope'
  kind: 'functionapp'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    siteConfig: {
      appSettings: [
        {
          name: 'ADT_SERVICE_URL'
          value: 'https://${twins.properties.hostName}'
        }
        { // <- finding
          name: 'ADT_CLIENT_SECRET'
          value: secret
        }
      ]
    }
  }
}
",
            ),
            Example::bicep(
                r"resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' = {
  name: 'twins'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
}

resource reader 'Microsoft.Web/sites@2023-12-01' = {
  name: 'reader'
  location: 'westeurope'
  kind: 'functionapp'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    siteConfig: {
      appSettings: [
        {
          name: 'ADT_SERVICE_URL'
          value: 'https://${twins.properties.hostName}'
        }
      ]
    }
  }
}
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &[],
};

fn check<'w>(context: &Context<'w>, app: &'w Instance<'w>) {
    if clients::wiring(context, app).is_none() {
        return;
    }
    for setting in clients::settings(context, app) {
        if !is_secret(&setting.name)
            || is_vault_reference(setting.value)
            || words::is_something(setting.value).is_no()
        {
            continue;
        }
        let message = format!(
            "The setting '{}' stores a credential that a managed identity would make needless.",
            setting.name
        );
        context.report(&RULE.card, setting.holder, &setting.spot, Confidence::Low, message);
    }
}

fn is_secret(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let plain = plain.to_ascii_lowercase();
    plain.ends_with("clientsecret") || plain.ends_with("clientcertificatepassword")
}

fn is_vault_reference(value: Val<'_>) -> bool {
    let start = match value.data {
        Data::Str(text) => text,
        Data::Text(pieces) => match pieces.first() {
            Some(Piece::Literal(text)) => text,
            _ => return false,
        },
        _ => return false,
    };
    start.get(..20).is_some_and(|start| start.eq_ignore_ascii_case("@microsoft.keyvault("))
}
