//! YAML as data: the core schema of YAML 1.2, which Bicep reads.
//!
//! What an alias stands for is shared and not copied, so that a file is never more than its text.

use super::super::functions::{Failure, Outcome};
use super::super::heap::Heap;
use super::super::value::{Data, Member, Val};
use rustc_hash::{FxHashMap, FxHashSet};
use saphyr_parser::{Event, Parser, ScalarStyle, Tag};
use std::borrow::Cow;

/// Values nested deeper than this are refused.
const DEEPEST: usize = 96;

/// The one document of a YAML text; nothing at all is null. `unknown` makes a value that is only the same as itself.
pub(super) fn read<'w>(heap: Heap<'w>, unknown: &dyn Fn() -> Val<'w>, text: &str) -> Outcome<'w> {
    let mut reader =
        Reader { heap, unknown, open: Vec::new(), anchors: FxHashMap::default(), root: None };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            Failure::Error(format!(
                "the file is not YAML: {} in line {}",
                error.info(),
                error.marker().line()
            ))
        })?;
        reader.take(event, span.start.line())?;
    }
    Ok(reader.root.unwrap_or_else(|| heap.null()))
}

/// A collection whose end was not read yet.
struct Open<'w> {
    anchor: usize,
    tagged: bool,
    parts: Parts<'w>,
}

enum Parts<'w> {
    List(Vec<Val<'w>>),
    /// The members, their keys, and the key whose value comes next.
    Map(Vec<Member<'w>>, FxHashSet<&'w str>, Option<&'w str>),
}

struct Reader<'w, 'r> {
    heap: Heap<'w>,
    open: Vec<Open<'w>>,
    anchors: FxHashMap<usize, Val<'w>>,
    root: Option<Val<'w>>,
    /// Makes what stands for values that other readers of YAML take for something else.
    unknown: &'r dyn Fn() -> Val<'w>,
}

impl<'w> Reader<'w, '_> {
    fn take(&mut self, event: Event<'_>, line: usize) -> Result<(), Failure> {
        let error = |what: &str| Err(Failure::Error(format!("{what} in line {line}")));
        match event {
            Event::DocumentStart(_) if self.root.is_some() => {
                return error("the file has a second YAML document");
            }
            Event::Alias(anchor) => {
                let Some(value) = self.anchors.get(&anchor).copied() else {
                    return error("an alias refers to what it is in");
                };
                return self.add(value, line);
            }
            Event::Scalar(text, style, anchor, tag) => {
                let value = self.scalar(&text, style, tag.as_deref());
                self.anchors.insert(anchor, value);
                return self.add_scalar(value, &text, style, line);
            }
            Event::SequenceStart(anchor, tag) => self.begin(anchor, tag, Parts::List(Vec::new())),
            Event::MappingStart(anchor, tag) => {
                self.begin(anchor, tag, Parts::Map(Vec::new(), FxHashSet::default(), None));
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else { return Ok(()) };
                let value = match open.parts {
                    _ if open.tagged => (self.unknown)(),
                    Parts::List(items) => self.heap.array(&items),
                    Parts::Map(members, ..) => self.heap.object_of(&members, false),
                };
                self.anchors.insert(open.anchor, value);
                return self.add(value, line);
            }
            _ => {}
        }
        if self.open.len() > DEEPEST { error("the YAML is nested too deep") } else { Ok(()) }
    }

    fn begin(&mut self, anchor: usize, tag: Option<Cow<'_, Tag>>, parts: Parts<'w>) {
        let tagged = tag.is_some_and(|tag| !tag.is_yaml_core_schema());
        self.open.push(Open { anchor, tagged, parts });
    }

    /// A scalar is a value, or a key as it is written.
    fn add_scalar(
        &mut self,
        value: Val<'w>,
        text: &str,
        style: ScalarStyle,
        line: usize,
    ) -> Result<(), Failure> {
        let heap = self.heap;
        if let Some(Open { parts: Parts::Map(_, keys, next @ None), .. }) = self.open.last_mut() {
            if text == "<<" && style == ScalarStyle::Plain {
                // Whether maps are merged is told differently.
                return Err(Failure::NotKnown);
            }
            let key = heap.text(text);
            *next = Some(key);
            if keys.insert(key) {
                return Ok(());
            }
            return Err(Failure::Error(format!(
                "the key '{text}' stands twice, again in line {line}"
            )));
        }
        self.add(value, line)
    }

    fn add(&mut self, value: Val<'w>, line: usize) -> Result<(), Failure> {
        let heap = self.heap;
        match self.open.last_mut().map(|open| &mut open.parts) {
            None => self.root = Some(value),
            Some(Parts::List(items)) => items.push(value),
            Some(Parts::Map(members, _, next)) => match next.take() {
                Some(key) => members.push(Member { key, key_site: None, value: heap.slot(value) }),
                None => {
                    return Err(Failure::Error(format!("a key is no text in line {line}")));
                }
            },
        }
        Ok(())
    }

    fn scalar(&self, text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Val<'w> {
        let heap = self.heap;
        match tag {
            Some(tag) if tag.is_yaml_core_schema() && tag.suffix == "str" => return heap.str(text),
            Some(_) => return (self.unknown)(),
            None if style != ScalarStyle::Plain => return heap.str(text),
            None => {}
        }
        match text {
            "" | "~" | "null" | "Null" | "NULL" => heap.null(),
            "true" | "True" | "TRUE" => heap.bool(true),
            "false" | "False" | "FALSE" => heap.bool(false),
            _ if is_decimal(text) => match text.parse() {
                Ok(number) => heap.int(number),
                Err(_) => (self.unknown)(),
            },
            _ if is_fraction(text) => match text.parse() {
                Ok(number) => heap.value(Data::Float(number)),
                Err(_) => (self.unknown)(),
            },
            _ if is_told_differently(text) => (self.unknown)(),
            _ => heap.str(text),
        }
    }
}

