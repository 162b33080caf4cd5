//! Look-ups without regard to case in sorted tables and in sorted lines.

use super::hash;
use std::cmp::Ordering;

/// Compares as the build sorted: byte by byte in ASCII lower case.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    let apart = a.bytes().zip(b.bytes()).find(|(a, b)| !a.eq_ignore_ascii_case(b));
    match apart {
        Some((a, b)) => a.to_ascii_lowercase().cmp(&b.to_ascii_lowercase()),
        None => a.len().cmp(&b.len()),
    }
}

/// The item of a sorted table whose key is `key`.
pub(super) fn find<'t, T>(table: &'t [T], key: &str, of: impl Fn(&T) -> &str) -> Option<&'t T> {
    let at = table.binary_search_by(|item| compare(of(item), key)).ok()?;
    table.get(at)
}

/// The key of a line: what stands before the first tab.
fn key_of(line: &str) -> &str {
    memchr::memchr(b'\t', line.as_bytes()).map_or(line, |end| &line[..end])
}

/// Splits a line after its key.
fn value_of(line: &'static str) -> (&'static str, &'static str) {
    line.split_once('\t').unwrap_or((line, ""))
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

    /// Key and value of the line with this key, which may be given in parts.
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
