//! Makes text of strangers safe to print: no terminal escapes, no invisible characters, no commands to a CI runner.

use std::borrow::Cow;
use std::fmt::Write as _;

/// One line of text with every control and invisible character spelled out, and without commands to CI runners.
pub fn line(text: &str) -> Cow<'_, str> {
    defuse(spell_out(text, is_hidden))
}

/// Like [`line`](fn@line), but line feeds stay.
pub fn block(text: &str) -> Cow<'_, str> {
    defuse(spell_out(text, |c| c != '\n' && is_hidden(c)))
}

/// A path for printing; one that would begin a workflow command gets `./` before it.
pub fn path(path: &str) -> Cow<'_, str> {
    let clean = line(path);
    if clean.trim_start().starts_with("::") { format!("./{clean}").into() } else { clean }
}

/// The text in which hidden characters are replaced by visible ones of the same length in bytes, so that offsets hold.
/// A lone carriage return becomes a line feed, as [`Source`](crate::source::Source) counts it.
pub fn same_length(text: &str) -> Cow<'_, str> {
    if is_harmless(text) && !may_command(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' | '\t' => out.push(c),
            '\r' => out.push(if chars.peek() == Some(&'\n') { '\r' } else { '\n' }),
            _ if is_hidden(c) => out.push_str(stand_in(c.len_utf8())),
            _ => out.push(c),
        }
    }
    for command in ["##vso[", "##["] {
        out = replace_ignoring_case(&out, command, &format!("#.{}", &command[2..]));
    }
    Cow::Owned(out)
}

/// Whether a text may hold a command to a CI runner.
fn may_command(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"##").is_some()
}

/// Whether [`same_length`] would change nothing.
///
/// Nearly all files are plain ASCII, which is told without looking at single characters: whole files are shown in a report, and
/// this was a fifth of a run.
fn is_harmless(text: &str) -> bool {
    let acts = |byte: &u8| *byte == 0x7f || *byte < b' ' && !matches!(byte, b'\n' | b'\r' | b'\t');
    let bytes = text.as_bytes();
    let ends_line = |at: usize| bytes.get(at + 1) == Some(&b'\n');
    !bytes.iter().fold(false, |found, byte| found | acts(byte))
        && memchr::memchr_iter(b'\r', bytes).all(ends_line)
        && (text.is_ascii() || !text.chars().any(|c| !c.is_ascii() && is_hidden(c)))
}

/// JSON text in which also those characters are escaped that terminals and CI runners act on. Only strings of JSON can hold
/// them, so the meaning stays.
pub fn json(json: &str) -> Cow<'_, str> {
    // Nearly all of a report is plain ASCII, in which only one character acts: that is told without looking at each.
    let acts = |c: char| if c.is_ascii() { c == '\u{7f}' } else { is_hidden(c) };
    let is_plain = json.is_ascii() && memchr::memchr(0x7f, json.as_bytes()).is_none();
    if (is_plain || !json.chars().any(acts)) && !may_command(json) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if acts(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out.replace("##", "#\\u0023"))
}

/// Whether a character acts on a terminal or cannot be seen. Joiners stay, they are part of emoji.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{e0000}'..='\u{e007f}')
}

fn stand_in(bytes: usize) -> &'static str {
    match bytes {
        1 => "?",
        2 => "¿",
        3 => "\u{fffd}",
        _ => "\u{fffd}?",
    }
}

fn spell_out(text: &str, hidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    // Most messages are plain ASCII: no need to look at characters one by one.
    let is_plain = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if is_plain || !text.chars().any(&hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if hidden(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// Azure Pipelines and GitHub Actions look for these two anywhere in a line.
fn defuse(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains("##") {
        return text;
    }
    let out = replace_ignoring_case(&text, "##vso[", "# #vso[");
    Cow::Owned(out.replace("##[", "# #["))
}

fn replace_ignoring_case(text: &str, ascii: &str, with: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut out = String::with_capacity(text.len() + 8);
    let mut done = 0;
    for (at, _) in lower.match_indices(ascii) {
        out.push_str(&text[done..at]);
        out.push_str(with);
        done = at + ascii.len();
    }
    out.push_str(&text[done..]);
    out
}

/// Cuts `text` to at most `chars` characters, with an ellipsis where something is missing.
pub fn cut(text: &str, chars: usize) -> Cow<'_, str> {
    if text.chars().count() <= chars {
        return Cow::Borrowed(text);
    }
    let mut out: String = text.chars().take(chars.saturating_sub(1)).collect();
    out.push('…');
    Cow::Owned(out)
}

/// `1 error`, `2 errors`.
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_spelled_out() {
        assert_eq!(line("a\u{1b}[31mb\nc\u{202e}d"), "a\\u{1b}[31mb\\nc\\u{202e}d");
        assert_eq!(block("a\nb\r"), "a\nb\\r");
        assert!(matches!(line("plain 👩‍💻 é"), Cow::Borrowed(_)));
    }

    #[test]
    fn commands_to_runners_are_broken() {
        assert_eq!(line("x ##VSO[task.setvariable]"), "x # #vso[task.setvariable]");
        assert_eq!(line("####[error]"), "### #[error]");
        assert_eq!(path("::error::x.bicep"), "./::error::x.bicep");
    }

    #[test]
    fn stand_ins_keep_offsets() {
        for text in ["a\u{1b}[31m", "a\rb\r\nc", "x\u{85}\u{202e}\u{e0001}y ##vso[a]", "##[b]"] {
            let safe = same_length(text);
            assert_eq!(safe.len(), text.len(), "{text:?}");
            assert!(!safe.contains('\u{1b}') && !safe.contains("##vso["));
        }
    }

    #[test]
    fn escaped_json_means_the_same() {
        let value = serde_json::json!({"a": "##vso[x]\u{7f}\u{85}\u{202e}\u{e0001}\u{1b}"});
        let text = value.to_string();
        let safe = json(&text);
        assert!(!safe.contains("##") && !safe.chars().any(is_hidden));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap(), value);
    }
}
