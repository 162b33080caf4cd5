//! A set of values, some of which may not be known.

use crate::eval::equal::{Tri, same};
use crate::eval::value::{Data, Val};
use crate::eval::work;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

/// More unknown values than this are not compared one by one.
const MOST_VAGUE: usize = 64;

/// Values nested deeper than this are taken for unknown.
const DEEPEST: u32 = 32;

/// Values, found again by what they are.
#[derive(Default)]
pub(super) struct Set<'w> {
    known: FxHashMap<u64, Vec<Val<'w>>>,
    vague: Vec<Val<'w>>,
    /// Whether there is a known value at all.
    any_known: bool,
}

impl<'w> Set<'w> {
    /// Whether a value is among these.
    pub(super) fn has(&self, value: Val<'w>) -> Tri {
        let Some(print) = fingerprint(value, DEEPEST) else { return self.has_vague(value) };
        let known = self.known.get(&print).into_iter().flatten();
        if known.into_iter().any(|other| same(other, value).is_yes()) {
            return Tri::Yes;
        }
        self.like_a_vague(value)
    }

    /// Adds a value, whether or not it is there already.
    pub(super) fn add(&mut self, value: Val<'w>) {
        match fingerprint(value, DEEPEST) {
            Some(print) => {
                self.any_known = true;
                self.known.entry(print).or_default().push(value);
            }
            None => self.vague.push(value),
        }
    }

    fn has_vague(&self, value: Val<'w>) -> Tri {
        let other = if self.any_known { Tri::Maybe } else { Tri::No };
        other.or(self.like_a_vague(value))
    }

    fn like_a_vague(&self, value: Val<'w>) -> Tri {
        let more = if self.vague.len() > MOST_VAGUE { Tri::Maybe } else { Tri::No };
        let vague = self.vague.iter().take(MOST_VAGUE);
        vague.fold(more, |found, other| found.or(same(other, value)))
    }
}

/// A number that equal values share; `None` where something is not known.
fn fingerprint(value: Val<'_>, depth: u32) -> Option<u64> {
    let depth = depth.checked_sub(1).filter(|_| work::spend(1))?;
    let mut hasher = FxHasher::default();
    match value.data {
        Data::Null => 0_u8.hash(&mut hasher),
        Data::Bool(value) => value.hash(&mut hasher),
        Data::Int(number) => (number as f64).to_bits().hash(&mut hasher),
        Data::Float(number) => (number + 0.0).to_bits().hash(&mut hasher),
        Data::Str(text) => text.hash(&mut hasher),
        Data::Array(array) if !array.open => {
            array.items.len().hash(&mut hasher);
            for item in array.values() {
                fingerprint(item, depth)?.hash(&mut hasher);
            }
        }
        Data::Object(object) if !object.open => {
            let mut sum = object.members.len() as u64;
            for member in object.members {
                let mut one = FxHasher::default();
                member.key.to_ascii_lowercase().hash(&mut one);
                fingerprint(member.value.get(), depth)?.hash(&mut one);
                sum = sum.wrapping_add(one.finish());
            }
            sum.hash(&mut hasher);
        }
        _ => return None,
    }
    Some(hasher.finish())
}
