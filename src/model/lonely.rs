//! Whether a name of a Bicep file seems to stand only where it is declared. It spares most files a look at their tree.

use super::{Language, Unit};

/// Of more names than this the tree is the shorter way: each of them is looked for in the text.
const MOST: usize = 200;

/// Whether the name of a type, a function, an import or an existing resource stands only once in the text, comments aside.
pub(super) fn has_lonely_name(unit: &Unit) -> bool {
    let (template, document) = (&unit.template, &unit.document);
    if template.language != Language::Bicep {
        return false;
    }
    let is_once = |name: &str| !name.is_empty() && !stands_twice(&document.source.text, name);
    let names = template.types.len() + template.functions.len() + template.imports.len();
    if names + template.resources.len() > MOST {
        return true;
    }
    let existing = template.resources.iter().filter(|one| one.existing);
    template.types.iter().any(|(name, _)| is_once(name))
        || template.functions.iter().any(|(name, _)| is_once(name))
        || template.imports.iter().any(|(name, _)| is_once(name))
        || existing.filter_map(|one| one.symbol).any(|one| is_once(document.text(one)))
}

fn stands_twice(text: &str, name: &str) -> bool {
    let is_letter =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let bytes = text.as_bytes();
    let is_word = |at: &usize| {
        let line = memchr::memrchr(b'\n', &bytes[..*at]).map_or(0, |end| end + 1);
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        // Words of strings and names of properties are no uses; the tree tells where they are after all.
        let is_other = before.is_some_and(|byte| b"'/-.".contains(byte));
        !is_other
            && !is_letter(before)
            && !is_letter(bytes.get(at + name.len()))
            && !text[line..*at].trim_start().starts_with("//")
    };
    memchr::memmem::find_iter(bytes, name).filter(is_word).take(2).count() == 2
}
