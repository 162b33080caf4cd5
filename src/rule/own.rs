//! The rules about armlint's own work: what could not be read, what was left out, which suppressions do nothing.
//!
//! They are always on. The parts of the program that meet the fault report it; there is no check to run.

use super::Card;
use crate::finding::Severity;

const OWN: Card = Card { category: "armlint", ..Card::DEFAULT };

/// A template that is not valid JSON or Bicep.
pub static UNREADABLE_TEMPLATE: Card = Card {
    id: "AL001",
    name: "unreadable-template",
    title: "The template cannot be read",
    severity: Severity::Error,
    why: "A file that is not valid JSON or Bicep cannot be deployed, and nothing else can be said of it. A run that passes over it \
        in silence would look clean.",
    looks_at: "Every file that is a template or a parameter file: a `.bicep` or `.bicepparam` file, or JSON whose root `$schema` \
        is one of deployments or deployment parameters.",
    fix: "Correct the text at the place that is named. The first fault of a file often causes the others.",
    references: &[
        "https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax",
        "https://learn.microsoft.com/azure/azure-resource-manager/bicep/file",
    ],
    ..OWN
};

/// A defect of armlint itself.
pub static INTERNAL_ERROR: Card = Card {
    id: "AL002",
    name: "internal-error",
    title: "A defect of armlint kept it from checking a file",
    severity: Severity::Error,
    why: "The file was not checked, so that it says nothing that no fault is reported in it. Other files are not affected.",
    looks_at: "Each file, on its own: a defect that one file brings to light never ends the run.",
    fix: "Report the defect with the smallest template that shows it. Until it is mended, leave the file out with `exclude`.",
    ..OWN
};

/// A budget that ended before the template did.
pub static LIMIT_REACHED: Card = Card {
    id: "AL003",
    name: "limit-reached",
    title: "A limit ended the reading of a template early",
    severity: Severity::Warning,
    why: "Loops, nesting and files have budgets, modelled on those of Resource Manager, so that no template can hold up a run. \
        What lies beyond a budget was not checked.",
    looks_at: "The number of loop turns, of resources, of nested deployments and of files, and the size of files.",
    fix: "Split the template, or look at the values that make its loops so long. A template that is beyond the limits of Resource \
        Manager cannot be deployed either.",
    references: &[
        "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices#template-limits",
    ],
    ..OWN
};

/// A suppression that hides nothing.
pub static SUPPRESSION_UNUSED: Card = Card {
    id: "AL004",
    name: "suppression-unused",
    title: "A suppression hides nothing",
    severity: Severity::Warning,
    why: "The fault was mended, or moved away. A suppression that stays behind hides the next fault of this rule without anybody \
        having agreed to it.",
    looks_at: "Comments, pragmas, `metadata.armlint` and the suppressions of the configuration, each rule that they name by itself. \
        It stays silent where the rule did not run, where a part of the file could not be seen, and, for the configuration, \
        where not all files were looked at.",
    fix: "Remove the rule from the suppression, or move the suppression to the fault that it means.",
    ..OWN
};

/// A suppression that names no rule that there is.
pub static SUPPRESSION_UNKNOWN: Card = Card {
    id: "AL005",
    name: "suppression-unknown",
    title: "A suppression means nothing",
    severity: Severity::Warning,
    why: "A suppression that names no rule, or one that does not exist, is not applied: it would hide more than anybody meant to, \
        or something else.",
    looks_at: "The rules and dates of every suppression. One without a rule, for a whole family or for `ALL` is refused, as is one \
        without a reason where the configuration asks for reasons, and one of a rule that the organisation has locked.",
    fix: "Name the rules one by one, as in `armlint: ignore[private-dns-zone-missing] zones are made by policy`.",
    ..OWN
};

/// A suppression whose time is over.
pub static SUPPRESSION_EXPIRED: Card = Card {
    id: "AL006",
    name: "suppression-expired",
    title: "The time of a suppression is over",
    severity: Severity::Warning,
    why: "Somebody agreed to live with a fault up to a day that has passed. What it hid is reported again.",
    looks_at: "The `expires` date of suppressions and exemptions. The day itself still counts; `--today` gives another day than \
        the computer's.",
    fix: "Mend the fault and remove the suppression, or agree on a new day.",
    ..OWN
};

/// A module that is not on this computer.
pub static MODULE_NOT_RESTORED: Card = Card {
    id: "AL007",
    name: "module-not-restored",
    title: "A module could not be looked into",
    severity: Severity::Note,
    why: "What the module deploys is unknown. Rules that depend on it stay silent rather than guess.",
    looks_at: "Modules from registries and template specs that are not in the local module cache, and linked templates that are \
        not files of the repository. armlint never goes to the network.",
    fix: "Run `bicep restore` before armlint, or vendor the module.",
    references: &[
        "https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-cli#restore",
    ],
    ..OWN
};

