//! Names that do not follow the organisation's own pattern.

use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::resource_id;
use crate::eval::value::{Data, Val};
use crate::finding::Severity;
use crate::look::{Spot, judge};
use crate::rule::{Card, Check, Context, Example, Rule};
use regex::Regex;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "GV190",
        name: "resource-naming-pattern",
        title: "Name does not follow the organisation's pattern",
        severity: Severity::Note,
        category: "naming",
        why: "Names that follow a pattern tell what a resource is, whose it is and where it runs.",
        looks_at: "The last part of the names of resources whose type has a pattern in the configuration: `[rule.resource-naming-pattern]`, `types = { \"Microsoft.Storage/storageAccounts\" = \"^st\" }`. Without a pattern it says nothing. Names that are not wholly known are passed over.",
        fix: "Rename the resource, or change the pattern.",
        references: &[
            "https://learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/resource-naming",
        ],
        equivalents: &[
            "AZR-000460",
            "AZR-000461",
            "AZR-000462",
            "AZR-000463",
            "AZR-000464",
            "AZR-000465",
            "AZR-000466",
            "AZR-000467",
            "AZR-000468",
            "AZR-000469",
            "AZR-000470",
            "AZR-000471",
            "AZR-000473",
            "AZR-000474",
            "AZR-000475",
            "AZR-000476",
            "AZR-000485",
            "AZR-000487",
            "AZR-000505",
            "AZR-000506",
            "AZR-000507",
            "AZR-000508",
            "AZR-000509",
            "AZR-000510",
            "AZR-000511",
            "AZR-000512",
            "AZR-000513",
            "AZR-000514",
            "AZR-000515",
            "AZR-000516",
            "AZR-000517",
            "AZR-000518",
            "AZR-000519",
            "AZR-000521",
            "AZR-000522",
            "AZR-000523",
            "AZR-000524",
            "AZR-000525",
            "AZR-000526",
            "AZR-000527",
            "AZR-000528",
            "AZR-000529",
            "AZR-000530",
            "AZR-000531",
            "Azure.ACI.Naming",
            "Azure.ACR.Naming",
            "Azure.AI.FoundryNaming",
            "Azure.AKS.Naming",
            "Azure.AKS.SystemPoolNaming",
            "Azure.AKS.UserPoolNaming",
            "Azure.AppInsights.Naming",
            "Azure.ContainerApp.EnvNaming",
            "Azure.ContainerApp.JobNaming",
            "Azure.ContainerApp.Naming",
            "Azure.Cosmos.CassandraNaming",
            "Azure.Cosmos.DatabaseNaming",
            "Azure.Cosmos.GremlinNaming",
            "Azure.Cosmos.MongoNaming",
            "Azure.Cosmos.NoSQLNaming",
            "Azure.Cosmos.PostgreSQLNaming",
            "Azure.Cosmos.TableNaming",
            "Azure.EventGrid.DomainNaming",
            "Azure.EventGrid.SystemTopicNaming",
            "Azure.EventGrid.TopicNaming",
            "Azure.Group.Naming",
            "Azure.LB.Naming",
            "Azure.Log.Naming",
            "Azure.MySQL.ServerNaming",
            "Azure.NSG.Naming",
            "Azure.PostgreSQL.ServerNaming",
            "Azure.PublicIP.Naming",
            "Azure.Redis.Naming",
            "Azure.RedisEnterprise.Naming",
            "Azure.Route.Naming",
            "Azure.SQL.DBNaming",
            "Azure.SQL.ElasticPoolNaming",
            "Azure.SQL.JobAgentNaming",
            "Azure.SQL.ServerNaming",
            "Azure.SQLMI.Naming",
            "Azure.Search.Naming",
            "Azure.ServiceFabric.ManagedNaming",
            "Azure.ServiceFabric.Naming",
            "Azure.Storage.Naming",
            "Azure.VM.Naming",
            "Azure.VNET.Naming",
            "Azure.VNET.SubnetNaming",
            "Azure.VNG.ConnectionNaming",
            "Azure.VNG.Naming",
        ],
        examples: &[
            Example::arm(BAD_ARM).configured(CONFIG),
            Example::arm(GOOD_ARM).configured(CONFIG),
            Example::bicep(BAD_BICEP).configured(CONFIG),
            Example::bicep(GOOD_BICEP).configured(CONFIG),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

const CONFIG: &str = r#"[rule.resource-naming-pattern]
types = { "Microsoft.Storage/storageAccounts" = "^st" }
"#;
const BAD_ARM: &str = r#"{ "resources": [ {
  "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "location": "westeurope",
  "sku": { "name": "Standard_LRS" }, "kind": "StorageV2",
  "name": "data" // <- finding
} ] }"#;
const GOOD_ARM: &str = r#"{ "resources": [ {
  "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "location": "westeurope",
  "sku": { "name": "Standard_LRS" }, "kind": "StorageV2",
  "name": "stdata"
} ] }"#;
const BAD_BICEP: &str = "resource data 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'data' // <- finding
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
}
";
const GOOD_BICEP: &str = "resource data 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'stdata'
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
}
";

fn check(context: &Context<'_>) {
    let types = context.settings.parameter(RULE.card.name, "types");
    for (resource_type, pattern) in types.and_then(|types| types.as_object()).into_iter().flatten()
    {
        let regex = pattern.as_str().and_then(|pattern| Regex::new(pattern).ok());
        let Some(regex) = regex else { continue };
        for instance in context.deployed(resource_type) {
            check_name(context, instance, &regex);
        }
    }
}

fn check_name<'w>(context: &Context<'w>, instance: &'w Instance<'w>, regex: &Regex) {
    let Some(written) = instance.declaration.resource.name else { return };
    let segments = resource_id::segments(instance.scope.heap(), instance.name());
    let Some(name) = segments.last() else { return };
    let bad = |value: Val<'w>| match value.data {
        Data::Str(text) => (!regex.is_match(text)).into(),
        _ => Tri::Maybe,
    };
    let Some(confidence) = judge(name, bad) else { return };
    let place = instance.at(written).place();
    let spot = Spot { place, path: "name".to_owned(), value: Some(name) };
    let shown = name.as_str().unwrap_or("the name");
    let message = format!("'{shown}' does not follow the pattern '{}'.", regex.as_str());
    context.report(&RULE.card, instance, &spot, confidence, message);
}
