//! Look-ups without regard to case in sorted tables and in sorted lines.

use super::hash;
use std::cmp::Ordering;
use std::sync::OnceLock;

/// Compares as the build sorted: byte by byte in ASCII lower case.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    let apart = a.bytes().zip(b.bytes()).find(|(a, b)| !a.eq_ignore_ascii_case(b));
    match apart {
        Some((a, b)) => a.to_ascii_lowercase().cmp(&b.to_ascii_lowercase()),
        None => a.len().cmp(&b.len()),
    }
}

/// A table whose items are found by the hash of their keys. The index is made when it is first asked: a run asks few tables, and
/// those often.
pub(super) struct Index<T: 'static> {
    table: &'static [T],
    key_of: fn(&T) -> &str,
    /// Positions, each one more than it is, in a power of two of slots; 0 where nothing is.
    slots: OnceLock<Box<[u16]>>,
}

impl<T> Index<T> {
    pub(super) const fn new(table: &'static [T], key_of: fn(&T) -> &str) -> Self {
        Self { table, key_of, slots: OnceLock::new() }
    }

    /// The first item whose key is `key`.
    pub(super) fn find(&self, key: &str) -> Option<&'static T> {
        self.table.get(self.position(key)?)
    }

    /// The items whose key is `key`, which stand one after the other.
    pub(super) fn all(&self, key: &str) -> impl Iterator<Item = &'static T> {
        let start = self.position(key).unwrap_or(self.table.len());
        let rest = self.table.get(start..).unwrap_or_default();
        rest.iter().take_while(move |item| (self.key_of)(item).eq_ignore_ascii_case(key))
    }

    fn position(&self, key: &str) -> Option<usize> {
        self.probe(self.slots.get_or_init(|| self.fill()), key).ok()
    }

    fn fill(&self) -> Box<[u16]> {
        let mut slots = vec![0; (self.table.len() * 2).next_power_of_two()].into_boxed_slice();
        for (at, item) in self.table.iter().enumerate() {
            if let Err(Some(free)) = self.probe(&slots, (self.key_of)(item))
                && let (Some(slot), Ok(next)) = (slots.get_mut(free), u16::try_from(at + 1))
            {
                *slot = next;
            }
        }
        slots
    }

    /// The position of a key, or the free slot where it would be.
    fn probe(&self, slots: &[u16], key: &str) -> Result<usize, Option<usize>> {
        let mask = slots.len().checked_sub(1).ok_or(None)?;
        let first = hash::of(&[key]) as usize;
        for step in 0..slots.len() {
            let slot = (first + step) & mask;
            let Some(at) = slots.get(slot).copied().map_or(0, usize::from).checked_sub(1) else {
                return Err(Some(slot));
            };
            let own = self.table.get(at).map_or("", self.key_of);
            if own.eq_ignore_ascii_case(key) {
                return Ok(at);
            }
        }
        Err(None)
    }
}

/// The key of a line: what stands before the first tab.
fn key_of(line: &str) -> &str {
    memchr::memchr(b'\t', line.as_bytes()).map_or(line, |end| &line[..end])
}

/// Splits a line after its key.
fn value_of(line: &'static str) -> (&'static str, &'static str) {
    let end = memchr::memchr(b'\t', line.as_bytes());
    end.map_or((line, ""), |end| (&line[..end], &line[end + 1..]))
}

/// Lines in order of their keys, and where each of them begins, by the hash of its key.
///
/// Most look-ups are of a whole key: halving the lines for each of them was a twentieth of a run.
pub(super) struct Lines {
    text: &'static str,
    /// A power of two of little-endian offsets, each one more than it is; 0 where nothing is.
    index: &'static [u8],
}

impl Lines {
    /// Lines and their index as the build wrote them.
    pub(super) const fn new(text: &'static str, index: &'static [u8]) -> Self {
        Self { text, index }
    }

    /// Key and value of the line with this key: a word, or a type, a blank and what stands of it.
    pub(super) fn get(&self, key: &[&str]) -> Option<(&'static str, &'static str)> {
        let (slots, _) = self.index.as_chunks::<4>();
        let mask = slots.len().checked_sub(1)?;
        let first = hash::of(key) as usize;
        // The table is never full; the bound is for a damaged one.
        for step in 0..slots.len() {
            let slot = u32::from_le_bytes(*slots.get((first + step) & mask)?);
            let start = (slot as usize).checked_sub(1)?;
            let line = self.text.get(start..)?;
            let end = memchr::memchr(b'\n', line.as_bytes()).unwrap_or(line.len());
            let line = &line[..end];
            if is(key_of(line), key) {
                return Some(value_of(line));
            }
        }
        None
    }

    /// Offset of the first line whose key is not below `key`.
    fn lower_bound(&self, key: &str) -> usize {
        let bytes = self.text.as_bytes();
        let (mut low, mut high) = (0, self.text.len());
        while low < high {
            let middle = low.midpoint(high);
            let start = memchr::memrchr(b'\n', &bytes[low..middle]).map_or(low, |at| low + at + 1);
            let len = memchr::memchr(b'\n', &bytes[start..]).unwrap_or(self.text.len() - start);
            match compare(key_of(self.text.get(start..start + len).unwrap_or_default()), key) {
                Ordering::Less => low = start + len + 1,
                _ => high = start,
            }
        }
        low
    }

    /// Key and value of the lines whose key starts with `prefix`, in order.
    pub(super) fn starting_with(
        &self,
        prefix: &str,
    ) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        let rest = self.text.get(self.lower_bound(prefix)..).unwrap_or_default();
        let prefix = prefix.to_ascii_lowercase();
        let starts = move |line: &&str| {
            line.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(&prefix))
        };
        rest.lines().take_while(starts).map(value_of)
    }
}

/// Whether a key is the one that is given in parts.
fn is(key: &str, parts: &[&str]) -> bool {
    let mut rest = key;
    for part in parts {
        match rest.split_at_checked(part.len()) {
            Some((start, end)) if start.eq_ignore_ascii_case(part) => rest = end,
            _ => return false,
        }
    }
    rest.is_empty()
}
