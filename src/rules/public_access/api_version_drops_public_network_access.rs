//! A setting that the api version in use does not know.

use crate::catalogue::api_versions::{ApiVersion, Support};
use crate::catalogue::floors;
use crate::catalogue::public_access::{self, FlagRole};
use crate::eval::instance::Instance;
use crate::finding::{Confidence, Severity};
use crate::graph::exposure;
use crate::look::Spot;
use crate::look::words::{self, says};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PA003",
        name: "api-version-drops-public-network-access",
        title: "Api version does not know a security setting that is written",
        severity: Severity::Error,
        security_severity: Some("7.0"),
        why: "A provider that does not know a property with this api version drops it without a word, or refuses the request. A service that looks closed in the template is then open.",
        looks_at: "Switches for public network access that are set on a resource whose api version is older than the switch, or lacks it, on every type of the catalogue; also `kind`, `hubResourceId` and `managedNetwork` of Machine Learning workspaces, and `trustedServiceAccessEnabled` of network rule sets. Api versions are compared by date. Expressions that are not known, and `apiProfile`, are passed over.",
        fix: "Raise the api version at least to the one that is named; the newest stable one is best.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax",
            "https://learn.microsoft.com/azure/digital-twins/how-to-enable-private-link",
        ],
        resource_types: public_access::CARRIERS,
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Storage/storageAccounts",
  "apiVersion": "2019-06-01", // <- finding
  "name": "files", "location": "westeurope", "kind": "StorageV2", "sku": { "name": "Standard_LRS" },
  "properties": { "publicNetworkAccess": "Disabled" }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Storage/storageAccounts",
  "apiVersion": "2023-05-01",
  "name": "files", "location": "westeurope", "kind": "StorageV2", "sku": { "name": "Standard_LRS" },
  "properties": { "publicNetworkAccess": "Disabled" }
} ] }"#,
            ),
            Example::bicep(
                r"resource queue 'Microsoft.ServiceBus/namespaces@2017-04-01' = { // <- finding
  name: 'queue'
  location: 'westeurope'
  properties: {
    publicNetworkAccess: 'Disabled'
  }
}
",
            ),
            Example::bicep(
                r"resource queue 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: 'queue'
  location: 'westeurope'
  properties: {
    publicNetworkAccess: 'Disabled'
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

fn check<'w>(context: &Context<'w>, instance: &'w Instance<'w>) {
    let Some(version) = instance.api_version().and_then(ApiVersion::parse) else { return };
    let spot = words::api_version_spot(instance);
    let confidence = spot.confidence();
    let Some((path, since)) =
        dropped_switch(instance, version).or_else(|| dropped_setting(instance, version))
    else {
        return;
    };
    let message = match since {
        Some(since) if version < since => format!(
            "The api version '{version}' is older than '{path}', which came with '{since}': the setting is ignored or rejected."
        ),
        _ => format!(
            "The api version '{version}' does not have '{path}': the setting is ignored or rejected."
        ),
    };
    let setting = instance.look(path).found();
    let confidence = confidence.min(setting.as_ref().map_or(Confidence::High, Spot::confidence));
    let handle = context.report(&RULE.card, instance, &spot, confidence, message);
    if let (Some(handle), Some(setting)) = (handle, setting) {
        handle.related(setting.place, "the setting that is lost");
    }
}

type Dropped = (&'static str, Option<ApiVersion<'static>>);

fn dropped_switch<'w>(instance: &'w Instance<'w>, version: ApiVersion<'_>) -> Option<Dropped> {
    let flags = public_access::flags_on(instance.resource_type()).map(|(_, flag)| flag);
    let mut switches = flags.filter(|flag| matches!(flag.role, FlagRole::Main | FlagRole::Twin));
    let is_dropped = |flag: &&'static public_access::Flag| {
        matches!(flag.support(version), Support::TooOld | Support::Missing)
            && exposure::applies(flag, instance)
            && words::is_set(instance, flag.path).is_yes()
    };
    let flag = switches.find(is_dropped)?;
    let since = flag.since_stable.filter(|since| version < *since).or(flag.since);
    Some((flag.path, since))
}

/// Other settings that rules rely on. Digital Twins' identities have a rule of their own.
fn dropped_setting<'w>(instance: &'w Instance<'w>, version: ApiVersion<'_>) -> Option<Dropped> {
    let own = floors::all().iter().filter(|floor| {
        instance.is(floor.name)
            && !floor.path.is_empty()
            && !floor.name.starts_with("Microsoft.DigitalTwins/")
    });
    let mut lost = own.filter(|floor| SETTINGS.contains(&floor.path) && !floor.holds(version));
    let floor = lost.find(|floor| {
        words::is_set(instance, floor.path).is_yes()
            && !says(instance, floor.path, &["Default"]).is_yes()
    })?;
    Some((floor.path, Some(floor.since)))
}

/// The settings that other rules rely on.
const SETTINGS: [&str; 4] = [
    "kind",
    "properties.hubResourceId",
    "properties.managedNetwork",
    "properties.trustedServiceAccessEnabled",
];
