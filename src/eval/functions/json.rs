//! JSON as text: read with the leniency of the engine, and written compact.

use super::args::{self, error};
use super::numerals::float_text;
use super::text::LONGEST;
use super::{Failure, Outcome};
use crate::eval::heap::Heap;
use crate::eval::value::{Data, Member, Val};
use std::fmt::Write as _;

/// Values nested deeper than this are refused.
const DEEPEST: u32 = 96;

/// The value that a JSON text stands for.
pub(super) fn json<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    read(heap, args::text(args, 0)?)
}

/// Reads JSON with single quotes, bare keys, comments and trailing commas. Nothing at all is null.
pub(super) fn read<'w>(heap: Heap<'w>, text: &str) -> Outcome<'w> {
    let mut reader = Reader { heap, text, at: 0 };
    reader.blanks()?;
    if reader.rest().is_empty() {
        return Ok(heap.null());
    }
    let value = reader.value(0)?;
    reader.blanks()?;
    if reader.rest().is_empty() { Ok(value) } else { reader.fail("something follows the value") }
}

struct Reader<'w, 't> {
    heap: Heap<'w>,
    text: &'t str,
    at: usize,
}

impl<'w, 't> Reader<'w, 't> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn fail<T>(&self, what: &str) -> Result<T, Failure> {
        error(format!("the text is not JSON: {what} at character {}", self.at + 1))
    }

    /// Takes a mark, if it is there.
    fn take(&mut self, mark: &str) -> bool {
        let found = self.rest().starts_with(mark);
        self.at += if found { mark.len() } else { 0 };
        found
    }

    /// Passes over blanks and comments.
    fn blanks(&mut self) -> Result<(), Failure> {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
            self.at += rest.len() - trimmed.len();
            let end = if trimmed.starts_with("//") {
                trimmed.find('\n').unwrap_or(trimmed.len())
            } else if let Some(comment) = trimmed.strip_prefix("/*") {
                let Some(end) = comment.find("*/") else {
                    return self.fail("a comment does not end");
                };
                end + 4
            } else {
                return Ok(());
            };
            self.at += end;
        }
    }

    fn value(&mut self, depth: u32) -> Outcome<'w> {
        if depth > DEEPEST {
            return self.fail("it is nested too deep");
        }
        match self.rest().chars().next() {
            Some('{') => self.object(depth),
            Some('[') => self.array(depth),
            Some(quote @ ('"' | '\'')) => Ok(self.heap.str(&self.string(quote)?)),
            Some(_) => self.scalar(),
            None => self.fail("a value is missing"),
        }
    }

    fn array(&mut self, depth: u32) -> Outcome<'w> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.blanks()?;
            if self.take("]") {
                return Ok(self.heap.array(&items));
            }
            items.push(self.value(depth + 1)?);
            self.blanks()?;
            if !self.take(",") && !self.rest().starts_with(']') {
                return self.fail("a comma or the end of the array is missing");
            }
        }
    }

    fn object(&mut self, depth: u32) -> Outcome<'w> {
        self.at += 1;
        let mut members = Vec::new();
        loop {
            self.blanks()?;
            if self.take("}") {
                return Ok(self.heap.object_of(&members, false));
            }
            let key = self.key()?;
            self.blanks()?;
            if !self.take(":") {
                return self.fail("a colon is missing");
            }
            self.blanks()?;
            let value = self.value(depth + 1)?;
            let key = self.heap.text(&key);
            members.push(Member { key, key_site: None, value: self.heap.slot(value) });
            self.blanks()?;
            if !self.take(",") && !self.rest().starts_with('}') {
                return self.fail("a comma or the end of the object is missing");
            }
        }
    }

    fn key(&mut self) -> Result<String, Failure> {
        if let Some(quote @ ('"' | '\'')) = self.rest().chars().next() {
            return self.string(quote);
        }
        let word = self.word();
        if word.is_empty() { self.fail("a key is missing") } else { Ok(word.to_owned()) }
    }

    /// Takes letters, digits and what else numbers and bare keys are made of.
    fn word(&mut self) -> &'t str {
        let rest = self.rest();
        let is_word = |c: char| c.is_alphanumeric() || "_$+-.".contains(c);
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn scalar(&mut self) -> Outcome<'w> {
        let start = self.at;
        let word = self.word();
        match word {
            "null" | "undefined" => return Ok(self.heap.null()),
            "true" => return Ok(self.heap.bool(true)),
            "false" => return Ok(self.heap.bool(false)),
            _ => {}
        }
        if let Ok(number) = word.parse::<i64>() {
            return Ok(self.heap.int(number));
        }
        let is_number = word.starts_with(|c: char| c.is_ascii_digit() || "-.".contains(c));
        match word.parse::<f64>() {
            Ok(number) if is_number && number.is_finite() => {
                Ok(self.heap.value(Data::Float(number)))
            }
            _ => {
                self.at = start;
                self.fail("a value is missing")
            }
        }
    }

    fn string(&mut self, quote: char) -> Result<String, Failure> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.rest();
            let Some(end) = rest.find([quote, '\\']) else {
                return self.fail("a text does not end");
            };
            out.push_str(&rest[..end]);
            self.at += end + 1;
            if rest[end..].starts_with(quote) {
                return Ok(out);
            }
            out.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Result<char, Failure> {
        let Some(c) = self.rest().chars().next() else {
            return self.fail("a text does not end");
        };
        self.at += c.len_utf8();
        Ok(match c {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => return self.unicode(),
            '"' | '\'' | '\\' | '/' => c,
            _ => return self.fail("an escape is wrong"),
        })
    }

    /// Four hexadecimal digits, and four more where they are half of a pair. Half a pair alone is not known.
    fn unicode(&mut self) -> Result<char, Failure> {
        let first = self.hex()?;
        let second = match first {
            0xd800..0xdc00 if self.take("\\u") => Some(self.hex()?),
            _ => None,
        };
        let units = [first, second.unwrap_or(0)];
        let units = &units[..if second.is_some() { 2 } else { 1 }];
        match char::decode_utf16(units.iter().copied()).next() {
            Some(Ok(c)) => Ok(c),
            _ => Err(Failure::NotKnown),
        }
    }

    fn hex(&mut self) -> Result<u16, Failure> {
        let digits = self.rest().get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(digits) = digits else { return self.fail("an escape is wrong") };
        self.at += 4;
        u16::from_str_radix(digits, 16).or_else(|_| self.fail("an escape is wrong"))
    }
}

