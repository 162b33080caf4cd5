//! Tokens and trivia of Bicep.

use crate::source::Span;

/// What a token is. The names are those of the reference lexer, whose dumps are our oracle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[allow(missing_docs, reason = "the names are the tokens'")]
pub enum Kind {
    Unrecognized,
    EndOfFile,
    /// A maximal run of CR and LF.
    NewLine,
    Identifier,
    Integer,
    TrueKeyword,
    FalseKeyword,
    NullKeyword,
    /// A whole string, of one line or of many.
    StringComplete,
    /// From the opening quote to the first `${`.
    StringLeftPiece,
    /// From the `}` of a hole to the next `${`.
    StringMiddlePiece,
    /// From the `}` of the last hole to the closing quote.
    StringRightPiece,
    LeftBrace,
    RightBrace,
    LeftParen,
    RightParen,
    LeftSquare,
    RightSquare,
    At,
    Comma,
    Dot,
    Ellipsis,
    Question,
    DoubleQuestion,
    Colon,
    DoubleColon,
    Semicolon,
    Assignment,
    Equals,
    EqualsInsensitive,
    Arrow,
    Plus,
    Minus,
    Asterisk,
    Slash,
    Modulo,
    Hat,
    Exclamation,
    NotEquals,
    NotEqualsInsensitive,
    LeftChevron,
    LessThanOrEqual,
    RightChevron,
    GreaterThanOrEqual,
    LogicalAnd,
    LogicalOr,
    Pipe,
}

/// A token of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Whether it is a whole string on one line without an escape: most are, and the parser need not look at those again.
    pub plain: bool,
    /// Where it is.
    pub span: Span,
}

/// A set of token kinds: where recovery stops, what may follow.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kinds(u64);

impl Kinds {
    pub(super) const fn of(kinds: &[Kind]) -> Self {
        let mut bits = 0;
        let mut at = 0;
        while at < kinds.len() {
            bits |= 1 << kinds[at] as u8;
            at += 1;
        }
        Self(bits)
    }

    pub(super) const fn has(self, kind: Kind) -> bool {
        self.0 >> kind as u8 & 1 == 1
    }
}

/// A comment, with its marks: `// …` without the line end, or `/* … */`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// Where it is.
    pub span: Span,
    /// Whether it is a `/* … */` comment.
    pub block: bool,
}

/// What a pragma does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PragmaKind {
    /// `#disable-next-line`: the codes are off on the line after it.
    DisableNextLine,
    /// `#disable-diagnostics`: the codes are off up to a matching restore.
    Disable,
    /// `#restore-diagnostics`: the codes are on again.
    Restore,
}

/// A pragma with the codes it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pragma {
    /// What it does.
    pub kind: PragmaKind,
    /// From the `#` to the end of the last code.
    pub span: Span,
    /// Each code.
    pub codes: Vec<Span>,
}

/// Something the text has that the language does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where it is.
    pub span: Span,
    /// What is wrong, in one plain sentence.
    pub message: &'static str,
}
