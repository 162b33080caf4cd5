//! The hash that keys of the catalogue are found by. The build uses this file too, for the tables it makes.

/// FNV-1a of a key in ASCII lower case, which may be given in parts.
pub(crate) fn of(key: &[&str]) -> u32 {
    let bytes = key.iter().flat_map(|part| part.bytes());
    bytes.fold(0x811c_9dc5, |hash: u32, byte| {
        (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193)
    })
}
