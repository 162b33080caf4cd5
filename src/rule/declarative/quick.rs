//! Asking the plain conditions without noting what was found where.
//!
//! Nearly all that is asked of a template is as it should be, and then nobody wants to know where. What is asked here comes to
//! the same as [`Subject::ask`] gives, which a build for tests checks each time; what is not plain is left to that.

use super::answer::both;
use super::ask::{Absence, Subject};
use super::condition::{Condition, Leaf, Test};
use super::path::{Part, Way};
use super::test;
use super::walk::is_header;
use crate::eval::equal::Tri;
use crate::eval::value::{Basis, Data, Val};
use crate::finding::Confidence;
use crate::look::confidence;

/// How sure it is that a condition holds, and that it fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) holds: Option<Confidence>,
    pub(super) fails: Option<Confidence>,
}

impl Verdict {
    /// It cannot be told.
    pub(super) const UNKNOWN: Self = Self { holds: None, fails: None };

    /// Certain.
    pub(super) const fn certain(holds: bool) -> Self {
        let sure = Some(Confidence::High);
        if holds { Self { holds: sure, fails: None } } else { Self { holds: None, fails: sure } }
    }

    fn negate(self) -> Self {
        Self { holds: self.fails, fails: self.holds }
    }

    fn and(self, other: Self) -> Self {
        Self { holds: both(self.holds, other.holds), fails: self.fails.max(other.fails) }
    }

    fn at_most(self, confidence: Confidence) -> Self {
        let least = Some(confidence);
        Self { holds: both(self.holds, least), fails: both(self.fails, least) }
    }
}

impl<'w> Subject<'_, 'w> {
    /// What a condition comes to; none where it is not plain.
    pub(super) fn quick(self, condition: &'static Condition) -> Option<Verdict> {
        let verdict = match condition {
            Condition::All(parts) => all(parts.iter().map(|part| self.quick(part))),
            // One holds when not all fail.
            Condition::Any(parts) => {
                let opposites = parts.iter().map(|part| Some(self.quick(part)?.negate()));
                all(opposites).map(Verdict::negate)
            }
            Condition::Not(part) => self.quick(part).map(Verdict::negate),
            Condition::Leaf(leaf) => self.quick_leaf(leaf),
            Condition::Related(_) => None,
        };
        if let (true, Some(verdict)) = (cfg!(debug_assertions), verdict) {
            let whole = self.ask(condition);
            let whole = Verdict { holds: whole.holds, fails: whole.fails };
            debug_assert_eq!(verdict, whole, "{condition:?}");
        }
        verdict
    }

    fn quick_leaf(self, leaf: &'static Leaf) -> Option<Verdict> {
        let Way::Plain(parts) = &leaf.path.way else { return None };
        let is_special = match parts.as_slice() {
            [Part::Key(key)] => self.start.path.is_empty() && is_header(key),
            // Of nothing there are no elements that could be missing.
            parts => !parts.iter().all(|part| matches!(part, Part::Key(_))),
        };
        if self.orphan || is_special || !leaf.also.is_empty() {
            return None;
        }
        let mut value = self.start.value?;
        // What a part rests on: the whole rests on it too, whichever branch was taken.
        let (mut own, mut way) = (value.basis, Basis::CERTAIN);
        for part in parts {
            way = way.and(own);
            match (value.data, part) {
                (Data::Object(object), Part::Key(key)) => match object.get(key) {
                    Some(member) => {
                        value = member;
                        own = value.basis.and(own.without(Basis::BRANCH));
                    }
                    None if object.open => return Some(Verdict::UNKNOWN),
                    None => return self.quick_absence(leaf, way),
                },
                (Data::Null, Part::Key(_)) => return self.quick_absence(leaf, way),
                (Data::Unknown(_) | Data::Text(_) | Data::Str(_), Part::Key(_)) => {
                    return Some(Verdict::UNKNOWN);
                }
                _ => return None,
            }
        }
        match value.data {
            Data::Null => self.quick_absence(leaf, way.and(own)),
            Data::OneOf(_) => None,
            _ => Some(self.tests(leaf, value, own)?.at_most(confidence(way))),
        }
    }

    fn quick_absence(self, leaf: &'static Leaf, way: Basis) -> Option<Verdict> {
        let verdict = match self.absence(leaf, self.instance) {
            Absence::Comes(verdict) => verdict,
            Absence::Stands(value) => self.tests(leaf, value, value.basis)?,
            Absence::CannotTell => return Some(Verdict::UNKNOWN),
        };
        Some(verdict.at_most(confidence(way)))
    }

    /// What the tests of a condition come to for a value that rests on `basis`.
    fn tests(self, leaf: &'static Leaf, value: Val<'w>, basis: Basis) -> Option<Verdict> {
        let heap = self.instance.scope.heap();
        let sure = Some(confidence(basis));
        all(leaf.tests.iter().map(|test| match test {
            Test::Each(_) | Test::Some(_) | Test::Count(_) => None,
            _ => Some(match test::value(heap, test, value) {
                Tri::Yes => Verdict { holds: sure, fails: None },
                Tri::No => Verdict { holds: None, fails: sure },
                Tri::Maybe => Verdict::UNKNOWN,
            }),
        }))
    }
}

/// What all of them come to; none where one is not plain.
fn all(verdicts: impl Iterator<Item = Option<Verdict>>) -> Option<Verdict> {
    let mut whole = Verdict::certain(true);
    for verdict in verdicts {
        whole = whole.and(verdict?);
    }
    Some(whole)
}
