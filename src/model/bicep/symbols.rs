//! The names that a file declares.

use crate::syntax::bicep::Ident;
use crate::syntax::bicep::{
    Decorator, Expr, ExprId, ExprKind, Import, List, MemberKind, Resource, Statement,
    StatementKind, Tree, TypeId,
};
use rustc_hash::FxHashMap;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Symbol {
    Parameter,
    /// A variable, or a value that a parameter file gives.
    Variable,
    Resource,
    Module,
    Function,
    Type,
    /// A variable, function or type of another file.
    Imported,
    /// `import * as space`.
    Space,
    /// Something outside of Azure: a resource of an extension, or the extension itself.
    Foreign,
}

/// The names of a file.
#[derive(Debug, Default)]
pub(super) struct Symbols<'t> {
    names: FxHashMap<&'t str, Symbol>,
    types: FxHashMap<&'t str, (TypeId, List<Decorator>)>,
    resources: FxHashMap<String, ResourceType<'t>>,
}

/// The type of a resource by its symbol, `outer::inner` for nested ones.
#[derive(Debug, Clone, Default)]
pub(super) struct ResourceType<'t> {
    /// The full type.
    pub(super) name: String,
    /// The API version; of a nested resource perhaps that of its parent. Empty where it is missing.
    pub(super) version: &'t str,
}

impl ResourceType<'_> {
    /// Whether Azure Resource Manager knows it: name spaces of Azure have a dot. Source: the reference compiler's extensions,
    /// of which only Microsoft Graph's types look like Azure's.
    pub(super) fn is_azure(&self) -> bool {
        let space = self.name.split('/').next().unwrap_or_default();
        space.contains('.')
            && !space.contains(':')
            && !space.eq_ignore_ascii_case("Microsoft.Graph")
    }
}

impl<'t> Symbols<'t> {
    pub(super) fn of(tree: &'t Tree) -> Self {
        let mut symbols = Self::default();
        symbols.names.reserve(tree.statements().len());
        for statement in tree.statements() {
            symbols.declare(tree, statement);
        }
        symbols
    }

    pub(super) fn get(&self, name: &str) -> Option<Symbol> {
        self.names.get(name).copied()
    }

    /// A type that is declared in this file.
    pub(super) fn alias(&self, name: &str) -> Option<(TypeId, List<Decorator>)> {
        self.types.get(name).copied()
    }

    pub(super) fn resource(&self, symbol: &str) -> Option<&ResourceType<'t>> {
        self.resources.get(symbol)
    }

    fn declare(&mut self, tree: &'t Tree, statement: &Statement) {
        match statement.kind {
            StatementKind::Param { name, .. } => self.add(tree, name, Symbol::Parameter),
            StatementKind::ParamValue { name, .. } | StatementKind::Variable { name, .. } => {
                self.add(tree, name, Symbol::Variable);
            }
            StatementKind::Type { name, ty } => {
                self.add(tree, name, Symbol::Type);
                self.types.insert(tree.text(name), (ty, statement.decorators));
            }
            StatementKind::Function { name, .. } => self.add(tree, name, Symbol::Function),
            StatementKind::Resource(resource) => self.add_resource(tree, &resource),
            StatementKind::Module { name, .. } => self.add(tree, name, Symbol::Module),
            StatementKind::Import { what, .. } => self.add_import(tree, what),
            StatementKind::Extension { spec, alias, .. } => {
                let name = alias.or_else(|| name_of(tree.expr(spec)));
                // `extension az` names what is there without it.
                if let Some(name) = name.filter(|name| !matches!(tree.text(*name), "az" | "sys")) {
                    self.add(tree, name, Symbol::Foreign);
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, tree: &'t Tree, name: Ident, symbol: Symbol) {
        let name = tree.text(name);
        if !name.is_empty() {
            self.names.insert(name, symbol);
        }
    }

    fn add_import(&mut self, tree: &'t Tree, what: Import) {
        match what {
            Import::Names(names) => {
                for imported in tree.imported(names) {
                    let own = imported.alias.or_else(|| name_of(tree.expr(imported.name)));
                    if let Some(own) = own {
                        self.add(tree, own, Symbol::Imported);
                    }
                }
            }
            Import::All(name) => self.add(tree, name, Symbol::Space),
            Import::Missing => {}
        }
    }

    fn add_resource(&mut self, tree: &'t Tree, resource: &Resource) {
        let (name, version) = split_type(tree, resource.ty);
        let of = ResourceType { name: name.to_owned(), version };
        let symbol =
            if of.is_azure() || name.is_empty() { Symbol::Resource } else { Symbol::Foreign };
        self.add(tree, resource.name, symbol);
        self.add_type(tree, tree.text(resource.name).to_owned(), of, resource.body);
    }

    fn add_type(&mut self, tree: &'t Tree, symbol: String, of: ResourceType<'t>, body: ExprId) {
        for (short, nested) in nested(tree, body) {
            let (name, version) = split_type(tree, nested.ty);
            let inner = ResourceType {
                name: format!("{}/{name}", of.name),
                version: if version.is_empty() { of.version } else { version },
            };
            self.add_type(tree, format!("{symbol}::{short}"), inner, nested.body);
        }
        self.resources.insert(symbol, of);
    }
}

/// The resources nested in the body of another, with their names.
pub(super) fn nested(tree: &Tree, body: ExprId) -> impl Iterator<Item = (&str, Resource)> {
    nested_statements(tree, body).filter_map(|statement| match statement.kind {
        StatementKind::Resource(resource) => Some((tree.text(resource.name), resource)),
        _ => None,
    })
}

/// The statements of the resources nested in the body of another.
pub(super) fn nested_statements(tree: &Tree, body: ExprId) -> impl Iterator<Item = &Statement> {
    let members = match tree.kind(tree.body(body).object) {
        ExprKind::Object(members) => tree.members(*members),
        _ => &[],
    };
    members.iter().filter_map(|member| match member.kind {
        MemberKind::Resource(id) => Some(tree.statement(id)),
        _ => None,
    })
}

/// Type and version of a type string; `az:` before it means Azure.
pub(super) fn split_type(tree: &Tree, ty: ExprId) -> (&str, &str) {
    let text = tree.string(ty).unwrap_or_default();
    let text = text.strip_prefix("az:").unwrap_or(text);
    text.split_once('@').unwrap_or((text, ""))
}

fn name_of(expr: &Expr) -> Option<Ident> {
    matches!(expr.kind, ExprKind::Name).then_some(Ident { span: expr.span })
}
