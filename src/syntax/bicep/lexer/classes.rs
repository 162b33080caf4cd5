//! What a byte may be part of.

/// A letter, a digit or a low line.
pub(super) const NAME: u8 = 1;
/// Anything in a string on one line but what ends it, opens a hole or is an escape.
pub(super) const PLAIN: u8 = 2;

const CLASSES: [u8; 256] = {
    let mut classes = [PLAIN; 256];
    let mut byte = 0;
    while byte < classes.len() {
        let own = byte as u8;
        if own.is_ascii_alphanumeric() || own == b'_' {
            classes[byte] |= NAME;
        }
        if matches!(own, b'\'' | b'$' | b'\\' | b'\n' | b'\r') {
            classes[byte] = 0;
        }
        byte += 1;
    }
    classes
};

/// Whether a byte is of a class.
#[inline]
pub(super) fn has(byte: u8, class: u8) -> bool {
    CLASSES[byte as usize] & class != 0
}

/// How many bytes of a class a text begins with.
#[inline]
pub(super) fn run(text: &[u8], class: u8) -> usize {
    text.iter().position(|byte| !has(*byte, class)).unwrap_or(text.len())
}

/// How many blanks and tabs a text begins with. Eight blanks at a time: a quarter of a file is indentation.
#[inline]
pub(super) fn blanks(text: &[u8]) -> usize {
    const BLANKS: u64 = u64::from_le_bytes([b' '; 8]);
    let mut at = 0;
    while let Some(eight) = text.get(at..).and_then(<[u8]>::first_chunk) {
        let others = u64::from_le_bytes(*eight) ^ BLANKS;
        if others != 0 {
            at += others.trailing_zeros() as usize / 8;
            break;
        }
        at += eight.len();
    }
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_counted_to_the_first_other_byte() {
        for length in 0..40 {
            let text = format!("{}\t x", " ".repeat(length));
            assert_eq!(blanks(text.as_bytes()), length + 2);
            assert_eq!(blanks(" ".repeat(length).as_bytes()), length);
        }
        assert_eq!(blanks(b"x"), 0);
    }

    #[test]
    fn strings_and_names_end_where_they_should() {
        assert_eq!(run(b"aZ_9-", NAME), 4);
        assert_eq!(run("é ü\"'".as_bytes(), PLAIN), 6);
        assert_eq!(run(b"", PLAIN), 0);
        for stop in [b'\'', b'$', b'\\', b'\n', b'\r'] {
            assert!(!has(stop, PLAIN | NAME));
        }
    }
}
