//! The text of a file in one of the encodings that Bicep knows.

/// The text; `None` for an encoding of another name. A byte order mark tells more than the name, and is no part of the text.
pub(super) fn text(bytes: &[u8], encoding: Option<&str>) -> Option<String> {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return Some(String::from_utf8_lossy(rest).into_owned());
    }
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return Some(utf_16(rest, u16::from_le_bytes));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return Some(utf_16(rest, u16::from_be_bytes));
    }
    Some(match encoding.unwrap_or("utf-8").to_ascii_lowercase().as_str() {
        "utf-8" => String::from_utf8_lossy(bytes).into_owned(),
        "utf-16" => utf_16(bytes, u16::from_le_bytes),
        "utf-16be" => utf_16(bytes, u16::from_be_bytes),
        "iso-8859-1" => bytes.iter().copied().map(char::from).collect(),
        "us-ascii" => {
            bytes.iter().map(|b| if b.is_ascii() { char::from(*b) } else { '?' }).collect()
        }
        _ => return None,
    })
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn encodings_are_told_by_name_and_by_mark() {
        let expect = |bytes: &[u8], encoding, expected: Option<&str>| {
            assert_eq!(text(bytes, encoding).as_deref(), expected, "{bytes:?} {encoding:?}");
        };
        expect("é".as_bytes(), None, Some("é"));
        expect(b"\xef\xbb\xbfa", Some("utf-16"), Some("a"));
        expect(b"\xff\xfea\0", None, Some("a"));
        expect(b"\xfe\xff\0a", Some("utf-8"), Some("a"));
        expect(b"a\0b\0", Some("UTF-16"), Some("ab"));
        expect(b"\0a", Some("utf-16BE"), Some("a"));
        expect(b"\xe9", Some("iso-8859-1"), Some("é"));
        expect(b"a\xe9", Some("us-ascii"), Some("a?"));
        expect(b"a", Some("ebcdic"), None);
    }
}
