//! The part of JSON Schema (draft 7) that SARIF's schema is written in.

use regex::Regex;
use serde_json::Value;

/// Every place where `value` is not as `schema` says.
pub(crate) fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    Checker { root: schema }.check(schema, value, "$", &mut faults);
    faults
}

struct Checker<'s> {
    root: &'s Value,
}

impl Checker<'_> {
    fn check(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        if let Some(name) = schema["$ref"].as_str() {
            let target = self.root.pointer(name.trim_start_matches('#')).unwrap();
            return self.check(target, value, at, faults);
        }
        let mut fault = |words: String| faults.push(format!("{at}: {words}"));
        if !of_type(schema, value) {
            fault(format!("is not of type {}", schema["type"]));
        }
        if schema["enum"].as_array().is_some_and(|words| !words.contains(value)) {
            fault(format!("{value} is none of {}", schema["enum"]));
        }
        if let (Some(pattern), Some(text)) = (schema["pattern"].as_str(), value.as_str())
            && !Regex::new(pattern).unwrap().is_match(text)
        {
            fault(format!("{text} does not match {pattern}"));
        }
        if let Some(number) = value.as_f64() {
            let low = schema["minimum"].as_f64().is_some_and(|least| number < least);
            if low || schema["maximum"].as_f64().is_some_and(|most| number > most) {
                fault(format!("{number} is out of range"));
            }
        }
        self.check_choices(schema, value, at, faults);
        self.check_members(schema, value, at, faults);
        self.check_items(schema, value, at, faults);
    }

    fn check_choices(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        for word in ["anyOf", "oneOf"] {
            let Some(choices) = schema[word].as_array() else { continue };
            let fits = |choice: &&Value| {
                let mut inner = Vec::new();
                self.check(choice, value, at, &mut inner);
                inner.is_empty()
            };
            let fitting = choices.iter().filter(fits).count();
            if fitting == 0 || (word == "oneOf" && fitting > 1) {
                faults.push(format!("{at}: {fitting} of {word} fit"));
            }
        }
    }

    fn check_members(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        let Some(members) = value.as_object() else { return };
        for name in schema["required"].as_array().into_iter().flatten() {
            if !members.contains_key(name.as_str().unwrap()) {
                faults.push(format!("{at}: {name} is missing"));
            }
        }
        for (name, member) in members {
            let at = format!("{at}.{name}");
            match (&schema["properties"][name], &schema["additionalProperties"]) {
                (Value::Null, Value::Bool(false)) => faults.push(format!("{at}: is unknown")),
                (Value::Null, other) if other.is_object() => self.check(other, member, &at, faults),
                (Value::Null, _) => {}
                (known, _) => self.check(known, member, &at, faults),
            }
        }
    }

    fn check_items(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        let Some(items) = value.as_array() else { return };
        if schema["minItems"].as_u64().is_some_and(|least| (items.len() as u64) < least) {
            faults.push(format!("{at}: has too few items"));
        }
        let repeated = (1..items.len()).any(|i| items[..i].contains(&items[i]));
        if schema["uniqueItems"] == true && repeated {
            faults.push(format!("{at}: has an item twice"));
        }
        if schema["items"].is_object() {
            for (index, item) in items.iter().enumerate() {
                self.check(&schema["items"], item, &format!("{at}[{index}]"), faults);
            }
        }
    }
}

fn of_type(schema: &Value, value: &Value) -> bool {
    let fits = |word: &str| match word {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        _ => false,
    };
    match &schema["type"] {
        Value::String(word) => fits(word),
        Value::Array(words) => words.iter().filter_map(Value::as_str).any(fits),
        _ => true,
    }
}
