//! Address is put together with concat().

use crate::finding::{Confidence, Severity};
use crate::quality::nodes::{bare, first_text};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::source::Place;
use crate::syntax::document::{Kind, NodeRef};
use crate::syntax::function::Function;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ028",
        name: "address-concatenated",
        title: "Address is put together with concat()",
        severity: Severity::Note,
        category: "quality",
        on: false,
        pedantic: true,
        languages: Languages::Arm,
        why: "`uri()` takes care of the slash between the parts, which `concat()` doubles or forgets.",
        looks_at: "Properties of ARM JSON whose name ends in `uri` or `url`, and whose value is a `concat()` that begins with a parameter or variable whose name ends so too.",
        fix: "Use `uri()`.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string#uri",
        ],
        equivalents: &["URIs Should Be Properly Constructed"],
        examples: &[
            Example::arm(
                r#"{ "parameters": { "baseUri": { "type": "string" } }, "resources": [], "outputs": {}, "variables": { "script": {
  "fileUri": "[concat(parameters('baseUri'), '/a.sh')]" // <- finding
} } }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "baseUri": { "type": "string" } }, "resources": [], "outputs": {}, "variables": { "script": { "fileUri": "[uri(parameters('baseUri'), 'a.sh')]" } } }"#,
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    for frame in context.templates() {
        templates::walk(frame, &mut |node| {
            for (place, message) in faults(node) {
                let about = templates::owner(frame, place.span);
                context.report_at(&RULE.card, place, Confidence::High, message).about(about);
            }
        });
    }
}

fn faults(node: NodeRef<'_>) -> Vec<(Place, String)> {
    let named = node.members().filter(|(key, _)| key.as_text().is_some_and(is_address));
    let by_hand = named.filter(|(_, value)| is_put_together(bare(*value)));
    by_hand
        .map(|(_, value)| (value.place(), "'uri()' takes care of the slash.".to_owned()))
        .collect()
}

fn is_address(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with("uri") || name.ends_with("url")
}

fn is_put_together(node: NodeRef<'_>) -> bool {
    let Kind::Call { function: Function::Concat, arguments, .. } = node.kind() else {
        return false;
    };
    let Some(first) = arguments.get(0).map(|id| node.at(id)) else { return false };
    let Kind::Call { function: Function::Parameters | Function::Variables, arguments, .. } =
        first.kind()
    else {
        return false;
    };
    first_text(first, arguments).is_some_and(is_address)
}
