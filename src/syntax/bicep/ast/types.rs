//! Types.

use super::{Decorator, ExprId, Ident, List, StrLit, UnaryOp};
use crate::source::Span;

/// Number of a type in its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub(in crate::syntax::bicep) u32);

/// A type as it is written.
#[derive(Debug, Clone, Copy)]
pub struct Type {
    /// From its first to its last character.
    pub span: Span,
    /// What it is.
    pub kind: TypeKind,
}

/// Stands in for a type of another tree.
pub(super) static MISSING: Type = Type { span: Span::at(0), kind: TypeKind::Missing };

/// What a type is.
#[derive(Debug, Clone, Copy)]
pub enum TypeKind {
    /// Something that could not be read; the span covers what was skipped.
    Missing,
    /// `string`, an alias, a namespace: its text is that of the span.
    Name,
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// Digits; a minus before them is a [`UnaryOp::Minus`].
    Int(u64),
    /// `'a'`
    String(StrLit),
    /// A string with holes, which is not a legal type.
    Interpolated(ExprId),
    /// `-1`, `!true`
    Unary {
        /// The operator.
        op: UnaryOp,
        /// What it stands before.
        operand: TypeId,
    },
    /// `a | b`
    Union(List<TypeId>),
    /// `T[]`
    Array(TypeId),
    /// `T?`
    Nullable(TypeId),
    /// `T!`
    NonNull(TypeId),
    /// `( T )`
    Paren(TypeId),
    /// `[ T, U ]`
    Tuple(List<TupleItem>),
    /// `{ a: T, *: U }`
    Object(List<TypeMember>),
    /// `T.p`, `namespace.T`
    Property {
        /// What stands before the dot.
        base: TypeId,
        /// The property.
        name: Ident,
    },
    /// `T.*`
    AdditionalProperties(TypeId),
    /// `T[*]`
    Items(TypeId),
    /// `T[0]`
    Index {
        /// What stands before the bracket.
        base: TypeId,
        /// What stands in the brackets.
        index: ExprId,
    },
    /// `resourceInput<'a@b'>`, `sys.resourceInput<'a@b'>`
    Generic {
        /// The namespace.
        base: Option<TypeId>,
        /// The name before the `<`.
        name: Ident,
        /// What stands in `<…>`.
        args: List<TypeId>,
    },
    /// `resource 'a@b'`; outputs may leave out the string.
    Resource(Option<ExprId>),
}

/// A member of an object type.
#[derive(Debug, Clone, Copy)]
pub struct TypeMember {
    /// From the first decorator to the end of the type.
    pub span: Span,
    /// Its decorators.
    pub decorators: List<Decorator>,
    /// Its key.
    pub key: TypeMemberKey,
    /// Its type.
    pub ty: TypeId,
}

/// The key of a member of an object type.
#[derive(Debug, Clone, Copy)]
pub enum TypeMemberKey {
    /// `name:`
    Name(Ident),
    /// `'name':`
    String {
        /// The string with its quotes.
        span: Span,
        /// Its text.
        string: StrLit,
    },
    /// `*:`, with the place of the asterisk.
    Any(Span),
    /// A key that could not be read, with its place.
    Missing(Span),
}

/// An element of a tuple type.
#[derive(Debug, Clone, Copy)]
pub struct TupleItem {
    /// From the first decorator to the end of the type.
    pub span: Span,
    /// Its decorators.
    pub decorators: List<Decorator>,
    /// Its type.
    pub ty: TypeId,
}
