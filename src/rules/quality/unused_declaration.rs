//! Existing resource, type, function or import is not used.

use crate::eval::frame::Frame;
use crate::finding::{Confidence, Severity};
use crate::model::Language;
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::source::Span;
use crate::syntax::bicep::{ExprKind, Import, MemberKind, Resource, StatementKind, Tree};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ003",
        name: "unused-declaration",
        title: "Existing resource, type, function or import is not used",
        severity: Severity::Note,
        category: "quality",
        languages: Languages::Bicep,
        why: "What nothing uses is a remainder, or the place where it should be used was forgotten.",
        looks_at: "Bicep: `existing` resources, types, functions and imported names to which nothing refers. What is exported counts as used, and so does an existing resource with other resources nested in it. Where a part of the file could not be read, nothing is said.",
        fix: "Remove it, or use it.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-no-unused-existing-resources",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-no-unused-imports",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-no-unused-types",
        ],
        equivalents: &["no-unused-existing-resources", "no-unused-imports", "no-unused-types"],
        examples: &[
            Example::bicep(
                "resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = { // <- finding
  name: 'vault'
}
",
            ),
            Example::bicep(
                "resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: 'vault'
}

type tier = 'a' | 'b'

param chosen tier

output id string = '${vault.id}${chosen}'
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
        if !is_suspicious(frame) {
            continue;
        }
        let (Some(tree), Some(words)) = (frame.unit.tree(), frame.unit.words()) else { continue };
        let is_used = |name: &str| words.has(name) || words.is_exported(name);
        let report = |what: &str, name: &str, span: Span| {
            let message = format!("Nothing uses {what} '{name}'.");
            context
                .report_at(&RULE.card, frame.unit.document.place(span), Confidence::High, message)
                .about(format!("{what} {name}"));
        };
        for statement in tree.statements() {
            let (what, ident) = match statement.kind {
                StatementKind::Type { name, .. } => ("type", name),
                StatementKind::Function { name, .. } => ("function", name),
                StatementKind::Resource(resource) if resource.existing.is_some() => {
                    if has_nested(tree, &resource) {
                        continue;
                    }
                    ("existing resource", resource.name)
                }
                StatementKind::Import { what: Import::All(name), .. } => ("import", name),
                StatementKind::Import { what: Import::Names(names), .. } => {
                    for imported in tree.imported(names) {
                        let own = imported.alias.map_or(tree.span(imported.name), |own| own.span);
                        let name = tree.text(own);
                        if !is_used(name) {
                            report("import", name, imported.span);
                        }
                    }
                    continue;
                }
                _ => continue,
            };
            let name = tree.text(ident);
            if !name.is_empty() && !is_used(name) {
                report(what, name, ident.span);
            }
        }
    }
}

/// Whether a name stands only once in the text, comments aside: the tree is read for few files.
fn is_suspicious(frame: &Frame<'_>) -> bool {
    const MOST: usize = 200;
    let template = frame.template;
    if template.language != Language::Bicep {
        return false;
    }
    let text = frame.unit.document.source.text.as_str();
    let is_once = |name: &str| !name.is_empty() && !stands_twice(text, name);
    // Each name is looked for in the text: of many, the tree is the shorter way.
    let names = template.types.len() + template.functions.len() + template.imports.len();
    if names + template.resources.len() > MOST {
        return true;
    }
    let existing = template.resources.iter().filter(|one| one.existing);
    template.types.iter().any(|(name, _)| is_once(name))
        || template.functions.iter().any(|(name, _)| is_once(name))
        || template.imports.iter().any(|(name, _)| is_once(name))
        || existing.filter_map(|one| one.symbol).any(|one| is_once(frame.text(one)))
}

fn stands_twice(text: &str, name: &str) -> bool {
    let is_letter =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let bytes = text.as_bytes();
    let is_word = |at: &usize| {
        let line = text[..*at].rfind('\n').map_or(0, |end| end + 1);
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        // Words of strings and names of properties are no uses; the tree tells where they are after all.
        let is_other = before.is_some_and(|byte| b"'/-.".contains(byte));
        !is_other
            && !is_letter(before)
            && !is_letter(bytes.get(at + name.len()))
            && !text[line..*at].trim_start().starts_with("//")
    };
    memchr::memmem::find_iter(bytes, name).filter(is_word).take(2).count() == 2
}

/// Whether other resources are declared in the body of one.
fn has_nested(tree: &Tree, resource: &Resource) -> bool {
    let object = tree.body(resource.body).object;
    let ExprKind::Object(members) = *tree.kind(object) else { return false };
    tree.members(members).iter().any(|member| matches!(member.kind, MemberKind::Resource(_)))
}
