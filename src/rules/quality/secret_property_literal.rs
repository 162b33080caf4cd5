//! Secret is written in the template.

use crate::eval::instance::Instance;
use crate::eval::value::{Basis, How, Val};
use crate::finding::Severity;
use crate::graph::secrets::{self, Given};
use crate::look::{Look, Spot, confidence};
use crate::quality::sensitive;
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::source::Place;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "SC006",
        name: "secret-property-literal",
        title: "Secret is written in the template",
        severity: Severity::Error,
        security_severity: Some("8.0"),
        category: "secrets",
        why: "A password or key in a template lies in the repository and in the history of the deployment, and in every copy of both.",
        looks_at: "Properties that are documented as passwords and secrets, such as `osProfile.adminPassword` and `administratorLoginPassword`, whose value is written in the template, as a literal or through variables. A placeholder is a note. Values of secure parameters, `list…()` and key vault references are fine; a parameter that is not secure is the matter of `secret-parameter-not-secure`.",
        fix: "Pass the secret in a secure parameter, or by a key vault reference.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-use-secure-value-for-secure-inputs",
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/key-vault-parameter",
        ],
        equivalents: &["adminPassword Should Not Be A Literal"],
        examples: &[
            Example::arm(
                r#"{ "resources": [ {
  "type": "Microsoft.Sql/servers", "apiVersion": "2021-11-01", "name": "db", "location": "westeurope", "properties": { "administratorLogin": "dba",
    "administratorLoginPassword": "Pa55w0rd-1234" // <- finding
} } ] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "password": { "type": "securestring" } }, "resources": [ {
  "type": "Microsoft.Sql/servers", "apiVersion": "2021-11-01", "name": "db", "location": "westeurope", "properties": { "administratorLogin": "dba",
    "administratorLoginPassword": "[parameters('password')]"
} } ] }"#,
            ),
            Example::bicep(
                "var password = 'Pa55w0rd-1234'

resource db 'Microsoft.Sql/servers@2021-11-01' = {
  name: 'db'
  location: 'westeurope'
  properties: {
    administratorLogin: 'dba'
    administratorLoginPassword: password // <- finding
  }
}
",
            ),
            Example::bicep(
                "@secure()
param password string

resource db 'Microsoft.Sql/servers@2021-11-01' = {
  name: 'db'
  location: 'westeurope'
  properties: {
    administratorLogin: 'dba'
    administratorLoginPassword: password
  }
}
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    for (instance, paths) in sensitive::properties(context) {
        for path in paths {
            if path.contains("[*]") {
                each(context, instance, path);
            } else {
                one(context, instance, path);
            }
        }
    }
}

fn one<'w>(context: &Context<'w>, instance: &'w Instance<'w>, path: &'static str) {
    if let Look::Found(spot) = instance.look(path) {
        judge(context, instance, &spot, path);
    }
}

fn each<'w>(context: &Context<'w>, instance: &'w Instance<'w>, path: &'static str) {
    let Some((list, rest)) = path.split_once("[*].") else { return };
    for element in instance.list(list).0 {
        if let Look::Found(spot) = instance.look_from(&element, rest) {
            judge(context, instance, &spot, path);
        }
    }
}

fn judge<'w>(context: &Context<'w>, instance: &'w Instance<'w>, spot: &Spot<'w>, path: &str) {
    let Some(value) = spot.value else { return };
    // The default of a parameter, and what a caller gives to one that is not secure, are faults of the parameter.
    let files = context.world.parameter_files.get().copied().unwrap_or_default();
    let is_in = |place: Place| files.iter().any(|unit| unit.document.file == place.file);
    let is_of_parameter =
        parameters(value) || value.site.is_some_and(is_in) || is_in_file(value, &is_in);
    if value.basis.has(Basis::SECRET) || value.basis.has(Basis::FILE) || is_of_parameter {
        return;
    }
    let name = path.rsplit('.').next().unwrap_or(path);
    let (severity, message) = match secrets::given(value) {
        Given::Plain => (
            Severity::Error,
            format!("'{name}' is written in the template, where everybody can read it."),
        ),
        Given::Placeholder => (
            Severity::Note,
            format!("'{name}' is a placeholder: what is filled in here can be read by everybody."),
        ),
        _ => return,
    };
    context.world.heap.hide(value);
    if let Some(handle) =
        context.report(&RULE.card, instance, spot, confidence(value.basis), message)
    {
        handle.severity(severity);
    }
}

/// Whether a value was written in one of some files.
fn is_in_file(value: Val<'_>, is_in: &dyn Fn(Place) -> bool) -> bool {
    const MOST: usize = 16;
    let causes = std::iter::successors(value.cause, |cause| cause.value.cause);
    causes.take(MOST).any(|cause| cause.value.site.is_some_and(is_in))
}

/// Whether a value came through a parameter.
fn parameters(value: Val<'_>) -> bool {
    const MOST: usize = 16;
    let mut value = value;
    for _ in 0..MOST {
        let Some(cause) = value.cause else { return false };
        if matches!(cause.how, How::Default(_) | How::Argument(_) | How::File(_)) {
            return true;
        }
        value = cause.value;
    }
    true
}
