//! An app with the address of an instance, and without an identity.

use crate::eval::instance::Instance;
use crate::finding::Confidence;
use crate::graph::clients;
use crate::graph::subject::display_name;
use crate::look::Spot;
use crate::look::words;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT014",
        name: "adt-client-without-identity",
        title: "App that calls Digital Twins has no managed identity",
        confidence: Confidence::Medium,
        category: "identity",
        why: "Digital Twins takes tokens only. An app in Azure gets them with a managed identity and needs nothing but the address of the instance; without one it needs a secret that somebody stores and rotates.",
        looks_at: "Web, function and container apps with a setting that holds the address of a Digital Twins instance: its `hostName`, or a literal `*.digitaltwins.azure.net`, inline or in `config/appsettings`; and workflows that call such an address in an action or have it as a parameter; and no `identity`. Settings that are not known are passed over.",
        fix: "Give the app an identity, and the identity a data role on the instance.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/how-to-authenticate-client",
            "https://learn.microsoft.com/azure/digital-twins/concepts-security",
        ],
        resource_types: &[
            "Microsoft.Web/sites",
            "Microsoft.App/containerApps",
            "Microsoft.Logic/workflows",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "name": "twins", "location": "westeurope",
  "identity": { "type": "SystemAssigned" }
}, {
  "type": "Microsoft.Web/sites", // <- finding
  "apiVersion": "2023-12-01", "name": "reader", "location": "westeurope", "kind": "functionapp",
  "properties": { "siteConfig": { "appSettings": [ {
    "name": "ADT_SERVICE_URL", "value": "[concat('https://', reference(resourceId('Microsoft.DigitalTwins/digitalTwinsInstances', 'twins')).hostName)]" } ] } }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "name": "twins", "location": "westeurope",
  "identity": { "type": "SystemAssigned" }
}, {
  "type": "Microsoft.Web/sites", "apiVersion": "2023-12-01", "name": "reader", "location": "westeurope", "kind": "functionapp", "identity": { "type": "SystemAssigned" },
  "properties": { "siteConfig": { "appSettings": [ {
    "name": "ADT_SERVICE_URL", "value": "[concat('https://', reference(resourceId('Microsoft.DigitalTwins/digitalTwinsInstances', 'twins')).hostName)]" } ] } }
} ] }"#,
            ),
            Example::bicep(
                r"resource job 'Microsoft.App/containerApps@2024-03-01' = { // <- finding
  name: 'job'
  location: 'westeurope'
  properties: {
    template: {
      containers: [
        {
          name: 'main'
          image: 'contoso/reader:1'
          env: [
            {
              name: 'TWINS'
              value: 'https://twins.api.weu.digitaltwins.azure.net'
            }
          ]
        }
      ]
    }
  }
}
",
            ),
            Example::bicep(
                r"resource flow 'Microsoft.Logic/workflows@2019-05-01' = { // <- finding
  name: 'flow'
  location: 'westeurope'
  properties: {
    definition: {
      '$schema': 'https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#'
      contentVersion: '1.0.0.0'
      triggers: {}
      actions: {
        ask: {
          type: 'Http'
          inputs: {
            method: 'POST'
            uri: 'https://twins.api.weu.digitaltwins.azure.net/query?api-version=2023-10-31'
          }
        }
      }
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
    let Some((spot, confidence)) = without_identity(app) else { return };
    let Some(wiring) = clients::wiring(context, app) else { return };
    let message = format!(
        "'{}' calls Azure Digital Twins (setting '{}') but has no managed identity to do it with.",
        display_name(app),
        wiring.setting.name
    );
    if let Some(handle) = context.report(&RULE.card, app, &spot, confidence, message) {
        handle.related(wiring.setting.spot.place, "the setting with the address of the instance");
    }
}

fn without_identity<'w>(app: &'w Instance<'w>) -> Option<(Spot<'w>, Confidence)> {
    let path = "identity.type";
    words::stated(app, path, &["None"]).or_else(|| words::lacking(app, path))
}
