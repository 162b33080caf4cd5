//! Testing one value.

use super::answer::Answer;
use super::condition::{By, Count, Range, Test, network};
use super::literal::Literal;
use super::walk::members;
use crate::eval::equal::Tri;
use crate::eval::heap::Heap;
use crate::eval::instance::Instance;
use crate::eval::value::{Data, Val};
use crate::finding::Confidence;
use crate::graph::prefixes::is_internet;
use crate::look::{self, Spot, confidence};
use std::cmp::Ordering;

/// How sure it is that a test holds for a value, and that it fails.
pub(super) fn judge<'w>(value: Val<'w>, test: impl Fn(Val<'w>) -> Tri) -> Answer<'w> {
    let holds = look::judge(value, &test);
    let fails = look::judge(value, |value| test(value).negate());
    Answer { holds, fails, evidence: Vec::new() }
}

/// A test of a value that is not one of several.
pub(super) fn value<'w>(heap: Heap<'w>, test: &'static Test, value: Val<'w>) -> Tri {
    match test {
        Test::OneOf { values, negated } => {
            negate(one_of(values, |literal| literal.is(heap, value)), *negated)
        }
        Test::Exists(wanted) => match value.data {
            Data::Unknown(_) | Data::OneOf(_) => Tri::Maybe,
            Data::Null => (!wanted).into(),
            _ => (*wanted).into(),
        },
        Test::Internet(wanted) => negate(is_internet(value), !wanted),
        Test::Contains { value: wanted, negated } => {
            negate(contains(heap, wanted, value), *negated)
        }
        Test::Matches { pattern, negated } => {
            let test = |text: &str| Some((pattern.is_match(text)? != *negated).into());
            known(value, |text| test(text).unwrap_or(Tri::Maybe))
        }
        Test::Order { bound, by } => {
            bound.order(value).map_or(Tri::Maybe, |order| is_in_order(*by, order).into())
        }
        Test::Within(ranges) => {
            addresses(value, |found| ranges.iter().any(|Range(range)| range.contains(&found)))
        }
        Test::Overlaps { ranges, negated } => addresses(value, |found| {
            let meets = |Range(range): &Range| range.contains(&found) || found.contains(range);
            ranges.iter().any(meets) != *negated
        }),
        Test::Each(_) | Test::Some(_) | Test::Count(_) => Tri::Maybe,
    }
}

fn negate(answer: Tri, negated: bool) -> Tri {
    if negated { answer.negate() } else { answer }
}

fn one_of(values: &'static [Literal], is: impl Fn(&'static Literal) -> Tri) -> Tri {
    values.iter().fold(Tri::No, |so_far, literal| so_far.or(is(literal)))
}

fn is_in_order(by: By, order: Ordering) -> bool {
    match by {
        By::AtLeast => order.is_ge(),
        By::AtMost => order.is_le(),
        By::Above => order.is_gt(),
        By::Below => order.is_lt(),
    }
}

fn known(value: Val<'_>, test: impl Fn(&str) -> Tri) -> Tri {
    match value.data {
        Data::Str(text) => test(text),
        Data::Bool(value) => test(if value { "true" } else { "false" }),
        Data::Int(number) => test(&number.to_string()),
        _ => Tri::Maybe,
    }
}

fn addresses(value: Val<'_>, test: impl Fn(ipnet::IpNet) -> bool) -> Tri {
    let Data::Str(text) = value.data else { return Tri::Maybe };
    network(text).map_or(Tri::Maybe, |range| test(range).into())
}

fn contains<'w>(heap: Heap<'w>, wanted: &'static Literal, value: Val<'w>) -> Tri {
    match value.data {
        Data::Array(array) => {
            let found =
                array.values().fold(Tri::No, |so_far, item| so_far.or(wanted.is(heap, item)));
            if array.open { found.or(Tri::Maybe) } else { found }
        }
        Data::Str(text) => {
            text.to_ascii_lowercase().contains(&wanted.shown().to_ascii_lowercase()).into()
        }
        _ => Tri::Maybe,
    }
}

/// Whether the number of elements that hold is within the bounds.
pub(super) fn count<'w>(
    instance: &'w Instance<'w>,
    spot: &Spot<'w>,
    bounds: &Count,
    holds: impl Fn(&Spot<'w>) -> Answer<'w>,
) -> Answer<'w> {
    let value = spot.value;
    let (mut sure, mut possible, mut least) = (0_u32, 0_u32, Confidence::High);
    let open = match value.map(|value| value.data) {
        Some(Data::Str(text)) => {
            (sure, possible) = (text.chars().count() as u32, text.chars().count() as u32);
            false
        }
        Some(Data::Array(_) | Data::Object(_)) => {
            let (members, open) = members(instance, spot);
            for answer in members.iter().map(holds) {
                sure += u32::from(answer.holds.is_some() && answer.fails.is_none());
                possible += u32::from(answer.fails.is_none() || answer.holds.is_some());
                least = answer.holds.or(answer.fails).map_or(least, |one| least.min(one));
            }
            open
        }
        _ => return Answer::UNKNOWN,
    };
    let most = (!open).then_some(possible);
    let enough = bounds.at_least.map_or(Tri::Yes, |bound| match most {
        _ if sure >= bound => Tri::Yes,
        Some(most) if most < bound => Tri::No,
        _ => Tri::Maybe,
    });
    let few = bounds.at_most.map_or(Tri::Yes, |bound| match most {
        _ if sure > bound => Tri::No,
        Some(most) if most <= bound => Tri::Yes,
        _ => Tri::Maybe,
    });
    let basis = value.map_or(Confidence::High, |value| confidence(value.basis));
    match enough.and(few) {
        Tri::Yes => Answer::sure(true, least.min(basis)),
        Tri::No => Answer::sure(false, least.min(basis)),
        Tri::Maybe => Answer::UNKNOWN,
    }
}
