//! Interpolation of nothing but one text.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::source::Span;
use crate::syntax::bicep::{ExprKind, Key, MemberKind, Node, Part};
use crate::syntax::document::Kind;
use rustc_hash::FxHashSet;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ042",
        name: "needless-interpolation",
        title: "Interpolation of nothing but one text",
        severity: Severity::Note,
        category: "style",
        on: false,
        pedantic: true,
        languages: Languages::Bicep,
        why: "`'${name}'` is `name`.",
        looks_at: "Interpolated texts in Bicep of one hole and nothing else, where the hole is a parameter of type `string`, or a variable that is a text. Keys of objects are passed over: they cannot be computed otherwise.",
        fix: "Leave quotes and braces out.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-simplify-interpolation",
        ],
        equivalents: &["simplify-interpolation"],
        examples: &[
            Example::bicep(
                "param name string

output name string = '${name}' // <- finding
",
            ),
            Example::bicep(
                "param count int

output name string = '${count}'
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
        let is_text = |name: &str| {
            let parameter = frame.template.parameters.get(name).is_some_and(|parameter| {
                frame.text(parameter.of.base) == "string" && !parameter.of.nullable
            });
            let variable = || {
                frame.template.variables.get(name).map(|variable| frame.at(variable.value).kind())
            };
            parameter
                || variable()
                    .is_some_and(|kind| matches!(kind, Kind::Text(_) | Kind::Interpolation(_)))
        };
        // A key that is computed has to be an interpolation.
        let mut keys = FxHashSet::default();
        tree.walk(&mut |node| {
            let Node::Expr(id) = node else { return };
            if let ExprKind::Object(members) = *tree.kind(id) {
                keys.extend(tree.members(members).iter().filter_map(|member| match member.kind {
                    MemberKind::Property { key: Key::Interpolated(key), .. } => Some(key),
                    _ => None,
                }));
            }
            if keys.contains(&id) {
                return;
            }
            let ExprKind::Interpolated(parts) = *tree.kind(id) else { return };
            let mut holes = tree.holes(parts);
            let (Some(hole), None) = (holes.next(), holes.next()) else { return };
            let is_bare = tree.parts(parts).iter().all(|part| match part {
                Part::Hole(_) => true,
                Part::Text(text) => text.content.is_empty(),
            });
            let name = tree.text(tree.span(hole));
            if is_bare && matches!(tree.kind(hole), ExprKind::Name) && is_text(name) {
                report(tree.span(id), format!("'{name}' is a text already."));
            }
        });
    }
}
