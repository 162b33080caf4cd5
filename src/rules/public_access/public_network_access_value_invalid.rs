//! A switch for public network access with a value that does not exist.

use crate::catalogue::api_versions::{ApiVersion, Status, status};
use crate::catalogue::public_access::{self, Exposure, Flag, FlagRole};
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::value::{Data, Val};
use crate::finding::Severity;
use crate::fix::{self, New};
use crate::graph::exposure;
use crate::look::words;
use crate::look::{Look, judge};
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "PA002",
        name: "public-network-access-value-invalid",
        title: "Switch for public access has a value that the service does not know",
        severity: Severity::Error,
        security_severity: Some("5.0"),
        why: "A value that the service does not know fails the deployment, or is passed over in silence, and then the default holds: open.",
        looks_at: "`publicNetworkAccess` and its kin on every type whose values are known, without regard to case, by the list of the api version in use: `SecuredByPerimeter` is newer than the others on most types. An error where the list is closed or documented, else a warning. Values that are not known, and api versions newer than the facts, are passed over.",
        fix: "Write `Disabled` or `Enabled`; in the portal 'All networks' is `Enabled`.",
        references: &[
            "https://learn.microsoft.com/azure/digital-twins/how-to-enable-private-link",
            "https://learn.microsoft.com/azure/templates/",
        ],
        resource_types: public_access::CARRIERS,
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DeviceUpdate/accounts", "apiVersion": "2023-07-01", "name": "updates", "location": "westeurope",
  "properties": {
    "publicNetworkAccess": "Disallow" // <- finding
  }
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DeviceUpdate/accounts", "apiVersion": "2023-07-01", "name": "updates", "location": "westeurope",
  "properties": { "publicNetworkAccess": "disabled" }
} ] }"#,
            ),
            Example::bicep(
                r"resource files 'Microsoft.Storage/storageAccounts@2022-09-01' = {
  name: 'files'
  location: 'westeurope'
  kind: 'StorageV2'
  sku: {
    name: 'Standard_LRS'
  }
  properties: {
    publicNetworkAccess: 'SecuredByPerimeter' // <- finding
  }
}
",
            ),
            Example::bicep(
                r"resource files 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'files'
  location: 'westeurope'
  kind: 'StorageV2'
  sku: {
    name: 'Standard_LRS'
  }
  properties: {
    publicNetworkAccess: 'SecuredByPerimeter'
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
    let flags = public_access::flags_on(instance.resource_type()).map(|(_, flag)| flag);
    let switches = flags.filter(|flag| {
        matches!(flag.role, FlagRole::Main | FlagRole::Twin)
            && !flag.boolean
            && exposure::applies(flag, instance)
    });
    let mut seen = Vec::new();
    for flag in switches {
        if !seen.contains(&flag.path) {
            seen.push(flag.path);
            check_flag(context, instance, flag);
        }
    }
}

fn check_flag<'w>(context: &Context<'w>, instance: &'w Instance<'w>, flag: &'static Flag) {
    let Look::Found(spot) = instance.look(flag.path) else { return };
    let Some(known) = known_values(instance, flag) else { return };
    let Some(value) = spot.value else { return };
    let Some(confidence) = judge(value, |value| is_other(flag, value, &known)) else { return };
    let name = flag.path.rsplit('.').next().unwrap_or(flag.path);
    let (shown, list) = (words::shown(value), known.join("', '"));
    let message = match nearest(value, &known) {
        Some(near) => {
            format!("'{name}' is '{shown}', which is not one of '{list}'; '{near}' may be meant.")
        }
        None => format!("'{name}' is '{shown}', which is not one of '{list}'."),
    };
    let severity = if is_firm(instance, flag) { Severity::Error } else { Severity::Warning };
    if let Some(handle) = context.report(&RULE.card, instance, &spot, confidence, message) {
        let handle = handle.severity(severity);
        let near = nearest(value, &known);
        if let Some(fix) =
            near.and_then(|near| fix::set(instance, &spot, flag.path, New::Text(near)))
        {
            handle.fix(fix);
        }
    }
}

/// The values of the api version. `None` where the list is not known, or the version is newer than the facts.
fn known_values<'w>(instance: &'w Instance<'w>, flag: &'static Flag) -> Option<Vec<&'static str>> {
    let version = instance.api_version().and_then(ApiVersion::parse);
    if version.is_some_and(|version| status(instance.resource_type(), version) == Status::Newer) {
        return None;
    }
    let values = version.map_or(flag.values, |version| flag.values_in(version));
    if !values.is_empty() {
        return Some(values.to_vec());
    }
    // Types that take any text have the values that the service is documented to know.
    let known: Vec<_> =
        flag.public.iter().chain(flag.private).chain(flag.perimeter).copied().collect();
    is_firm(instance, flag).then_some(known)
}

fn is_other(flag: &Flag, value: Val<'_>, known: &[&str]) -> Tri {
    // Other spellings that the service takes, such as numbers; a perimeter is as new as the list says.
    let has_effect =
        |text: &str| matches!(flag.exposure(text), Some(Exposure::Public | Exposure::Private));
    match value.data {
        Data::Str(text) => {
            let is_known = known.iter().any(|one| one.eq_ignore_ascii_case(text.trim()));
            (!is_known && !has_effect(text) && !text.is_empty()).into()
        }
        Data::Int(number) => (!has_effect(&number.to_string())).into(),
        Data::Bool(_) => Tri::Yes,
        Data::Null => Tri::No,
        _ => Tri::Maybe,
    }
}

/// The types whose values the source documents list.
const LISTED: [&str; 8] = [
    "Microsoft.DigitalTwins/digitalTwinsInstances",
    "Microsoft.DeviceUpdate/accounts",
    "Microsoft.MachineLearningServices/workspaces",
    "Microsoft.CognitiveServices/accounts",
    "Microsoft.Search/searchServices",
    "Microsoft.KeyVault/vaults",
    "Microsoft.ContainerRegistry/registries",
    "Microsoft.Storage/storageAccounts",
];

fn is_firm<'w>(instance: &'w Instance<'w>, flag: &Flag) -> bool {
    flag.closed || LISTED.iter().any(|name| instance.is(name))
}

/// The value that is likely meant.
fn nearest(value: Val<'_>, known: &[&'static str]) -> Option<&'static str> {
    let meant = match value.data {
        Data::Bool(on) => {
            if on {
                "Enabled"
            } else {
                "Disabled"
            }
        }
        Data::Str(text) => {
            let lower = text.to_ascii_lowercase();
            let starts = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
            if starts(&["dis", "den", "non", "no", "fal", "off", "priv"]) {
                "Disabled"
            } else if starts(&["en", "all", "tru", "on", "pub"]) {
                "Enabled"
            } else {
                return None;
            }
        }
        _ => return None,
    };
    known.iter().copied().find(|one| one.eq_ignore_ascii_case(meant))
}
