//! GitHub's `primaryLocationLineHash`: a rolling hash over the hundred characters from the start of each line on.
//!
//! GitHub's upload action fills the value in where it is missing, from the same algorithm (`fingerprints.ts`); written here, uploads
//! by other ways are matched in the same manner.

use std::collections::HashMap;

const BLOCK: usize = 100;
const FACTOR: u64 = 37;
/// Stands after the last character, so that the end of a file is a line of its own.
const END: u16 = u16::MAX;
const CR: u16 = b'\r' as u16;
const LF: u16 = b'\n' as u16;

/// The value for each line of `text`, in order. A byte order mark counts as a character.
pub fn line_hashes(text: &str) -> Vec<String> {
    let mut hasher = Hasher::default();
    for unit in text.encode_utf16() {
        hasher.take(unit);
    }
    hasher.take(END);
    hasher.finish()
}

struct Hasher {
    window: [u64; BLOCK],
    /// Whether a line begins at this slot of the window; its hash is due when the slot is used again.
    begins: [bool; BLOCK],
    slot: usize,
    hash: u64,
    /// `FACTOR` to the power of `BLOCK`.
    leaving: u64,
    line_start: bool,
    after_cr: bool,
    seen: HashMap<u64, u32>,
    out: Vec<String>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self {
            window: [0; BLOCK],
            begins: [false; BLOCK],
            slot: 0,
            hash: 0,
            leaving: FACTOR.wrapping_pow(BLOCK as u32),
            line_start: true,
            after_cr: false,
            seen: HashMap::new(),
            out: Vec::new(),
        }
    }
}

impl Hasher {
    /// Blanks do not count, and all three line ends are one character.
    fn take(&mut self, unit: u16) {
        let blank = unit == u16::from(b' ') || unit == u16::from(b'\t');
        if blank || (self.after_cr && unit == LF) {
            self.after_cr = false;
            return;
        }
        self.after_cr = unit == CR;
        let unit = if unit == CR { LF } else { unit };
        self.emit();
        self.begins[self.slot] = self.line_start;
        self.line_start = unit == LF;
        self.roll(unit.into());
    }

    fn roll(&mut self, unit: u64) {
        let old = std::mem::replace(&mut self.window[self.slot], unit);
        self.hash = self
            .hash
            .wrapping_mul(FACTOR)
            .wrapping_add(unit)
            .wrapping_sub(self.leaving.wrapping_mul(old));
        self.slot = (self.slot + 1) % BLOCK;
    }

    fn emit(&mut self) {
        if std::mem::take(&mut self.begins[self.slot]) {
            let seen = self.seen.entry(self.hash).or_default();
            *seen += 1;
            self.out.push(format!("{:x}:{seen}", self.hash));
        }
    }

    fn finish(mut self) -> Vec<String> {
        for _ in 0..BLOCK {
            self.emit();
            self.roll(0);
        }
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of GitHub's own tests.
    #[test]
    fn hashes_are_those_of_github() {
        assert_eq!(line_hashes(""), ["c129715d7a2bc9a3:1"]);
        assert_eq!(
            line_hashes(" a\nb\n  \t\tc\n d"),
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]
        );
        assert_eq!(
            line_hashes(" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n"),
            [
                "e9496ae3ebfced30:1",
                "fb7c023a8b9ccb3f:1",
                "ce8ba1a563dcdaca:1",
                "e20e36e16fcb0cc8:1",
                "b3edc88f2938467e:1",
                "c8e28b0b4002a3a0:1",
                "c129715d7a2bc9a3:1"
            ]
        );
        assert_eq!(
            line_hashes("x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n"),
            [
                "e54938cc54b302f1:1",
                "bb609acbe9138d60:1",
                "1131fd5871777f34:1",
                "5c482a0f8b35ea28:1",
                "54517377da7028d2:1",
                "2c644846cb18d53e:1",
                "f1b89f20de0d133:1",
                "c129715d7a2bc9a3:1"
            ]
        );
    }

    #[test]
    fn equal_lines_are_counted() {
        let hashes = line_hashes(&"Lorem ipsum dolor sit amet.\n".repeat(10));
        let counted: Vec<String> = (1..=6).map(|n| format!("a7f2ff13bc495cf2:{n}")).collect();
        assert_eq!(hashes[..6], counted);
        assert_eq!(
            hashes[6..],
            [
                "a7f2ff1481e87703:1",
                "a9cf91f7bbf1862b:1",
                "55ec222b86bcae53:1",
                "cc97dc7b1d7d8f7b:1",
                "c129715d7a2bc9a3:1"
            ]
        );
    }

    #[test]
    fn characters_are_utf16_units_and_the_byte_order_mark_is_one() {
        assert_eq!(
            line_hashes("{\n  \"a\": \"\u{1F600}\u{E9}\"\n}\n"),
            [
                "4846f50baa4822c2:1",
                "a493e018f6a03731:1",
                "32dce9ccfdbc9d3e:1",
                "c129715d7a2bc9a3:1"
            ]
        );
        assert_eq!(
            line_hashes("\u{feff}{\n}\n")[..2],
            ["cb0a30a200ca75ae:1", "32dce9ccfdbc9d3e:1"]
        );
    }
}
