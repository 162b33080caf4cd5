//! Whatever is said of partly known arguments must be true of every way to fill them in.

use super::testing::read;
use super::{Failure, body};
use crate::eval::equal::same;
use crate::eval::heap::Heap;
use crate::eval::value::{Data, Piece, Val};
use crate::syntax::function::Function;
use bumpalo::Bump;
use serde_json::{Map, Value as Json, json};

/// Functions whose arguments are values, not lambdas.
const FUNCTIONS: &[Function] = &[
    Function::Add,
    Function::Array,
    Function::Base64,
    Function::Base64ToString,
    Function::Bool,
    Function::BuildUri,
    Function::CidrHost,
    Function::CidrSubnet,
    Function::Concat,
    Function::Contains,
    Function::CreateArray,
    Function::CreateObject,
    Function::DataUriToString,
    Function::DateTimeAdd,
    Function::DateTimeToEpoch,
    Function::Distinct,
    Function::Div,
    Function::Empty,
    Function::EndsWith,
    Function::Equals,
    Function::First,
    Function::Flatten,
    Function::Format,
    Function::Greater,
    Function::Guid,
    Function::IndexFromEnd,
    Function::IndexOf,
    Function::Int,
    Function::Intersection,
    Function::Items,
    Function::Join,
    Function::Json,
    Function::Last,
    Function::LastIndexOf,
    Function::Length,
    Function::LessOrEquals,
    Function::Like,
    Function::Max,
    Function::Min,
    Function::Not,
    Function::ObjectKeys,
    Function::PadLeft,
    Function::ParseCidr,
    Function::ParseUri,
    Function::Range,
    Function::Replace,
    Function::ShallowMerge,
    Function::Skip,
    Function::Split,
    Function::StartsWith,
    Function::String,
    Function::Substring,
    Function::Take,
    Function::ToLower,
    Function::ToUpper,
    Function::Trim,
    Function::TryGet,
    Function::TryIndexFromEnd,
    Function::Union,
    Function::UniqueString,
    Function::Uri,
    Function::UriComponent,
    Function::UriComponentToString,
];

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.roll(items.len())]
    }
}

