//! Walking a tree.

use super::{
    Decorator, ExprId, ExprKind, Import, Item, Key, List, Member, MemberKind, Part, Statement,
    StatementId, StatementKind, Tree, TypeId, TypeKind,
};

/// A node of any sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Node {
    /// A statement.
    Statement(StatementId),
    /// An expression.
    Expr(ExprId),
    /// A type.
    Type(TypeId),
}

impl From<ExprId> for Node {
    fn from(id: ExprId) -> Self {
        Self::Expr(id)
    }
}

impl From<TypeId> for Node {
    fn from(id: TypeId) -> Self {
        Self::Type(id)
    }
}

type Visit<'v> = &'v mut dyn FnMut(Node);

impl Tree {
    /// Calls `visit` for every node of the file, each before its children, in order of place.
    pub fn walk(&self, visit: &mut dyn FnMut(Node)) {
        for id in &self.top {
            self.walk_from(Node::Statement(*id), visit);
        }
    }

    /// Calls `visit` for `node` and every node under it, each before its children.
    pub fn walk_from(&self, node: Node, visit: &mut dyn FnMut(Node)) {
        visit(node);
        self.children(node, &mut |child| self.walk_from(child, visit));
    }

    /// Calls `visit` for each child of `node`, in order of place.
    pub fn children(&self, node: Node, visit: &mut dyn FnMut(Node)) {
        match node {
            Node::Statement(id) => self.statement_children(self.statement(id), visit),
            Node::Expr(id) => self.expr_children(self.kind(id), visit),
            Node::Type(id) => self.type_children(&self.ty(id).kind, visit),
        }
    }

    fn statement_children(&self, statement: &Statement, visit: Visit) {
        self.decorator_children(statement.decorators, visit);
        match statement.kind {
            StatementKind::Missing => {}
            StatementKind::TargetScope { value }
            | StatementKind::Metadata { value, .. }
            | StatementKind::ParamValue { value, .. }
            | StatementKind::Assert { value, .. }
            | StatementKind::Extends { target: value } => visit(value.into()),
            StatementKind::Param { ty, default, .. } => {
                visit(ty.into());
                each(default, visit);
            }
            StatementKind::Variable { ty, value, .. } => {
                each(ty, visit);
                visit(value.into());
            }
            StatementKind::Type { ty, .. } => visit(ty.into()),
            StatementKind::Function { params, returns, body, .. } => {
                each(self.parameters(params).iter().map(|param| param.ty), visit);
                visit(returns.into());
                visit(body.into());
            }
            StatementKind::Resource(resource) => each([resource.ty, resource.body], visit),
            StatementKind::Module { reference, body, .. }
            | StatementKind::Test { reference, body, .. } => each([reference, body], visit),
            StatementKind::Output { ty, value, .. } => {
                visit(ty.into());
                visit(value.into());
            }
            StatementKind::Import { what, from } => {
                if let Import::Names(names) = what {
                    each(self.imported(names).iter().map(|name| name.name), visit);
                }
                visit(from.into());
            }
            StatementKind::Extension { spec: first, config, .. }
            | StatementKind::Using { target: first, config } => {
                visit(first.into());
                each(config, visit);
            }
            StatementKind::ExtensionConfig { config, .. } => each(config, visit),
        }
    }

    fn decorator_children(&self, decorators: List<Decorator>, visit: Visit) {
        each(self.decorators(decorators).iter().map(|decorator| decorator.expr), visit);
    }

    fn expr_children(&self, kind: &ExprKind, visit: Visit) {
        match *kind {
            ExprKind::Missing
            | ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::String(_)
            | ExprKind::Name => {}
            ExprKind::Interpolated(parts) => each(self.holes(parts), visit),
            ExprKind::Object(members) => {
                self.members(members).iter().for_each(|member| member_children(member, visit));
            }
            ExprKind::Array(items) => {
                each(self.items(items).iter().map(|item: &Item| item.value), visit);
            }
            ExprKind::For(id) => {
                let looped = self.for_loop(id);
                each([looped.iterable, looped.body], visit);
            }
            ExprKind::Call { args, .. } => each(self.args(args).iter().copied(), visit),
            ExprKind::MethodCall { base, args, .. } => {
                visit(base.into());
                each(self.args(args).iter().copied(), visit);
            }
            ExprKind::Paren(inner)
            | ExprKind::NonNull(inner)
            | ExprKind::Unary { operand: inner, .. }
            | ExprKind::Property { base: inner, .. }
            | ExprKind::Nested { base: inner, .. }
            | ExprKind::Lambda { body: inner, .. } => visit(inner.into()),
            ExprKind::If { condition: left, body: right }
            | ExprKind::Index { base: left, index: right, .. }
            | ExprKind::Binary { left, right, .. } => each([left, right], visit),
            ExprKind::Ternary { condition, then, otherwise } => {
                each([condition, then, otherwise], visit);
            }
        }
    }

    /// The values in the holes of an interpolated string.
    pub fn holes(&self, parts: List<Part>) -> impl Iterator<Item = ExprId> + '_ {
        self.parts(parts).iter().filter_map(|part| match part {
            Part::Hole(value) => Some(*value),
            Part::Text(_) => None,
        })
    }

    fn type_children(&self, kind: &TypeKind, visit: Visit) {
        match *kind {
            TypeKind::Missing
            | TypeKind::Name
            | TypeKind::Null
            | TypeKind::Bool(_)
            | TypeKind::Int(_)
            | TypeKind::String(_) => {}
            TypeKind::Interpolated(expr) => visit(expr.into()),
            TypeKind::Union(types) => each(self.types(types).iter().copied(), visit),
            TypeKind::Unary { operand: inner, .. }
            | TypeKind::Array(inner)
            | TypeKind::Nullable(inner)
            | TypeKind::NonNull(inner)
            | TypeKind::Paren(inner)
            | TypeKind::Property { base: inner, .. }
            | TypeKind::AdditionalProperties(inner)
            | TypeKind::Items(inner) => visit(inner.into()),
            TypeKind::Index { base, index } => {
                visit(base.into());
                visit(index.into());
            }
            TypeKind::Generic { base, args, .. } => {
                each(base, visit);
                each(self.types(args).iter().copied(), visit);
            }
            TypeKind::Resource(ty) => each(ty, visit),
            TypeKind::Tuple(items) => {
                for item in self.tuple_items(items) {
                    self.decorator_children(item.decorators, visit);
                    visit(item.ty.into());
                }
            }
            TypeKind::Object(members) => {
                for member in self.type_members(members) {
                    self.decorator_children(member.decorators, visit);
                    visit(member.ty.into());
                }
            }
        }
    }
}

fn each<T: Into<Node>>(children: impl IntoIterator<Item = T>, visit: Visit) {
    children.into_iter().for_each(|child| visit(child.into()));
}

fn member_children(member: &Member, visit: Visit) {
    match member.kind {
        MemberKind::Property { key, value } => {
            if let Key::Interpolated(key) = key {
                visit(key.into());
            }
            visit(value.into());
        }
        MemberKind::Spread(value) => visit(value.into()),
        MemberKind::Resource(id) => visit(Node::Statement(id)),
    }
}
