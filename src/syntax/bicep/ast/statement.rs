//! Statements.

use super::{ExprId, Ident, List, TypeId};
use crate::source::Span;

/// Number of a statement in its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StatementId(pub(in crate::syntax::bicep) u32);

/// A statement.
#[derive(Debug, Clone, Copy)]
pub struct Statement {
    /// From the first decorator, or the keyword, to the last character.
    pub span: Span,
    /// The keyword, such as `param`.
    pub keyword: Span,
    /// Its decorators, in order.
    pub decorators: List<Decorator>,
    /// What it is.
    pub kind: StatementKind,
}

/// Stands in for a statement of another tree.
pub(super) static MISSING: Statement = Statement {
    span: Span::at(0),
    keyword: Span::at(0),
    decorators: List::EMPTY,
    kind: StatementKind::Missing,
};

/// `@secure()`, `@sys.allowed([…])`
#[derive(Debug, Clone, Copy)]
pub struct Decorator {
    /// From the `@` to the end of the call.
    pub span: Span,
    /// The call: `Call` or `MethodCall`, or a `Name` or `Property` where the parentheses are missing.
    pub expr: ExprId,
}

/// What a statement is.
#[derive(Debug, Clone, Copy)]
pub enum StatementKind {
    /// Decorators with nothing to decorate, or something that could not be read.
    Missing,
    /// `targetScope = value`
    TargetScope {
        /// The scope.
        value: ExprId,
    },
    /// `metadata name = value`
    Metadata {
        /// Its name.
        name: Ident,
        /// Its value.
        value: ExprId,
    },
    /// `param name ty = default`, in a template.
    Param {
        /// Its name.
        name: Ident,
        /// Its type.
        ty: TypeId,
        /// Its default.
        default: Option<ExprId>,
    },
    /// `param name = value`, in a parameter file.
    ParamValue {
        /// The parameter.
        name: Ident,
        /// Its value.
        value: ExprId,
    },
    /// `var name ty = value`
    Variable {
        /// Its name.
        name: Ident,
        /// Its type.
        ty: Option<TypeId>,
        /// Its value.
        value: ExprId,
    },
    /// `type name = ty`
    Type {
        /// Its name.
        name: Ident,
        /// What it stands for.
        ty: TypeId,
    },
    /// `func name(a T) returns => body`
    Function {
        /// Its name.
        name: Ident,
        /// Its parameters.
        params: List<Parameter>,
        /// The type of what it gives.
        returns: TypeId,
        /// What it gives.
        body: ExprId,
    },
    /// `resource name 'type@version' = body`
    Resource(Resource),
    /// `module name 'reference' = body`
    Module {
        /// Its name.
        name: Ident,
        /// The string that says which module.
        reference: ExprId,
        /// An object, an `If` or a `For`.
        body: ExprId,
    },
    /// `output name ty = value`
    Output {
        /// Its name.
        name: Ident,
        /// Its type.
        ty: TypeId,
        /// Its value.
        value: ExprId,
    },
    /// `import … from 'reference'`
    Import {
        /// What is imported.
        what: Import,
        /// The string that says from where.
        from: ExprId,
    },
    /// `extension spec with config as alias`, also in the old spellings `import 'spec'` and `provider`.
    Extension {
        /// A string or a name.
        spec: ExprId,
        /// The object after `with`.
        config: Option<ExprId>,
        /// The name after `as`.
        alias: Option<Ident>,
    },
    /// `assert name = value`
    Assert {
        /// Its name.
        name: Ident,
        /// What has to be true.
        value: ExprId,
    },
    /// `test name 'reference' = body`
    Test {
        /// Its name.
        name: Ident,
        /// The string that says which file.
        reference: ExprId,
        /// The object.
        body: ExprId,
    },
    /// `using target with config`, in a parameter file.
    Using {
        /// A string, or the name `none`.
        target: ExprId,
        /// The object after `with`.
        config: Option<ExprId>,
    },
    /// `extends target`, in a parameter file.
    Extends {
        /// The string that says which file.
        target: ExprId,
    },
    /// `extensionConfig alias with config`, in a parameter file.
    ExtensionConfig {
        /// The extension.
        alias: Ident,
        /// The object after `with`.
        config: Option<ExprId>,
    },
}

/// The parts of a resource, also of a nested one.
#[derive(Debug, Clone, Copy)]
pub struct Resource {
    /// Its symbolic name.
    pub name: Ident,
    /// The string with type and version.
    pub ty: ExprId,
    /// The word `existing`.
    pub existing: Option<Span>,
    /// An object, an `If` or a `For`.
    pub body: ExprId,
}

/// A parameter of a function.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub ty: TypeId,
}

/// What an import takes.
#[derive(Debug, Clone, Copy)]
pub enum Import {
    /// `{ a, b as c }`
    Names(List<ImportedName>),
    /// `* as alias`
    All(Ident),
    /// Something that could not be read.
    Missing,
}

/// `name`, `name as alias`, `'name' as alias`
#[derive(Debug, Clone, Copy)]
pub struct ImportedName {
    /// From the name to the end of the alias.
    pub span: Span,
    /// The name in the other file: a name or a string.
    pub name: ExprId,
    /// The name in this file, where it differs.
    pub alias: Option<Ident>,
}
