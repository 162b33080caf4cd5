//! A cheap look for the root `$schema`, before anything is parsed. It finds it also in a file that breaks later.

use memchr::{memchr2, memmem};

/// The value of the `$schema` member of the root object, as it is written.
pub fn schema(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    memmem::find(bytes, b"\"$schema\"")?;
    Scan { text, bytes, at: 0, depth: 0 }.root()
}

struct Scan<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    depth: usize,
}

impl<'t> Scan<'t> {
    /// Goes over the text, strings and comments as a whole, until a `$schema` of depth one.
    fn root(&mut self) -> Option<&'t str> {
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                b'/' => self.comment(),
                b'"' => {
                    let string = self.string()?;
                    if self.depth == 1 && string == "$schema" && self.colon() {
                        return if self.bytes.get(self.at) == Some(&b'"') {
                            self.string()
                        } else {
                            None
                        };
                    }
                    continue;
                }
                _ => {}
            }
            self.at += 1;
        }
        None
    }

    /// Leaves the position on the last byte of a comment.
    fn comment(&mut self) {
        let rest = &self.bytes[self.at..];
        match rest.get(1) {
            Some(b'/') => self.at += memchr2(b'\n', b'\r', rest).unwrap_or(rest.len()) - 1,
            Some(b'*') => {
                self.at += memmem::find(rest, b"*/").map_or(rest.len(), |end| end + 2) - 1;
            }
            _ => {}
        }
    }

    /// The characters between quotes, escapes as written; leaves the position after the string.
    fn string(&mut self) -> Option<&'t str> {
        let start = self.at + 1;
        let mut at = start;
        loop {
            at += memchr2(b'"', b'\\', self.bytes.get(at..)?)?;
            if self.bytes[at] == b'"' {
                break;
            }
            at += 2;
        }
        self.at = at + 1;
        self.text.get(start..at)
    }

    /// Whether a colon follows; leaves the position on what stands after it.
    fn colon(&mut self) -> bool {
        self.blank();
        if self.bytes.get(self.at) != Some(&b':') {
            return false;
        }
        self.at += 1;
        self.blank();
        true
    }

    fn blank(&mut self) {
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => {}
                b'/' if matches!(self.bytes.get(self.at + 1), Some(b'/' | b'*')) => self.comment(),
                _ => return,
            }
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::schema;

    #[test]
    fn finds_the_root_schema_alone() {
        assert_eq!(schema("{ \"$schema\" : /* c */ \"x\" }"), Some("x"));
        let late = "\u{feff}// \"$schema\"\n{ /* { */ \"a\": [{\"$schema\": \"no\"}], \"$schema\": \"x\", oops";
        assert_eq!(schema(late), Some("x"));
        assert_eq!(schema("{ \"a\": { \"$schema\": \"x\" } }"), None);
        assert_eq!(schema("{ \"a\": \"$schema\", \"b\": \"\\\"$schema\\\"\" }"), None);
        assert_eq!(schema("{ \"$schema\": 1 }"), None);
        assert_eq!(schema("{ \"$schema\": \"unfinished"), None);
        assert_eq!(schema("{ \"$schema\"//"), None);
        assert_eq!(schema(""), None);
    }
}
