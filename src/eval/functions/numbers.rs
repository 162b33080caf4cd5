//! Arithmetic on 64-bit whole numbers.

use super::args::{self, error};
use super::{Failure, Outcome};
use crate::eval::heap::Heap;
use crate::eval::value::{Data, Val};

/// The most numbers that `range()` gives.
const LONGEST: i64 = 10_000;

/// The sum.
pub(super) fn add<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    compute(heap, args, i64::checked_add)
}

/// The difference.
pub(super) fn sub<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    compute(heap, args, i64::checked_sub)
}

/// The product.
pub(super) fn mul<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    compute(heap, args, i64::checked_mul)
}

/// The quotient, towards zero.
pub(super) fn div<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    no_zero(args)?;
    compute(heap, args, i64::checked_div)
}

/// The remainder.
pub(super) fn modulo<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    no_zero(args)?;
    compute(heap, args, i64::checked_rem)
}

fn compute<'w>(heap: Heap<'w>, args: &[Val<'w>], of: fn(i64, i64) -> Option<i64>) -> Outcome<'w> {
    let (left, right) = both(args)?;
    match of(left, right) {
        Some(number) => Ok(heap.int(number)),
        None => error(format!("the result for {left} and {right} is beyond 64 bits")),
    }
}

/// Both numbers. A wrong type is a failure, whatever the other may be.
fn both(args: &[Val<'_>]) -> Result<(i64, i64), Failure> {
    match (args::int(args, 0), args::int(args, 1)) {
        (Ok(left), Ok(right)) => Ok((left, right)),
        (Err(failure @ Failure::Error(_)), _) | (_, Err(failure @ Failure::Error(_))) => {
            Err(failure)
        }
        _ => Err(Failure::NotKnown),
    }
}

fn no_zero(args: &[Val<'_>]) -> Result<(), Failure> {
    if args.get(1).and_then(|value| value.as_int()) == Some(0) {
        return error("division by zero");
    }
    Ok(())
}

/// A whole number from text or a number.
pub(super) fn int<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let value = args::at(args, 0)?;
    match value.data {
        Data::Int(_) => Ok(value),
        Data::Str(text) => match text.trim().parse::<i64>() {
            Ok(number) => Ok(heap.int(number)),
            Err(_) => error(format!("'{text}' is not a whole number")),
        },
        Data::Text(_) | Data::Float(_) => Err(Failure::NotKnown),
        _ => args::wrong(0, "text or a number", value),
    }
}

/// A number with a fraction from text or a number.
pub(super) fn float<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let value = args::at(args, 0)?;
    match value.data {
        Data::Float(_) => Ok(value),
        Data::Int(number) => Ok(heap.value(Data::Float(number as f64))),
        Data::Str(text) => match text.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(heap.value(Data::Float(number))),
            _ => error(format!("'{text}' is not a number")),
        },
        Data::Text(_) => Err(Failure::NotKnown),
        _ => args::wrong(0, "text or a number", value),
    }
}

/// The least of numbers and of arrays of numbers.
pub(super) fn min<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    choose(heap, args, i64::min)
}

/// The greatest of numbers and of arrays of numbers.
pub(super) fn max<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    choose(heap, args, i64::max)
}

fn choose<'w>(heap: Heap<'w>, args: &[Val<'w>], of: fn(i64, i64) -> i64) -> Outcome<'w> {
    let mut numbers: Vec<Val<'w>> = Vec::new();
    let mut open = false;
    for arg in args {
        match arg.data {
            Data::Array(array) => {
                numbers.extend(array.values());
                open |= array.open;
            }
            _ => numbers.push(arg),
        }
    }
    let mut best = None;
    for at in 0..numbers.len() {
        match args::int(&numbers, at) {
            Ok(number) => best = Some(best.map_or(number, |best| of(best, number))),
            Err(Failure::NotKnown) => open = true,
            Err(failure) => return Err(failure),
        }
    }
    match best {
        _ if open => Err(Failure::NotKnown),
        Some(best) => Ok(heap.int(best)),
        None => error("there is no number to choose from"),
    }
}

/// So many whole numbers from a start.
pub(super) fn range<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let (start, count) = both(args)?;
    if !(0..=LONGEST).contains(&count) {
        return error(format!("the count must be between 0 and {LONGEST}"));
    }
    let end = start.checked_add(count).filter(|end| *end <= i64::from(i32::MAX));
    let Some(end) = end else { return error("the numbers are beyond 2147483647") };
    let numbers: Vec<_> = (start..end).map(|number| heap.int(number)).collect();
    Ok(heap.array(&numbers))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use crate::syntax::function::Function::{Add, Div, Float, Int, Max, Min, Mod, Mul, Range};

    #[test]
    fn arithmetic_stays_within_64_bits() {
        check(Add, "[5, 3]", "8");
        check(Div, "[-8, 3]", "-2");
        check(Mod, "[7, 3]", "1");
        check(Div, r#"["‹p›", 0]"#, "error: division by zero");
        check(Mul, "[5, \"‹p›\"]", "?");
        check(Add, r#"["‹p›", "x"]"#, "error: argument 2 must be a whole number, not text");
        let large = "error: the result for 9223372036854775807 and 2 is beyond 64 bits";
        check(Mul, "[9223372036854775807, 2]", large);
    }

    #[test]
    fn numbers_are_read_from_text() {
        check(Int, r#"["4"]"#, "4");
        check(Int, r#"["one"]"#, "error: 'one' is not a whole number");
        check(Int, "[true]", "error: argument 1 must be text or a number, not a boolean");
        check(Float, r#"["1.5"]"#, "1.5");
    }

    #[test]
    fn the_best_of_many() {
        check(Max, "[[6, 4], 8]", "8");
        check(Min, "[[6, 4], [8]]", "4");
        check(Min, r#"[1, "0"]"#, "error: argument 2 must be a whole number, not text");
        check(Max, r#"[1, "‹p›"]"#, "?");
        check(Min, "[[]]", "error: there is no number to choose from");
    }

    #[test]
    fn ranges_are_bounded() {
        check(Range, "[5, 3]", "[5,6,7]");
        check(Range, "[1, 0]", "[]");
        check(Range, "[1, 10001]", "error: the count must be between 0 and 10000");
        check(Range, "[2147483646, 2]", "error: the numbers are beyond 2147483647");
    }
}
