//! Size of a machine is written in the template.

use crate::finding::{Confidence, Severity};
use crate::look::Spot;
use crate::quality::sensitive;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ033",
        name: "vm-size-literal",
        title: "Size of a machine is written in the template",
        severity: Severity::Note,
        category: "quality",
        on: false,
        pedantic: true,
        why: "Not every size is to be had in every region and subscription. Whoever deploys should be able to choose another one.",
        looks_at: "`hardwareProfile.vmSize` of machines and `sku.name` of scale sets that are literal, directly or through variables.",
        fix: "Make it a parameter.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices",
        ],
        equivalents: &["VM Size Should Be A Parameter"],
        examples: &[
            Example::arm(
                r#"{ "resources": [ { "type": "Microsoft.Compute/virtualMachines", "apiVersion": "2023-03-01", "location": "westeurope", "name": "vm", "properties": { "hardwareProfile": {
  "vmSize": "Standard_D2s_v5" // <- finding
} } } ] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "size": { "type": "string" } }, "resources": [ { "type": "Microsoft.Compute/virtualMachines", "apiVersion": "2023-03-01", "location": "westeurope", "name": "vm", "properties": { "hardwareProfile": { "vmSize": "[parameters('size')]" } } } ] }"#,
            ),
            Example::bicep(
                "resource vm 'Microsoft.Compute/virtualMachines@2023-03-01' = {
  name: 'vm'
  location: 'westeurope'
  properties: {
    hardwareProfile: {
      vmSize: 'Standard_D2s_v5' // <- finding
    }
  }
}
",
            ),
            Example::bicep(
                "param size string

resource vm 'Microsoft.Compute/virtualMachines@2023-03-01' = {
  name: 'vm'
  location: 'westeurope'
  properties: { hardwareProfile: { vmSize: size } }
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
    for (name, path) in [
        ("Microsoft.Compute/virtualMachines", "properties.hardwareProfile.vmSize"),
        ("Microsoft.Compute/virtualMachineScaleSets", "sku.name"),
    ] {
        for instance in context.deployed(name) {
            for (_, node) in sensitive::at(instance, path) {
                let Some(text) = sensitive::through_variables(instance.scope.frame, node).as_text()
                else {
                    continue;
                };
                let spot = Spot { place: node.place(), path: path.to_owned(), value: None };
                let message = format!("The size is always '{text}'.");
                context.report(&RULE.card, instance, &spot, Confidence::High, message);
            }
        }
    }
}
