//! Folding what is told of a finding to the width of the terminal.
//!
//! The renderer would fold each help and each message anew, which was a tenth of a run. Here the help of a rule is folded once,
//! and what fits on a line is not taken apart.

use std::borrow::Cow;
use std::collections::HashMap;
use textwrap::{WordSeparator, WordSplitter};

/// Columns before a message: its sign or a bar.
const SIGN: usize = 4;
/// Columns before a help: `  help: `.
const HELP: usize = 8;
/// Columns that stay free at the right.
const FREE: usize = 2;

/// Folds texts to a width.
pub(super) struct Folder {
    width: usize,
    helps: HashMap<&'static str, String>,
}

impl Folder {
    /// For a terminal of so many columns, and the helps that will be shown.
    pub(super) fn new(width: usize, helps: impl Iterator<Item = &'static str>) -> Self {
        let mut folder = Self { width, helps: HashMap::new() };
        for help in helps {
            if !folder.helps.contains_key(help) {
                let safe = crate::report::text::block(help.trim());
                let folded = folder.fold(&safe, HELP).into_owned();
                folder.helps.insert(help, folded);
            }
        }
        folder
    }

    /// The message of a finding, or of a place that belongs to it.
    pub(super) fn message<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.fold(text, SIGN)
    }

    /// A help; `None` where it is empty.
    pub(super) fn help(&self, help: &str) -> Option<&str> {
        self.helps.get(help).map(String::as_str).filter(|help| !help.is_empty())
    }

    fn fold<'t>(&self, text: &'t str, before: usize) -> Cow<'t, str> {
        let width = self.width.saturating_sub(FREE + before);
        if text.len() < width && !text.contains('\n') && !text.ends_with(' ') {
            return Cow::Borrowed(text);
        }
        // Lines end at blanks alone: to look for all places where Unicode lets a line end was a fortieth of a run, and types,
        // paths and addresses are better left whole.
        let options = textwrap::Options::new(width)
            .break_words(false)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation);
        Cow::Owned(textwrap::wrap(text, options).join("\n"))
    }
}
