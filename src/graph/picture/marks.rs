//! Which findings belong to what is drawn.

use crate::eval::instance::Instance;
use crate::finding::{Finding, Subject};
use crate::graph::subject::subject;
use crate::picture::Mark;

/// The faults of a resource; at a path and below it, where one is given.
pub(super) fn of<'w>(
    findings: &[Finding],
    instance: &'w Instance<'w>,
    path: Option<&str>,
) -> Vec<Mark> {
    let mut own: Option<Subject> = None;
    let mut is_own = |finding: &Finding| {
        let Some(about) = &finding.subject else { return false };
        about.resource_type.eq_ignore_ascii_case(instance.resource_type())
            && is_below(finding, path)
            && (is_shared(finding, instance)
                || own.get_or_insert_with(|| subject(instance)) == about)
    };
    let found = findings.iter().filter(|finding| is_own(finding));
    let mark = |finding: &Finding| Mark {
        rule: finding.card.id,
        title: finding.card.title,
        place: finding.place,
    };
    found.map(mark).collect()
}

/// Whether a finding stands for several instances of one declaration, this one among them.
fn is_shared(finding: &Finding, instance: &Instance<'_>) -> bool {
    let resource = instance.declaration.resource;
    finding.instances > 1
        && instance.index.is_some()
        && finding.place.file == instance.type_place().file
        && resource.span.contains(finding.place.span)
}

fn is_below(finding: &Finding, path: Option<&str>) -> bool {
    let Some(path) = path else { return true };
    let property = finding.property.as_deref().unwrap_or_default();
    let rest = property.get(path.len()..).filter(|_| property.get(..path.len()) == Some(path));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// Whether a fault says something about the network around its resource.
pub(super) fn is_of_network(mark: &Mark) -> bool {
    ["PL", "NW", "PA"].iter().any(|family| mark.rule.starts_with(family))
}
