//! Making the check of a rule file on one resource.

use super::answer::{Answer, Evidence, both};
use super::ask::{Subject, is_orphan, may_lack};
use super::check::Check;
use super::condition::{Condition, Version};
use super::literal::Literal;
use super::message::Hole;
use super::path::Way;
use super::walk::{Hit, walk};
use crate::catalogue::api_versions::ApiVersion;
use crate::eval::instance::Instance;
use crate::eval::value::{Basis, Data, Val};
use crate::finding::{Confidence, Fix};
use crate::fix::{self, New};
use crate::graph::subject::display_name;
use crate::look::Spot;
use crate::rule::{Card, Context};

/// Makes the check on a resource whose type the rule names.
pub(super) fn run<'w>(
    context: &Context<'w>,
    card: &'static Card,
    check: &'static Check,
    instance: &'w Instance<'w>,
) {
    if !in_range(check, instance) {
        return;
    }
    let start = Spot { value: Some(instance.body()), ..instance.spot() };
    let subject = Subject { context, instance, start: &start, orphan: false, expected: false };
    let Some(allowed) = holds(&check.when_resource, subject) else { return };
    for target in &check.targets {
        if !super::covers(&target.resource_type, instance.resource_type()) {
            continue;
        }
        let Some(each) = &target.each else {
            ask(card, check, subject, allowed);
            continue;
        };
        for hit in walk(instance, &start, each) {
            if let Hit::Found(spot, _) = hit {
                ask(card, check, Subject { start: &spot, ..subject }, allowed);
            }
        }
    }
    if check.also.iter().any(|name| instance.is(name)) {
        let parents: Vec<_> = check.targets.iter().map(|t| t.resource_type.as_str()).collect();
        if is_orphan(context, instance, &parents) {
            ask(card, check, Subject { orphan: true, ..subject }, allowed);
        }
    }
}

fn in_range(check: &Check, instance: &Instance<'_>) -> bool {
    let (from, before) = (&check.api.0, &check.api.1);
    if from.is_none() && before.is_none() {
        return true;
    }
    let Some(api) = instance.api_version().and_then(ApiVersion::parse) else { return false };
    let get = |version: &Option<Version>| {
        version.as_ref().and_then(|v| ApiVersion::parse(v.as_str()).map(|v| (v <= api, v <= api)))
    };
    get(from).is_none_or(|(reached, _)| reached) && get(before).is_none_or(|(_, passed)| !passed)
}

/// How sure it is that all conditions hold; `None` where one may not.
fn holds(conditions: &'static [Condition], subject: Subject<'_, '_>) -> Option<Confidence> {
    conditions.iter().try_fold(Confidence::High, |least, condition| {
        let quick = subject.quick(condition).map(|verdict| verdict.holds);
        both(Some(least), quick.unwrap_or_else(|| subject.ask(condition).holds))
    })
}

fn ask(card: &'static Card, check: &'static Check, subject: Subject<'_, '_>, allowed: Confidence) {
    let Some(own) = holds(&check.when, subject) else { return };
    let expecting = Subject { expected: true, ..subject };
    if expecting.quick(&check.expect).is_some_and(|verdict| verdict.fails.is_none()) {
        return;
    }
    let answer = expecting.ask(&check.expect);
    let Some(confidence) = both(answer.fails, Some(allowed.min(own))) else { return };
    for evidence in places(answer, check, subject) {
        let confidence = evidence.fails.map_or(confidence, |own| own.min(confidence));
        report(card, check, subject, &evidence, confidence);
    }
}

/// Where findings point: at each place that failed, else at the element or the resource.
fn places<'w>(
    answer: Answer<'w>,
    check: &'static Check,
    subject: Subject<'_, 'w>,
) -> Vec<Evidence<'w>> {
    let (instance, start) = (subject.instance, subject.start);
    let whole = |missing| Evidence {
        instance,
        spot: start.clone(),
        holds: None,
        fails: answer.fails,
        missing,
    };
    if let Some(at) = &check.at {
        let missing = answer.evidence.iter().all(|evidence| evidence.missing);
        let found = walk(instance, start, at).into_iter().find_map(|hit| match hit {
            Hit::Found(spot, _) | Hit::Missing(spot, _) => Some(spot),
            Hit::Unknown => None,
        });
        let whole = whole(missing);
        return vec![Evidence { spot: found.unwrap_or_else(|| start.clone()), ..whole }];
    }
    let failing: Vec<_> =
        answer.evidence.iter().filter(|evidence| evidence.fails.is_some()).cloned().collect();
    if failing.is_empty() { vec![whole(true)] } else { failing }
}

