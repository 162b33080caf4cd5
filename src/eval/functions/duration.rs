//! Durations as ISO 8601 writes them: `P1Y2M3DT4H5M6S`, `P2W`, `-PT30M`.

/// A span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Duration {
    /// Years and months, in months.
    pub(super) months: i64,
    /// The rest, in seconds.
    pub(super) seconds: i64,
}

const DAY: i64 = 86_400;

impl Duration {
    /// Reads a duration; `None` where it is none. Fractions of seconds are dropped.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (sign, text) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let text = text.strip_prefix('P')?;
        let (date, time) = match text.split_once('T') {
            Some((_, "")) => return None,
            Some((date, time)) => (date, time),
            None => (text, ""),
        };
        if date.is_empty() && time.is_empty() {
            return None;
        }
        let mut duration = Self::default();
        read_parts(date, "YMWD", |letter, number| {
            let (months, seconds) = match letter {
                'Y' => (12, 0),
                'M' => (1, 0),
                'W' => (0, 7 * DAY),
                _ => (0, DAY),
            };
            duration.add(number, months, seconds)
        })?;
        read_parts(time, "HMS", |letter, number| {
            let seconds = match letter {
                'H' => 3600,
                'M' => 60,
                _ => 1,
            };
            duration.add(number, 0, seconds)
        })?;
        Some(Self { months: sign * duration.months, seconds: sign * duration.seconds })
    }

    fn add(&mut self, number: i64, months: i64, seconds: i64) -> Option<()> {
        self.months = number.checked_mul(months)?.checked_add(self.months)?;
        self.seconds = number.checked_mul(seconds)?.checked_add(self.seconds)?;
        Some(())
    }
}

/// Numbers, each with one of `letters`, which come in this order.
fn read_parts(
    mut text: &str,
    letters: &str,
    mut each: impl FnMut(char, i64) -> Option<()>,
) -> Option<()> {
    let mut letters = letters.chars();
    while !text.is_empty() {
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, rest) = text.split_at(end);
        let letter = rest.chars().next()?;
        letters.find(|next| *next == letter)?;
        let whole = match number.split_once('.') {
            Some((whole, fraction)) if letter == 'S' && !fraction.contains('.') => whole,
            Some(_) => return None,
            None => number,
        };
        each(letter, whole.parse().ok()?)?;
        text = rest.get(letter.len_utf8()..)?;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read() {
        let read = |text| Duration::read(text).map(|d| (d.months, d.seconds));
        assert_eq!(read("P1Y2M3DT4H5M6S"), Some((14, 3 * DAY + 4 * 3600 + 5 * 60 + 6)));
        assert_eq!(read("-PT1H"), Some((0, -3600)));
        assert_eq!(read("P2W"), Some((0, 14 * DAY)));
        assert_eq!(read("PT1.5S"), Some((0, 1)));
        for bad in ["", "P", "PT", "1D", "P1D2Y", "P1.5D", "P1S", "PD", "P99999999999999999999D"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
