//! Whether a Bicep file calls no other file of the repository, told from its text alone.
//!
//! Who calls whom must be known before the first file is linted. A file that calls nobody need not be parsed for that, and most do
//! not. Here a file may be taken for one that calls when it does not, never the other way around.

use memchr::memmem;

/// Whether a Bicep file certainly has no module and no import of a local file.
pub(super) fn calls_nobody(text: &str) -> bool {
    let calls = |after: &[u8]| {
        let after = blanks(after);
        let name = after.iter().take_while(|byte| is_of_word(**byte)).count();
        leads_to_a_file(blanks(&after[name..]))
    };
    let imports = |after: &[u8]| leads_to_a_file(after.trim_ascii_start());
    let none = |word, leads: &dyn Fn(&[u8]) -> bool| !words(text.as_bytes(), word).any(leads);
    none("module", &calls) && none("from", &imports)
}

/// What follows a word, wherever it stands by itself.
fn words<'t>(text: &'t [u8], word: &'static str) -> impl Iterator<Item = &'t [u8]> {
    memmem::find_iter(text, word).filter_map(move |at| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        let ends = |byte: Option<&u8>| byte.is_none_or(|byte| !is_of_word(*byte));
        (ends(before.last()) && ends(after.first())).then_some(after)
    })
}

/// Whether a reference to a file of the repository may stand here, a comment before it included.
fn leads_to_a_file(text: &[u8]) -> bool {
    match text.first() {
        Some(b'\'') => {
            let inside = &text[1..];
            let end = memchr::memchr2(b'\'', b'\n', inside).unwrap_or(inside.len());
            memchr::memchr(b':', &inside[..end]).is_none()
        }
        Some(b'/') => true,
        _ => false,
    }
}

fn blanks(text: &[u8]) -> &[u8] {
    let count = text.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    &text[count..]
}

const fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::calls_nobody;

    #[test]
    fn local_modules_and_imports_are_seen() {
        for text in [
            "module a 'b.bicep' = {\n}",
            "@batchSize(1) module\ta  './b/c.json' = [for x in y: {}]",
            "module /* here */ a 'b.bicep' = {}",
            "module a /* here */ 'b.bicep' = {}",
            "import { a } from 'b.bicep'",
            "import {\n  a\n}\nfrom\n  'b.bicep'",
            "import * as b from // here\n 'b.bicep'",
            "module a '",
        ] {
            assert!(!calls_nobody(text), "{text}");
        }
    }

    #[test]
    fn what_is_no_local_reference_is_passed_over() {
        for text in [
            "",
            "// This module deploys a vault, from scratch.\nparam modules string",
            "module a 'br/public:avm/res/x/y:0.1.0' = {}",
            "import { a } from 'br/public:avm/utl/types:0.1.0'",
            "var submodule = 'x'\nparam fromHere string = 'x'",
        ] {
            assert!(calls_nobody(text), "{text}");
        }
    }
}
