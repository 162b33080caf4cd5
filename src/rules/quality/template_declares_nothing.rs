//! Template has no parameters or no resources.

use crate::eval::frame::Frame;
use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::source::Span;
use crate::syntax::bicep::{Statement, StatementKind};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ021",
        name: "template-declares-nothing",
        title: "Template has no parameters or no resources",
        severity: Severity::Note,
        category: "quality",
        on: false,
        pedantic: true,
        why: "A template without parameters deploys the same everywhere; one without resources deploys nothing.",
        looks_at: "The templates of files: not one parameter, or not one resource. Files that other files import from may be there for their types alone.",
        fix: "Add parameters for what differs between deployments.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices",
        ],
        equivalents: &[
            "AZR-000216",
            "AZR-000218",
            "Azure.Template.DefineParameters",
            "Azure.Template.Resources",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [ { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-04-01", "location": "westeurope", "name": "net" } ] } // <- finding"#,
            ),
            Example::arm(
                r#"{ "parameters": { "name": { "type": "string" } }, "resources": [ { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-04-01", "location": "westeurope", "name": "[parameters('name')]" } ] }"#,
            ),
            Example::bicep(
                "param name string // <- finding
",
            ),
            Example::bicep(
                "param name string

resource net 'Microsoft.Network/virtualNetworks@2023-04-01' = {
  name: name
  location: 'westeurope'
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
    for frame in context.templates().iter().filter(|frame| templates::is_whole(frame)) {
        let document = &frame.unit.document;
        let first = document.source.text.chars().next().map_or(0, char::len_utf8);
        let start = document.place(Span::new(0, first as u32));
        for (what, is_empty) in [
            ("parameters", frame.template.parameters.is_empty()),
            ("resources", frame.template.resources.is_empty() && !has_extension(frame)),
        ] {
            if is_empty {
                let message = format!("The template has no {what}.");
                context.report_at(&RULE.card, start, Confidence::High, message).about(what);
            }
        }
    }
}

/// Whether a Bicep file deploys resources of an extension, which are none of Resource Manager's.
fn has_extension(frame: &Frame<'_>) -> bool {
    let is_resource = |statement: &Statement| matches!(statement.kind, StatementKind::Resource(_));
    frame.unit.tree().is_some_and(|tree| tree.statements().any(is_resource))
}
