//! Days as people write them.

use time::{Date, Month};

/// The day of `2026-12-31`.
pub fn parse(text: &str) -> Option<Date> {
    let mut parts = text.trim().split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str, len| part.len() == len && part.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some() || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
        return None;
    }
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn only_days_of_the_calendar_are_days() {
        assert_eq!(parse("2026-02-28").map(|day| day.to_string()), Some("2026-02-28".into()));
        assert!(parse("2026-02-30").is_none());
        assert!(parse("26-2-3").is_none());
        assert!(parse("tomorrow").is_none());
    }
}
