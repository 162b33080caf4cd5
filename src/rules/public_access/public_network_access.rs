//! A service that public networks can reach.

use crate::catalogue::api_versions::Support;
use crate::catalogue::public_access::{self, Absence};
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::finding::{Confidence, Fix, Severity};
use crate::fix::{self, New};
use crate::graph::exposure::{self, Opening, Why};
use crate::graph::subject::display_name;
use crate::graph::targets;
use crate::look::words::{self, says};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PA001",
        name: "public-network-access",
        title: "Service is open to public networks",
        security_severity: Some("7.0"),
        why: "A service with its public side open answers everybody on the Internet: only keys, tokens and the service's own bugs stand between an attacker and the data. A private endpoint alone changes nothing about it: the public side stays open until it is switched off, and most services open it when nothing is said.",
        looks_at: "The switch for public network access of every service that has one (`publicNetworkAccess` and its kin), also on children such as `networkRuleSets` and `sites/config`. Reported is a switch that is set to open, one that is absent where the service or Azure Policy takes that as open, and an api version that does not know the switch yet. A note where absence is closed as long as there is a private endpoint (App Service, App Configuration).\n\nA default action of `Deny`, address rules, injection into a network, and a network security perimeter are not open. Silent: values that are not known, `existing` resources, ML projects (their hub decides), Bing accounts, IoT hubs that Device Update uses, Application Insights and Log Analytics.",
        fix: "Set the switch to its private value, mostly `publicNetworkAccess: 'Disabled'`, and give clients a private endpoint. Where the api version is too old, raise it first.",
        references: &[
            "https://learn.microsoft.com/azure/private-link/private-endpoint-overview",
            "https://learn.microsoft.com/security/benchmark/azure/mcsb-network-security",
            "https://learn.microsoft.com/azure/digital-twins/how-to-enable-private-link",
            "https://learn.microsoft.com/azure/ai-studio/how-to/configure-private-link",
        ],
        equivalents: &[
            "9073f073-5d60-4b46-b569-0d6baa80ed95",
            "AZR-000098",
            "AZR-000165",
            "AZR-000202",
            "AZR-000280",
            "AZR-000283",
            "AZR-000355",
            "AZR-000402",
            "AZR-000406",
            "AZR-000410",
            "AZR-000421",
            "AZR-000422",
            "AZR-000500",
            "AZU-0012",
            "AZU-0013",
            "AZU-0022",
            "AZU-0035",
            "Azure.ACR.Firewall",
            "Azure.ADX.PublicAccess",
            "Azure.AI.PrivateEndpoints",
            "Azure.AI.PublicAccess",
            "Azure.Cosmos.PublicAccess",
            "Azure.Databricks.PublicAccess",
            "Azure.EventGrid.TopicPublicAccess",
            "Azure.EventHub.Firewall",
            "Azure.KeyVault.Firewall",
            "Azure.ML.PublicAccess",
            "Azure.Redis.PublicNetworkAccess",
            "Azure.Storage.Firewall",
            "CKV2_AZURE_49",
            "CKV_AZURE_101",
            "CKV_AZURE_104",
            "CKV_AZURE_109",
            "CKV_AZURE_113",
            "CKV_AZURE_134",
            "CKV_AZURE_139",
            "CKV_AZURE_158",
            "CKV_AZURE_174",
            "CKV_AZURE_189",
            "CKV_AZURE_193",
            "CKV_AZURE_222",
            "CKV_AZURE_248",
            "CKV_AZURE_35",
            "CKV_AZURE_48",
            "CKV_AZURE_53",
            "CKV_AZURE_59",
            "CKV_AZURE_64",
            "CKV_AZURE_68",
            "CKV_AZURE_89",
            "CKV_AZURE_99",
            "d855ced8-6157-448f-9f1d-f05a41d046f7",
        ],
        aliases: &[
            "adt-public-network-access",
            "device-update-public-network-access",
            "ml-workspace-public-network-access",
            "storage-public-network-access",
            "key-vault-public-network-access",
            "container-registry-public-network-access",
            "ai-services-public-network-access",
            "ai-search-public-network-access",
        ],
        resource_types: public_access::CARRIERS,
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Search/searchServices", "apiVersion": "2023-11-01", "name": "find", "location": "westeurope",
  "sku": { "name": "standard" },
  "properties": {
    "publicNetworkAccess": "enabled" // <- finding
  }
}, {
  "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": "files", "location": "westeurope",
  "kind": "StorageV2", "sku": { "name": "Standard_LRS" },
  "properties": { // <- finding
    "minimumTlsVersion": "TLS1_2"
  }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Search/searchServices", "apiVersion": "2023-11-01", "name": "find", "location": "westeurope",
  "sku": { "name": "standard" },
  "properties": { "publicNetworkAccess": "disabled" }
}, {
  "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": "files", "location": "westeurope",
  "kind": "StorageV2", "sku": { "name": "Standard_LRS" },
  "properties": { "networkAcls": { "defaultAction": "Deny" } }
} ] }"#,
            ),
            Example::bicep(
                "resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' = {\n  name: 'twins'\n  location: 'westeurope'\n  properties: {\n    publicNetworkAccess: 'Enabled' // <- finding\n  }\n}\n\nresource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {\n  name: 'vault'\n  location: 'westeurope'\n  properties: { // <- finding\n    tenantId: tenant().tenantId\n    sku: {\n      family: 'A'\n      name: 'standard'\n    }\n  }\n}\n",
            ),
            Example::bicep(
                "resource twins 'Microsoft.DigitalTwins/digitalTwinsInstances@2023-01-31' = {\n  name: 'twins'\n  location: 'westeurope'\n  properties: {\n    publicNetworkAccess: 'Disabled'\n  }\n}\n\nresource old 'Microsoft.KeyVault/vaults@2023-07-01' existing = {\n  name: 'vault'\n}\n",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &[
        "api-version-drops-public-network-access",
        "container-registry-private-link-sku",
    ],
};

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    if is_left_out(context, instance) {
        return;
    }
    let opening = match public_access::by_type(instance.resource_type()) {
        Some(_) => exposure::opening(context, instance),
        None => exposure::child_opening(instance),
    };
    let Some(opening) = opening else { return };
    let confidence = if is_workspace_of_another_kind(instance) {
        opening.confidence.min(Confidence::Medium)
    } else {
        opening.confidence
    };
    let left_to_endpoint = left_to_endpoint(context, instance, &opening);
    let message = match &left_to_endpoint {
        Some(message) => message.clone(),
        None => message(context, instance, &opening),
    };
    let handle = context.report(&RULE.card, instance, &opening.spot, confidence, message);
    let handle = match left_to_endpoint {
        Some(_) => handle.map(|handle| handle.severity(Severity::Note)),
        None => handle,
    };
    if let (Some(handle), Some(fix)) = (handle, fix(context, instance, &opening)) {
        handle.fix(fix);
    }
}

