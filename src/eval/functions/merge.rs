//! Merging objects: deep, as `union()` does, or only at the top, as `shallowMerge()` does.

use super::args::{self, error};
use super::choices::spread;
use super::symbols::call;
use super::{Failure, Outcome, arrays};
use crate::eval::heap::Heap;
use crate::eval::symbol::Symbol;
use crate::eval::value::{Data, Member, Object, Val};
use crate::eval::work;
use crate::syntax::function::Function;
use rustc_hash::FxHashMap;

/// Objects nested deeper than this are not merged.
const DEEPEST: u32 = 64;

/// All elements of arrays, each once; or all members of objects, the last one wins, objects in them merged.
pub(super) fn union<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let some = |is: fn(&Data<'w>) -> bool| args.iter().any(|arg| is(&arg.data));
    let arrays = some(|data| matches!(data, Data::Array(_)));
    let objects = some(|data| matches!(data, Data::Object(_)));
    let others = some(|data| {
        !matches!(
            data,
            Data::Array(_) | Data::Object(_) | Data::Unknown(_) | Data::OneOf(_) | Data::Null
        )
    });
    if others || (arrays && objects) {
        return error("the arguments must be all arrays or all objects");
    }
    let args: Vec<_> = args.iter().copied().filter(|arg| !arg.is_null()).collect();
    if arrays {
        return arrays::union(heap, &args);
    }
    let base = call(heap, Function::Union, &args);
    Merge { heap, deep: true }.objects(&args, base)
}

/// All members of the objects of an array, the last one wins.
pub(super) fn shallow_merge<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let values: Vec<_> = args::closed(args, 0)?.values().collect();
    spread(heap, &values, |values| {
        if let Some(index) = values.iter().position(|value| {
            !matches!(value.data, Data::Object(_) | Data::Unknown(_) | Data::OneOf(_) | Data::Null)
        }) {
            return error(format!("element {} is not an object", index + 1));
        }
        let values: Vec<_> = values.iter().copied().filter(|value| !value.is_null()).collect();
        let base = call(heap, Function::ShallowMerge, &[heap.array(&values)]);
        Merge { heap, deep: false }.objects(&values, base)
    })
}

/// What an object that is merged says about one key.
#[derive(Clone, Copy)]
enum Said<'w> {
    /// It has this member.
    Has(Member<'w>),
    /// It may have one, or it may not.
    Perhaps,
}

/// The values of one key, from the first object to the last, and how it is spelled first.
type Layers<'w> = (&'w str, Vec<Said<'w>>);

#[derive(Clone, Copy)]
struct Merge<'w> {
    heap: Heap<'w>,
    deep: bool,
}

impl<'w> Merge<'w> {
    /// Merges objects and unknown ones; `base` is the name of the result.
    fn objects(self, values: &[Val<'w>], base: Val<'w>) -> Outcome<'w> {
        match values {
            [] => return Ok(self.heap.object(&[])),
            [one] if one.as_object().is_some() => return Ok(one),
            _ => {}
        }
        let merged = self.merge(values, base, 0);
        match merged.as_object() {
            Some(object) if object.open && object.members.is_empty() => Err(Failure::NotKnown),
            _ => Ok(merged),
        }
    }

    fn merge(self, values: &[Val<'w>], base: Val<'w>, depth: u32) -> Val<'w> {
        let (keys, open) = layers(values);
        let members: Vec<_> = keys
            .iter()
            .map(|(key, said)| Member { key, ..self.member(key, said, base, depth) })
            .collect();
        let members = self.heap.slice(&members);
        self.heap.value(Data::Object(Object { members, open }))
    }

    fn member(self, key: &'w str, said: &[Said<'w>], base: Val<'w>, depth: u32) -> Member<'w> {
        let unknown = || {
            let key = self.heap.borrowed(key);
            self.heap.unknown(Symbol::Member { base, key })
        };
        let unsure = || Member { key, key_site: None, value: self.heap.slot(unknown()) };
        let Some((Said::Has(last), before)) = said.split_last() else { return unsure() };
        if before.is_empty() || !self.deep {
            return *last;
        }
        let value = last.value.get();
        match value.data {
            Data::Object(_) if depth < DEEPEST && work::spend(said.len() as u64) => {
                let (mut values, is_whole) = run_of_objects(before, unknown());
                values.push(value);
                if values.len() == 1 && is_whole {
                    return *last;
                }
                let merged = self.merge(&values, unknown(), depth + 1);
                Member { value: self.heap.slot(merged), ..*last }
            }
            // Null may leave the earlier value as it is; and what an unknown one becomes depends on the earlier.
            Data::Object(_) | Data::Null | Data::Unknown(_) | Data::OneOf(_) => unsure(),
            _ => *last,
        }
    }
}

