//! Strings of JSON: where they end, and what their escapes stand for.

use std::borrow::Cow;

/// Where the first quote or backslash stands.
///
/// Most strings are short: eight bytes at a time find their end in half the instructions that setting up a wide search takes.
pub(super) fn end_or_escape(bytes: &[u8], quote: u8) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    // The high bit of each byte that is zero; above the first one there may be wrong ones.
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & (ONES << 7);
    let (quotes, escapes) = (ONES * u64::from(quote), ONES * u64::from(b'\\'));
    let (words, _) = bytes.as_chunks::<8>();
    for (at, word) in words.iter().take(4).enumerate() {
        let word = u64::from_le_bytes(*word);
        let hits = zeros(word ^ quotes) | zeros(word ^ escapes);
        if hits != 0 {
            return Some(at * 8 + hits.trailing_zeros() as usize / 8);
        }
    }
    let seen = words.len().min(4) * 8;
    memchr::memchr2(quote, b'\\', &bytes[seen..]).map(|at| seen + at)
}

/// Whether what follows a backslash is an escape.
pub(super) fn is_escape(after: &[u8]) -> bool {
    match after {
        [b'u', digits @ ..] => digits.len() >= 4 && digits[..4].iter().all(u8::is_ascii_hexdigit),
        [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' | b'\'', ..] => true,
        _ => false,
    }
}

/// The characters of a JSON string as it stands in a file, quotes taken off and escapes resolved. A lone surrogate becomes
/// U+FFFD.
pub fn unquote(written: &str) -> Cow<'_, str> {
    let inner = written.get(1..written.len().saturating_sub(1)).unwrap_or_default();
    if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
        return Cow::Borrowed(inner);
    }
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        let (character, len) = unescape(&rest[at + 1..]);
        text.push(character);
        rest = rest.get(at + 1 + len..).unwrap_or_default();
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// The character of an escape, and how long the escape is without its backslash.
fn unescape(after: &str) -> (char, usize) {
    let Some(kind) = after.chars().next() else { return ('\\', 0) };
    match kind {
        'b' => ('\u{8}', 1),
        'f' => ('\u{c}', 1),
        'n' => ('\n', 1),
        'r' => ('\r', 1),
        't' => ('\t', 1),
        'u' => unicode(after),
        other => (other, other.len_utf8()),
    }
}

/// `uXXXX`, or a pair of surrogates.
fn unicode(after: &str) -> (char, usize) {
    let unit =
        |from: usize| after.get(from..from + 4).and_then(|hex| u16::from_str_radix(hex, 16).ok());
    let Some(first) = unit(1) else { return (char::REPLACEMENT_CHARACTER, 1) };
    let second = (after.get(5..7) == Some("\\u")).then(|| unit(7)).flatten();
    let mut decoded = char::decode_utf16([first].into_iter().chain(second));
    match decoded.next() {
        Some(Ok(character)) if character.len_utf16() == 2 => (character, 11),
        Some(Ok(character)) => (character, 5),
        _ => (char::REPLACEMENT_CHARACTER, 5),
    }
}
