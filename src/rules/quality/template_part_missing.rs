//! Template or parameter file lacks a part.

use crate::finding::{Confidence, Severity};
use crate::model::Language;
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Languages, Rule};
use crate::source::Place;
use crate::syntax::document::NodeRef;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ039",
        name: "template-part-missing",
        title: "Template or parameter file lacks a part",
        severity: Severity::Note,
        category: "quality",
        on: false,
        languages: Languages::Arm,
        why: "Resource Manager asks for a content version in four numbers, and for resources; a parameter file has parameters.",
        looks_at: "`contentVersion` of templates and parameter files in ARM JSON, absent or not of the form `1.0.0.0`; templates without `resources`, and parameter files without `parameters`. Off, since tools fill some of it in.",
        fix: "Add the part.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax",
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/parameter-files",
        ],
        equivalents: &[
            "AZR-000215",
            "AZR-000229",
            "Azure.Template.ParameterFile",
            "DeploymentParameters Should Have ContentVersion",
            "DeploymentParameters Should Have Parameters",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [],
  "contentVersion": "1.0" // <- finding
}"#,
            ),
            Example::arm(r#"{ "contentVersion": "1.0.0.0", "resources": [] }"#),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    for frame in context.templates().iter().filter(|frame| frame.template.language == Language::Arm)
    {
        look(context, templates::root(frame), "resources");
    }
    let files = context.world.parameter_files.get().copied().unwrap_or_default();
    for unit in files.iter().filter(|unit| unit.template.language == Language::Arm) {
        look(context, unit.document.root(), "parameters");
    }
}

fn look(context: &Context<'_>, root: NodeRef<'_>, part: &str) {
    let Some((first, _)) = root.members().next() else { return };
    let report = |place: Place, about: &str, message: String| {
        context.report_at(&RULE.card, place, Confidence::High, message).about(about);
    };
    match root.get("contentVersion") {
        None => report(first.place(), "contentVersion", "There is no 'contentVersion'.".to_owned()),
        Some(version) if version.as_text().is_some_and(|text| !is_version(text)) => {
            report(
                version.place(),
                "contentVersion",
                "The content version is not of the form '1.0.0.0'.".to_owned(),
            );
        }
        Some(_) => {}
    }
    if root.get(part).is_none() {
        report(first.place(), part, format!("There are no '{part}'."));
    }
}

fn is_version(text: &str) -> bool {
    let parts: Vec<_> = text.split('.').collect();
    parts.len() == 4 && parts.iter().all(|part| part.parse::<u32>().is_ok())
}
