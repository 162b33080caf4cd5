//! Bicep: lexer, syntax tree and parser for `.bicep` and `.bicepparam`.
//!
//! [`parse`] never fails: it gives the tree it could read and the errors. The tree owns its text and
//! has no lifetimes, so threads can share it.

pub mod ast;
pub mod lexer;
mod parser;
#[cfg(test)]
mod tests;
pub mod token;
pub mod words;

pub use ast::{
    BinaryOp, Body, Decorator, Expr, ExprId, ExprKind, For, Ident, Import, ImportedName, Item, Key,
    List, LoopId, Member, MemberKind, Node, Parameter, Part, Resource, Statement, StatementId,
    StatementKind, StrLit, Tree, TupleItem, Type, TypeId, TypeKind, TypeMember, TypeMemberKey,
    UnaryOp,
};
pub use token::{Comment, Pragma, PragmaKind, SyntaxError};

/// Which statements a file may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// A `.bicep` file.
    Template,
    /// A `.bicepparam` file.
    Parameters,
}

/// Reads `text`. What could not be read is marked as missing in the tree and told in its errors.
pub fn parse(text: &str, dialect: Dialect) -> Tree {
    parser::parse(text, dialect)
}
