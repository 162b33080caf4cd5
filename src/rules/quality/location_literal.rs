//! Location of a resource is written in the template.

use crate::finding::{Confidence, Severity};
use crate::look::Spot;
use crate::quality::sensitive;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ022",
        name: "location-literal",
        title: "Location of a resource is written in the template",
        severity: Severity::Note,
        category: "quality",
        on: false,
        pedantic: true,
        why: "A template with a location in it deploys to one region only.",
        looks_at: "`location` of resources with a literal region, directly or through a variable. `global` is fine, and so are defaults of parameters.",
        fix: "Make it a parameter.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-no-hardcoded-location",
        ],
        equivalents: &[
            "Azure.Template.ResourceLocation",
            "AZR-000222",
            "no-hardcoded-location",
            "Location Should Not Be Hardcoded",
            "Resources Should Have Location",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [ { "type": "Microsoft.Storage/storageAccounts", "name": "data", "sku": { "name": "Standard_LRS" }, "kind": "StorageV2", "apiVersion": "2023-01-01",
  "location": "westeurope" // <- finding
} ] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "place": { "type": "string" } }, "resources": [ { "type": "Microsoft.Storage/storageAccounts", "name": "data", "sku": { "name": "Standard_LRS" }, "kind": "StorageV2", "apiVersion": "2023-01-01", "location": "[parameters('place')]" } ] }"#,
            ),
            Example::bicep(
                "var place = 'westeurope'

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'vault'
  location: place // <- finding
}
",
            ),
            Example::bicep(
                "param place string = resourceGroup().location

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'vault'
  location: place
}
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    for instance in context.instances() {
        if instance.declaration.resource.existing || instance.frame().unit.restored {
            continue;
        }
        for (_, node) in sensitive::at(instance, "location") {
            let value = sensitive::through_variables(instance.scope.frame, node);
            let Some(text) = value
                .as_text()
                .filter(|text| !text.is_empty() && !text.eq_ignore_ascii_case("global"))
            else {
                continue;
            };
            let spot = Spot { place: node.place(), path: "location".to_owned(), value: None };
            let message = format!("The location is always '{text}'.");
            context.report(&RULE.card, instance, &spot, Confidence::High, message);
        }
    }
}