/// Some services close by themselves once an endpoint leads to them, where nobody says anything else.
fn left_to_endpoint<'w>(
    context: &Context<'w>,
    instance: &'w Instance<'w>,
    opening: &Opening<'w>,
) -> Option<String> {
    let path = opening.flag.path;
    if !opening.flag.endpoint_closes || opening.why == Why::Set {
        return None;
    }
    let endpoints = targets::endpoints_of(context, instance);
    (endpoints.perhaps || !endpoints.certain.is_empty()).then(|| {
        format!(
            "'{}' does not set '{path}': the public side is closed only as long as a private endpoint leads to it, and Azure Policy counts it as open.",
            display_name(instance)
        )
    })
}

const WORKSPACE: &str = "Microsoft.MachineLearningServices/workspaces";

fn is_left_out<'w>(context: &Context<'w>, instance: &'w Instance<'w>) -> bool {
    let name = instance.resource_type().to_ascii_lowercase();
    match name.as_str() {
        "microsoft.machinelearningservices/workspaces" => is_project_or_closed(context, instance),
        "microsoft.cognitiveservices/accounts" => {
            let kind = words::text_at(instance, "kind").unwrap_or_default();
            kind.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("bing."))
        }
        "microsoft.devices/iothubs" => is_linked_to_device_update(context, instance),
        "microsoft.web/sites" | "microsoft.web/sites/slots" => {
            lies_in_environment(context, instance)
        }
        "microsoft.servicebus/namespaces" | "microsoft.eventhub/namespaces" => {
            has_old_network_rules(context, instance)
        }
        // The site itself is judged, its settings included.
        "microsoft.web/sites/config" => targets::parent_of(context, instance)
            .is_some_and(|site| !site.declaration.resource.existing),
        _ => {
            public_access::by_type(&name).is_none()
                && targets::parent_of(context, instance)
                    .is_some_and(|service| !service.declaration.resource.existing)
        }
    }
}

/// An App Service Environment decides who reaches the apps in it.
fn lies_in_environment<'w>(context: &Context<'w>, site: &'w Instance<'w>) -> bool {
    const ENVIRONMENT: &str = "properties.hostingEnvironmentProfile";
    let plan = site.look("properties.serverFarmId").value();
    let plan = plan.and_then(|id| targets::by_id(context, id));
    !site.look(ENVIRONMENT).is_missing()
        || plan.is_some_and(|plan| !plan.look(ENVIRONMENT).is_missing())
}

/// Before `networkRuleSets` there were rules as children of their own, which closed the namespace to others.
fn has_old_network_rules<'w>(context: &Context<'w>, namespace: &'w Instance<'w>) -> bool {
    const KINDS: [&str; 2] = ["virtualnetworkrules", "ipfilterrules"];
    let types = KINDS.map(|kind| format!("{}/{kind}", namespace.resource_type()));
    let mut rules = types.iter().flat_map(|name| context.deployed(name));
    rules.any(|rule| {
        let of = targets::parent_of(context, rule);
        of.is_none_or(|of| !targets::same(of, namespace).is_no())
    })
}

