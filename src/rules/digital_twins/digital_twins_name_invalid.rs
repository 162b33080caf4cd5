//! A name that the service refuses.

use crate::eval::instance::Instance;
use crate::eval::resource_id::ResourceId;
use crate::eval::value::Data;
use crate::finding::{Confidence, Severity};
use crate::graph::{secrets, twins};
use crate::look::Spot;
use crate::look::words;
use crate::quality::given;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "DT019",
        name: "digital-twins-name-invalid",
        title: "Name of a Digital Twins or Device Update resource breaks the naming rule",
        severity: Severity::Error,
        confidence: Confidence::Medium,
        category: "naming",
        why: "A name that breaks the rule is refused when the resource is created, after everything before it.",
        looks_at: "Names that are wholly known, of Digital Twins instances (3 to 63 letters, digits, hyphens), their endpoints and data history connections (2 to 50, not digits alone), and Device Update accounts (3 to 24, single hyphens). Names with an unknown part, and placeholders, are passed over. Where a parameter is the name as it is, a `minLength` or `maxLength` of it that lets other lengths pass is a note.",
        fix: "Choose a name that follows the rule.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules",
        ],
        resource_types: &[
            "Microsoft.DigitalTwins/digitalTwinsInstances",
            "Microsoft.DigitalTwins/digitalTwinsInstances/endpoints",
            "Microsoft.DigitalTwins/digitalTwinsInstances/timeSeriesDatabaseConnections",
            "Microsoft.DeviceUpdate/accounts",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "location": "westeurope",
  "name": "my_twins" // <- finding
} ] }"#,
            ),
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "location": "westeurope",
  "name": "[concat('twins_', uniqueString(resourceGroup().id))]"
} ] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "name": {
  "type": "string",
  "minLength": 3,
  "maxLength": 80 // <- finding
} }, "resources": [ {
  "type": "Microsoft.DigitalTwins/digitalTwinsInstances", "apiVersion": "2023-01-31", "location": "westeurope",
  "name": "[parameters('name')]"
} ] }"#,
            ),
            Example::bicep(
                r"resource updates 'Microsoft.DeviceUpdate/accounts@2023-07-01' = {
  name: 'updates--of-the-fleet' // <- finding
  location: 'westeurope'
}
",
            ),
            Example::bicep(
                r"resource updates 'Microsoft.DeviceUpdate/accounts@2023-07-01' = {
  name: 'updates-of-the-fleet'
  location: 'westeurope'
}
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::Resource(check),
    shadowed_by: &[],
};

fn check<'w>(context: &Context<'w>, resource: &'w Instance<'w>) {
    let form = form(resource);
    check_limits(context, resource, &form);
    let Some(name) = resource.resource_id().and_then(ResourceId::name) else { return };
    let Some(text) = name.as_str().filter(|text| !secrets::has_token(text)) else { return };
    if (form.fits)(text) {
        return;
    }
    let spot = words::name_spot(resource);
    let confidence = spot.confidence();
    let message = format!("The name '{text}' is not allowed: {}.", form.words);
    context.report(&RULE.card, resource, &spot, confidence, message);
}

/// Limits of the parameter that gives the name, which let shorter or longer names pass.
fn check_limits<'w>(context: &Context<'w>, resource: &'w Instance<'w>, form: &Form) {
    let frame = resource.scope.frame;
    let written = resource.declaration.resource.name.map(|name| resource.at(name));
    let Some((_, parameter)) = written.and_then(|node| given::parameter(frame, node)) else {
        return;
    };
    if parameter.of.allowed.is_some() {
        return;
    }
    let (shortest, longest) = form.length;
    let limits = [(parameter.of.min_length, true), (parameter.of.max_length, false)];
    for (limit, is_least) in limits {
        let Some(node) = limit.map(|limit| frame.at(limit)) else { continue };
        let Data::Int(number) = frame.scope().evaluate(node).data else { continue };
        let fits = if is_least { number >= shortest } else { number <= longest };
        if fits {
            continue;
        }
        let spot = Spot { place: node.place(), path: "name".to_owned(), value: None };
        let message = format!("The parameter takes names of {number} letters: {}.", form.words);
        let reported = context.report(&RULE.card, resource, &spot, Confidence::Medium, message);
        if let Some(handle) = reported {
            handle.severity(Severity::Note);
        }
    }
}

/// What a name has to look like.
struct Form {
    words: &'static str,
    /// Fewest and most letters.
    length: (i64, i64),
    fits: fn(&str) -> bool,
}

fn form(resource: &Instance<'_>) -> Form {
    if resource.is(twins::INSTANCE) {
        let words = "it takes 3 to 63 letters, digits and hyphens, with no hyphen at the ends";
        return Form { words, length: (3, 63), fits: |name| is_plain(name, 3, 63) };
    }
    if resource.is(twins::ENDPOINT) || resource.is(twins::HISTORY) {
        let words = "it takes 2 to 50 letters, digits and hyphens, not digits alone, with no hyphen at the ends";
        let fits = |name: &str| {
            is_plain(name, 2, 50) && !name.bytes().all(|letter| letter.is_ascii_digit())
        };
        return Form { words, length: (2, 50), fits };
    }
    let words = "it takes 3 to 24 letters, digits and single hyphens, with no hyphen at the ends";
    Form { words, length: (3, 24), fits: |name| is_plain(name, 3, 24) && !name.contains("--") }
}

/// Letters, digits and hyphens, with no hyphen at the ends.
fn is_plain(name: &str, shortest: usize, longest: usize) -> bool {
    let is_letter = |letter: u8| letter.is_ascii_alphanumeric() || letter == b'-';
    (shortest..=longest).contains(&name.len())
        && name.bytes().all(is_letter)
        && !name.starts_with('-')
        && !name.ends_with('-')
}
