//! Parameter 'location' is not a text that follows the resource group.

use crate::finding::{Confidence, Severity};
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::source::Place;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ024",
        name: "location-parameter-unusual",
        title: "Parameter 'location' is not a text that follows the resource group",
        severity: Severity::Note,
        category: "quality",
        on: false,
        pedantic: true,
        why: "People and tools expect of a parameter `location` that it is a region, and by default the one of the resource group.",
        looks_at: "Parameters named `location` whose type is not `string`, or whose literal default is a region. `global` is fine, and so is no default.",
        fix: "Use `resourceGroup().location` as the default.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/parameters",
        ],
        equivalents: &[
            "AZR-000219",
            "AZR-000220",
            "AZR-000221",
            "AZR-000225",
            "Azure.Template.LocationDefault",
            "Azure.Template.LocationType",
        ],
        examples: &[
            Example::arm(
                r#"{ "parameters": { "location": { "type": "string",
  "defaultValue": "westeurope" // <- finding
} }, "resources": [] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "location": { "type": "string", "defaultValue": "[resourceGroup().location]" } }, "resources": [] }"#,
            ),
            Example::bicep(
                "param location string = 'westeurope' // <- finding
",
            ),
            Example::bicep(
                "param location string = resourceGroup().location
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
        let Some((name, parameter)) = frame
            .template
            .parameters
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("location"))
        else {
            continue;
        };
        let report = |place: Place, message: String| {
            context
                .report_at(&RULE.card, place, Confidence::High, message)
                .about(format!("parameters.{name}"));
        };
        let base = frame.text(parameter.of.base);
        if !base.is_empty() && !base.eq_ignore_ascii_case("string") {
            let place = frame.unit.document.place(parameter.name);
            report(place, format!("Parameter '{name}' is of type '{base}'."));
            continue;
        }
        let Some(default) = parameter.default.map(|default| frame.at(default)) else { continue };
        if let Some(text) = default
            .as_text()
            .filter(|text| !text.is_empty() && !text.eq_ignore_ascii_case("global"))
        {
            report(
                default.place(),
                format!(
                    "By default parameter '{name}' is '{text}', wherever the resource group is."
                ),
            );
        }
    }
}
