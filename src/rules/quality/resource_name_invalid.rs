//! A name that the provider does not take.

use crate::catalogue::resource_names::{self, Limit};
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::value::Data;
use crate::finding::{Confidence, Severity};
use crate::look::{Spot, judge};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ190",
        name: "resource-name-invalid",
        title: "Name of a resource is not valid",
        severity: Severity::Error,
        category: "naming",
        why: "A name that is too short, too long or has wrong characters is refused by the provider: the deployment fails, often after other resources have been made.",
        looks_at: "Names of types whose limits are documented; of a child, the last part. Names that are not wholly known are passed over, and so are names with a placeholder such as `#{x}#` and empty ones that a parameter still has to fill in.",
        fix: "Choose a name within the limits that the message gives.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules",
        ],
        equivalents: &[
            "AZR-000007",
            "AZR-000039",
            "AZR-000056",
            "AZR-000058",
            "AZR-000070",
            "AZR-000085",
            "AZR-000091",
            "AZR-000096",
            "AZR-000103",
            "AZR-000104",
            "AZR-000113",
            "AZR-000116",
            "AZR-000117",
            "AZR-000120",
            "AZR-000121",
            "AZR-000122",
            "AZR-000129",
            "AZR-000136",
            "AZR-000141",
            "AZR-000152",
            "AZR-000153",
            "AZR-000155",
            "AZR-000168",
            "AZR-000169",
            "AZR-000176",
            "AZR-000180",
            "AZR-000190",
            "AZR-000192",
            "AZR-000193",
            "AZR-000194",
            "AZR-000201",
            "AZR-000248",
            "AZR-000253",
            "AZR-000256",
            "AZR-000259",
            "AZR-000260",
            "AZR-000261",
            "AZR-000267",
            "AZR-000268",
            "AZR-000274",
            "AZR-000275",
            "AZR-000276",
            "AZR-000336",
            "AZR-000337",
            "AZR-000338",
            "AZR-000339",
            "AZR-000348",
            "AZR-000349",
            "AZR-000350",
            "AZR-000359",
            "AZR-000360",
            "AZR-000486",
            "Azure.ACR.Name",
            "Azure.AKS.Name",
            "Azure.APIM.Name",
            "Azure.ASG.Name",
            "Azure.AppConfig.Name",
            "Azure.AppGw.Name",
            "Azure.AppInsights.Name",
            "Azure.Bastion.Name",
            "Azure.CDN.EndpointName",
            "Azure.ContainerApp.Name",
            "Azure.Cosmos.AccountName",
            "Azure.Deployment.Name",
            "Azure.Firewall.Name",
            "Azure.Firewall.PolicyName",
            "Azure.FrontDoor.Name",
            "Azure.FrontDoor.WAF.Name",
            "Azure.Group.Name",
            "Azure.Identity.UserAssignedName",
            "Azure.KeyVault.KeyName",
            "Azure.KeyVault.Name",
            "Azure.KeyVault.SecretName",
            "Azure.LB.Name",
            "Azure.Log.Name",
            "Azure.MariaDB.DatabaseName",
            "Azure.MariaDB.FirewallRuleName",
            "Azure.MariaDB.ServerName",
            "Azure.MariaDB.VNETRuleName",
            "Azure.MySQL.ServerName",
            "Azure.NIC.Name",
            "Azure.NSG.Name",
            "Azure.PostgreSQL.ServerName",
            "Azure.PrivateEndpoint.Name",
            "Azure.PublicIP.Name",
            "Azure.RSV.Name",
            "Azure.Route.Name",
            "Azure.SQL.DBName",
            "Azure.SQL.FGName",
            "Azure.SQL.ServerName",
            "Azure.SQLMI.Name",
            "Azure.Search.Name",
            "Azure.SignalR.Name",
            "Azure.Storage.Name",
            "Azure.VM.ASName",
            "Azure.VM.DiskName",
            "Azure.VM.Name",
            "Azure.VM.PPGName",
            "Azure.VMSS.Name",
            "Azure.VNET.Name",
            "Azure.VNET.SubnetName",
            "Azure.VNG.ConnectionName",
            "Azure.VNG.Name",
            "Azure.vWAN.Name",
            "CKV_AZURE_43",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "location": "westeurope",
  "name": "My-Data", // <- finding
  "sku": { "name": "Standard_LRS" }, "kind": "StorageV2"
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "location": "westeurope", "name": "mydata",
  "sku": { "name": "Standard_LRS" }, "kind": "StorageV2"
} ] }"#,
            ),
            Example::bicep(
                "resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {\n  name: 'a-name-that-is-longer-than-a-vault-may-have' // <- finding\n  location: 'westeurope'\n}\n",
            ),
            Example::bicep(
                "resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {\n  name: 'secrets-weu'\n  location: 'westeurope'\n}\n",
            ),
            Example::bicep(
                "param name string\nresource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {\n  name: name\n  location: 'westeurope'\n}\n",
            )
            .beside(&[("main.bicepparam", "using 'main.bicep'\nparam name = ''\n")]),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    for name in context.types() {
        let Some(limit) = resource_names::limit(name) else { continue };
        for instance in context.deployed(name) {
            check_name(context, instance, limit);
        }
    }
}

fn check_name<'w>(context: &Context<'w>, instance: &'w Instance<'w>, limit: &Limit) {
    let Some(written) = instance.declaration.resource.name else { return };
    let name = instance.name();
    // An empty parameter is a place that somebody fills in before the deployment.
    let is_literal = instance.at(written).as_text().is_some();
    let fault = |text: &str| {
        let last = text.rsplit('/').next().unwrap_or(text);
        let is_open = last.is_empty() && !is_literal;
        if is_open || is_placeholder(last) { None } else { limit.fault(last) }
    };
    let bad = |value: crate::eval::value::Val<'w>| match value.data {
        Data::Str(text) => fault(text).is_some().into(),
        _ => Tri::Maybe,
    };
    // A default that makes a bad name is there to be overridden, or to say that there is no resource.
    let Some(confidence @ Confidence::High) = judge(name, bad) else { return };
    let first =
        name.alternatives().find_map(|value| Some((value.as_str()?, fault(value.as_str()?)?)));
    let Some((text, why)) = first else { return };
    let place = instance.at(written).place();
    let spot = Spot { place, path: "name".to_owned(), value: Some(name) };
    let last = text.rsplit('/').next().unwrap_or(text);
    context.report(
        &RULE.card,
        instance,
        &spot,
        confidence,
        format!("'{last}' is no valid name: {why}."),
    );
}

/// A name that something will be put into before it is deployed.
fn is_placeholder(name: &str) -> bool {
    let is_token = |token: &str| name.to_ascii_lowercase().contains(token);
    name.contains(['#', '<', '{', '$', '%']) || is_token("__") || is_token("gen-unique")
}
