//! Expression is longer than Resource Manager takes.

use crate::finding::{Confidence, Severity};
use crate::model::Language;
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::syntax::document::{Kind, NodeId};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ016",
        name: "expression-too-long",
        title: "Expression is longer than Resource Manager takes",
        severity: Severity::Error,
        category: "quality",
        languages: Languages::Arm,
        why: "Resource Manager refuses expressions of more than 24,576 characters, and nothing is deployed.",
        looks_at: "Expressions of ARM JSON, brackets included. Texts that are no expressions may be longer.",
        fix: "Put parts of it into variables, or the text into a parameter or a linked template.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices#template-limits",
        ],
        equivalents: &["AZR-000223", "AZR-000228", "Azure.Template.ExpressionLength"],
        examples: &[
            Example::arm(
                r#"{ "resources": [], "outputs": { "long": {
  "type": "string",
  "value": "[concat('a', '…')]" // <- finding
} } }"#,
            )
            .filled(24_576),
            Example::arm(
                r#"{ "resources": [], "variables": { "part": "…" }, "outputs": { "short": {
  "type": "string",
  "value": "[concat('a', variables('part'))]"
} } }"#,
            )
            .filled(24_576),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    for frame in context.templates() {
        if frame.template.language != Language::Arm || !templates::is_whole(frame) {
            continue;
        }
        let document = &frame.unit.document;
        if document.source.text.len() < MOST {
            continue;
        }
        // Only few are long in bytes; only of those the characters are counted.
        for id in (0..document.nodes.len() as u32).map(NodeId) {
            let node = document.at(id);
            if !matches!(node.kind(), Kind::Expression(_)) || (node.span().len() as usize) < MOST {
                continue;
            }
            let count = node.raw_text().map_or(0, |text| text.chars().count());
            if count > MOST {
                let message = format!(
                    "This expression has {count} characters, and Resource Manager takes {MOST}."
                );
                let about = format!("expression {}", node.span().start);
                context.report_at(&RULE.card, node.place(), Confidence::High, message).about(about);
            }
        }
    }
}

// Source: the template limits of Resource Manager.
const MOST: usize = 24_576;
