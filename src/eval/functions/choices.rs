//! Lists some of whose elements are one of several.

use super::{Failure, Outcome};
use crate::eval::heap::Heap;
use crate::eval::value::{Data, Val};

/// More combinations than this are not told apart.
const MOST: usize = 16;

/// Calls a function for each combination of what the elements can be; it is one of these results.
/// A choice that stands twice is made once.
pub(super) fn spread<'w>(
    heap: Heap<'w>,
    values: &[Val<'w>],
    each: impl Fn(&[Val<'w>]) -> Outcome<'w>,
) -> Outcome<'w> {
    let mut choices: Vec<&'w [Val<'w>]> = Vec::new();
    for value in values {
        if let Data::OneOf(all) = value.data
            && !choices.iter().any(|known| std::ptr::eq(*known, all))
        {
            choices.push(all);
        }
    }
    let counts = choices.iter().map(|all| all.len());
    let count = counts.fold(1, usize::saturating_mul);
    if count == 1 || count > MOST {
        return each(values);
    }
    let mut results = Vec::with_capacity(count);
    let mut failure = None;
    for number in 0..count {
        match each(&chosen(values, &choices, number)) {
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

/// The values of one combination: a number in a mixed base, one digit for each choice.
fn chosen<'w>(values: &[Val<'w>], choices: &[&'w [Val<'w>]], number: usize) -> Vec<Val<'w>> {
    let pick = |value: &Val<'w>| {
        let Data::OneOf(all) = value.data else { return *value };
        let before = choices.iter().take_while(|choice| !std::ptr::eq(**choice, all));
        let base: usize = before.map(|choice| choice.len()).product();
        all.get(number / base % all.len()).copied().unwrap_or(value)
    };
    values.iter().map(pick).collect()
}