/// Writes a known value compact.
pub(super) fn write(value: Val<'_>, quote: char) -> Result<String, Failure> {
    let mut out = String::new();
    put(value, quote, &mut out)?;
    Ok(out)
}

fn put(value: Val<'_>, quote: char, out: &mut String) -> Result<(), Failure> {
    if out.len() > LONGEST {
        return error("the text is larger than 1 MiB");
    }
    match value.data {
        Data::Null => out.push_str("null"),
        Data::Bool(value) => out.push_str(if value { "true" } else { "false" }),
        Data::Int(number) => out.push_str(&number.to_string()),
        Data::Float(number) => {
            out.push_str(&float_text(number)?);
            out.push_str(if number.fract() == 0.0 { ".0" } else { "" });
        }
        Data::Str(text) => put_text(text, quote, out),
        Data::Array(array) => {
            out.push('[');
            for (at, item) in array.values().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                put(item, quote, out)?;
            }
            out.push(']');
        }
        Data::Object(object) => {
            out.push('{');
            for (at, member) in object.members.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                put_text(member.key, quote, out);
                out.push(':');
                put(member.value.get(), quote, out)?;
            }
            out.push('}');
        }
        Data::Text(_) | Data::OneOf(_) | Data::Lambda(_) | Data::Unknown(_) => {
            return Err(Failure::NotKnown);
        }
    }
    Ok(())
}

fn put_text(text: &str, quote: char, out: &mut String) {
    out.push(quote);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\\' => out.push_str("\\\\"),
            c if c == quote => out.extend(['\\', c]),
            c if c < ' ' || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}') => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push(quote);
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use crate::syntax::function::Function::Json;

    #[test]
    fn json_is_read_with_leniency() {
        check(
            Json,
            r#"["{'a': [1, -2.5, true, null,], b: \"x\" /* c */} // d"]"#,
            r#"{"a":[1,-2.5,true,null],"b":"x"}"#,
        );
        check(Json, r#"[""]"#, "null");
        check(Json, r#"["''"]"#, r#""""#);
        check(Json, r#"["\"\\u00e9\\ud83d\\ude00\\n\""]"#, "\"é😀\\n\"");
        check(Json, r#"["9223372036854775808"]"#, "9.223372036854776e18");
        check(Json, r#"["{‹p›}"]"#, "?");
    }

    #[test]
    fn what_is_not_json_fails() {
        for (text, why) in [
            ("{", "a key is missing at character 2"),
            ("[1 2]", "a comma or the end of the array is missing at character 4"),
            ("nul", "a value is missing at character 1"),
            ("1 2", "something follows the value at character 3"),
            ("'a", "a text does not end at character 2"),
        ] {
            check(Json, &format!("[\"{text}\"]"), &format!("error: the text is not JSON: {why}"));
        }
        let deep = "[".repeat(500);
        let why = "error: the text is not JSON: it is nested too deep at character 98";
        check(Json, &format!("[\"{deep}\"]"), why);
    }
}
