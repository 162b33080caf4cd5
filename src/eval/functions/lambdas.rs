//! Functions that call lambdas.

use super::args::{self, error};
use super::{Failure, Outcome};
use crate::eval::heap::Heap;
use crate::eval::scope::invoke;
use crate::eval::value::{Array, Basis, Data, Lambda, Member, Object, Val};
use crate::syntax::document::Kind;
use rustc_hash::FxHashMap;

fn lambda<'w>(args: &[Val<'w>], index: usize) -> Result<Lambda<'w>, Failure> {
    let value = args::at(args, index)?;
    match value.data {
        Data::Lambda(lambda) => Ok(lambda),
        _ => args::wrong(index, "a lambda", value),
    }
}

/// The number of parameters.
fn parameters(lambda: Lambda<'_>) -> u32 {
    match lambda.node.kind() {
        Kind::Lambda(parts) | Kind::Call { arguments: parts, .. } => parts.len.saturating_sub(1),
        _ => 1,
    }
}

/// An array whose lambda may want indexes: those of an open array are not known.
fn array_for<'w>(
    args: &[Val<'w>],
    lambda: Lambda<'w>,
    without_index: u32,
) -> Result<Array<'w>, Failure> {
    let array = args::array(args, 0)?;
    let wants_index = parameters(lambda) > without_index;
    if array.open && (wants_index || array.items.is_empty()) {
        return Err(Failure::NotKnown);
    }
    Ok(array)
}

/// Calls a lambda with `arguments`, and with the index where it has a parameter for it.
/// Once the work of the world is spent the loop around it ends.
fn call<'w>(
    heap: Heap<'w>,
    lambda: Lambda<'w>,
    arguments: &[Val<'w>],
    index: usize,
) -> Outcome<'w> {
    if parameters(lambda) as usize <= arguments.len() {
        return turn(heap, lambda, arguments);
    }
    let mut all = arguments.to_vec();
    all.push(heap.int(index as i64));
    turn(heap, lambda, &all)
}

fn turn<'w>(heap: Heap<'w>, lambda: Lambda<'w>, arguments: &[Val<'w>]) -> Outcome<'w> {
    if lambda.scope.world.is_exhausted() {
        return Err(Failure::NotKnown);
    }
    Ok(invoke(lambda, arguments, heap))
}

/// The boolean that a lambda gave; `None` where it is not known.
fn truth(value: Val<'_>) -> Result<Option<bool>, Failure> {
    match value.data {
        Data::Bool(yes) => Ok(Some(yes)),
        Data::Unknown(_) | Data::OneOf(_) => Ok(None),
        _ => error(format!("the lambda must give a boolean, not {}", args::kind(value))),
    }
}

/// Every element, mapped.
pub(super) fn map<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let lambda = lambda(args, 1)?;
    let array = array_for(args, lambda, 1)?;
    let each = array.values().enumerate().map(|(at, item)| call(heap, lambda, &[item], at));
    let mapped = each.collect::<Result<Vec<_>, _>>()?;
    Ok(heap.array_of(&mapped, array.open))
}

/// The elements for which a lambda gives true. Where that is not known the result is open.
pub(super) fn filter<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let lambda = lambda(args, 1)?;
    let array = array_for(args, lambda, 1)?;
    let (mut kept, mut open) = (Vec::new(), array.open);
    for (at, item) in array.values().enumerate() {
        let answer = call(heap, lambda, &[item], at)?;
        match truth(answer)? {
            // That it is among them rests on what the answer rests on.
            Some(true) => kept.push(heap.based_on(item, answer.basis.without(Basis::SECRET))),
            Some(false) => {}
            None => open = true,
        }
    }
    if open && kept.is_empty() { Err(Failure::NotKnown) } else { Ok(heap.array_of(&kept, open)) }
}

/// Folds the elements into one value.
pub(super) fn reduce<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let lambda = lambda(args, 2)?;
    let array = args::closed(args, 0)?;
    let first = args::at(args, 1)?;
    let step = |so_far, (at, item)| call(heap, lambda, &[so_far, item], at);
    array.values().enumerate().try_fold(first, step)
}