/// A module that is not there.
pub static MODULE_MISSING: Card = Card {
    id: "AL010",
    name: "module-missing",
    title: "A module that a file calls is not there",
    severity: Severity::Error,
    why: "The file cannot be compiled, and nothing can be said of what the module would deploy.",
    looks_at: "References of Bicep modules that are paths. A path that leads out of the repository, or out of the folder that is \
        linted where there is no repository, is not read: nobody can tell whether a module is there, which is a note.",
    fix: "Correct the path, or lint a folder that holds the module too.",
    references: &["https://learn.microsoft.com/azure/azure-resource-manager/bicep/modules"],
    ..OWN
};

/// A parameter file that belongs to nothing.
pub static PARAMETERS_WITHOUT_TEMPLATE: Card = Card {
    id: "AL008",
    name: "parameters-without-template",
    title: "A parameter file belongs to no template that could be found",
    severity: Severity::Note,
    why: "Its values were not checked against anything.",
    looks_at: "Parameter files without `using`, without a template beside them that their name leads to, and without a pattern in \
        the configuration that leads to them. `main.parameters.json`, `main.parameters.prod.json` and `main.prod.parameters.json` \
        lead to `main`, `parameters.json` and `parameters.prod.json` to `template`, as the portal exports them, and \
        `parameters-for-main.json` to `main`, as the generators of bots write them.",
    fix: "Name the file after its template (`main.parameters.json`), add `using`, or give the pattern under `[parameters]` in \
        armlint.toml.",
    ..OWN
};

/// An entry of the baseline that nothing matches.
pub static BASELINE_STALE: Card = Card {
    id: "AL009",
    name: "baseline-stale",
    title: "An entry of the baseline matches nothing any more",
    severity: Severity::Note,
    why: "The fault was mended. While its entry stays, the same fault may come back unseen.",
    looks_at: "Entries of the baseline whose file was checked, or is gone, and whose rule ran.",
    fix: "Write the baseline anew with `--write-baseline`.",
    ..OWN
};

/// What a rule asked for and could not be told.
pub static CANNOT_TELL: Card = Card {
    id: "AL011",
    name: "cannot-tell",
    title: "A rule could not tell",
    severity: Severity::Note,
    why: "A rule says nothing where it cannot be sure. With `--strict` it is said where that was so: a run without findings \
        then means that everything that was asked for was seen.",
    looks_at: "Only with `--strict`, or `strict = true` in the configuration: expressions that fail, files that are not at hand, and \
        properties that a rule asked for whose values only the deployment knows.",
    fix: "Lint with a parameter file, give the parameter a default or allowed values, or write the property out.",
    ..OWN
};

/// Something in a template that cannot mean anything.
pub static NOT_UNDERSTOOD: Card = Card {
    id: "AL012",
    name: "not-understood",
    title: "A part of the template cannot be understood",
    severity: Severity::Note,
    why: "What calls a function that does not exist, needs itself, or is no resource where one should stand, cannot be deployed \
        as it is written, or is newer than this version of armlint. What depends on it was not checked, and its file counts as \
        seen in part.",
    looks_at: "Calls of functions that the template language does not have, parameters and variables that need themselves, and \
        entries of `resources` without a type that can be told. Each function is reported once in a file.",
    fix: "Correct the name or break the circle. If the function does exist, a newer version of armlint may know it.",
    references: &[
        "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions",
    ],
    ..OWN
};

/// All of them, in order of their ids.
pub static ALL: &[&Card] = &[
    &UNREADABLE_TEMPLATE,
    &INTERNAL_ERROR,
    &LIMIT_REACHED,
    &SUPPRESSION_UNUSED,
    &SUPPRESSION_UNKNOWN,
    &SUPPRESSION_EXPIRED,
    &MODULE_NOT_RESTORED,
    &PARAMETERS_WITHOUT_TEMPLATE,
    &BASELINE_STALE,
    &MODULE_MISSING,
    &CANNOT_TELL,
    &NOT_UNDERSTOOD,
];

/// The family of these rules.
pub const FAMILY: &str = "AL";

/// Whether no suppression and no baseline may hide the rule's findings: what could not be checked at all, and what is wrong
/// with the suppressions themselves.
pub fn never_hidden(card: &Card) -> bool {
    let cards = [
        &UNREADABLE_TEMPLATE,
        &INTERNAL_ERROR,
        &SUPPRESSION_UNUSED,
        &SUPPRESSION_UNKNOWN,
        &SUPPRESSION_EXPIRED,
        &BASELINE_STALE,
    ];
    cards.iter().any(|own| own.id == card.id)
}

#[cfg(test)]
mod tests {
    use super::{ALL, FAMILY};

    #[test]
    fn ids_are_in_order_and_cards_are_filled() {
        for (at, card) in ALL.iter().enumerate() {
            assert_eq!(card.id, format!("{FAMILY}{:03}", at + 1));
            assert!(card.on && !card.pedantic);
            for text in [card.title, card.why, card.looks_at, card.fix] {
                assert!(!text.is_empty() && !text.contains("  "), "{}: {text}", card.name);
            }
        }
    }
}
