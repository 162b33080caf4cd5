//! Expressions.

use super::{Ident, List, StatementId};
use crate::source::Span;

/// Number of an expression in its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExprId(pub(in crate::syntax::bicep) u32);

/// Number of a `for` expression in its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LoopId(pub(in crate::syntax::bicep) u32);

/// An expression.
#[derive(Debug, Clone, Copy)]
pub struct Expr {
    /// From its first to its last character.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// Stands in for an expression of another tree.
pub(super) static MISSING: Expr = Expr { span: Span::at(0), kind: ExprKind::Missing };

/// Stands in for a loop of another tree.
pub(super) static MISSING_LOOP: For = For {
    item: Ident { span: Span::at(0) },
    index: None,
    iterable: ExprId(u32::MAX),
    body: ExprId(u32::MAX),
};

/// What an expression is.
#[derive(Debug, Clone, Copy)]
pub enum ExprKind {
    /// Something that could not be read; the span covers what was skipped.
    Missing,
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// Digits; a minus before them is a [`UnaryOp::Minus`].
    Int(u64),
    /// A string without holes, of one line or of many.
    String(StrLit),
    /// A string with holes.
    Interpolated(List<Part>),
    /// `{ … }`
    Object(List<Member>),
    /// `[ … ]`
    Array(List<Item>),
    /// `[for x in y: z]`
    For(LoopId),
    /// `if (condition) { … }`, the body of a resource or module, also inside of its loop.
    If {
        /// What is in the parentheses.
        condition: ExprId,
        /// The object.
        body: ExprId,
    },
    /// `( … )`
    Paren(ExprId),
    /// A name: its text is that of the span.
    Name,
    /// `f(…)`
    Call {
        /// The function.
        name: Ident,
        /// Its arguments.
        args: List<ExprId>,
    },
    /// `a.f(…)`
    MethodCall {
        /// What stands before the dot.
        base: ExprId,
        /// The method.
        name: Ident,
        /// Its arguments.
        args: List<ExprId>,
    },
    /// `a.b`, `a.?b`
    Property {
        /// What stands before the dot.
        base: ExprId,
        /// The property.
        name: Ident,
        /// Whether it is `.?`.
        safe: bool,
    },
    /// `a[i]`, `a[?i]`, `a[^i]`, `a[?^i]`
    Index {
        /// What stands before the bracket.
        base: ExprId,
        /// What stands in the brackets.
        index: ExprId,
        /// Whether there is a `?`.
        safe: bool,
        /// Whether there is a `^`: counted from the end, from 1.
        from_end: bool,
    },
    /// `parent::child`
    Nested {
        /// The resource around it.
        base: ExprId,
        /// The nested resource.
        name: Ident,
    },
    /// `a!`
    NonNull(ExprId),
    /// `!a`, `-a`
    Unary {
        /// The operator.
        op: UnaryOp,
        /// What it stands before.
        operand: ExprId,
    },
    /// `a + b` and the like.
    Binary {
        /// The operator.
        op: BinaryOp,
        /// The left operand.
        left: ExprId,
        /// The right operand.
        right: ExprId,
    },
    /// `condition ? then : otherwise`
    Ternary {
        /// What is asked.
        condition: ExprId,
        /// The value where it is true.
        then: ExprId,
        /// The value where it is false.
        otherwise: ExprId,
    },
    /// `x => body`, `(x, i) => body`
    Lambda {
        /// Its variables.
        params: List<Ident>,
        /// What it gives.
        body: ExprId,
    },
}

/// The text of a string without holes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StrLit {
    /// What stands between the quotes, as written; a multi-line string's first line end is not in it.
    pub content: Span,
    /// What it stands for, with escapes resolved: give it to [`super::Tree::text`].
    pub text: Span,
}

/// A piece of an interpolated string. Empty pieces of text are left out.
#[derive(Debug, Clone, Copy)]
pub enum Part {
    /// Text between holes.
    Text(StrLit),
    /// What stands in `${…}`.
    Hole(ExprId),
}

/// A member of an object.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// From the key, the dots or the first decorator to the end of the value.
    pub span: Span,
    /// What it is.
    pub kind: MemberKind,
}

/// What a member of an object is.
#[derive(Debug, Clone, Copy)]
pub enum MemberKind {
    /// `key: value`
    Property {
        /// Its key.
        key: Key,
        /// Its value.
        value: ExprId,
    },
    /// `...value`
    Spread(ExprId),
    /// A nested resource; only in the body of a resource.
    Resource(StatementId),
}

/// The key of a property.
#[derive(Debug, Clone, Copy)]
pub enum Key {
    /// `name:`
    Name(Ident),
    /// `'name':`
    String {
        /// The string with its quotes.
        span: Span,
        /// Its text.
        string: StrLit,
    },
    /// `'a${b}':`
    Interpolated(ExprId),
}

/// An element of an array.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    /// The element, with the dots of a spread.
    pub span: Span,
    /// Its value.
    pub value: ExprId,
    /// Whether it is `...value`.
    pub spread: bool,
}

/// The parts of `[for item in iterable: body]` or `[for (item, index) in iterable: body]`.
#[derive(Debug, Clone, Copy)]
pub struct For {
    /// The variable that stands for the element.
    pub item: Ident,
    /// The variable that stands for its number, from 0.
    pub index: Option<Ident>,
    /// What is looped over.
    pub iterable: ExprId,
    /// What each element gives; an [`ExprKind::If`] filters.
    pub body: ExprId,
}

/// An operator before its operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOp {
    /// `!`
    Not,
    /// `-`
    Minus,
}

/// An operator between its operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    /// `??`
    Coalesce,
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `=~`
    EqualIgnoreCase,
    /// `!~`
    NotEqualIgnoreCase,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
}
