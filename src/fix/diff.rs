//! Unified diffs.

use std::fmt::Write as _;

/// Lines shown around a change.
const AROUND: usize = 3;
/// Longer runs of changed lines are not compared line by line.
const MOST_COMPARED: usize = 2_000;

/// The change of a file from one text to another.
#[derive(Debug, Default)]
pub struct Diff {
    /// As `patch` and `git apply` read it; empty where nothing changes, or may be shown.
    pub text: String,
    /// Changes that are kept back, because something around them is not to be shown.
    pub kept_back: usize,
}

/// The change of a file from one text to another. A patch that does not quote its lines as they are is none, so changes whose
/// lines hold something that `hides` knows of are left out.
pub fn unified(path: &str, old: &str, new: &str, hides: &dyn Fn(&str) -> bool) -> Diff {
    if old == new {
        return Diff::default();
    }
    let (a, b): (Vec<_>, Vec<_>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let path = crate::report::text::line(path);
    let mut out = String::new();
    let mut kept_back = 0;
    for hunk in hunks(&changes(&a, &b)) {
        kept_back += usize::from(!write_hunk(&mut out, &a, &b, hunk, hides));
    }
    let head = format!("--- a/{path}\n+++ b/{path}\n");
    Diff { text: if out.is_empty() { out } else { head + &out }, kept_back }
}

/// Lines `old` give way to lines `new`.
#[derive(Debug, Clone, Copy)]
struct Change {
    old: (usize, usize),
    new: (usize, usize),
}

/// The changes, in order. What both texts begin and end with is set aside first.
fn changes(a: &[&str], b: &[&str]) -> Vec<Change> {
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let same = a[start..].iter().rev().zip(b[start..].iter().rev());
    let end = same.take_while(|(a, b)| a == b).count();
    let (left, right) = (&a[start..a.len() - end], &b[start..b.len() - end]);
    if left.len() > MOST_COMPARED || right.len() > MOST_COMPARED {
        let (old, new) = ((start, start + left.len()), (start, start + right.len()));
        return vec![Change { old, new }];
    }
    // The longest common rows of lines, from each pair of lines on.
    let width = right.len() + 1;
    let mut longest = vec![0_u32; (left.len() + 1) * width];
    for i in (0..left.len()).rev() {
        for j in (0..right.len()).rev() {
            longest[i * width + j] = if left[i] == right[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let mut changes = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < left.len() || j < right.len() {
        let (from_i, from_j) = (i, j);
        while (i < left.len() || j < right.len())
            && !(i < left.len() && j < right.len() && left[i] == right[j])
        {
            let skip_old = j >= right.len()
                || (i < left.len() && longest[(i + 1) * width + j] >= longest[i * width + j + 1]);
            if skip_old { i += 1 } else { j += 1 }
        }
        if (i, j) != (from_i, from_j) {
            let (old, new) = ((start + from_i, start + i), (start + from_j, start + j));
            changes.push(Change { old, new });
        }
        while i < left.len() && j < right.len() && left[i] == right[j] {
            (i, j) = (i + 1, j + 1);
        }
    }
    changes
}

/// Changes near each other are shown together.
fn hunks(changes: &[Change]) -> impl Iterator<Item = &[Change]> {
    changes.chunk_by(|a, b| b.old.0 - a.old.1 <= 2 * AROUND)
}

/// Whether the changes may be shown, and were.
fn write_hunk(
    out: &mut String,
    a: &[&str],
    b: &[&str],
    changes: &[Change],
    hides: &dyn Fn(&str) -> bool,
) -> bool {
    let (Some(first), Some(last)) = (changes.first(), changes.last()) else { return true };
    let before = first.old.0.min(AROUND);
    let after = (a.len() - last.old.1).min(AROUND);
    let (start, end) = (first.old.0 - before, last.old.1 + after);
    let (start_new, end_new) = (first.new.0 - before, last.new.1 + after);
    if hides(&a[start..end].concat()) || hides(&b[start_new..end_new].concat()) {
        return false;
    }
    let range = |start: usize, end: usize| {
        let first = if start == end { start } else { start + 1 };
        format!("{first},{}", end - start)
    };
    let _ = writeln!(out, "@@ -{} +{} @@", range(start, end), range(start_new, end_new));
    let mut at = start;
    for change in changes {
        put(out, ' ', &a[at..change.old.0]);
        put(out, '-', &a[change.old.0..change.old.1]);
        put(out, '+', &b[change.new.0..change.new.1]);
        at = change.old.1;
    }
    put(out, ' ', &a[at..end]);
    true
}

fn put(out: &mut String, sign: char, lines: &[&str]) {
    for line in lines {
        out.push(sign);
        out.push_str(line);
        if !line.ends_with('\n') {
            out.push_str("\n\\ No newline at end of file\n");
        }
    }
}
