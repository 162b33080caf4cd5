//! `format()`: the composite formatting of .NET.

use super::args::{self, error};
use super::numerals::{float_as, int_as};
use super::text::{Builder, LONGEST, units};
use super::{Failure, Outcome};
use crate::eval::heap::Heap;
use crate::eval::value::{Data, Val};

/// Text with holes, filled.
pub(super) fn format<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let mut rest = args::text(args, 0)?;
    let mut text = Builder::new(heap);
    while let Some(at) = rest.find(['{', '}']) {
        let (before, brace) = rest.split_at(at);
        text.push(before)?;
        if brace.starts_with("{{") || brace.starts_with("}}") {
            text.push(&brace[..1])?;
            rest = &brace[2..];
            continue;
        }
        let Some((hole, after)) = hole(brace) else {
            return error("the format has a brace without its partner");
        };
        fill(heap, &mut text, args, hole)?;
        rest = after;
    }
    text.push(rest)?;
    Ok(text.finish())
}

/// What stands between the braces that `text` begins with, and what follows them.
fn hole(text: &str) -> Option<(&str, &str)> {
    let (hole, after) = text.strip_prefix('{')?.split_once('}')?;
    (!hole.contains('{')).then_some((hole, after))
}

fn fill<'w>(
    heap: Heap<'w>,
    text: &mut Builder<'w>,
    args: &[Val<'w>],
    hole: &str,
) -> Result<(), Failure> {
    let (head, format) = hole.split_once(':').map_or((hole, None), |(h, f)| (h, Some(f)));
    let (index, width) = head.split_once(',').map_or((head, None), |(i, w)| (i, Some(w)));
    let Ok(index) = index.trim_end().parse::<usize>() else {
        return error(format!("the hole {{{hole}}} of the format has no number"));
    };
    let Some(value) = index.checked_add(1).and_then(|at| args.get(at)) else {
        return error(format!("the format has a hole {{{index}}} but no argument for it"));
    };
    let format = format.filter(|format| !format.is_empty());
    if width.is_none() && format.is_none() {
        return text.push_value(value);
    }
    let Some(width) = width.map_or(Some(0), |width| width.trim().parse::<i64>().ok()) else {
        return error(format!("the hole {{{hole}}} of the format has no number for its width"));
    };
    text.push(&aligned(&written(heap, value, format)?, width)?)
}

/// A known value under a format; only numbers look at it.
fn written<'w>(heap: Heap<'w>, value: Val<'w>, format: Option<&str>) -> Result<String, Failure> {
    match (value.data, format) {
        (Data::Int(number), Some(format)) => int_as(number, format),
        (Data::Float(number), Some(format)) => float_as(number, format),
        _ => {
            let mut text = Builder::new(heap);
            text.push_value(value)?;
            text.finish().as_str().map(str::to_owned).ok_or(Failure::NotKnown)
        }
    }
}

/// Blanks on the left up to a width, or on the right where it is negative.
fn aligned(text: &str, width: i64) -> Result<String, Failure> {
    let wanted = usize::try_from(width.unsigned_abs()).unwrap_or(usize::MAX);
    if wanted > LONGEST {
        return error("the text is larger than 1 MiB");
    }
    let blanks = " ".repeat(wanted.saturating_sub(units(text)));
    Ok(if width < 0 { format!("{text}{blanks}") } else { format!("{blanks}{text}") })
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use crate::syntax::function::Function::Format;

    #[test]
    fn holes_are_filled() {
        check(Format, r#"["{0}/{1}", "a", true]"#, r#""a/True""#);
        check(Format, r#"["{{{0}{{0}}{1}}}", 123, true]"#, r#""{123{0}True}""#);
        check(Format, r#"["{0}", [true, 2893, "abc"]]"#, r#""[true,2893,'abc']""#);
        check(Format, r#"["[{0,5}|{0,-5:D3}]", 7]"#, r#""[    7|007  ]""#);
        check(Format, r#"["{0}{0}", null]"#, r#""""#);
    }

    #[test]
    fn unknown_values_stay_pieces() {
        check(Format, r#"["{0}-vnet", "‹p›"]"#, r#""‹p›-vnet""#);
        check(Format, r#"["{0}-{1}", "a‹p›", 1]"#, r#""a‹p›-1""#);
        check(Format, r#"["{0:D3}", "‹p›"]"#, "?");
        check(Format, r#"["x", "‹p›"]"#, r#""x""#);
    }

    #[test]
    fn bad_formats_fail() {
        check(Format, r#"["{0"]"#, "error: the format has a brace without its partner");
        check(Format, r#"["}"]"#, "error: the format has a brace without its partner");
        check(Format, r#"["{1}", 1]"#, "error: the format has a hole {1} but no argument for it");
        check(Format, r#"["{a}", 1]"#, "error: the hole {a} of the format has no number");
    }
}
