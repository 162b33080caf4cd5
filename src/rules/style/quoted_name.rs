//! Name of a property is quoted without need.

use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::source::Span;
use crate::syntax::bicep::{ExprKind, Key, MemberKind, Node};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ044",
        name: "quoted-name",
        title: "Name of a property is quoted without need",
        severity: Severity::Note,
        category: "style",
        on: false,
        pedantic: true,
        languages: Languages::Bicep,
        why: "Quotes around a name that is a plain word only make it harder to read.",
        looks_at: "Keys of objects in Bicep, and accesses such as `a['b']`, whose name is a plain word.",
        fix: "Leave the quotes out.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-prefer-unquoted-property-names",
        ],
        equivalents: &["prefer-unquoted-property-names"],
        examples: &[
            Example::bicep(
                "var tags = {
  'owner': 'me' // <- finding
}

output tags object = tags
",
            ),
            Example::bicep(
                "var tags = {
  owner: 'me'
  'cost-center': '1'
}

output tags object = tags
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
        tree.walk(&mut |node| {
            let Node::Expr(id) = node else { return };
            match *tree.kind(id) {
                ExprKind::Object(members) => {
                    for member in tree.members(members) {
                        if let MemberKind::Property { key: Key::String { span, string }, .. } =
                            member.kind
                            && is_word(tree.text(string.text))
                        {
                            report(span, format!("'{}' needs no quotes.", tree.text(string.text)));
                        }
                    }
                }
                ExprKind::Index { index, .. } => {
                    if let Some(word) = tree.string(index).filter(|text| is_word(text)) {
                        report(tree.span(index), format!("'{word}' can be reached as '.{word}'."));
                    }
                }
                _ => {}
            }
        });
    }
}

/// Whether a name may stand without quotes.
fn is_word(text: &str) -> bool {
    let is_start = |letter: char| letter.is_ascii_alphabetic() || letter == '_';
    text.starts_with(is_start)
        && text.chars().all(|letter| is_start(letter) || letter.is_ascii_digit())
}
