//! Our nodes under the reference's names.

use armlint::source::Span;
use armlint::syntax::bicep::{
    Decorator, ExprId, ExprKind, Import, Key, List, MemberKind, Node, StatementKind, Tree, TypeId,
    TypeKind, TypeMemberKey,
};

/// Our nodes under the names the reference gives them, where both have one for the same thing.
pub(crate) fn nodes(tree: &Tree, mut found: impl FnMut(Span, &str)) {
    let bare = bare_names(tree);
    tree.walk(&mut |node| match node {
        Node::Statement(id) => {
            let statement = tree.statement(id);
            found(statement.span, statement_name(&statement.kind));
            decorators(tree, statement.decorators, &mut found);
        }
        Node::Expr(id) => {
            if !is_bare_name(tree, id, &bare) {
                found(tree.span(id), expr_name(tree.kind(id)));
            }
            members(tree, id, &mut found);
        }
        Node::Type(id) => {
            found(tree.ty(id).span, type_name(&tree.ty(id).kind));
            type_members(tree, id, &mut found);
        }
    });
}

fn decorators(tree: &Tree, list: List<Decorator>, found: &mut impl FnMut(Span, &str)) {
    for decorator in tree.decorators(list) {
        found(decorator.span, "Decorator");
    }
}

/// The names of imports and extensions, and `none`, which are identifiers to the reference.
fn bare_names(tree: &Tree) -> Vec<ExprId> {
    let mut bare = Vec::new();
    for statement in tree.statements() {
        match statement.kind {
            StatementKind::Extension { spec: name, .. }
            | StatementKind::Using { target: name, .. } => bare.push(name),
            StatementKind::Import { what: Import::Names(names), .. } => {
                bare.extend(tree.imported(names).iter().map(|one| one.name));
            }
            _ => {}
        }
    }
    bare
}

fn is_bare_name(tree: &Tree, id: ExprId, bare: &[ExprId]) -> bool {
    matches!(tree.kind(id), ExprKind::Name) && bare.contains(&id)
}

fn members(tree: &Tree, id: ExprId, found: &mut impl FnMut(Span, &str)) {
    match *tree.kind(id) {
        ExprKind::Object(list) => tree.members(list).iter().for_each(|member| match member.kind {
            MemberKind::Property { key, .. } => {
                found(member.span, "ObjectProperty");
                if let Key::String { span, .. } = key {
                    found(span, "String");
                }
            }
            MemberKind::Spread(_) => found(member.span, "SpreadExpression"),
            MemberKind::Resource(_) => {}
        }),
        ExprKind::Array(list) => tree.items(list).iter().for_each(|item| {
            found(item.span, if item.spread { "SpreadExpression" } else { "ArrayItem" });
        }),
        _ => {}
    }
}

fn type_members(tree: &Tree, id: TypeId, found: &mut impl FnMut(Span, &str)) {
    match tree.ty(id).kind {
        TypeKind::Object(list) => tree.type_members(list).iter().for_each(|member| {
            let any = matches!(member.key, TypeMemberKey::Any(_));
            let name = if any { "ObjectTypeAdditionalProperties" } else { "ObjectTypeProperty" };
            found(member.span, name);
            if let TypeMemberKey::String { span, .. } = member.key {
                found(span, "String");
            }
            decorators(tree, member.decorators, found);
        }),
        TypeKind::Tuple(list) => tree.tuple_items(list).iter().for_each(|item| {
            found(item.span, "TupleTypeItem");
            decorators(tree, item.decorators, found);
        }),
        _ => {}
    }
}

