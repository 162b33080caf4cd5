//! The text of a file, which may be packed while nobody looks at it.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::OnceLock;

/// Text that is there, or packed until somebody asks for it.
///
/// A report shows a few lines of many files: packed, their texts take a fifth of the memory.
#[derive(Debug)]
pub struct Text(Form);

#[derive(Debug)]
enum Form {
    Whole(String),
    Packed {
        /// An LZ4 block.
        block: Box<[u8]>,
        /// Bytes of the text.
        len: usize,
        whole: OnceLock<String>,
    },
}

impl Text {
    /// The same text, packed.
    pub(super) fn packed(&self) -> Self {
        let block = lz4_flex::block::compress(self.as_bytes()).into();
        Self(Form::Packed { block, len: self.len(), whole: OnceLock::new() })
    }

    /// Whether it is packed, unpacked since or not.
    pub fn is_packed(&self) -> bool {
        matches!(self.0, Form::Packed { .. })
    }

    /// The text; of one that is packed, it stays unpacked from then on.
    #[inline]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Form::Whole(text) => text,
            Form::Packed { block, len, whole } => whole.get_or_init(|| unpack(block, *len)),
        }
    }

    /// The text for somebody who looks at it once.
    pub fn once(&self) -> Cow<'_, str> {
        match &self.0 {
            Form::Whole(text) => Cow::Borrowed(text),
            Form::Packed { block, len, whole } => match whole.get() {
                Some(text) => Cow::Borrowed(text),
                None => Cow::Owned(unpack(block, *len)),
            },
        }
    }

    /// Bytes of the text.
    pub fn len(&self) -> usize {
        match &self.0 {
            Form::Whole(text) => text.len(),
            Form::Packed { len, .. } => *len,
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What was packed here can be unpacked; should it not be so, nothing is shown.
fn unpack(block: &[u8], len: usize) -> String {
    let bytes = lz4_flex::block::decompress(block, len).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(Form::Whole(text))
    }
}

impl Deref for Text {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        self.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::Text;
    use std::borrow::Cow;

    #[test]
    fn what_is_packed_comes_out_again() {
        for text in ["", "x", "{ \"é\": [ 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 ] }"] {
            let packed = Text::from(text.to_owned()).packed();
            assert_eq!(packed.len(), text.len());
            assert!(packed.is_packed());
            assert!(matches!(packed.once(), Cow::Owned(whole) if whole == text));
            assert_eq!(packed.as_str(), text);
            assert!(matches!(packed.once(), Cow::Borrowed(whole) if whole == text));
        }
        let long = "a long line \u{1F600}\n".repeat(10_000);
        assert_eq!(&*Text::from(long.clone()).packed(), long);
    }
}
