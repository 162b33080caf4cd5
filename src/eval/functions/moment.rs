//! Moments: reading them, and writing them under the formats of .NET.

use super::Failure;
use super::args::error;
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

/// Reads `2020-04-07T14:53:14Z` and its like; without an offset it is UTC. `None` where it is written in another way.
pub(super) fn read(text: &str) -> Option<OffsetDateTime> {
    let text = text.trim();
    let (date, rest) = (text.get(..10)?, text.get(10..)?);
    let mut fields = date.split('-');
    let (year, month, day) = (fields.next()?, fields.next()?, fields.next()?);
    let month = Month::try_from(number::<u8>(month, 2)?).ok()?;
    let date = Date::from_calendar_date(number(year, 4)?, month, number(day, 2)?).ok()?;
    let Some(clock) = rest.strip_prefix(['T', 't', ' ']) else {
        return rest.is_empty().then(|| date.midnight().assume_utc());
    };
    let end = clock.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.');
    let (clock, zone) = clock.split_at(end.unwrap_or(clock.len()));
    let moment = PrimitiveDateTime::new(date, read_time(clock)?);
    Some(moment.assume_offset(read_zone(zone.trim())?).to_offset(UtcOffset::UTC))
}

fn read_time(clock: &str) -> Option<Time> {
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let mut fields = clock.split(':');
    let (hour, minute) = (number(fields.next()?, 2)?, number(fields.next()?, 2)?);
    let second = fields.next().map_or(Some(0), |second| number(second, 2))?;
    let is_fraction = (1..=9).contains(&fraction.len()) && fields.next().is_none();
    let nanos = number::<u32>(fraction, fraction.len()).filter(|_| is_fraction)?;
    let nanos = nanos * 10_u32.pow(9 - fraction.len() as u32);
    Time::from_hms_nano(hour, minute, second, nanos).ok()
}

fn read_zone(zone: &str) -> Option<UtcOffset> {
    if zone.is_empty() || zone.eq_ignore_ascii_case("z") {
        return Some(UtcOffset::UTC);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let zone = zone.strip_prefix(['+', '-'])?;
    let (hours, minutes) = zone.split_once(':').unwrap_or((zone, "00"));
    UtcOffset::from_hms(sign * number::<i8>(hours, 2)?, sign * number::<i8>(minutes, 2)?, 0).ok()
}

/// A number of exactly so many digits.
fn number<T: std::str::FromStr>(text: &str, digits: usize) -> Option<T> {
    let is_number = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// The form that Resource Manager gives where no format is asked for.
pub(super) const PLAIN: &str = "yyyy-MM-ddTHH:mm:ssZ";

/// Writes a moment in UTC under a format of one letter or of many.
pub(super) fn write(moment: OffsetDateTime, format: &str) -> Result<String, Failure> {
    let mut letters = format.chars();
    let pattern = match (letters.next(), letters.next()) {
        (Some(letter), None) => standard(letter)?,
        _ => format,
    };
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let run = rest.find(|next| next != c).unwrap_or(rest.len());
        let (field, after) = rest.split_at(run);
        rest = match c {
            '\'' | '"' => quoted(rest, c, &mut out)?,
            '\\' | '%' => return Err(Failure::NotKnown),
            _ => {
                out.push_str(&part(moment, c, field)?);
                after
            }
        };
    }
    Ok(out)
}

/// Adds what stands in quotes; gives what follows.
fn quoted<'t>(text: &'t str, quote: char, out: &mut String) -> Result<&'t str, Failure> {
    let Some((inner, after)) = text.get(1..).and_then(|text| text.split_once(quote)) else {
        return error("the format has a quote without its partner");
    };
    out.push_str(inner);
    Ok(after)
}

