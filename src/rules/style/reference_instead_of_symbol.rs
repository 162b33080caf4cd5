//! Resource is asked by its id instead of its symbol.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::source::Span;
use crate::syntax::bicep::{ExprKind, Node};
use crate::syntax::function::Function;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ047",
        name: "reference-instead-of-symbol",
        title: "Resource is asked by its id instead of its symbol",
        severity: Severity::Note,
        category: "style",
        on: false,
        pedantic: true,
        languages: Languages::Bicep,
        why: "`resource.properties` and `resource.listKeys()` need no id and no API version, and the compiler knows what they wait for.",
        looks_at: "Calls of `reference()` and `list…()` in Bicep whose first argument is the `id` of a resource of the file.",
        fix: "Use the symbolic name.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-use-resource-symbol-reference",
        ],
        equivalents: &["use-resource-symbol-reference"],
        examples: &[
            Example::bicep(
                "resource data 'Microsoft.Storage/storageAccounts@2023-01-01' existing = {
  name: 'data'
}

output place string = reference(data.id, '2023-01-01').primaryLocation // <- finding
",
            ),
            Example::bicep(
                "resource data 'Microsoft.Storage/storageAccounts@2023-01-01' existing = {
  name: 'data'
}

output place string = data.properties.primaryLocation
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    for (frame, tree) in templates::trees(context.templates()) {
        let report = |span: Span, message: String| {
            context
                .report_at(&RULE.card, frame.unit.document.place(span), Confidence::High, message)
                .about(templates::within(tree, span));
        };
        let symbols: Vec<_> = frame
            .template
            .resources
            .iter()
            .filter_map(|one| Some(frame.text(one.symbol?)))
            .collect();
        tree.walk(&mut |node| {
            let Node::Expr(id) = node else { return };
            let ExprKind::Call { name, args } = *tree.kind(id) else { return };
            let called = tree.text(name);
            let is_asking = called == "reference" || Function::by_name(called) == Function::List;
            let Some(ExprKind::Property { base, name: key, .. }) =
                tree.args(args).first().map(|arg| *tree.kind(*arg))
            else {
                return;
            };
            let symbol = tree.text(tree.span(base));
            if is_asking && tree.text(key) == "id" && symbols.contains(&symbol) {
                report(tree.span(id), format!("'{symbol}' can be asked itself."));
            }
        });
    }
}
