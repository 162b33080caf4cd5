//! Numbers as .NET writes them in the invariant culture.

use super::Failure;
use super::args::error;

/// A number with a fraction in its shortest form.
pub(super) fn float_text(number: f64) -> Result<String, Failure> {
    let size = number.abs();
    if size != 0.0 && !(1e-4..1e15).contains(&size) {
        return Err(Failure::NotKnown);
    }
    Ok(number.to_string())
}

/// A whole number under a format such as `D4`, `X`, `N0` or `000`.
pub(super) fn int_as(number: i64, format: &str) -> Result<String, Failure> {
    let Some((letter, precision)) = standard(format) else { return custom(number, format) };
    let magnitude = number.unsigned_abs().to_string();
    let digits = match letter.to_ascii_uppercase() {
        'D' => format!("{magnitude:0>width$}", width = precision.unwrap_or(0)),
        'G' | 'R' if precision.is_none() => magnitude,
        'X' => return Ok(radix(format!("{number:X}"), letter, precision)),
        'B' => return Ok(radix(format!("{number:b}"), letter, precision)),
        'N' => fixed(&grouped(&magnitude), precision.unwrap_or(2)),
        'F' => fixed(&magnitude, precision.unwrap_or(2)),
        'P' => {
            let hundredfold = format!("{magnitude}00");
            let hundredfold = hundredfold.trim_start_matches('0');
            let whole = if hundredfold.is_empty() { "0" } else { hundredfold };
            format!("{} %", fixed(&grouped(whole), precision.unwrap_or(2)))
        }
        _ => return Err(Failure::NotKnown),
    };
    Ok(signed(number < 0, digits))
}

/// A number with a fraction under a format such as `F2`.
pub(super) fn float_as(number: f64, format: &str) -> Result<String, Failure> {
    let Some((letter, precision)) = standard(format) else { return Err(Failure::NotKnown) };
    let precision = precision.unwrap_or(2);
    if precision > 15 || number.abs() >= 1e15 {
        return Err(Failure::NotKnown);
    }
    let rounded = rounded(number.abs(), precision);
    let (whole, fraction) = rounded.split_once('.').unwrap_or((&rounded, ""));
    let whole = match letter.to_ascii_uppercase() {
        'F' => whole.to_owned(),
        'N' => grouped(whole),
        'D' | 'X' | 'B' => return error("the format is for whole numbers only"),
        _ => return Err(Failure::NotKnown),
    };
    let digits = if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") };
    Ok(signed(number < 0.0 && digits.contains(|c| matches!(c, '1'..='9')), digits))
}

/// Rounded half away from zero; the number is not negative.
fn rounded(number: f64, precision: usize) -> String {
    let exact = format!("{number:.*}", precision + 40);
    let cut = exact.len() - 40;
    let (kept, rest) = (&exact[..cut], &exact[cut..]);
    let is_tie = rest.starts_with('5') && rest[1..].bytes().all(|b| b == b'0');
    if !is_tie {
        return format!("{number:.precision$}");
    }
    let mut digits: Vec<u8> = kept.trim_end_matches('.').bytes().collect();
    for digit in digits.iter_mut().rev().filter(|digit| digit.is_ascii_digit()) {
        if *digit < b'9' {
            *digit += 1;
            return String::from_utf8_lossy(&digits).into_owned();
        }
        *digit = b'0';
    }
    format!("1{}", String::from_utf8_lossy(&digits))
}

/// A letter and perhaps a precision.
fn standard(format: &str) -> Option<(char, Option<usize>)> {
    let mut rest = format.chars();
    let letter = rest.next().filter(char::is_ascii_alphabetic)?;
    let rest = rest.as_str();
    if rest.is_empty() {
        return Some((letter, None));
    }
    let is_precision = rest.len() <= 3 && rest.bytes().all(|b| b.is_ascii_digit());
    is_precision.then(|| (letter, rest.parse().ok()))
}

fn radix(digits: String, letter: char, precision: Option<usize>) -> String {
    let digits = if letter == 'x' { digits.to_ascii_lowercase() } else { digits };
    format!("{digits:0>width$}", width = precision.unwrap_or(0))
}

fn fixed(whole: &str, precision: usize) -> String {
    if precision == 0 { whole.to_owned() } else { format!("{whole}.{}", "0".repeat(precision)) }
}

fn signed(negative: bool, digits: String) -> String {
    if negative { format!("-{digits}") } else { digits }
}

fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() * 4 / 3 + 1);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A picture of zeros, `#`, one point and commas.
fn custom(number: i64, picture: &str) -> Result<String, Failure> {
    if picture.is_empty() {
        return Ok(number.to_string());
    }
    let (whole, fraction) = picture.split_once('.').unwrap_or((picture, ""));
    let is_plain = whole.bytes().all(|b| b"0#,".contains(&b))
        && fraction.bytes().all(|b| b"0#".contains(&b))
        && !whole.starts_with(',')
        && !whole.ends_with(',')
        && whole.contains(['0', '#']);
    if !is_plain {
        return Err(Failure::NotKnown);
    }
    let zeros = whole.find('0').map_or(0, |at| whole[at..].bytes().filter(|b| *b != b',').count());
    let magnitude = if number == 0 { String::new() } else { number.unsigned_abs().to_string() };
    let padded = format!("{magnitude:0>zeros$}");
    let whole = if whole.contains(',') { grouped(&padded) } else { padded };
    Ok(signed(number < 0, fixed(&whole, fraction.rfind('0').map_or(0, |at| at + 1))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_follow_their_format() {
        let cases = [
            (8_175_133, "N0", "8,175,133"),
            (-1234, "N2", "-1,234.00"),
            (5, "D3", "005"),
            (-5, "d3", "-005"),
            (255, "x", "ff"),
            (255, "X4", "00FF"),
            (12, "F1", "12.0"),
            (7, "000", "007"),
            (1234, "#,##0.00", "1,234.00"),
            (0, "#", ""),
            (1, "P0", "100 %"),
            (5, "", "5"),
        ];
        for (number, format, expected) in cases {
            assert_eq!(int_as(number, format).as_deref(), Ok(expected), "{number} {format}");
        }
        assert_eq!(int_as(1, "Q"), Err(Failure::NotKnown));
    }

    #[test]
    fn fractions_round_half_away_from_zero() {
        assert_eq!(float_as(2.5, "F0").as_deref(), Ok("3"));
        assert_eq!(float_as(9.5, "F0").as_deref(), Ok("10"));
        assert_eq!(float_as(-1234.25, "N1").as_deref(), Ok("-1,234.3"));
        assert_eq!(float_as(0.126, "F2").as_deref(), Ok("0.13"));
    }
}