/// Digits with a minus before them, and no zero that could make them octal.
fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_plain = digits == "0" || !digits.starts_with('0');
    is_plain && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Digits, a point and digits.
fn is_fraction(text: &str) -> bool {
    let (whole, part) = text.split_once('.').unwrap_or_default();
    is_decimal(whole) && !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a word is text to one version of YAML and something else to another: truth in other words, numbers of other forms,
/// dates.
fn is_told_differently(text: &str) -> bool {
    const WORDS: &[&str] =
        &["y", "n", "yes", "no", "on", "off", "=", ".inf", "-.inf", "+.inf", ".nan"];
    let lower = text.to_ascii_lowercase();
    let is_numeric = |c: char| c.is_ascii_hexdigit() || "+-._:oxtz ".contains(c);
    let begins = lower.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    let is_address = lower.matches('.').count() == 3
        && lower.chars().all(|c| c.is_ascii_digit() || "./".contains(c));
    let has_digit = lower.contains(|c: char| c.is_ascii_digit());
    WORDS.contains(&lower.as_str())
        || (begins && has_digit && !is_address && lower.chars().all(is_numeric))
}

#[cfg(test)]
mod tests {
    use super::super::super::functions::Failure;
    use super::super::super::heap::Heap;
    use super::super::super::render;
    use super::super::super::symbol::Symbol;
    use serde_json::{Value as Json, json};
    use std::fmt::Write as _;

    fn read(text: &str) -> Result<Json, String> {
        let bump = bumpalo::Bump::new();
        let heap = Heap::new(&bump);
        match super::read(heap, &|| heap.unknown(Symbol::Opaque(1)), text) {
            Ok(value) => Ok(render::json(value)),
            Err(Failure::Error(why)) => Err(why),
            Err(Failure::NotKnown) => Err("not known".to_owned()),
        }
    }

    #[test]
    fn scalars_and_collections_are_those_of_the_core_schema() {
        let text = "# a comment\nstring: someVal\nint: 123\nneg: -7\nfloat: 1.5\nbool: true\nnothing:\ntilde: ~\nquoted: '12'\n\
                    list: [1, \"b\", {c: d}]\nblock: |\n  one\n  two\nfolded: >-\n  one\n  two\naddress: 10.0.0.0/16\nnested:\n  - a\n  - b: 1\n    c: 2\n\
                    anchor: &x { p: 1 }\nalias: *x\ntagged: !!str 1\nurl: https://example.com:8080/a\n";
        let expected = json!({ "string": "someVal", "int": 123, "neg": -7, "float": 1.5, "bool": true, "nothing": null, "tilde": null,
            "quoted": "12", "list": [1, "b", { "c": "d" }], "block": "one\ntwo\n", "folded": "one two", "address": "10.0.0.0/16",
            "nested": ["a", { "b": 1, "c": 2 }], "anchor": { "p": 1 }, "alias": { "p": 1 }, "tagged": "1", "url": "https://example.com:8080/a" });
        assert_eq!(read(text), Ok(expected));
        assert_eq!(read(""), Ok(Json::Null));
        assert_eq!(read("{ \"a\": [1, 2] }"), Ok(json!({ "a": [1, 2] })));
    }

    #[test]
    fn what_versions_of_yaml_tell_differently_is_not_known() {
        for word in [
            "yes",
            "No",
            "on",
            "0123",
            "0x1F",
            "0o17",
            "1_000",
            "12:30",
            "2024-01-31",
            "1e3",
            "+5",
            ".5",
            "5.",
            ".inf",
            "99999999999999999999",
            "!custom x",
        ] {
            let read = read(&format!("a: {word}\n")).unwrap_or_default();
            assert!(read["a"].get("$unknown").is_some(), "{word}: {read}");
        }
        assert_eq!(read("a: &x { b: 1 }\nc:\n  <<: *x\n"), Err("not known".to_owned()));
    }

    #[test]
    fn what_is_no_data_is_told_with_its_line() {
        for (text, why) in [
            ("a: 1\nb: [1, 2\n", "line"),
            ("a: 1\na: 2\n", "the key 'a' stands twice, again in line 2"),
            ("a: 1\n---\nb: 2\n", "a second YAML document in line 2"),
            ("? [a]\n: 1\n", "a key is no text in line"),
            ("a: *nowhere\n", "line 1"),
            ("a: &x [*x]\n", "line 1"),
        ] {
            let error = read(text).err().unwrap_or_default();
            assert!(error.contains(why), "{text}: {error}");
        }
        let deep = read(&format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000)));
        assert!(deep.is_err(), "{deep:?}");
    }

    #[test]
    fn a_billion_laughs_are_no_more_than_their_text() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for n in 1..60 {
            let before = n - 1;
            let ten = vec![format!("*a{before}"); 10].join(", ");
            let _ = writeln!(text, "a{n}: &a{n} [{ten}]");
        }
        let bump = bumpalo::Bump::new();
        let heap = Heap::new(&bump);
        assert!(super::read(heap, &|| heap.null(), &text).is_ok());
        assert!(bump.allocated_bytes() < 1 << 20, "{}", bump.allocated_bytes());
    }
}
