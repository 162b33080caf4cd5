//! Named things in their order, found without regard to case.

use rustc_hash::FxHashMap;

/// A table of named things.
#[derive(Debug)]
pub struct Names<T> {
    entries: Vec<(String, T)>,
    /// Lower-case names; made only when there are so many entries that looking through them would be slow.
    index: FxHashMap<String, u32>,
}

/// Up to so many entries are looked through.
const FEW: usize = 12;

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), index: FxHashMap::default() }
    }
}

impl<T> Names<T> {
    /// Adds an entry. Of two with one name the later one is found, as in Resource Manager.
    pub fn add(&mut self, name: impl Into<String>, item: T) {
        self.entries.push((name.into(), item));
        if self.entries.len() > FEW {
            let from = if self.index.is_empty() { 0 } else { self.entries.len() - 1 };
            for (at, (name, _)) in self.entries.iter().enumerate().skip(from) {
                self.index.insert(name.to_ascii_lowercase(), at as u32);
            }
        }
    }

    /// The position of a name.
    pub fn position(&self, name: &str) -> Option<usize> {
        if self.index.is_empty() {
            return self.entries.iter().rposition(|(entry, _)| entry.eq_ignore_ascii_case(name));
        }
        self.index.get(name.to_ascii_lowercase().as_str()).map(|at| *at as usize)
    }

    /// The thing of a name.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.position(name).and_then(|at| self.at(at)).map(|(_, item)| item)
    }

    /// Name and thing at a position.
    pub fn at(&self, position: usize) -> Option<(&str, &T)> {
        self.entries.get(position).map(|(name, item)| (name.as_str(), item))
    }

    /// Names and things in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &T)> {
        self.entries.iter().map(|(name, item)| (name.as_str(), item))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_are_found_in_any_case() {
        let mut names = Names::default();
        for number in 0..40 {
            names.add(format!("Name{number}"), number);
            assert_eq!(names.get(&format!("nAME{number}")), Some(&number));
            assert_eq!(names.get("NAME0"), Some(&0));
        }
        names.add("name3", 99);
        assert_eq!(names.get("Name3"), Some(&99));
    }
}
