//! Names that are the same in any case, as keys of maps. Resource Manager reads types, properties and names so.

use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// A text that is compared without regard to the case of ASCII letters.
#[derive(Debug, Clone, Copy)]
pub struct AnyCase<'t>(pub &'t str);

impl AnyCase<'_> {
    /// The hash for tables that keep their keys elsewhere.
    pub fn hashed(self) -> u64 {
        let mut hasher = FxHasher::default();
        self.hash(&mut hasher);
        hasher.finish()
    }
}

impl PartialEq for AnyCase<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(other.0)
    }
}

impl Eq for AnyCase<'_> {}

impl Hash for AnyCase<'_> {
    /// Eight bytes at a time. The bit that tells small letters from capital ones is set in all of them, which also makes a few
    /// other characters the same; comparing tells those apart.
    fn hash<H: Hasher>(&self, state: &mut H) {
        const SMALL: u64 = 0x2020_2020_2020_2020;
        let (chunks, rest) = self.0.as_bytes().as_chunks::<8>();
        for chunk in chunks {
            state.write_u64(u64::from_le_bytes(*chunk) | SMALL);
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        state.write_u64(u64::from_le_bytes(last) | SMALL);
        state.write_usize(self.0.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter_and_all_else_does() {
        let (a, b) = (AnyCase("Microsoft.Storage/x"), AnyCase("microsoft.STORAGE/X"));
        assert_eq!(a, b);
        assert_eq!(a.hashed(), b.hashed());
        assert_ne!(a, AnyCase("Microsoft.Storage/y"));
        assert_ne!(AnyCase("a[").hashed(), AnyCase("a[ ").hashed());
        assert_ne!(AnyCase("["), AnyCase("{"));
    }
}
