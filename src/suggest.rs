//! "Did you mean": the known word closest to one that is not known.

/// The candidate that a person most likely meant; `None` where nothing is close.
pub fn closest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let word = plain(word);
    // Each character more is an edit more, so that most need not be compared.
    let may_be = |candidate: &&str| {
        let length = candidate.chars().count().min(MOST);
        length.abs_diff(word.len()) <= allowed(word.len().min(length))
    };
    candidates
        .into_iter()
        .filter(may_be)
        .map(|candidate| (distance(&word, &plain(candidate)), candidate))
        .filter(|(far, candidate)| *far <= allowed(word.len().min(candidate.chars().count())))
        .min()
        .map(|(_, candidate)| candidate)
}

/// Words of up to this many characters may differ by so many edits.
fn allowed(shorter: usize) -> usize {
    match shorter {
        0..=2 => 0,
        3..=5 => 1,
        6..=9 => 2,
        _ => 3,
    }
}

/// Words are compared to this length.
const MOST: usize = 80;

/// Case and the two kinds of dashes make no difference.
fn plain(word: &str) -> Vec<char> {
    let same = |c: char| if c == '_' { '-' } else { c.to_ascii_lowercase() };
    word.chars().take(MOST).map(same).collect()
}

/// Insertions, deletions, replacements and swaps of neighbours between two words.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, right) in b.iter().enumerate() {
            let mut best = (above[j] + usize::from(left != right)).min(above[j + 1] + 1);
            best = best.min(row[j] + 1);
            if i > 0 && j > 0 && *left == b[j - 1] && a[i - 1] == *right {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn slips_of_the_keyboard_are_found() {
        let keys = ["select", "ignore", "extend_select"];
        assert_eq!(closest("selct", keys), Some("select"));
        assert_eq!(closest("extend-selcet", keys), Some("extend_select"));
        assert_eq!(closest("baseline", keys), None);
        assert_eq!(closest("PL03", ["PL003"]), Some("PL003"));
    }
}
