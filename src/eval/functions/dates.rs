//! Functions of dates.

use super::args::{self, error};
use super::duration::Duration;
use super::moment::{self, PLAIN};
use super::{Failure, Outcome};
use crate::eval::heap::Heap;
use crate::eval::value::Val;
use time::OffsetDateTime;

/// A date moved by a duration.
pub(super) fn add<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let [base, duration] = [args::text(args, 0), args::text(args, 1)];
    if let (_, Err(failure @ Failure::Error(_))) = (&base, &duration) {
        return Err(failure.clone());
    }
    let format = if args.len() > 2 { args::text(args, 2)? } else { PLAIN };
    let (base, duration) = (moment_of(base?)?, duration?);
    let Some(duration) = Duration::read(duration) else {
        return error(format!("'{duration}' is not an ISO 8601 duration"));
    };
    Ok(heap.str(&moment::write(moved(base, duration)?, format)?))
}

fn moment_of(text: &str) -> Result<OffsetDateTime, Failure> {
    if let Some(moment) = moment::read(text) {
        return Ok(moment);
    }
    // Azure reads more ways of writing a date than we do.
    if text.contains(|c: char| c.is_ascii_digit()) {
        return Err(Failure::NotKnown);
    }
    error(format!("'{text}' is not a date"))
}

/// Years and months are of 365 and 30 days, or those of the calendar; where that makes a difference it cannot be told.
fn moved(base: OffsetDateTime, duration: Duration) -> Result<OffsetDateTime, Failure> {
    let seconds = |seconds: i64| base.checked_add(time::Duration::seconds(seconds));
    let days = (duration.months / 12)
        .checked_mul(365)
        .and_then(|days| days.checked_add(duration.months % 12 * 30));
    let fixed = days
        .and_then(|days| days.checked_mul(86_400))
        .and_then(|months| months.checked_add(duration.seconds))
        .and_then(seconds);
    let Some(fixed) = fixed else { return error("the date is beyond the year 9999") };
    if duration.months == 0 || by_calendar(base, duration) == Some(fixed) {
        return Ok(fixed);
    }
    Err(Failure::NotKnown)
}

fn by_calendar(base: OffsetDateTime, duration: Duration) -> Option<OffsetDateTime> {
    let month = i64::from(base.year()) * 12 + i64::from(u8::from(base.month())) - 1;
    let month = month.checked_add(duration.months)?;
    let year = i32::try_from(month.div_euclid(12)).ok()?;
    let month = time::Month::try_from(u8::try_from(month.rem_euclid(12) + 1).ok()?).ok()?;
    let day = base.day().min(month.length(year));
    let date = time::Date::from_calendar_date(year, month, day).ok()?;
    base.replace_date(date).checked_add(time::Duration::seconds(duration.seconds))
}

/// A date from its seconds since 1970.
pub(super) fn from_epoch<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    match OffsetDateTime::from_unix_timestamp(args::int(args, 0)?) {
        Ok(moment) if moment.year() > 0 => Ok(heap.str(&moment::write(moment, PLAIN)?)),
        _ => error("the date is beyond the year 9999"),
    }
}

/// The seconds of a date since 1970.
pub(super) fn to_epoch<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    Ok(heap.int(moment_of(args::text(args, 0)?)?.unix_timestamp()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use crate::syntax::function::Function::{DateTimeAdd, DateTimeFromEpoch, DateTimeToEpoch};

    #[test]
    fn dates_move() {
        check(DateTimeAdd, r#"["2023-03-31T01:00:38Z", "P1D"]"#, r#""2023-04-01T01:00:38Z""#);
        check(DateTimeAdd, r#"["2020-04-07 14:53:14Z", "P3Y", "u"]"#, r#""2023-04-07 14:53:14Z""#);
        check(DateTimeAdd, r#"["2020-04-07 14:53:14Z", "-P9D"]"#, r#""2020-03-29T14:53:14Z""#);
        check(DateTimeAdd, r#"["2020-01-31", "P1M"]"#, "?");
        check(DateTimeAdd, r#"["‹p›", "P1M"]"#, "?");
        check(
            DateTimeAdd,
            r#"["2020-01-31", "soon"]"#,
            "error: 'soon' is not an ISO 8601 duration",
        );
        check(DateTimeAdd, r#"["‹p›", 2]"#, "error: argument 2 must be text, not a number");
    }

    #[test]
    fn seconds_since_1970() {
        check(DateTimeFromEpoch, "[1586271194]", r#""2020-04-07T14:53:14Z""#);
        check(DateTimeToEpoch, r#"["2020-04-07T14:53:14Z"]"#, "1586271194");
        check(DateTimeToEpoch, r#"["never"]"#, "error: 'never' is not a date");
        check(DateTimeFromEpoch, "[99999999999999]", "error: the date is beyond the year 9999");
    }
}
