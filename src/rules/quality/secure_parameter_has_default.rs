//! Secure parameter has a default.

use crate::eval::frame::Frame;
use crate::finding::{Confidence, Severity};
use crate::quality::flow;
use crate::quality::{nodes, templates};
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::syntax::document::{Kind, NodeRef};
use crate::syntax::function::Function;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "SC004",
        name: "secure-parameter-has-default",
        title: "Secure parameter has a default",
        severity: Severity::Warning,
        security_severity: Some("7.0"),
        category: "secrets",
        why: "A default stands in the template, where everybody can read it. A password that is used because nobody gave another one is known to all who have the file.",
        looks_at: "Defaults of secure parameters. An empty text or object, `null`, what is made with `newGuid()`, and what comes from another secure parameter or from `list…()` are fine, and so are a public SSH key, which is no secret, and a default that is made of another parameter.",
        fix: "Remove the default, or make one that nobody can know with `newGuid()`.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-secure-parameter-default",
        ],
        equivalents: &[
            "4d2cf896-c053-4be5-9c95-8b4771112f29",
            "CKV_AZURE_131",
            "Secure String Parameters Cannot Have Default",
            "secure-parameter-default",
        ],
        examples: &[
            Example::arm(
                r#"{ "parameters": { "password": { "type": "securestring",
  "defaultValue": "Pa$$w0rd-1234" // <- finding
} }, "resources": [] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "password": { "type": "securestring", "defaultValue": "[newGuid()]" }, "other": { "type": "securestring", "defaultValue": "" } }, "resources": [] }"#,
            ),
            Example::bicep(
                "@secure()
param password string = 'Pa55w0rd-1234' // <- finding
",
            ),
            Example::bicep(
                "@secure()
param password string

@secure()
param other string = newGuid()

@secure()
param passwordOrKey string = 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 somebody@example'
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
        for (name, parameter) in frame.template.parameters.iter() {
            let Some(default) = parameter.default.map(|default| frame.at(default)) else {
                continue;
            };
            if !flow::is_secure(frame, &parameter.of) || !is_known_to_all(frame, default) {
                continue;
            }
            let place = templates::value_place(default, parameter.name);
            let message = format!(
                "The default of secure parameter '{name}' stands in the template, where everybody can read it."
            );
            context
                .report_at(&RULE.card, place, Confidence::High, message)
                .about(format!("parameters.{name}.defaultValue"));
        }
    }
}

/// Whether whoever has the template can tell the value.
fn is_known_to_all<'w>(frame: &'w Frame<'w>, default: NodeRef<'w>) -> bool {
    let (mut says_something, mut is_unknown) = (false, false);
    nodes::walk(default, &mut |node| {
        match node.kind() {
            Kind::Text(text) => {
                let text = frame.text(text).trim();
                says_something |= !text.is_empty() && !is_public_key(text);
            }
            Kind::Int(_) | Kind::Float(_) => says_something = true,
            Kind::Call { function, .. } => {
                is_unknown |= !matches!(
                    function,
                    Function::Concat
                        | Function::Format
                        | Function::UniqueString
                        | Function::Guid
                        | Function::ResourceGroup
                        | Function::Subscription
                        | Function::Deployment
                        | Function::Base64
                        | Function::String
                        | Function::ToLower
                        | Function::ToUpper
                        | Function::Substring
                        | Function::Take
                );
            }
            Kind::Broken | Kind::Symbol(_) => is_unknown = true,
            // Keys are no values.
            Kind::Object(_) => {
                let mut values = node.members();
                says_something |= values.any(|(_, value)| is_known_to_all(frame, value));
                return false;
            }
            _ => {}
        }
        true
    });
    says_something && !is_unknown
}

/// Whether a text is a public key as SSH writes it: its kind, then what all begin with that are written so (RFC 4253, 6.6).
fn is_public_key(text: &str) -> bool {
    let Some((kind, key)) = text.split_once(' ') else { return false };
    let starts = ["ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-"];
    starts.iter().any(|start| kind.starts_with(start)) && key.trim_start().starts_with("AAAA")
}
