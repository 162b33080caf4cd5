//! Parameter for the place of artifacts is not as deployment scripts expect it.

use crate::finding::{Confidence, Severity};
use crate::quality::flow;
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ056",
        name: "artifacts-parameter-unusual",
        title: "Parameter for the place of artifacts is not as deployment scripts expect it",
        severity: Severity::Note,
        category: "quality",
        on: false,
        pedantic: true,
        why: "Deployment scripts that upload artifacts give `_artifactsLocation` and `_artifactsLocationSasToken` together, the second as a secret.",
        looks_at: "A template with one of them and not the other, `_artifactsLocation` that is no `string`, and `_artifactsLocationSasToken` that is not secure.",
        fix: "Declare both, the token as `securestring`.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-artifacts-parameters",
        ],
        equivalents: &["artifacts-parameters", "artifacts parameter"],
        examples: &[
            Example::arm(
                r#"{ "parameters": {
  "_artifactsLocation": { "type": "string" } // <- finding
}, "resources": [] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "_artifactsLocation": { "type": "string" }, "_artifactsLocationSasToken": { "type": "securestring" } }, "resources": [] }"#,
            ),
            Example::bicep(
                "param _artifactsLocation string

param _artifactsLocationSasToken string // <- finding
",
            ),
            Example::bicep(
                "param _artifactsLocation string

@secure()
param _artifactsLocationSasToken string
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    for frame in context.templates().iter().filter(|frame| templates::is_whole(frame)) {
        let parameters = &frame.template.parameters;
        let (place, token) =
            (parameters.get("_artifactsLocation"), parameters.get("_artifactsLocationSasToken"));
        let fault = match (place, token) {
            (Some(one), None) => (one, "is there without '_artifactsLocationSasToken'"),
            (None, Some(one)) => (one, "is there without '_artifactsLocation'"),
            (Some(one), _) if !frame.text(one.of.base).eq_ignore_ascii_case("string") => {
                (one, "is no string")
            }
            (_, Some(one)) if !flow::is_secure(frame, &one.of) => (one, "is not secure"),
            _ => continue,
        };
        let (one, why) = fault;
        let span = one.name;
        let name = span.of(&frame.unit.document.source.text).trim_matches('"');
        let message = format!("'{name}' {why}.");
        context
            .report_at(&RULE.card, frame.unit.document.place(span), Confidence::High, message)
            .about(format!("parameters.{name}"));
    }
}