const TEXTS: &[&str] = &[
    "",
    "a",
    "A",
    "b",
    "-",
    "/",
    " ",
    "ab",
    "Ba-",
    "a/b",
    "{0}",
    "x{0}-{1}",
    "é😀",
    "a,b",
    "1",
    "*b",
    "https://a.b/c",
    "10.0.0.0/24",
    "2020-01-02",
    "P1D",
    "ß",
    "%41",
];
/// One of several; never the outermost value of an argument.
const CHOICES: &[(&str, &[&str])] = &[
    (r#"‹[1]|[2,"a"]›"#, &["[1]", r#"[2,"a"]"#]),
    (r#"‹{"a":1}|{}|{"a":{"b":2}}›"#, &[r#"{"a":1}"#, "{}", r#"{"a":{"b":2}}"#]),
    (r#"‹"a"|"b-"›"#, &[r#""a""#, r#""b-""#]),
    ("‹null|1›", &["null", "1"]),
];
const KEYS: &[&str] = &["a", "A", "b", "c", "host", "scheme"];
const SYMBOLS: &[&str] = &["‹p›", "‹q›", "‹@g›", "‹#u›"];

/// How deep arguments are nested at most.
const OUTERMOST: u32 = 2;

/// A value, some of it perhaps not known.
fn value(dice: &mut Dice, depth: u32) -> Json {
    match dice.roll(if depth == 0 { 7 } else { 11 }) {
        0 => json!(null),
        1 => json!(dice.roll(4)),
        2 => json!(dice.roll(2) == 0),
        3 | 4 => json!(dice.pick(TEXTS)),
        5 if depth < OUTERMOST && dice.roll(2) == 0 => json!(dice.pick(CHOICES).0),
        5 => json!(dice.pick(SYMBOLS)),
        6 => json!(format!("{}{}{}", dice.pick(TEXTS), dice.pick(SYMBOLS), dice.pick(TEXTS))),
        7 | 8 => {
            let mut items: Vec<_> = (0..dice.roll(4)).map(|_| value(dice, depth - 1)).collect();
            if dice.roll(3) == 0 {
                items.push(json!("…"));
            }
            items.into()
        }
        _ => {
            let mut members = Map::new();
            for _ in 0..dice.roll(4) {
                members.insert(dice.pick(KEYS).to_owned(), value(dice, depth - 1));
            }
            if dice.roll(3) == 0 {
                members.insert("…".to_owned(), json!(0));
            }
            members.into()
        }
    }
}

/// What the symbols stand for this time.
struct Filling {
    symbols: Vec<(&'static str, Json)>,
    more: Vec<Json>,
    key: &'static str,
}

impl Filling {
    fn new(dice: &mut Dice) -> Self {
        let mut known = |depth| loop {
            let value = value(dice, depth);
            if !value.to_string().contains(['‹', '…']) {
                return value;
            }
        };
        let mut symbols = vec![
            ("‹p›", known(1)),
            ("‹q›", known(1)),
            ("‹@g›", json!("Rg-1_(x).y")),
            ("‹#u›", json!("abcdefghij234")),
        ];
        let more = vec![known(0), known(1)];
        for (name, values) in CHOICES {
            symbols.push((name, serde_json::from_str(dice.pick(values)).expect("JSON")));
        }
        Self { symbols, more, key: dice.pick(KEYS) }
    }

    /// The value with every symbol filled in; `None` where a symbol within text stands for something that is neither text nor a number.
    fn fill(&self, value: &Json) -> Option<Json> {
        Some(match value {
            Json::String(text) => {
                if let Some((_, whole)) = self.symbols.iter().find(|(name, _)| name == text) {
                    return Some(whole.clone());
                }
                let mut filled = text.clone();
                for (name, value) in self.symbols.iter().filter(|(name, _)| text.contains(name)) {
                    let number = value.as_i64().map(|number| number.to_string());
                    filled = filled.replace(name, number.as_deref().or(value.as_str())?);
                }
                filled.into()
            }
            Json::Array(items) => {
                let mut filled = Vec::new();
                for item in items {
                    if item == "…" {
                        filled.insert(filled.len() / 2, self.more[0].clone());
                        filled.push(self.more[1].clone());
                    } else {
                        filled.push(self.fill(item)?);
                    }
                }
                filled.into()
            }
            Json::Object(members) => {
                let mut filled = Map::new();
                for (key, value) in members.iter().filter(|(key, _)| *key != "…") {
                    filled.insert(key.clone(), self.fill(value)?);
                }
                if members.contains_key("…") {
                    let taken = filled.keys().any(|key| key.eq_ignore_ascii_case(self.key));
                    let key = if taken { "d" } else { self.key };
                    filled.insert(key.to_owned(), self.more[0].clone());
                }
                filled.into()
            }
            other => other.clone(),
        })
    }
}

/// Whether a value, perhaps partly known, can be this known one.
fn fits<'w>(partly: Val<'w>, known: Val<'w>) -> bool {
    match (partly.data, known.data) {
        (Data::Unknown(_), _) => true,
        (Data::OneOf(values), _) => values.iter().any(|value| fits(value, known)),
        (Data::Text(pieces), Data::Str(text)) => text_fits(pieces, text),
        (Data::Array(partly), Data::Array(known)) if partly.open => {
            partly.values().all(|item| known.values().any(|other| fits(item, other)))
        }
        (Data::Array(partly), Data::Array(known)) => {
            partly.items.len() == known.items.len()
                && partly.values().zip(known.values()).all(|(item, other)| fits(item, other))
        }
        (Data::Object(partly), Data::Object(known)) => {
            (partly.open || partly.members.len() == known.members.len())
                && partly.members.iter().all(|member| {
                    known.get(member.key).is_some_and(|other| fits(member.value.get(), other))
                })
        }
        _ => same(partly, known).is_yes(),
    }
}

fn text_fits(pieces: &[Piece<'_>], text: &str) -> bool {
    match pieces {
        [] => text.is_empty(),
        [Piece::Literal(known), rest @ ..] => {
            text.strip_prefix(known).is_some_and(|text| text_fits(rest, text))
        }
        [Piece::Symbol(_), rest @ ..] => {
            (0..=text.len()).filter_map(|at| text.get(at..)).any(|text| text_fits(rest, text))
        }
    }
}

#[test]
fn what_is_said_of_partly_known_arguments_is_true() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let rounds =
        std::env::var("ARMLINT_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(30_000);
    let mut told = 0;
    for _ in 0..rounds {
        let function = dice.pick(FUNCTIONS);
        let (fewest, most) = function.arity();
        let count = fewest + dice.roll(most.min(fewest + 2) - fewest + 1);
        let partly: Vec<_> = (0..count).map(|_| value(&mut dice, OUTERMOST)).collect();
        let filling = Filling::new(&mut dice);
        let Some(known) = partly.iter().map(|v| filling.fill(v)).collect::<Option<Vec<_>>>() else {
            continue;
        };
        let bump = Bump::new();
        let heap = Heap::new(&bump);
        let run = |args: &[Json]| {
            let args: Vec<_> = args.iter().map(|arg| read(heap, arg)).collect();
            body(function).expect("a body")(heap, &args)
        };
        let what = || format!("{}({}) as {}", function.name(), json!(partly), json!(known));
        match (run(&partly), run(&known)) {
            (Ok(partly), Ok(known)) => {
                told += 1;
                assert!(fits(partly, known), "{}: {partly:?} but {known:?}", what());
            }
            (Err(Failure::Error(why)), Ok(known)) => {
                panic!("{}: '{why}' but {known:?}", what());
            }
            _ => {}
        }
    }
    assert!(told * 10 > rounds, "only {told} of {rounds} calls gave anything");
}
