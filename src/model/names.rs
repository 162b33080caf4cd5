//! Named things in their order, found without regard to case.

use crate::any_case::AnyCase;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

/// A table of named things.
#[derive(Debug)]
pub struct Names<T> {
    entries: Vec<(String, T)>,
    /// Positions by name; made only when there are so many entries that looking through them would be slow.
    index: HashTable<u32>,
}

/// Up to so many entries are looked through.
const FEW: usize = 12;

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), index: HashTable::new() }
    }
}

impl<T> Names<T> {
    /// Makes room for so many more entries.
    pub fn reserve(&mut self, count: usize) {
        self.entries.reserve_exact(count);
    }

    /// Gives back room that was made for more entries than there are.
    pub fn shrink(&mut self) {
        self.entries.shrink_to_fit();
    }

    /// Adds an entry. Of two with one name the later one is found, as in Resource Manager.
    pub fn add(&mut self, name: impl Into<String>, item: T) {
        self.entries.push((name.into(), item));
        if self.entries.len() > FEW {
            let from = if self.index.is_empty() { 0 } else { self.entries.len() - 1 };
            (from..self.entries.len()).for_each(|at| self.sort_in(at));
        }
    }

    fn sort_in(&mut self, at: usize) {
        let name = |at: &u32| AnyCase(&self.entries[*at as usize].0);
        let own = AnyCase(&self.entries[at].0);
        match self.index.entry(own.hashed(), |at| name(at) == own, |at| name(at).hashed()) {
            Entry::Occupied(mut known) => *known.get_mut() = at as u32,
            Entry::Vacant(free) => {
                free.insert(at as u32);
            }
        }
    }

    /// The position of a name.
    pub fn position(&self, name: &str) -> Option<usize> {
        if self.index.is_empty() {
            return self.entries.iter().rposition(|(entry, _)| entry.eq_ignore_ascii_case(name));
        }
        let is = |at: &u32| self.entries[*at as usize].0.eq_ignore_ascii_case(name);
        self.index.find(AnyCase(name).hashed(), is).map(|at| *at as usize)
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