/// The hub decides for its projects. Before the switch there was, an endpoint closed the public side.
fn is_project_or_closed<'w>(context: &Context<'w>, workspace: &'w Instance<'w>) -> bool {
    let kind = says(workspace, "kind", &["Project"]);
    let has_hub = words::is_set(workspace, "properties.hubResourceId");
    if kind != Tri::No || has_hub != Tri::No {
        return true;
    }
    let version = workspace.api_version().unwrap_or_default();
    if version.is_empty() || version >= "2021-07-01" {
        return false;
    }
    let endpoints = targets::endpoints_of(context, workspace);
    endpoints.perhaps || !endpoints.certain.is_empty()
}

fn is_workspace_of_another_kind<'w>(instance: &'w Instance<'w>) -> bool {
    const KNOWN: [&str; 3] = ["Default", "Hub", "FeatureStore"];
    let kind = words::text_at(instance, "kind");
    instance.is(WORKSPACE)
        && kind.is_some_and(|kind| !KNOWN.iter().any(|known| known.eq_ignore_ascii_case(kind)))
}

/// Device Update needs the public side of its hub.
fn is_linked_to_device_update<'w>(context: &Context<'w>, hub: &'w Instance<'w>) -> bool {
    let mut instances = context.deployed("Microsoft.DeviceUpdate/accounts/instances");
    instances.any(|instance| {
        let (hubs, _) = instance.list("properties.iotHubs");
        hubs.iter().any(|entry| {
            let id = instance.look_from(entry, "resourceId").value();
            id.is_some_and(|id| !targets::is_id_of(context, id, hub).is_no())
        })
    })
}

fn message<'w>(context: &Context<'w>, instance: &'w Instance<'w>, opening: &Opening<'w>) -> String {
    let name = display_name(instance);
    let path = opening.flag.path;
    let why = match opening.why {
        Why::Set => {
            let value = opening.spot.value.map(words::shown).unwrap_or_default();
            format!("'{path}' is '{value}'")
        }
        Why::Absent(Absence::PublicToPolicy) => {
            format!("'{path}' is not set, which Azure Policy counts as open")
        }
        Why::Absent(_) => {
            let default = opening.flag.default.as_ref().map_or("open", |default| default.value);
            format!("'{path}' is not set, and the service takes that as '{default}'")
        }
        Why::NotKnown(support) => not_known(instance, opening, support),
    };
    let endpoints = targets::endpoints_of(context, instance).certain;
    let endpoint = endpoints.first().map(|endpoint| {
        format!("; the private endpoint '{}' does not change that", display_name(endpoint))
    });
    format!(
        "'{name}' is open to public networks: {why}{}{}.",
        tier(instance),
        endpoint.unwrap_or_default()
    )
}

fn not_known<'w>(instance: &'w Instance<'w>, opening: &Opening<'w>, support: Support) -> String {
    let version = instance.api_version().unwrap_or_default();
    let path = opening.flag.path;
    match (support, opening.flag.since) {
        (Support::TooOld, Some(since)) => {
            format!("the api version '{version}' is older than '{path}', which came with '{since}'")
        }
        (Support::ReadOnly, _) => format!("the api version '{version}' cannot set '{path}'"),
        _ => format!("the api version '{version}' does not have '{path}'"),
    }
}

/// Tiers that cannot be closed.
fn tier<'w>(instance: &'w Instance<'w>) -> &'static str {
    let sku = |names: &[&'static str]| says(instance, "sku.name", names).is_yes();
    if instance.is("Microsoft.ContainerRegistry/registries")
        && sku(&["Basic", "Standard", "Classic"])
    {
        "; only the tier 'Premium' can be closed"
    } else if instance.is("Microsoft.Search/searchServices") && sku(&["free"]) {
        "; the tier 'free' cannot be closed"
    } else {
        ""
    }
}

/// Sets the switch. Clients that come by the public side lose their way, so nobody does it unasked.
fn fix<'w>(
    context: &Context<'w>,
    instance: &'w Instance<'w>,
    opening: &Opening<'w>,
) -> Option<Fix> {
    // Beside private networks a closed service needs a private way in, which only people can build.
    let is_lonely = ["privateEndpoints", "virtualNetworks"]
        .iter()
        .all(|name| context.of_type(&format!("Microsoft.Network/{name}")).is_empty());
    let is_reached = || !targets::endpoints_of(context, instance).certain.is_empty();
    if !tier(instance).is_empty() || !(is_lonely || is_reached()) {
        return None;
    }
    let private = spelling(instance, opening)?;
    let new = if opening.flag.boolean { New::Bare(private) } else { New::Text(private) };
    let is_known = !matches!(opening.why, Why::NotKnown(_));
    is_known.then(|| fix::set(instance, &opening.spot, opening.flag.path, new)).flatten()
}

/// The private value in the spelling of the api version.
fn spelling<'w>(instance: &'w Instance<'w>, opening: &Opening<'w>) -> Option<&'static str> {
    use crate::catalogue::api_versions::ApiVersion;
    let private = opening.flag.private.first().copied()?;
    let version = instance.api_version().and_then(ApiVersion::parse);
    let values = version.map_or(opening.flag.values, |version| opening.flag.values_in(version));
    values.iter().copied().find(|value| value.eq_ignore_ascii_case(private)).or(Some(private))
}
