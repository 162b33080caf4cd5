//! Resources without the tags that the configuration asks for.

use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::value::{Data, Val};
use crate::graph::subject::{display_name, is_deployed};
use crate::graph::tagged;
use crate::look::words;
use crate::look::{Look, judge};
use crate::rule::{Card, Check, Context, Example, Rule};
use regex::Regex;
use serde_json::Value;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "GV191",
        name: "required-tag-missing",
        title: "Resource lacks a tag that is required",
        category: "governance",
        why: "Tags tell whose a resource is, what it is for and who pays. Reports and clean-up rely on them.",
        looks_at: "`tags` of resources whose type has tags, of resource groups, and of subscriptions that are made, against the configuration: `[rule.required-tag-missing]`, `tags = [\"owner\"]`, or with regular expressions for the values, `tags = { environment = \"^(dev|prod)$\" }`. Without it the rule says nothing. Children, deployments, and tags that are not known are passed over.",
        fix: "Add the tag.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources",
            "https://learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/resource-tagging",
        ],
        equivalents: &[
            "AZR-000477",
            "AZR-000478",
            "AZR-000479",
            "Azure.Group.RequiredTags",
            "Azure.Resource.RequiredTags",
            "Azure.Subscription.RequiredTags",
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

const CONFIG: &str = "[rule.required-tag-missing]\ntags = [\"owner\"]\n";
const BAD_ARM: &str = r#"{ "resources": [ {
  "type": "Microsoft.Storage/storageAccounts", // <- finding
  "apiVersion": "2023-01-01", "name": "stdata", "sku": { "name": "Standard_LRS" }, "kind": "StorageV2",
  "location": "westeurope"
} ] }"#;
const GOOD_ARM: &str = r#"{ "resources": [ {
  "type": "Microsoft.Storage/storageAccounts",
  "apiVersion": "2023-01-01", "name": "stdata", "sku": { "name": "Standard_LRS" }, "kind": "StorageV2",
  "tags": { "owner": "data team" },
  "location": "westeurope"
} ] }"#;
const BAD_BICEP: &str =
    "resource data 'Microsoft.Storage/storageAccounts@2023-01-01' = { // <- finding
  name: 'stdata'
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
}
";
const GOOD_BICEP: &str = "resource data 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'stdata'
  location: 'westeurope'
  tags: { owner: 'data team' }
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
}
";

const SUBSCRIPTION: &str = "Microsoft.Subscription/aliases";

fn check(context: &Context<'_>) {
    let wanted = wanted(context.settings.parameter(RULE.card.name, "tags"));
    if wanted.is_empty() {
        return;
    }
    for instance in context.instances().iter().filter(|instance| is_deployed(instance)) {
        if instance.is(SUBSCRIPTION) {
            check_tags(context, instance, "properties.additionalProperties.tags", &wanted);
        } else if tagged::has_tags(instance) {
            check_tags(context, instance, "tags", &wanted);
        }
    }
}

/// The names of tags, and what their values must match.
fn wanted(parameter: Option<&Value>) -> Vec<(String, Option<Regex>)> {
    let pattern = |value: &Value| value.as_str().and_then(|pattern| Regex::new(pattern).ok());
    match parameter {
        Some(Value::String(name)) => vec![(name.clone(), None)],
        Some(Value::Array(names)) => {
            names.iter().filter_map(|name| Some((name.as_str()?.to_owned(), None))).collect()
        }
        Some(Value::Object(tags)) => {
            tags.iter().map(|(name, value)| (name.clone(), pattern(value))).collect()
        }
        _ => Vec::new(),
    }
}

fn check_tags<'w>(
    context: &Context<'w>,
    instance: &'w Instance<'w>,
    path: &str,
    wanted: &[(String, Option<Regex>)],
) {
    let (spot, found) = match instance.look(path) {
        Look::Missing(spot) => (spot, None),
        Look::Found(spot) => match spot.value.and_then(crate::eval::value::Value::as_object) {
            Some(tags) => (spot, Some(tags)),
            None => return,
        },
        Look::Unknown => return,
    };
    let members = found.map(|tags| tags.members).unwrap_or_default();
    let is_open = found.is_some_and(|tags| tags.open);
    let name = display_name(instance);
    let mut missing = Vec::new();
    for (tag, pattern) in wanted {
        let member = members.iter().find(|member| member.key.eq_ignore_ascii_case(tag));
        match (member, pattern) {
            (None, _) if !is_open => missing.push(tag.as_str()),
            (Some(member), Some(pattern)) => {
                let value = member.value.get();
                let bad = |value: Val<'w>| match value.data {
                    Data::Str(text) => (!pattern.is_match(text)).into(),
                    _ => Tri::Maybe,
                };
                let Some(confidence) = judge(value, bad) else { continue };
                let message = format!(
                    "The tag '{tag}' of '{name}' is '{}', which does not match '{pattern}'.",
                    words::shown(value)
                );
                let at = instance.look_from(&spot, tag).found().unwrap_or_else(|| spot.clone());
                context.report(&RULE.card, instance, &at, confidence, message);
            }
            _ => {}
        }
    }
    if !missing.is_empty() {
        let message = format!("'{name}' lacks the tag '{}'.", missing.join("', '"));
        context.report(&RULE.card, instance, &spot, spot.confidence(), message);
    }
}
