//! Template has more than Resource Manager takes.

use crate::eval::frame::Frame;
use crate::eval::world::NoteKind;
use crate::finding::{Confidence, Severity};
use crate::model::Language;
use crate::quality::templates;
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::source::Span;
use crate::syntax::bicep::{Statement, StatementKind, Tree};
use rustc_hash::FxHashMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ015",
        name: "template-too-large",
        title: "Template has more than Resource Manager takes",
        severity: Severity::Error,
        category: "quality",
        why: "Resource Manager refuses a template that is beyond its limits, and nothing is deployed.",
        looks_at: "More than 256 parameters, 256 variables or 64 outputs in one template, more than 800 resources of which loops whose length is known count with each turn, and in Bicep more than 32 asserts.",
        fix: "Put a part of it into a module or a linked template, or parameters together into an object.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices#template-limits",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-max-parameters",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-max-variables",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-max-outputs",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-max-resources",
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-max-asserts",
        ],
        equivalents: &[
            "max-params",
            "max-variables",
            "max-outputs",
            "max-resources",
            "max-asserts",
        ],
        examples: &[
            Example::arm(
                r#"{ "resources": [], "outputs": { "o1": { "type": "int", "value": 1 },
 "o2": { "type": "int", "value": 2 },
 "o3": { "type": "int", "value": 3 },
 "o4": { "type": "int", "value": 4 },
 "o5": { "type": "int", "value": 5 },
 "o6": { "type": "int", "value": 6 },
 "o7": { "type": "int", "value": 7 },
 "o8": { "type": "int", "value": 8 },
 "o9": { "type": "int", "value": 9 },
 "o10": { "type": "int", "value": 10 },
 "o11": { "type": "int", "value": 11 },
 "o12": { "type": "int", "value": 12 },
 "o13": { "type": "int", "value": 13 },
 "o14": { "type": "int", "value": 14 },
 "o15": { "type": "int", "value": 15 },
 "o16": { "type": "int", "value": 16 },
 "o17": { "type": "int", "value": 17 },
 "o18": { "type": "int", "value": 18 },
 "o19": { "type": "int", "value": 19 },
 "o20": { "type": "int", "value": 20 },
 "o21": { "type": "int", "value": 21 },
 "o22": { "type": "int", "value": 22 },
 "o23": { "type": "int", "value": 23 },
 "o24": { "type": "int", "value": 24 },
 "o25": { "type": "int", "value": 25 },
 "o26": { "type": "int", "value": 26 },
 "o27": { "type": "int", "value": 27 },
 "o28": { "type": "int", "value": 28 },
 "o29": { "type": "int", "value": 29 },
 "o30": { "type": "int", "value": 30 },
 "o31": { "type": "int", "value": 31 },
 "o32": { "type": "int", "value": 32 },
 "o33": { "type": "int", "value": 33 },
 "o34": { "type": "int", "value": 34 },
 "o35": { "type": "int", "value": 35 },
 "o36": { "type": "int", "value": 36 },
 "o37": { "type": "int", "value": 37 },
 "o38": { "type": "int", "value": 38 },
 "o39": { "type": "int", "value": 39 },
 "o40": { "type": "int", "value": 40 },
 "o41": { "type": "int", "value": 41 },
 "o42": { "type": "int", "value": 42 },
 "o43": { "type": "int", "value": 43 },
 "o44": { "type": "int", "value": 44 },
 "o45": { "type": "int", "value": 45 },
 "o46": { "type": "int", "value": 46 },
 "o47": { "type": "int", "value": 47 },
 "o48": { "type": "int", "value": 48 },
 "o49": { "type": "int", "value": 49 },
 "o50": { "type": "int", "value": 50 },
 "o51": { "type": "int", "value": 51 },
 "o52": { "type": "int", "value": 52 },
 "o53": { "type": "int", "value": 53 },
 "o54": { "type": "int", "value": 54 },
 "o55": { "type": "int", "value": 55 },
 "o56": { "type": "int", "value": 56 },
 "o57": { "type": "int", "value": 57 },
 "o58": { "type": "int", "value": 58 },
 "o59": { "type": "int", "value": 59 },
 "o60": { "type": "int", "value": 60 },
 "o61": { "type": "int", "value": 61 },
 "o62": { "type": "int", "value": 62 },
 "o63": { "type": "int", "value": 63 },
 "o64": { "type": "int", "value": 64 },
  "o65": { "type": "int", "value": 65 } // <- finding
} }"#,
            ),
            Example::arm(
                r#"{ "resources": [], "outputs": { "one": { "type": "int", "value": 1 } } }"#,
            ),
            Example::bicep(
                "output o1 int = 1
output o2 int = 2
output o3 int = 3
output o4 int = 4
output o5 int = 5
output o6 int = 6
output o7 int = 7
output o8 int = 8
output o9 int = 9
output o10 int = 10
output o11 int = 11
output o12 int = 12
output o13 int = 13
output o14 int = 14
output o15 int = 15
output o16 int = 16
output o17 int = 17
output o18 int = 18
output o19 int = 19
output o20 int = 20
output o21 int = 21
output o22 int = 22
output o23 int = 23
output o24 int = 24
output o25 int = 25
output o26 int = 26
output o27 int = 27
output o28 int = 28
output o29 int = 29
output o30 int = 30
output o31 int = 31
output o32 int = 32
output o33 int = 33
output o34 int = 34
output o35 int = 35
output o36 int = 36
output o37 int = 37
output o38 int = 38
output o39 int = 39
output o40 int = 40
output o41 int = 41
output o42 int = 42
output o43 int = 43
output o44 int = 44
output o45 int = 45
output o46 int = 46
output o47 int = 47
output o48 int = 48
output o49 int = 49
output o50 int = 50
output o51 int = 51
output o52 int = 52
output o53 int = 53
output o54 int = 54
output o55 int = 55
output o56 int = 56
output o57 int = 57
output o58 int = 58
output o59 int = 59
output o60 int = 60
output o61 int = 61
output o62 int = 62
output o63 int = 63
output o64 int = 64
output o65 int = 65 // <- finding
",
            ),
            Example::bicep(
                "output one int = 1
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    let resources = resources(context);
    for frame in context.templates() {
        let template = frame.template;
        let parameter = template.parameters.at(MOST_PARAMETERS).map(|(_, one)| one.name);
        report(context, frame, "parameters", template.parameters.len(), MOST_PARAMETERS, parameter);
        let variable = template.variables.at(MOST_VARIABLES).map(|(_, one)| one.name);
        report(context, frame, "variables", template.variables.len(), MOST_VARIABLES, variable);
        let output = template.outputs.at(MOST_OUTPUTS).map(|(_, one)| one.name);
        report(context, frame, "outputs", template.outputs.len(), MOST_OUTPUTS, output);
        if let Some((count, beyond)) = resources.get(&std::ptr::from_ref::<Frame<'_>>(frame)) {
            report(context, frame, "resources", *count, MOST_RESOURCES, *beyond);
        }
        if template.language == Language::Bicep
            && templates::is_whole(frame)
            && memchr::memmem::find(frame.unit.document.source.text.as_bytes(), b"assert ")
                .is_some()
        {
            let asserts: Vec<_> = frame.unit.tree().map(asserts).unwrap_or_default();
            let beyond = asserts.get(MOST_ASSERTS).copied();
            report(context, frame, "asserts", asserts.len(), MOST_ASSERTS, beyond);
        }
    }
}

