//! The hash that keys of the catalogue are found by. The build uses this file too, for the tables it makes.

/// A hash of a key without regard to ASCII case, which may be given in parts; the same parts give the same hash, others of the
/// same text need not. Characters that differ in the bit of case alone are taken for the same.
pub(crate) fn of(key: &[&str]) -> u32 {
    let mut hash = 0_u64;
    for part in key {
        let (words, rest) = part.as_bytes().as_chunks::<8>();
        for word in words {
            hash = step(hash, u64::from_le_bytes(*word));
        }
        let mut last = [0; 8];
        if let Some(start) = last.get_mut(..rest.len()) {
            start.copy_from_slice(rest);
        }
        hash = step(hash, u64::from_le_bytes(last));
    }
    // The upper bits are the well-mixed ones.
    (hash >> 32) as u32
}

const fn step(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(5) ^ (word | 0x2020_2020_2020_2020)).wrapping_mul(0x517c_c1b7_2722_0a95)
}