/// The objects that a last object is merged into: back to the one that something else replaces.
/// An unknown value among them may be such an object or something else, so what is before it is not certain.
fn run_of_objects<'w>(before: &[Said<'w>], unknown: Val<'w>) -> (Vec<Val<'w>>, bool) {
    let mut values = Vec::new();
    let mut is_whole = true;
    for said in before.iter().rev() {
        let value = if let Said::Has(member) = said { member.value.get() } else { unknown };
        match value.data {
            Data::Object(_) => values.push(value),
            Data::Unknown(_) | Data::OneOf(_) | Data::Null => {
                values.push(unknown);
                is_whole = false;
                break;
            }
            _ => break,
        }
    }
    values.reverse();
    (values, is_whole)
}

/// What the objects say, key by key, in the order in which the keys come; and whether there may be other keys.
fn layers<'w>(values: &[Val<'w>]) -> (Vec<Layers<'w>>, bool) {
    let mut index: FxHashMap<String, usize> = FxHashMap::default();
    let mut keys: Vec<Layers<'w>> = Vec::new();
    let mut open = false;
    for value in values {
        let object = value.as_object().unwrap_or(Object { members: &[], open: true });
        let open_before = open;
        if object.open {
            open = true;
            for (_, said) in &mut keys {
                said.push(Said::Perhaps);
            }
        }
        for member in object.members {
            let next = keys.len();
            let at = *index.entry(member.key.to_ascii_lowercase()).or_insert(next);
            if at == next {
                let earlier = if open_before { vec![Said::Perhaps] } else { Vec::new() };
                keys.push((member.key, earlier));
            }
            if let Some((_, said)) = keys.get_mut(at) {
                if object.open && at != next && matches!(said.last(), Some(Said::Perhaps)) {
                    said.pop();
                }
                said.push(Said::Has(*member));
            }
        }
    }
    (keys, open)
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use crate::syntax::function::Function::{ShallowMerge, Union};

    #[test]
    fn union_merges_deep() {
        let left = r#"{"p": {"one": "a", "three": "c1"}, "n": [1, 2]}"#;
        let right = r#"{"P": {"three": "c2", "four": "d"}, "n": [3]}"#;
        let merged = r#"{"n":[3],"p":{"one":"a","three":"c2","four":"d"}}"#;
        check(Union, &format!("[{left}, {right}]"), merged);
        check(Union, r#"[null, {"e": "f"}]"#, r#"{"e":"f"}"#);
        check(
            Union,
            r#"[{"a": 1}, [1]]"#,
            "error: the arguments must be all arrays or all objects",
        );
        check(Union, r#"[{"a": 1}, 1]"#, "error: the arguments must be all arrays or all objects");
    }

    #[test]
    fn an_unknown_object_may_override_what_is_before_it() {
        check(Union, r#"["‹p›", {"a": 1}]"#, r#"{"a":1,…}"#);
        check(Union, r#"[{"a": 1}, "‹p›"]"#, r#"{"a":‹."a"›,…}"#);
        check(Union, r#"["‹p›", {"a": {"b": 1}}]"#, r#"{"a":{"b":1,…},…}"#);
        check(Union, r#"[{"a": {"b": 1}}, "‹p›", {"a": {"c": 1}}]"#, r#"{"a":{"c":1,…},…}"#);
        check(Union, r#"[{"a": 1}, {"a": null}]"#, r#"{"a":‹."a"›}"#);
        check(Union, r#"[{"a": 1}, {"a": "‹p›"}]"#, r#"{"a":‹."a"›}"#);
        check(Union, r#"["‹p›", "‹q›"]"#, "?");
        check(Union, r#"[{"a": {"b": 1, "…": 0}}, {"a": {"c": 2}}]"#, r#"{"a":{"b":1,"c":2,…}}"#);
        check(Union, r#"[{"a": {"b": 1}}, {"a": {"b": 2, "…": 0}}]"#, r#"{"a":{"b":2,…}}"#);
    }

    #[test]
    fn shallow_merge_replaces() {
        check(
            ShallowMerge,
            r#"[[{"ABC": 0, "d": {"x": 1}}, {"aBC": null, "d": {"y": 1}}]]"#,
            r#"{"ABC":null,"d":{"y":1}}"#,
        );
        check(ShallowMerge, r#"[["‹p›", {"a": 1}]]"#, r#"{"a":1,…}"#);
        check(ShallowMerge, r#"[[{"a": 1}, "‹p›"]]"#, r#"{"a":‹."a"›,…}"#);
        check(ShallowMerge, r#"[[{"a": 1}, "‹{}|{\"b\":2}›"]]"#, r#"{"a":1}|{"a":1,"b":2}"#);
        check(ShallowMerge, r#"[[{"a": 1}, 2]]"#, "error: element 2 is not an object");
        check(ShallowMerge, r"[[null, {}]]", "{}");
    }
}
