//! Asking conditions of a resource, or of an element of one.

use super::answer::{Answer, Evidence, both};
use super::condition::{Absent, Also, Condition, How, Leaf, Related, Test};
use super::quick::Verdict;
use super::relation::{is_child, relatives};
use super::test;
use super::walk::{Hit, walk};
use crate::catalogue::api_versions::{self, ApiVersion, Support};
use crate::catalogue::properties;
use crate::eval::equal::Tri;
use crate::eval::instance::Instance;
use crate::eval::value::{Basis, Data, Val};
use crate::finding::Confidence;
use crate::look::{Spot, confidence};
use crate::rule::Context;

/// What a condition is asked of.
#[derive(Clone, Copy)]
pub(super) struct Subject<'c, 'w> {
    pub(super) context: &'c Context<'w>,
    pub(super) instance: &'w Instance<'w>,
    /// The element that paths begin at; the resource's body at first.
    pub(super) start: &'c Spot<'w>,
    /// The resource is a child that sets a property of its parent, and the parent is not in this world.
    pub(super) orphan: bool,
    /// It is asked what `expect` says, so that an absence may be what is reported; else whether the check is made at all.
    pub(super) expected: bool,
}

impl<'w> Subject<'_, 'w> {
    /// What a condition comes to.
    pub(super) fn ask(self, condition: &'static Condition) -> Answer<'w> {
        match condition {
            Condition::All(parts) => Answer::all(parts.iter().map(|part| self.ask(part))),
            Condition::Any(parts) => Answer::any(parts.iter().map(|part| self.ask(part))),
            Condition::Not(part) => self.ask(part).negate(),
            Condition::Leaf(leaf) => self.leaf(leaf),
            Condition::Related(related) => self.related(related),
        }
    }

    fn leaf(self, leaf: &'static Leaf) -> Answer<'w> {
        if self.orphan {
            return self.orphan_leaf(leaf);
        }
        match self.children(leaf) {
            Children::Settle(answers) => return Answer::all(answers),
            Children::MaySettle if self.hits(leaf).iter().all(|hit| !is_found(hit)) => {
                return Answer::UNKNOWN;
            }
            _ => {}
        }
        Answer::all(self.hits(leaf).into_iter().map(|hit| self.judge(leaf, self.instance, hit)))
    }

    fn hits(self, leaf: &Leaf) -> Vec<Hit<'w>> {
        walk(self.instance, self.start, &leaf.path)
    }

    /// A child by itself: only what it sets counts.
    fn orphan_leaf(self, leaf: &'static Leaf) -> Answer<'w> {
        let of_type = |also: &&Also| self.instance.is(&also.resource_type);
        let Some(also) = leaf.also.iter().find(of_type) else { return Answer::UNKNOWN };
        if !name_is(self.instance, also).is_yes() {
            return Answer::UNKNOWN;
        }
        let hits = walk(self.instance, self.start, &also.path);
        Answer::all(hits.into_iter().map(|hit| match hit {
            Hit::Missing(..) => Answer::UNKNOWN,
            hit => self.judge(leaf, self.instance, hit),
        }))
    }

    /// What children set of the same property. They are deployed after their parent, so that theirs is what holds.
    fn children(self, leaf: &'static Leaf) -> Children<'w> {
        let (mut answers, mut maybe) = (Vec::new(), false);
        for also in &leaf.also {
            let types = std::slice::from_ref(&also.resource_type);
            for relative in relatives(self.context, self.instance, How::Child, types, None) {
                let child = relative.instance;
                let is = relative.is.and(name_is(child, also));
                if is.is_no() || child.declaration.resource.existing {
                    continue;
                }
                let start = Spot { value: Some(child.body()), ..child.spot() };
                for hit in walk(child, &start, &also.path) {
                    match hit {
                        Hit::Missing(..) => {}
                        Hit::Found(..) if is.is_yes() => answers.push(self.judge(leaf, child, hit)),
                        _ => maybe = true,
                    }
                }
            }
        }
        match (answers.is_empty(), maybe) {
            (false, _) => Children::Settle(answers),
            (true, true) => Children::MaySettle,
            (true, false) => Children::Silent,
        }
    }

    fn judge(self, leaf: &'static Leaf, instance: &'w Instance<'w>, hit: Hit<'w>) -> Answer<'w> {
        match hit {
            Hit::Unknown => Answer::UNKNOWN,
            Hit::Found(spot, basis) => self.judge_found(leaf, instance, spot, basis),
            Hit::Missing(spot, basis) => self.judge_missing(leaf, instance, spot, basis),
        }
    }

    fn judge_found(
        self,
        leaf: &'static Leaf,
        instance: &'w Instance<'w>,
        spot: Spot<'w>,
        basis: Basis,
    ) -> Answer<'w> {
        let subject = Subject { instance, start: &spot, ..self };
        let answer = Answer::all(leaf.tests.iter().map(|test| subject.test(test, &spot)));
        let (holds, fails) = (answer.holds, answer.fails);
        // What is asked of elements is shown at the elements.
        let own = Evidence { instance, spot: spot.clone(), holds, fails, missing: false };
        let evidence = if answer.evidence.is_empty() { vec![own] } else { answer.evidence };
        Answer { holds, fails, evidence }.at_most(Some(confidence(basis)))
    }

    fn test(self, test: &'static Test, spot: &Spot<'w>) -> Answer<'w> {
        let Some(value) = spot.value else { return Answer::UNKNOWN };
        match test {
            Test::Each(condition) => self.elements(spot, condition, Answer::all),
            Test::Some(condition) => {
                let mut answer = self.elements(spot, condition, Answer::any);
                answer.evidence.clear();
                answer
            }
            Test::Count(count) => {
                let holds = |member: &Spot<'w>| match &count.filter {
                    None => Answer::certain(true),
                    Some(filter) => Subject { start: member, ..self }.ask(filter),
                };
                test::count(self.instance, spot, count, holds)
            }
            _ => {
                let heap = self.instance.scope.heap();
                test::judge(value, |value| test::value(heap, test, value))
            }
        }
    }

    /// A condition asked of every element.
    fn elements(
        self,
        spot: &Spot<'w>,
        condition: &'static Condition,
        join: impl FnOnce(Vec<Answer<'w>>) -> Answer<'w>,
    ) -> Answer<'w> {
        let (members, open) = super::walk::members(self.instance, spot);
        let mut answers = Vec::with_capacity(members.len());
        for member in &members {
            let mut answer = Subject { start: member, ..self }.ask(condition);
            if answer.evidence.is_empty() {
                let (holds, fails) = (answer.holds, answer.fails);
                let (instance, spot) = (self.instance, member.clone());
                answer.evidence.push(Evidence { instance, spot, holds, fails, missing: false });
            }
            answers.push(answer);
        }
        if open {
            answers.push(Answer::UNKNOWN);
        }
        join(answers)
    }

    fn judge_missing(
        self,
        leaf: &'static Leaf,
        instance: &'w Instance<'w>,
        spot: Spot<'w>,
        basis: Basis,
    ) -> Answer<'w> {
        let answer = match self.absence(leaf, instance) {
            Absence::Comes(Verdict { holds, fails }) => {
                Answer { holds, fails, evidence: Vec::new() }
            }
            Absence::Stands(value) => {
                let shown = Spot { value: Some(value), ..spot.clone() };
                Answer::all(leaf.tests.iter().map(|test| self.test(test, &shown)))
            }
            Absence::CannotTell => return Answer::UNKNOWN,
        };
        let (holds, fails) = (answer.holds, answer.fails);
        Answer::of(Evidence { instance, spot, holds, fails, missing: true })
            .at_most(Some(confidence(basis)))
    }

    /// What it comes to that nothing stands where a condition looks.
    pub(super) fn absence(self, leaf: &'static Leaf, instance: &'w Instance<'w>) -> Absence<'w> {
        let api = instance.api_version().and_then(ApiVersion::parse);
        let hangs_on_version = match leaf.absent {
            Absent::Silent => false,
            // Whether a check is made follows from what a template uses: it cannot use what its api version does not have.
            Absent::Natural => self.expected,
            Absent::Fails | Absent::Passes | Absent::Default(_) => true,
        };
        if hangs_on_version && !leaf.too_old_counts && may_lack(leaf, &self.start.path, instance) {
            return Absence::CannotTell;
        }
        match &leaf.absent {
            Absent::Fails => Absence::Comes(Verdict::certain(false)),
            Absent::Passes => Absence::Comes(Verdict::certain(true)),
            Absent::Silent => Absence::Comes(Verdict::UNKNOWN),
            Absent::Natural => Absence::Comes(Verdict::certain(leaf.tests.iter().all(natural))),
            Absent::Default(dated) => {
                let holds = |since: ApiVersion<'_>| api.is_some_and(|api| since <= api);
                let known = |entry: &&super::condition::Dated| {
                    entry.since.as_ref().is_none_or(|since| since.get().is_some_and(holds))
                };
                let unsure = api.is_none() && dated.iter().any(|entry| entry.since.is_some());
                match dated.iter().rfind(known).filter(|_| !unsure) {
                    None => Absence::Comes(Verdict::UNKNOWN),
                    Some(entry) => Absence::Stands(entry.value.value(instance.scope.heap())),
                }
            }
        }
    }

    fn related(self, related: &'static Related) -> Answer<'w> {
        let found = relatives(
            self.context,
            self.instance,
            related.how,
            &related.types,
            related.path.as_ref(),
        );
        let mut answers = Vec::new();
        for relative in found {
            let start = Spot { value: Some(relative.instance.body()), ..relative.instance.spot() };
            let subject =
                Subject { instance: relative.instance, start: &start, orphan: false, ..self };
            // What stands elsewhere is not known but for being there.
            let ask = |condition| {
                if relative.instance.declaration.resource.existing {
                    Answer::UNKNOWN
                } else {
                    subject.ask(condition)
                }
            };
            let there = || Answer::certain(true);
            let counts = related.filter.as_ref().map_or_else(there, ask);
            let is = if relative.is.is_yes() { Some(Confidence::High) } else { None };
            let asked = related.some.as_ref().or(related.each.as_ref());
            let answer = asked.map_or_else(there, ask);
            answers.push((both(counts.holds, is), counts.fails, answer));
        }
        let outside = matches!(related.how, How::Parent | How::Referenced) && answers.is_empty();
        if outside {
            return Answer::UNKNOWN;
        }
        if related.each.is_some() {
            Answer::all(answers.into_iter().filter_map(|(is, is_not, answer)| {
                if is_not == Some(Confidence::High) { None } else { Some(answer.at_most(is)) }
            }))
        } else {
            let some = some(answers);
            if related.exists == Some(false) { some.negate() } else { some }
        }
    }
}

/// Whether one of them is related and as wanted. That none is can be told of this world alone, so it is never certain.
fn some(answers: Vec<(Option<Confidence>, Option<Confidence>, Answer<'_>)>) -> Answer<'_> {
    let mut whole = Answer::sure(false, Confidence::Medium);
    for (is, is_not, answer) in answers {
        whole.holds = whole.holds.max(both(is, answer.holds));
        // What may be a related one keeps it from being told that there is none.
        whole.fails = both(whole.fails, is_not.max(answer.fails));
    }
    whole
}

/// What it comes to that nothing stands somewhere.
pub(super) enum Absence<'w> {
    /// The condition holds, fails, or cannot be told.
    Comes(Verdict),
    /// As if this value stood there.
    Stands(Val<'w>),
    /// The api version may not have the property, so that nothing was left out.
    CannotTell,
}

enum Children<'w> {
    /// They say what holds.
    Settle(Vec<Answer<'w>>),
    /// They may say it.
    MaySettle,
    /// They say nothing.
    Silent,
}

fn is_found(hit: &Hit<'_>) -> bool {
    matches!(hit, Hit::Found(..))
}

/// Whether the api version of a resource does not have a property, which is asked for below `start`. One that is not known may
/// not have what not every version has, nor one that is older than the type; where none is written, none lacks anything.
pub(super) fn may_lack(leaf: &Leaf, start: &str, instance: &Instance<'_>) -> bool {
    if instance.declaration.resource.api_version.is_none() {
        return false;
    }
    let name = instance.resource_type();
    let path = leaf.path.below(start);
    let since = leaf.since.as_ref().and_then(super::condition::Version::get);
    let lacks = |api: ApiVersion<'_>| match (since, properties::support(name, &path, api)) {
        (Some(since), _) if api < since => true,
        (_, Some(Support::Missing | Support::ReadOnly)) => true,
        (None, Some(Support::TooOld)) => true,
        _ => false,
    };
    match instance.api_version().and_then(ApiVersion::parse) {
        Some(api) => lacks(api) || api_versions::predates(name, api),
        None if since.is_some() => true,
        None => {
            api_versions::by_type(name).is_some_and(|versions| versions.deployable().any(lacks))
        }
    }
}

fn name_is<'w>(child: &'w Instance<'w>, also: &Also) -> Tri {
    let Some(wanted) = &also.name else { return Tri::Yes };
    let heap = child.scope.heap();
    let segments = crate::eval::resource_id::segments(heap, child.name());
    let Some(last) = segments.last() else { return Tri::Maybe };
    match last.data {
        Data::Str(name) => name.eq_ignore_ascii_case(wanted).into(),
        Data::Text(_) => crate::eval::equal::same_name(last, heap.str(wanted)),
        _ => Tri::Maybe,
    }
}

/// Whether a test holds for nothing, which is equal to no value and in no order.
fn natural(test: &Test) -> bool {
    match test {
        Test::OneOf { negated, .. }
        | Test::Matches { negated, .. }
        | Test::Overlaps { negated, .. }
        | Test::Contains { negated, .. } => *negated,
        Test::Exists(wanted) | Test::Internet(wanted) => !wanted,
        Test::Each(_) => true,
        Test::Count(count) => count.at_least.is_none_or(|least| least == 0),
        Test::Order { .. } | Test::Within(_) | Test::Some(_) => false,
    }
}

/// Whether the parent that a child sets a property of is not deployed in this world.
pub(super) fn is_orphan<'w>(
    context: &Context<'w>,
    child: &'w Instance<'w>,
    types: &[&str],
) -> bool {
    let deployed = types.iter().flat_map(|name| context.deployed(name));
    let mut parents = deployed.filter(|parent| !parent.presence().never());
    !parents.any(|parent| !is_child(child, parent).is_no())
}
