//! Parameter for a secret is not secure.

use crate::eval::frame::Frame;
use crate::finding::{Confidence, Severity};
use crate::model::Parameter;
use crate::quality::flow;
use crate::quality::nodes::{bare, first_text};
use crate::quality::sensitive;
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::source::Place;
use crate::syntax::document::Kind;
use crate::syntax::function::Function;
use rustc_hash::FxHashMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "SC005",
        name: "secret-parameter-not-secure",
        title: "Parameter for a secret is not secure",
        severity: Severity::Warning,
        security_severity: Some("7.0"),
        category: "secrets",
        why: "The value of a parameter that is not secure stands in the history of the deployment and in logs.",
        looks_at: "Parameters of type `string` or `object` that are not secure, and whose name says that they hold a secret (`adminPassword`, `clientSecret`, not `secretName` or `passwordLength`), or that go as they are into a property which is documented as a password or secret. Parameters with allowed values are passed over, and so is the connection string of Application Insights, which is documented as no secret.",
        fix: "Declare it as `securestring` or `secureObject`, in Bicep with `@secure()`.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-secure-secrets-in-params",
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/parameters#secure-parameters",
            "https://learn.microsoft.com/azure/azure-monitor/app/connection-strings",
        ],
        equivalents: &[
            "Azure.Deployment.SecureParameter",
            "AZR-000408",
            "Azure.Deployment.SecureValue",
            "AZR-000316",
            "secure-secrets-in-params",
            "use-secure-value-for-secure-inputs",
            "Password params must be secure",
        ],
        examples: &[
            Example::arm(
                r#"{ "parameters": {
  "adminPassword": { "type": "string" }, // <- finding
  "secretName": { "type": "string" }
}, "resources": [] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "adminPassword": { "type": "securestring" }, "passwordLength": { "type": "int" }, "appInsightsConnectionString": { "type": "string" } }, "resources": [] }"#,
            ),
            Example::bicep(
                "param login string // <- finding

resource db 'Microsoft.Sql/servers@2021-11-01' = {
  name: 'db'
  location: 'westeurope'
  properties: {
    administratorLogin: 'dba'
    administratorLoginPassword: login
  }
}
",
            ),
            Example::bicep(
                "@secure()
param adminPassword string
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    let mut fed = by_properties(context);
    for frame in context.templates().iter().filter(|frame| frame.outer.is_none()) {
        for (name, parameter) in frame.template.parameters.iter() {
            let of = &parameter.of;
            let base = frame.text(of.base);
            let is_text =
                base.eq_ignore_ascii_case("string") || base.eq_ignore_ascii_case("object");
            if !is_text
                || of.allowed.is_some()
                || of.reference.is_some()
                || !of.secure_properties.is_empty()
                || flow::is_secure(frame, of)
            {
                continue;
            }
            let place = frame.unit.document.place(parameter.name);
            let fed_to = fed.remove(&place);
            let message = match fed_to {
                Some((path, _)) => {
                    format!("Parameter '{name}' is not secure, and '{path}' is given its value.")
                }
                None if sensitive::is_secret_name(name) && !is_switch(frame, parameter) => {
                    format!("Parameter '{name}' holds a secret by its name, and is not secure.")
                }
                None => continue,
            };
            let confidence = if fed_to.is_some() { Confidence::High } else { Confidence::Medium };
            let handle = context.report_at(&RULE.card, place, confidence, message);
            let handle = handle.about(format!("parameters.{name}.type"));
            if let Some((_, used)) = fed_to {
                handle.related(used, "the secret property");
            }
        }
    }
}

/// Whether the default is a word such as `true`, or an address of a secret.
fn is_switch<'w>(frame: &'w Frame<'w>, parameter: &Parameter) -> bool {
    let default = parameter.default.and_then(|default| frame.at(default).as_text());
    default.is_some_and(|text| {
        let words = ["true", "false", "yes", "no", "enabled", "disabled"];
        words.iter().any(|word| text.eq_ignore_ascii_case(word)) || text.starts_with("https://")
    })
}

/// The parameters that go as they are into a secret property: where they are declared, the property, and where it stands.
fn by_properties(context: &Context<'_>) -> FxHashMap<Place, (&'static str, Place)> {
    let mut fed = FxHashMap::default();
    for (instance, paths) in sensitive::properties(context) {
        for path in paths {
            for (_, value) in sensitive::at(instance, path) {
                let value = bare(value);
                let frame = instance.scope.frame;
                if let Kind::Call { function: Function::Parameters, arguments, .. } = value.kind()
                    && let Some(name) = first_text(value, arguments)
                    && let Some(parameter) = frame.template.parameters.get(name)
                {
                    let declared = frame.unit.document.place(parameter.name);
                    fed.entry(declared).or_insert((*path, value.place()));
                }
            }
        }
    }
    fed
}
