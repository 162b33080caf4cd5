//! Secret goes into an app setting as it is.

use crate::eval::instance::Instance;
use crate::finding::Severity;
use crate::look::Spot;
use crate::quality::{flow, sensitive, templates};
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::syntax::document::NodeRef;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "SC010",
        name: "secret-in-app-setting",
        title: "Secret goes into an app setting as it is",
        severity: Severity::Note,
        security_severity: Some("4.0"),
        category: "secrets",
        on: false,
        why: "App settings are encrypted at rest, but everybody who may manage the app, and each process in it, reads them. A key vault reference, or the identity of the app, needs no secret there.",
        looks_at: "Values of secure parameters and of `listKeys()` and its kin in app settings and connection strings of `Microsoft.Web/sites`, in the site itself and in `config` children. Off, since many services offer no other way.",
        fix: "Use a key vault reference (`@Microsoft.KeyVault(SecretUri=…)`), or a connection by identity.",
        references: &[
            "https://learn.microsoft.com/azure/app-service/app-service-key-vault-references",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Web/sites/config", "apiVersion": "2022-09-01", "name": "site/appsettings",
  "properties": {
    "StorageKey": "[listKeys(resourceId('Microsoft.Storage/storageAccounts', 'data'), '2023-01-01').keys[0].value]" // <- finding
  }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Web/sites/config", "apiVersion": "2022-09-01", "name": "site/appsettings",
  "properties": { "StorageKey": "@Microsoft.KeyVault(SecretUri=https://vault.vault.azure.net/secrets/key)" }
} ] }"#,
            ),
            Example::bicep(
                "@secure()
param password string

resource site 'Microsoft.Web/sites@2022-09-01' = {
  name: 'site'
  location: 'westeurope'
  properties: {
    siteConfig: {
      appSettings: [
        {
          name: 'Password'
          value: password // <- finding
        }
      ]
    }
  }
}
",
            ),
            Example::bicep(
                "resource site 'Microsoft.Web/sites@2022-09-01' = {
  name: 'site'
  location: 'westeurope'
  properties: { siteConfig: { appSettings: [ { name: 'Mode', value: 'Production' } ] } }
}
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

/// Type, path, and who can read what stands there.
const PLACES: [(&str, &str, &str); 5] = [
    ("Microsoft.Web/sites", "properties.siteConfig.appSettings[*].value", WHY),
    ("Microsoft.Web/sites", "properties.siteConfig.connectionStrings[*].connectionString", WHY),
    ("Microsoft.Web/sites/config", "properties.*", WHY),
    ("Microsoft.Web/sites/slots", "properties.siteConfig.appSettings[*].value", WHY),
    ("Microsoft.Web/sites/slots/config", "properties.*", WHY),
];
const WHY: &str = "whoever may manage the app can read it";

fn check(context: &Context<'_>) {
    for instance in context.instances() {
        if instance.declaration.resource.existing || instance.frame().unit.restored {
            continue;
        }
        for (_, path, why) in PLACES.iter().filter(|(of, ..)| *of == "*" || instance.is(of)) {
            let Some((list, member)) = path.split_once("[*].") else {
                for (key, value) in sensitive::at(instance, path) {
                    report(context, instance, (key, value), key.as_text(), path, why);
                }
                continue;
            };
            for (_, element) in sensitive::at(instance, &format!("{list}[*]")) {
                let element = sensitive::through_variables(instance.scope.frame, element);
                let name = element.get("name").and_then(NodeRef::as_text);
                if let Some((key, value)) = element.member(member) {
                    report(context, instance, (key, value), name, path, why);
                }
            }
        }
    }
}

fn report<'w>(
    context: &Context<'w>,
    instance: &'w Instance<'w>,
    (key, value): (NodeRef<'w>, NodeRef<'w>),
    name: Option<&str>,
    path: &str,
    why: &str,
) {
    let frame = instance.scope.frame;
    let Some(secret) = flow::secret(frame, value) else { return };
    let own = instance.declaration.resource.span;
    let place = templates::value_place(value, key.span());
    // A value in a variable is reported where the resource is.
    let place = if own.contains(place.span) { place } else { instance.type_place() };
    let name = name.or(key.as_text()).unwrap_or(path);
    let spot = Spot { place, path: path.to_owned(), value: None };
    let message = format!("'{name}' has the {secret}: {why}.");
    context.report(&RULE.card, instance, &spot, secret.confidence, message);
}
