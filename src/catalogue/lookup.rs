//! Look-ups without regard to case in sorted tables and in sorted lines.

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

/// Offset of the first line whose key is not below `key`.
///
/// Ends of lines are looked for a register at a time: lines are long, and this was a thirtieth of a run.
fn lower_bound(text: &'static str, key: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut low, mut high) = (0, text.len());
    while low < high {
        let middle = low.midpoint(high);
        let start = memchr::memrchr(b'\n', &bytes[low..middle]).map_or(low, |at| low + at + 1);
        let len = memchr::memchr(b'\n', &bytes[start..]).unwrap_or(text.len() - start);
        match compare(key_of(text.get(start..start + len).unwrap_or_default()), key) {
            Ordering::Less => low = start + len + 1,
            _ => high = start,
        }
    }
    low
}

/// Key and value of the line with this key.
pub(super) fn line(text: &'static str, key: &str) -> Option<(&'static str, &'static str)> {
    let line = text.get(lower_bound(text, key)..)?.lines().next()?;
    compare(key_of(line), key).is_eq().then(|| value_of(line))
}

/// Key and value of the lines whose key starts with `prefix`.
pub(super) fn lines(
    text: &'static str,
    prefix: &str,
) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
    let rest = text.get(lower_bound(text, prefix)..).unwrap_or_default();
    let prefix = prefix.to_ascii_lowercase();
    let starts = move |line: &&str| {
        line.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(&prefix))
    };
    rest.lines().take_while(starts).map(value_of)
}
