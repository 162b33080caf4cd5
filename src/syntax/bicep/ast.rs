//! The syntax tree: nodes in flat tables, joined by small ids.
//!
//! A node that could not be read is `Missing`, so consumers need no second look at the errors to stay
//! safe. Nesting is bounded by the parser ([`MAX_HEIGHT`]), so recursion over a tree is safe too.

mod access;
mod expression;
mod list;
mod statement;
mod types;
mod walk;

pub use access::Body;
pub use expression::{
    BinaryOp, Expr, ExprId, ExprKind, For, Item, Key, LoopId, Member, MemberKind, Part, StrLit,
    UnaryOp,
};
pub use list::List;
pub(super) use list::Table;
pub use statement::{
    Decorator, Import, ImportedName, Parameter, Resource, Statement, StatementId, StatementKind,
};
pub use types::{TupleItem, Type, TypeId, TypeKind, TypeMember, TypeMemberKey};
pub use walk::Node;

use super::token::{Comment, Pragma, SyntaxError};
use crate::source::Span;

/// No path from a statement to a leaf is longer than this many expressions and types.
pub const MAX_HEIGHT: u32 = super::parser::MAX_DEPTH + super::parser::MAX_LINKS;

/// A name as it is written; empty where it is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ident {
    /// Where the name stands.
    pub span: Span,
}

impl From<Ident> for Span {
    fn from(ident: Ident) -> Self {
        ident.span
    }
}

/// One parsed file. Accessors take ids and lists of this tree only.
#[derive(Debug, Default)]
pub struct Tree {
    /// The file's text, then what strings with escapes stand for.
    pub(super) text: String,
    pub(super) source_len: u32,
    pub(super) top: Vec<StatementId>,
    pub(super) statements: Vec<Statement>,
    pub(super) exprs: Vec<Expr>,
    pub(super) types: Vec<Type>,
    pub(super) loops: Vec<For>,
    pub(super) lists: Lists,
    pub(super) comments: Vec<Comment>,
    pub(super) pragmas: Vec<Pragma>,
    pub(super) errors: Vec<SyntaxError>,
}

/// The tables that hold the children of nodes with many.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) args: Table<ExprId>,
    pub(super) items: Table<Item>,
    pub(super) members: Table<Member>,
    pub(super) parts: Table<Part>,
    pub(super) names: Table<Ident>,
    pub(super) decorators: Table<Decorator>,
    pub(super) parameters: Table<Parameter>,
    pub(super) imported: Table<ImportedName>,
    pub(super) types: Table<TypeId>,
    pub(super) type_members: Table<TypeMember>,
    pub(super) tuple_items: Table<TupleItem>,
}

impl Tree {
    /// The text of a span of this tree: source text, or the decoded text of a string.
    pub fn text(&self, at: impl Into<Span>) -> &str {
        at.into().of(&self.text)
    }

    /// The file's text.
    pub fn source(&self) -> &str {
        Span::new(0, self.source_len).of(&self.text)
    }

    /// The statements of the file, in order. Resources nested in bodies are members of these.
    pub fn statements(
        &self,
    ) -> impl DoubleEndedIterator<Item = &Statement> + ExactSizeIterator + '_ {
        self.top.iter().map(|id| self.statement(*id))
    }

    /// The statement with this id.
    pub fn statement(&self, id: StatementId) -> &Statement {
        self.statements.get(id.0 as usize).unwrap_or(&statement::MISSING)
    }

    /// The expression with this id.
    pub fn expr(&self, id: ExprId) -> &Expr {
        self.exprs.get(id.0 as usize).unwrap_or(&expression::MISSING)
    }

    /// The kind of the expression with this id.
    pub fn kind(&self, id: ExprId) -> &ExprKind {
        &self.expr(id).kind
    }

    /// Where the expression with this id stands.
    pub fn span(&self, id: ExprId) -> Span {
        self.expr(id).span
    }

    /// How many expressions there are.
    pub fn size(&self) -> usize {
        self.exprs.len()
    }

    /// The type with this id.
    pub fn ty(&self, id: TypeId) -> &Type {
        self.types.get(id.0 as usize).unwrap_or(&types::MISSING)
    }

    /// All comments, in order.
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// All pragmas, in order.
    pub fn pragmas(&self) -> &[Pragma] {
        &self.pragmas
    }

    /// What could not be read, in order of place.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }
}
