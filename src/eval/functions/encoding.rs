//! Base64, data URIs and percent-encoding.

use super::args::{self, error};
use super::symbols::{call, each};
use super::{Failure, Outcome, json};
use crate::eval::heap::Heap;
use crate::eval::value::{Data, Val};
use crate::syntax::function::Function;
use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;
use std::fmt::Write as _;

/// Text in base 64.
pub(super) fn base64<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    Ok(heap.str(&STANDARD.encode(args::text(args, 0)?)))
}

fn decoded(text: &str) -> Result<String, Failure> {
    let compact: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let Ok(bytes) = STANDARD.decode(compact) else { return error("the text is not base 64") };
    // What is not UTF-8 becomes something, but not something to rely on.
    String::from_utf8(bytes).map_err(|_| Failure::NotKnown)
}

/// Text from base 64.
pub(super) fn base64_to_string<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    Ok(heap.str(&decoded(args::text(args, 0)?)?))
}

/// JSON from base 64.
pub(super) fn base64_to_json<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    json::read(heap, &decoded(args::text(args, 0)?)?)
}

/// A `data:` URI of text.
pub(super) fn data_uri<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let encoded = STANDARD.encode(args::text(args, 0)?);
    Ok(heap.str(&format!("data:text/plain;charset=utf-8;base64,{encoded}")))
}

/// The text of a `data:` URI.
pub(super) fn data_uri_to_string<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let text = args::text(args, 0)?;
    let is_data = text.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"));
    let Some((head, data)) = text.get(5..).filter(|_| is_data).and_then(|t| t.split_once(','))
    else {
        return error("the text is not a data URI");
    };
    let head = head.to_ascii_lowercase();
    if head.contains("charset") && !head.contains("utf-8") && !head.contains("utf8") {
        return Err(Failure::NotKnown);
    }
    let is_base64 = head.ends_with(";base64");
    Ok(heap.str(&if is_base64 { decoded(data)? } else { unescape(data)? }))
}

/// Text with all but letters, digits and `-_.~` percent-encoded. Of symbolic text each piece is encoded on its own.
pub(super) fn uri_component<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let value = args::at(args, 0)?;
    match value.data {
        Data::Str(text) => Ok(heap.str(&escape(text))),
        Data::Text(pieces) => {
            Ok(each(heap, pieces, escape, |of| call(heap, Function::UriComponent, &[of])))
        }
        _ => args::wrong(0, "text", value),
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Percent-encoded text as it was.
pub(super) fn uri_component_to_string<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    Ok(heap.str(&unescape(args::text(args, 0)?)?))
}

/// A percent sign that no number follows stays.
fn unescape(text: &str) -> Result<String, Failure> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let encoded = after.get(..2).filter(|_| *byte == b'%').and_then(hex);
        out.push(encoded.unwrap_or(*byte));
        rest = if encoded.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8(out).map_err(|_| Failure::NotKnown)
}

fn hex(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits).ok()?;
    let is_hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
    is_hex.then(|| u8::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use crate::syntax::function::Function::{
        Base64, Base64ToJson, Base64ToString, DataUri, DataUriToString, UriComponent,
        UriComponentToString,
    };

    #[test]
    fn base64_goes_both_ways() {
        check(Base64, r#"[" Fizz "]"#, r#""IEZpenog""#);
        check(Base64ToString, r#"["IEZpenog"]"#, r#"" Fizz ""#);
        check(Base64ToString, r#"["*"]"#, "error: the text is not base 64");
        check(Base64ToJson, r#"["eydvbmUnOiAnYSd9"]"#, r#"{"one":"a"}"#);
        check(Base64, "[1]", "error: argument 1 must be text, not a number");
    }

    #[test]
    fn data_uris_go_both_ways() {
        check(DataUri, r#"[" Fizz "]"#, r#""data:text/plain;charset=utf-8;base64,IEZpenog""#);
        check(DataUriToString, r#"["data:;base64,SGVsbG8="]"#, r#""Hello""#);
        check(DataUriToString, r#"["data:,a%20b"]"#, r#""a b""#);
        check(DataUriToString, r#"["SGVsbG8="]"#, "error: the text is not a data URI");
    }

    #[test]
    fn percent_encoding_goes_both_ways() {
        check(UriComponent, r#"["a b/é*(~"]"#, r#""a%20b%2F%C3%A9%2A%28~""#);
        check(UriComponent, r#"["a/‹p›"]"#, r#""a%2F‹uriComponent(p)›""#);
        check(UriComponentToString, r#"["%20%25%2f%zz"]"#, r#"" %/%zz""#);
    }
}