fn report<'w>(
    card: &'static Card,
    check: &'static Check,
    subject: Subject<'_, 'w>,
    evidence: &Evidence<'w>,
    confidence: Confidence,
) {
    let message = match &check.message_absent {
        Some(message) if evidence.missing => message,
        _ => &check.message,
    };
    let instance = evidence.instance;
    let message = message.fill(|hole| match hole {
        Hole::Value => evidence.spot.value.map(shown).unwrap_or_default(),
        Hole::Name => display_name(instance),
        Hole::Item => item(instance, subject.start),
        Hole::Type => instance.resource_type().to_owned(),
        Hole::Path => evidence.spot.path.clone(),
        Hole::ApiVersion => instance.api_version().unwrap_or("?").to_owned(),
    });
    let spot =
        Spot { value: evidence.spot.value.filter(|_| !evidence.missing), ..evidence.spot.clone() };
    let Some(handle) = subject.context.report(card, instance, &spot, confidence, message) else {
        return;
    };
    if let Some(fix) = check.set.as_ref().and_then(|set| fix(check, subject, evidence, set)) {
        handle.fix(fix);
    }
}

/// The beginning of a text that is too long for a sentence.
fn short(text: &str) -> String {
    const LONGEST: usize = 120;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A value as a message shows it; secrets are not shown.
fn shown(value: Val<'_>) -> String {
    if value.basis.has(Basis::SECRET) {
        return "a secret".to_owned();
    }
    match value.data {
        Data::Str(text) => short(text),
        Data::Bool(value) => value.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::OneOf(values) => {
            let mut words: Vec<_> = values.iter().take(4).map(|value| shown(value)).collect();
            words.dedup();
            words.join("' or '")
        }
        Data::Array(_) => "a list".to_owned(),
        Data::Object(_) => "an object".to_owned(),
        _ => "the value".to_owned(),
    }
}

/// The name of an element, else its position. Of a resource that is the element itself, its own name.
fn item<'w>(instance: &'w Instance<'w>, spot: &Spot<'w>) -> String {
    let name = spot.value.and_then(|value| value.as_object()?.get("name")?.as_str());
    if let Some(name) = name {
        return name.to_owned();
    }
    if matches!(spot.path.as_str(), "" | "properties") {
        let name = display_name(instance);
        let is_known = instance.name().as_str().is_some();
        return if is_known { last(&name, '/') } else { name };
    }
    last(&spot.path, '.')
}

fn last(text: &str, end: char) -> String {
    text.rsplit(end).next().unwrap_or_default().to_owned()
}

/// Sets the property. What is missing is added where the check asks for one plain path alone.
fn fix<'w>(
    check: &'static Check,
    subject: Subject<'_, 'w>,
    evidence: &Evidence<'w>,
    set: &Literal,
) -> Option<Fix> {
    let word = set.shown();
    let new = match set {
        Literal::Text(text) => New::Text(text),
        _ => New::Bare(&word),
    };
    if !evidence.missing || evidence.spot.value.is_some() {
        return fix::set(evidence.instance, &evidence.spot, &evidence.spot.path, new);
    }
    let Condition::Leaf(leaf) = &check.expect else { return None };
    let is_own = std::ptr::eq(evidence.instance, subject.instance) && !subject.orphan;
    // What an api version does not have mends nothing: the version has to be raised first.
    if may_lack(leaf, &subject.start.path, evidence.instance) {
        return None;
    }
    if !is_own || check.at.is_some() || !matches!(leaf.path.way, Way::Plain(_)) {
        return None;
    }
    let start = &subject.start.path;
    let dot = if start.is_empty() { "" } else { "." };
    fix::set(evidence.instance, &evidence.spot, &format!("{start}{dot}{}", leaf.path.text), new)
}
