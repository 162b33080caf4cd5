//! Location is asked of the resource group outside of a parameter.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::syntax::document::{Kind, NodeRef};
use crate::syntax::function::Function;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ023",
        name: "location-of-group",
        title: "Location is asked of the resource group outside of a parameter",
        severity: Severity::Note,
        category: "quality",
        on: false,
        pedantic: true,
        why: "The location of a resource group is the one of its metadata. Whoever deploys cannot choose another one, unless it is the default of a parameter.",
        looks_at: "`resourceGroup().location` and `deployment().location` anywhere but in defaults of parameters and in outputs.",
        fix: "Use it as the default of a parameter `location`, and the parameter elsewhere.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-no-location-expressions-outside-params",
        ],
        equivalents: &[
            "AZR-000220",
            "AZR-000223",
            "Azure.Template.UseLocationParameter",
            "Location Should Not Be Hardcoded",
            "no-loc-expr-outside-params",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [ { "type": "Microsoft.Storage/storageAccounts", "name": "data", "sku": { "name": "Standard_LRS" }, "kind": "StorageV2", "apiVersion": "2023-01-01",
  "location": "[resourceGroup().location]" // <- finding
} ] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "place": { "type": "string", "defaultValue": "[resourceGroup().location]" } }, "resources": [ { "type": "Microsoft.Storage/storageAccounts", "name": "data", "sku": { "name": "Standard_LRS" }, "kind": "StorageV2", "apiVersion": "2023-01-01", "location": "[parameters('place')]" } ] }"#,
            ),
            Example::bicep(
                "resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'vault'
  location: resourceGroup().location // <- finding
}

output place string = resourceGroup().location
",
            ),
            Example::bicep(
                "param place string = resourceGroup().location

output place string = place
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
        let defaults: Vec<_> = frame
            .template
            .parameters
            .iter()
            .filter_map(|(_, one)| Some(frame.at(one.default?).span()))
            .collect();
        for node in context.expressions(frame).iter() {
            let Kind::Property { parts, .. } = node.kind() else { continue };
            let part = |at| parts.get(at).map(|id| node.at(id));
            let is_place = part(0).is_some_and(|base| {
                matches!(
                    base.kind(),
                    Kind::Call { function: Function::ResourceGroup | Function::Deployment, .. }
                )
            });
            let is_location = part(1)
                .and_then(NodeRef::as_text)
                .is_some_and(|key| key.eq_ignore_ascii_case("location"));
            let is_shown = || {
                let mut outputs = frame.template.outputs.iter();
                outputs.any(|(_, output)| output.span.contains(node.span()))
            };
            if is_place
                && is_location
                && !is_shown()
                && !defaults.iter().any(|default| default.contains(node.span()))
            {
                let message = "Whoever deploys cannot choose another location.".to_owned();
                let about = templates::owner(frame, node.span());
                context.report_at(&RULE.card, node.place(), Confidence::High, message).about(about);
            }
        }
    }
}