/// The elements in the order of a less-than lambda; equal ones stay as they were.
pub(super) fn sort<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let lambda = lambda(args, 1)?;
    let array = args::array(args, 0)?;
    if array.items.len() < 2 {
        return args::at(args, 0);
    }
    let mut items: Vec<_> = array.values().collect();
    let mut unsure = false;
    let mut surely_less = |a: Val<'w>, b: Val<'w>| {
        let is_less = truth(turn(heap, lambda, &[a, b])?)?;
        unsure |= is_less.is_none();
        Ok(is_less.unwrap_or(false))
    };
    merge_sort(&mut items, &mut surely_less)?;
    Ok(heap.array_of(&items, array.open || unsure))
}

/// A stable sort that bears a lambda which contradicts itself.
fn merge_sort<'w>(
    items: &mut Vec<Val<'w>>,
    less: &mut impl FnMut(Val<'w>, Val<'w>) -> Result<bool, Failure>,
) -> Result<(), Failure> {
    let mut width = 1;
    while width < items.len() {
        let mut merged = Vec::with_capacity(items.len());
        for run in items.chunks(width * 2) {
            let (mut left, mut right) = run.split_at(width.min(run.len()));
            while let ([a, more_left @ ..], [b, more_right @ ..]) = (left, right) {
                if less(b, a)? {
                    merged.push(*b);
                    right = more_right;
                } else {
                    merged.push(*a);
                    left = more_left;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        *items = merged;
        width *= 2;
    }
    Ok(())
}

/// Elements by the key that a lambda gives, with the values that another gives.
struct Keyed<'w> {
    entries: Vec<(&'w str, Val<'w>)>,
    /// Whether some keys are not known.
    open: bool,
}

fn keyed<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Result<Keyed<'w>, Failure> {
    let key = lambda(args, 1)?;
    let value = if args.len() > 2 { Some(lambda(args, 2)?) } else { None };
    let array = array_for(args, key, 1)?;
    if value.is_some_and(|value| array.open && parameters(value) > 1) {
        return Err(Failure::NotKnown);
    }
    let mut keyed = Keyed { entries: Vec::new(), open: array.open };
    for (at, item) in array.values().enumerate() {
        let key = call(heap, key, &[item], at)?;
        match key.data {
            Data::Str(key) => {
                let value = match value {
                    Some(value) => call(heap, value, &[item], at)?,
                    None => item,
                };
                keyed.entries.push((key, value));
            }
            Data::Unknown(_) | Data::OneOf(_) | Data::Text(_) => keyed.open = true,
            _ => return error(format!("the key must be text, not {}", args::kind(key))),
        }
    }
    if keyed.open && keyed.entries.is_empty() { Err(Failure::NotKnown) } else { Ok(keyed) }
}

/// An object of elements by key.
pub(super) fn to_object<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let keyed = keyed(heap, args)?;
    let members: Vec<_> = keyed
        .entries
        .iter()
        .map(|(key, value)| Member { key, key_site: None, value: heap.slot(value) })
        .collect();
    Ok(heap.object_of(&members, keyed.open))
}

/// Arrays of elements by key.
pub(super) fn group_by<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let keyed = keyed(heap, args)?;
    let mut index: FxHashMap<String, usize> = FxHashMap::default();
    let mut groups: Vec<(&'w str, Vec<Val<'w>>)> = Vec::new();
    for (key, value) in keyed.entries {
        let at = *index.entry(key.to_ascii_lowercase()).or_insert(groups.len());
        match groups.get_mut(at) {
            Some((_, group)) => group.push(value),
            None => groups.push((key, vec![value])),
        }
    }
    let members: Vec<_> = groups
        .iter()
        .map(|(key, group)| {
            let value = heap.slot(heap.array_of(group, keyed.open));
            Member { key, key_site: None, value }
        })
        .collect();
    Ok(heap.object_of(&members, keyed.open))
}

/// An object with every value mapped.
pub(super) fn map_values<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let object = args::object(args, 0)?;
    let lambda = lambda(args, 1)?;
    if object.open && object.members.is_empty() {
        return Err(Failure::NotKnown);
    }
    let mut members = Vec::with_capacity(object.members.len());
    for member in object.members {
        let mapped = turn(heap, lambda, &[member.value.get()])?;
        members.push(Member { value: heap.slot(mapped), ..*member });
    }
    let members = heap.slice(&members);
    Ok(heap.value(Data::Object(Object { members, open: object.open })))
}
