//! Properties, elements, methods and nested names.

use super::expressions::text_node;
use super::symbols::Symbol;
use super::{Lowering, Reached};
use crate::source::Span;
use crate::syntax::bicep::{ExprId, ExprKind, Ident, List};
use crate::syntax::document::{Access, Kind, Node, Text};
use crate::syntax::function::Function;

impl<'t> Lowering<'t> {
    /// `a.b`, `a[b]` and their safe forms. After a safe one the rest of the chain is safe too: it stops at a null.
    pub(super) fn access(&mut self, id: ExprId) -> Kind {
        if let Some(kind) = self.imported_member(id) {
            return kind;
        }
        let safe = self.is_safe(id);
        let (base, key, from_end) = match *self.tree.kind(id) {
            ExprKind::Property { base, name, .. } => (base, text_node(name.span), false),
            ExprKind::Index { base, index, from_end, .. } => (base, self.expr(index), from_end),
            _ => return Kind::Broken,
        };
        if key.span.is_empty() {
            return Kind::Broken;
        }
        let base = self.expr(base);
        let parts = self.document.add_nodes([base, key]);
        Kind::Property { parts, access: Access { safe, from_end } }
    }

    /// Whether an access, or one before it in its chain, is safe. Parentheses and `!` end a chain.
    fn is_safe(&self, mut id: ExprId) -> bool {
        loop {
            match *self.tree.kind(id) {
                ExprKind::Property { safe: true, .. } | ExprKind::Index { safe: true, .. } => {
                    return true;
                }
                ExprKind::Property { base, .. } | ExprKind::Index { base, .. } => id = base,
                _ => return false,
            }
        }
    }

    /// `space.name` of `import * as space`.
    fn imported_member(&mut self, id: ExprId) -> Option<Kind> {
        let ExprKind::Property { base, name, .. } = *self.tree.kind(id) else { return None };
        self.space(base)?;
        let span = self.tree.span(base).to(name.span);
        let name = self.qualified(base, name);
        let name = Node { span, kind: Kind::Text(name) };
        Some(self.made_call(Function::Variables, &[name]))
    }

    /// The name of the space that an expression is, where it is one.
    fn space(&self, base: ExprId) -> Option<&'t str> {
        let name = self.plain_name(base)?;
        (self.symbols.get(name) == Some(Symbol::Space)).then_some(name)
    }

    /// The text of a name that is not a local one.
    fn plain_name(&self, id: ExprId) -> Option<&'t str> {
        if !matches!(self.tree.kind(id), ExprKind::Name) {
            return None;
        }
        let name = self.tree.text(self.tree.span(id));
        (!self.locals.contains(&name)).then_some(name)
    }

    /// `space.name` as text, without blanks.
    fn qualified(&mut self, base: ExprId, name: Ident) -> Text {
        let (first, last) = (self.tree.span(base), name.span);
        if first.end + 1 == last.start {
            return Text::in_source(first.to(last));
        }
        let text = format!("{}.{}", self.tree.text(first), self.tree.text(last));
        self.document.add_text(&text)
    }

    /// `base.name(…)`.
    pub(super) fn method(&mut self, base: ExprId, name: Ident, args: List<ExprId>) -> Kind {
        if let Some(space) = self.plain_name(base) {
            let symbol = self.symbols.get(space);
            if symbol == Some(Symbol::Space) {
                let name = self.qualified(base, name);
                return self.call_of(Function::Other, name, args);
            }
            if symbol.is_none() && matches!(space, "sys" | "az") {
                let function = Function::by_name(self.tree.text(name));
                return self.call_of(function, Text::in_source(name.span), args);
            }
        }
        self.resource_method(base, name, args)
    }

    /// A function of a resource, such as `listKeys()`: what it gives is known only once the resource is deployed.
    fn resource_method(&mut self, base: ExprId, name: Ident, args: List<ExprId>) -> Kind {
        let tree = self.tree;
        let span = tree.span(base);
        let version = self.version_of(base);
        let resource = self.expr(base);
        let id_name = self.made_text("id");
        let id = Node { span, kind: Kind::Text(id_name) };
        let parts = self.document.add_nodes([resource, id]);
        let id = Node { span, kind: Kind::Property { parts, access: Access::default() } };
        let mut arguments = vec![id];
        arguments.extend(tree.args(args).iter().map(|arg| self.expr(*arg)));
        if let (1, Some(version)) = (arguments.len(), version) {
            let version = self.document.add_text(version);
            arguments.push(Node { span: name.span, kind: Kind::Text(version) });
        }
        let arguments = self.document.add_nodes(arguments);
        Kind::Call { function: Function::List, name: Text::in_source(name.span), arguments }
    }

    /// The API version of the resource that an expression means.
    fn version_of(&self, id: ExprId) -> Option<&'t str> {
        let id = self.inner(id);
        let id = match *self.tree.kind(id) {
            ExprKind::Index { base, .. } => base,
            _ => id,
        };
        let symbol = self.symbol_of(id)?;
        self.symbols.resource(&symbol).map(|of| of.version).filter(|version| !version.is_empty())
    }

    /// An expression without the parentheses around it and the `!` after it.
    fn inner(&self, mut id: ExprId) -> ExprId {
        while let ExprKind::Paren(inner) | ExprKind::NonNull(inner) = *self.tree.kind(id) {
            id = inner;
        }
        id
    }

    /// `outer::inner`.
    pub(super) fn nested_symbol(&mut self, id: ExprId) -> Kind {
        let Some(symbol) = self.symbol_of(id) else { return Kind::Broken };
        if self.symbols.resource(&symbol).is_none() {
            let span: Span = self.tree.span(id);
            self.document.complain(span, format!("there is no '{symbol}'"));
            return Kind::Broken;
        }
        let text = self.document.add_text(&symbol);
        self.reached.push(Reached::Resource(text));
        Kind::Symbol(text)
    }

    /// The full symbol of a resource by its name, short name or `outer::inner`.
    fn symbol_of(&self, id: ExprId) -> Option<String> {
        let id = self.inner(id);
        match *self.tree.kind(id) {
            ExprKind::Name => {
                let name = self.plain_name(id)?;
                let nested = self.nested.iter().rev().find_map(|names| names.get(name));
                Some(nested.cloned().unwrap_or_else(|| name.to_owned()))
            }
            ExprKind::Nested { base, name } => {
                Some(format!("{}::{}", self.symbol_of(base)?, self.tree.text(name)))
            }
            _ => None,
        }
    }
}