// Source: the template limits of Resource Manager, and of the Bicep compiler for asserts.
const MOST_PARAMETERS: usize = 256;
const MOST_VARIABLES: usize = 256;
const MOST_OUTPUTS: usize = 64;
const MOST_RESOURCES: usize = 800;
const MOST_ASSERTS: usize = 32;

fn report(
    context: &Context<'_>,
    frame: &Frame<'_>,
    what: &str,
    count: usize,
    most: usize,
    beyond: Option<Span>,
) {
    let Some(beyond) = beyond.filter(|_| count > most) else { return };
    // A budget that ended first left resources out of the count.
    let is_cut = what == "resources"
        && context.world.notes().iter().any(|note| note.kind == NoteKind::Limit);
    let least = if is_cut { "at least " } else { "" };
    let message =
        format!("The template has {least}{count} {what}, and Resource Manager takes {most}.");
    let place = frame.unit.document.place(beyond);
    context.report_at(&RULE.card, place, Confidence::High, message).about(what);
}

/// How many resources of each template are certainly deployed, and the type of the one that is beyond the limit. Only those of
/// the world are counted: to ask each loop for its turns here would go past the budget of a world.
fn resources<'w>(context: &Context<'w>) -> FxHashMap<*const Frame<'w>, (usize, Option<Span>)> {
    let mut counts: FxHashMap<_, (usize, Option<Span>)> = FxHashMap::default();
    if context.instances().len() <= MOST_RESOURCES {
        return counts;
    }
    for instance in context.instances() {
        let resource = instance.declaration.resource;
        if resource.existing || !instance.presence().truth.is_yes() {
            continue;
        }
        let frame = instance.frame();
        let (count, beyond) = counts.entry(std::ptr::from_ref(frame)).or_default();
        *count += 1;
        if *count == MOST_RESOURCES + 1 {
            *beyond = Some(frame.at(resource.type_).span());
        }
    }
    counts
}

fn asserts(tree: &Tree) -> Vec<Span> {
    let name = |statement: &Statement| match statement.kind {
        StatementKind::Assert { name, .. } => Some(name.span),
        _ => None,
    };
    tree.statements().filter_map(name).collect()
}
