//! Lists some of whose elements are one of several.

use super::{Failure, Outcome};
use crate::eval::heap::Heap;
use crate::eval::value::{Data, Val};

/// More combinations than this are not told apart.
const MOST: usize = 16;

/// Calls a function for each combination of what the elements can be; it is one of these results.
pub(super) fn spread<'w>(
    heap: Heap<'w>,
    values: &[Val<'w>],
    each: impl Fn(&[Val<'w>]) -> Outcome<'w>,
) -> Outcome<'w> {
    let ways = |value: &Val<'w>| if let Data::OneOf(all) = value.data { all.len() } else { 1 };
    let count = values.iter().map(ways).try_fold(1_usize, usize::checked_mul).unwrap_or(usize::MAX);
    if count == 1 || count > MOST {
        return each(values);
    }
    let mut results = Vec::with_capacity(count);
    let mut failure = None;
    for mut number in 0..count {
        let chosen: Vec<Val<'w>> = values
            .iter()
            .map(|value| {
                let Data::OneOf(all) = value.data else { return *value };
                let chosen = all.get(number % all.len()).copied().unwrap_or(value);
                number /= all.len();
                chosen
            })
            .collect();
        match each(&chosen) {
            Ok(value) => results.push(value),
            Err(Failure::NotKnown) => return Err(Failure::NotKnown),
            Err(error) => failure = Some(error),
        }
    }
    match failure {
        // A combination that fails is none that gets deployed, unless all of them fail.
        Some(error) if results.is_empty() => Err(error),
        _ => Ok(heap.one_of(&results)),
    }
}
