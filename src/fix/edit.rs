//! Making edits.

use crate::finding::{Edit, Fix, Sources};
use crate::source::FileId;
use std::collections::BTreeMap;

/// What fixes came to.
#[derive(Debug, Default)]
pub struct Applied {
    /// The new texts.
    pub texts: BTreeMap<FileId, String>,
    /// Which of the fixes were made, by their positions.
    pub made: Vec<usize>,
}

/// Makes all fixes that do not meet an earlier one. Two that want the same edit share it.
pub fn apply(sources: &Sources, fixes: &[&Fix]) -> Applied {
    let mut taken: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    let mut made = Vec::new();
    for (at, fix) in fixes.iter().enumerate() {
        let fits = |edit: &Edit| {
            let others = taken.get(&edit.place.file).map_or(&[][..], Vec::as_slice);
            others.iter().all(|other| *other == edit || !meet(other, edit))
        };
        if fix.edits.is_empty() || !fix.edits.iter().all(fits) {
            continue;
        }
        for edit in &fix.edits {
            let edits = taken.entry(edit.place.file).or_default();
            if !edits.contains(&edit) {
                edits.push(edit);
            }
        }
        made.push(at);
    }
    let text = |(file, edits): (FileId, Vec<&Edit>)| {
        Some((file, rewritten(&sources.get(file)?.text, edits)))
    };
    Applied { texts: taken.into_iter().filter_map(text).collect(), made }
}

/// Whether two edits touch: at one place it could not be told which comes first.
fn meet(a: &Edit, b: &Edit) -> bool {
    let (a, b) = (a.place.span, b.place.span);
    a.start <= b.end && b.start <= a.end
}

/// Back to front, so that places hold.
fn rewritten(text: &str, mut edits: Vec<&Edit>) -> String {
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.place.span.start));
    let mut text = text.to_owned();
    for edit in edits {
        let (start, end) = (edit.place.span.start as usize, edit.place.span.end as usize);
        if text.get(start..end).is_some() {
            text.replace_range(start..end, &edit.text);
        }
    }
    text
}