fn statement_name(kind: &StatementKind) -> &'static str {
    match kind {
        StatementKind::Missing => "",
        StatementKind::TargetScope { .. } => "TargetScope",
        StatementKind::Metadata { .. } => "MetadataDeclaration",
        StatementKind::Param { .. } => "ParameterDeclaration",
        StatementKind::ParamValue { .. } => "ParameterAssignment",
        StatementKind::Variable { .. } => "VariableDeclaration",
        StatementKind::Type { .. } => "TypeDeclaration",
        StatementKind::Function { .. } => "FunctionDeclaration",
        StatementKind::Resource(_) => "ResourceDeclaration",
        StatementKind::Module { .. } => "ModuleDeclaration",
        StatementKind::Output { .. } => "OutputDeclaration",
        StatementKind::Import { .. } => "CompileTimeImportDeclaration",
        StatementKind::Extension { .. } => "ExtensionDeclaration",
        StatementKind::Assert { .. } => "AssertDeclaration",
        StatementKind::Test { .. } => "TestDeclaration",
        StatementKind::Using { .. } => "UsingDeclaration",
        StatementKind::Extends { .. } => "ExtendsDeclaration",
        StatementKind::ExtensionConfig { .. } => "ExtensionConfigAssignment",
    }
}

fn expr_name(kind: &ExprKind) -> &'static str {
    match kind {
        ExprKind::Missing | ExprKind::Paren(_) => "",
        ExprKind::Null => "NullLiteral",
        ExprKind::Bool(_) => "BooleanLiteral",
        ExprKind::Int(_) => "IntegerLiteral",
        ExprKind::String(_) | ExprKind::Interpolated(_) => "String",
        ExprKind::Object(_) => "Object",
        ExprKind::Array(_) => "Array",
        ExprKind::For(_) => "For",
        ExprKind::If { .. } => "IfCondition",
        ExprKind::Name => "VariableAccess",
        ExprKind::Call { .. } => "FunctionCall",
        ExprKind::MethodCall { .. } => "InstanceFunctionCall",
        ExprKind::Property { .. } => "PropertyAccess",
        ExprKind::Index { .. } => "ArrayAccess",
        ExprKind::Nested { .. } => "ResourceAccess",
        ExprKind::NonNull(_) => "NonNullAssertion",
        ExprKind::Unary { .. } => "UnaryOperation",
        ExprKind::Binary { .. } => "BinaryOperation",
        ExprKind::Ternary { .. } => "TernaryOperation",
        ExprKind::Lambda { .. } => "Lambda",
    }
}

fn type_name(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Missing => "",
        TypeKind::Name => "TypeVariableAccess",
        TypeKind::Null => "NullTypeLiteral",
        TypeKind::Bool(_) => "BooleanTypeLiteral",
        TypeKind::Int(_) => "IntegerTypeLiteral",
        TypeKind::String(_) | TypeKind::Interpolated(_) => "StringTypeLiteral",
        TypeKind::Unary { .. } => "UnaryTypeOperation",
        TypeKind::Union(_) => "UnionType",
        TypeKind::Array(_) => "ArrayType",
        TypeKind::Nullable(_) => "NullableType",
        TypeKind::NonNull(_) => "NonNullableType",
        TypeKind::Paren(_) => "ParenthesizedType",
        TypeKind::Tuple(_) => "TupleType",
        TypeKind::Object(_) => "ObjectType",
        TypeKind::Property { .. } => "TypePropertyAccess",
        TypeKind::AdditionalProperties(_) => "TypeAdditionalPropertiesAccess",
        TypeKind::Items(_) => "TypeItemsAccess",
        TypeKind::Index { .. } => "TypeArrayAccess",
        TypeKind::Generic { base: None, .. } => "ParameterizedTypeInstantiation",
        TypeKind::Generic { .. } => "InstanceParameterizedTypeInstantiation",
        TypeKind::Resource(_) => "ResourceType",
    }
}

/// Nodes of the reference that our tree folds into their parents.
pub(crate) const FOLDED: &[&str] = &[
    "",
    "Program",
    "Identifier",
    "SkippedTrivia",
    "FunctionArgument",
    "ParenthesizedExpression",
    "LocalVariable",
    "VariableBlock",
    "TypedLocalVariable",
    "TypedVariableBlock",
    "TypedLambda",
    "ParameterDefaultValue",
    "UnionTypeMember",
    "ArrayTypeMember",
    "ParameterizedTypeArgument",
    "ImportedSymbolsList",
    "ImportedSymbolsListItem",
    "WildcardImport",
    "AliasAsClause",
    "CompileTimeImportFromClause",
    "ExtensionWithClause",
    "UsingWithClause",
    "NoneLiteral",
];