/// The pattern of a format of one letter, in the invariant culture.
fn standard(letter: char) -> Result<&'static str, Failure> {
    Ok(match letter {
        'd' => "MM/dd/yyyy",
        'D' => "dddd, dd MMMM yyyy",
        'f' => "dddd, dd MMMM yyyy HH:mm",
        'F' | 'U' => "dddd, dd MMMM yyyy HH:mm:ss",
        'g' => "MM/dd/yyyy HH:mm",
        'G' => "MM/dd/yyyy HH:mm:ss",
        'm' | 'M' => "MMMM dd",
        'o' | 'O' => "yyyy-MM-ddTHH:mm:ss.fffffffK",
        'r' | 'R' => "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
        's' => "yyyy-MM-ddTHH:mm:ss",
        't' => "HH:mm",
        'T' => "HH:mm:ss",
        'u' => "yyyy-MM-dd HH:mm:ss'Z'",
        'y' | 'Y' => "yyyy MMMM",
        _ => return error(format!("'{letter}' is no format of dates")),
    })
}

/// One run of the same letter.
fn part(moment: OffsetDateTime, letter: char, field: &str) -> Result<String, Failure> {
    let width = field.len();
    let twelve = match moment.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    Ok(match (letter, width) {
        ('y', 1 | 2) => padded(i64::from(moment.year() % 100), width),
        ('y', _) => padded(moment.year().into(), width),
        ('M', 1 | 2) => padded(u8::from(moment.month()).into(), width),
        ('M', 3) => moment.month().to_string().chars().take(3).collect(),
        ('M', _) => moment.month().to_string(),
        ('d', 1 | 2) => padded(moment.day().into(), width),
        ('d', 3) => moment.weekday().to_string().chars().take(3).collect(),
        ('d', _) => moment.weekday().to_string(),
        ('H', _) => padded(moment.hour().into(), width.min(2)),
        ('h', _) => padded(i64::from(twelve), width.min(2)),
        ('m', _) => padded(moment.minute().into(), width.min(2)),
        ('s', _) => padded(moment.second().into(), width.min(2)),
        ('f' | 'F', 1..=7) => fraction(moment, letter, width),
        ('t', 1) => if moment.hour() < 12 { "A" } else { "P" }.to_owned(),
        ('t', _) => if moment.hour() < 12 { "AM" } else { "PM" }.to_owned(),
        ('K', 1) => "Z".to_owned(),
        ('z', 1) => "+0".to_owned(),
        ('z', 2) => "+00".to_owned(),
        ('z', _) => "+00:00".to_owned(),
        ('g' | 'f' | 'F', _) => return Err(Failure::NotKnown),
        _ => field.to_owned(),
    })
}

fn padded(number: i64, width: usize) -> String {
    format!("{number:0>width$}")
}

fn fraction(moment: OffsetDateTime, letter: char, width: usize) -> String {
    let digits: String = format!("{:09}", moment.nanosecond()).chars().take(width).collect();
    if letter == 'F' { digits.trim_end_matches('0').to_owned() } else { digits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_and_written() {
        let moment = read("2020-04-07 14:53:14Z").expect("a moment");
        for (format, expected) in [
            (PLAIN, "2020-04-07T14:53:14Z"),
            ("u", "2020-04-07 14:53:14Z"),
            ("o", "2020-04-07T14:53:14.0000000Z"),
            ("R", "Tue, 07 Apr 2020 14:53:14 GMT"),
            ("M/d/yy h:mm tt", "4/7/20 2:53 PM"),
            ("yyyyMMdd", "20200407"),
        ] {
            assert_eq!(write(moment, format).as_deref(), Ok(expected), "{format}");
        }
        assert_eq!(read("2020-04-07T14:53:14.5+02:00").map(OffsetDateTime::hour), Some(12));
        assert_eq!(read("2020-04-07").map(OffsetDateTime::unix_timestamp), Some(1_586_217_600));
        for other in ["4/7/2020", "2020-13-01", "2020-04-07T25:00:00Z", "2020-04-07x"] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
