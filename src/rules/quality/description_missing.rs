//! Declaration has no description.

use crate::eval::frame::Frame;
use crate::finding::{Confidence, Severity};
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::source::Span;
use crate::syntax::bicep::words::has;
use crate::syntax::bicep::{StatementKind, Tree, TypeId, TypeKind, TypeMemberKey};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ020",
        name: "description-missing",
        title: "Declaration has no description",
        severity: Severity::Note,
        category: "quality",
        on: false,
        pedantic: true,
        why: "A description tells whoever deploys or calls the template what is wanted. Portals and editors show it.",
        looks_at: "Parameters of both languages; in Bicep outputs, variables, types, properties of types and resources too; in ARM JSON resources without `comments` or `metadata.description`.",
        fix: "Add `metadata.description` or `comments`, in Bicep `@description('…')`.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-use-description-params",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-use-description-outputs",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-use-description-types",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-use-description-type-properties",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-use-description-vars",
        ],
        equivalents: &[
            "AZR-000211",
            "AZR-000215",
            "AZR-000234",
            "AZR-000235",
            "Azure.Template.ParameterMetadata",
            "Azure.Template.UseComments",
            "Azure.Template.UseDescriptions",
            "use-description-outputs",
            "use-description-params",
            "use-description-type-properties",
            "use-description-types",
            "use-description-vars",
        ],
        examples: &[
            Example::arm(
                r#"{ "parameters": {
  "name": { "type": "string" } // <- finding
}, "resources": [] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "name": { "type": "string", "metadata": { "description": "The name." } } }, "resources": [] }"#,
            ),
            Example::bicep(
                "param name string // <- finding
",
            ),
            Example::bicep(
                "@description('The name.')
param name string
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
        let report = |span: Span, what: &str, name: &str| {
            let message = format!("{what} '{name}' has no description.");
            context
                .report_at(&RULE.card, frame.unit.document.place(span), Confidence::High, message)
                .about(format!("{what} {name}"));
        };
        match frame.unit.tree().filter(|_| templates::is_whole(frame)) {
            Some(tree) => bicep(tree, &report),
            None => arm(frame, &report),
        }
    }
}

fn arm(frame: &Frame<'_>, report: &dyn Fn(Span, &str, &str)) {
    for (name, parameter) in frame.template.parameters.iter() {
        if parameter.description.is_none() {
            report(parameter.name, "Parameter", name);
        }
    }
    for resource in &frame.template.resources {
        let body = frame.at(resource.body);
        let metadata = body.get("metadata").and_then(|metadata| metadata.get("description"));
        if body.get("comments").or(metadata).is_none() {
            let name = resource.name.map_or("", |name| frame.at(name).written());
            report(frame.at(resource.type_).span(), "Resource", name.trim_matches('"'));
        }
    }
}

fn bicep(tree: &Tree, report: &dyn Fn(Span, &str, &str)) {
    for statement in tree.statements() {
        let (what, name) = match statement.kind {
            StatementKind::Param { name, .. } => ("Parameter", name),
            StatementKind::Output { name, .. } => ("Output", name),
            StatementKind::Variable { name, .. } => ("Variable", name),
            StatementKind::Resource(resource) => ("Resource", resource.name),
            StatementKind::Type { name, ty } => {
                members(tree, ty, report);
                ("Type", name)
            }
            _ => continue,
        };
        let is_described =
            ["description", "metadata"].iter().any(|one| has(tree, statement.decorators, one));
        if !is_described {
            report(name.span, what, tree.text(name));
        }
    }
}

fn members(tree: &Tree, ty: TypeId, report: &dyn Fn(Span, &str, &str)) {
    let TypeKind::Object(members) = tree.ty(ty).kind else { return };
    for member in tree.type_members(members) {
        if let TypeMemberKey::Name(name) = member.key
            && !has(tree, member.decorators, "description")
        {
            report(name.span, "Property", tree.text(name));
        }
    }
}
