//! Secret goes into a property that others can read.

use crate::eval::instance::Instance;
use crate::finding::Severity;
use crate::look::Spot;
use crate::quality::{flow, sensitive, templates};
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::syntax::document::NodeRef;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "SC009",
        name: "secret-in-readable-property",
        title: "Secret goes into a property that others can read",
        severity: Severity::Warning,
        security_severity: Some("6.5"),
        category: "secrets",
        why: "Tags, custom data, settings of extensions and environment variables are kept as they are: whoever may read the resource, or log on to the machine, reads the secret with them. For each of them there is a way that is kept secret.",
        looks_at: "Values of secure parameters and of `listKeys()` and its kin in tags; in `customData` and `userData` of machines and scale sets; in `settings` of machine extensions, where `protectedSettings` is for secrets; in values of App Configuration; in environment variables with `value` instead of `secureValue` or `secretRef`, and in arguments of deployment scripts.",
        fix: "Use `protectedSettings`, `secureValue`, `secretRef` or a key vault reference, or let the resource read the secret by its identity.",
        references: &[
            "https://learn.microsoft.com/azure/virtual-machines/custom-data",
            "https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-windows",
            "https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources",
            "https://learn.microsoft.com/azure/container-instances/container-instances-environment-variables",
            "https://learn.microsoft.com/azure/azure-app-configuration/use-key-vault-references-dotnet-core",
        ],
        equivalents: &[
            "Azure.AppConfig.SecretLeak",
            "AZR-000490",
            "Azure.VM.ScriptExtensions",
            "AZR-000332",
            "Azure.VMSS.ScriptExtensions",
            "AZR-000333",
            "protect-commandtoexecute-secrets",
            "CommandToExecute Must Use ProtectedSettings For Secrets",
            "CKV_AZURE_45",
            "AZU-0037",
        ],
        examples: &[
            Example::arm(
                r#"{ "parameters": { "token": { "type": "securestring" } }, "resources": [ {
  "type": "Microsoft.Compute/virtualMachines/extensions", "apiVersion": "2023-03-01", "name": "vm/setup", "location": "westeurope",
  "properties": { "publisher": "Microsoft.Compute", "type": "CustomScriptExtension", "typeHandlerVersion": "1.10", "settings": {
    "commandToExecute": "[concat('setup.cmd ', parameters('token'))]" // <- finding
  } }
} ] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "token": { "type": "securestring" } }, "resources": [ {
  "type": "Microsoft.Compute/virtualMachines/extensions", "apiVersion": "2023-03-01", "name": "vm/setup", "location": "westeurope",
  "properties": { "publisher": "Microsoft.Compute", "type": "CustomScriptExtension", "typeHandlerVersion": "1.10", "protectedSettings": {
    "commandToExecute": "[concat('setup.cmd ', parameters('token'))]"
  } }
} ] }"#,
            ),
            Example::bicep(
                "@secure()
param key string

resource setting 'Microsoft.AppConfiguration/configurationStores/keyValues@2023-03-01' = {
  name: 'settings/key'
  properties: {
    value: key // <- finding
  }
}
",
            ),
            Example::bicep(
                "param endpoint string

resource setting 'Microsoft.AppConfiguration/configurationStores/keyValues@2023-03-01' = {
  name: 'settings/endpoint'
  properties: { value: endpoint }
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
const PLACES: [(&str, &str, &str); 18] = [
    ("*", "tags", "tags are plain text"),
    (
        "Microsoft.Compute/virtualMachines",
        "properties.osProfile.customData",
        "it can be read on the machine",
    ),
    (
        "Microsoft.Compute/virtualMachines",
        "properties.userData",
        "it can be read on the machine and in Azure",
    ),
    (
        "Microsoft.Compute/virtualMachineScaleSets",
        "properties.virtualMachineProfile.osProfile.customData",
        "it can be read on the machine",
    ),
    (
        "Microsoft.Compute/virtualMachineScaleSets",
        "properties.virtualMachineProfile.userData",
        "it can be read on the machine and in Azure",
    ),
    (
        "Microsoft.Compute/virtualMachines/extensions",
        "properties.settings.*",
        "only 'protectedSettings' are encrypted",
    ),
    (
        "Microsoft.Compute/virtualMachineScaleSets/extensions",
        "properties.settings.*",
        "only 'protectedSettings' are encrypted",
    ),
    (
        "Microsoft.Compute/virtualMachineScaleSets",
        "properties.virtualMachineProfile.extensionProfile.extensions[*].properties.settings.*",
        "only 'protectedSettings' are encrypted",
    ),
    (
        "Microsoft.HybridCompute/machines/extensions",
        "properties.settings.*",
        "only 'protectedSettings' are encrypted",
    ),
    (
        "Microsoft.AppConfiguration/configurationStores/keyValues",
        "properties.value",
        "values are plain text, unless they refer to a key vault",
    ),
    ("Microsoft.Resources/deploymentScripts", "properties.arguments", "arguments are plain text"),
    (
        "Microsoft.Resources/deploymentScripts",
        "properties.environmentVariables[*].value",
        "only 'secureValue' is kept secret",
    ),
    (
        "Microsoft.ContainerInstance/containerGroups",
        "properties.containers[*].properties.environmentVariables[*].value",
        "only 'secureValue' is kept secret",
    ),
    (
        "Microsoft.ContainerInstance/containerGroups",
        "properties.initContainers[*].properties.environmentVariables[*].value",
        "only 'secureValue' is kept secret",
    ),
    (
        "Microsoft.App/containerApps",
        "properties.template.containers[*].env[*].value",
        "only 'secretRef' keeps it secret",
    ),
    (
        "Microsoft.App/containerApps",
        "properties.template.initContainers[*].env[*].value",
        "only 'secretRef' keeps it secret",
    ),
    (
        "Microsoft.App/jobs",
        "properties.template.containers[*].env[*].value",
        "only 'secretRef' keeps it secret",
    ),
    (
        "Microsoft.App/jobs",
        "properties.template.initContainers[*].env[*].value",
        "only 'secretRef' keeps it secret",
    ),
];

fn check(context: &Context<'_>) {
    for instance in context.instances() {
        if instance.declaration.resource.existing || instance.frame().unit.restored {
            continue;
        }
        for (_, path, why) in PLACES.iter().filter(|(of, ..)| *of == "*" || instance.is(of)) {
            for (key, value) in sensitive::at(instance, path) {
                report(context, instance, key, value, path, why);
            }
        }
    }
}

fn report<'w>(
    context: &Context<'w>,
    instance: &'w Instance<'w>,
    key: NodeRef<'w>,
    value: NodeRef<'w>,
    path: &str,
    why: &str,
) {
    let frame = instance.scope.frame;
    let Some(secret) = flow::secret(frame, value) else { return };
    let own = instance.declaration.resource.span;
    let place = templates::value_place(value, key.span());
    // A value in a variable is reported where the resource is.
    let place = if own.contains(place.span) { place } else { instance.type_place() };
    let name = key.as_text().unwrap_or(path);
    let spot = Spot { place, path: path.to_owned(), value: None };
    let message = format!("'{name}' has the {secret}: {why}.");
    context.report(&RULE.card, instance, &spot, secret.confidence, message);
}
