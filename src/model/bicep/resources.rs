//! Resources, nested resources and modules.

use super::symbols::{ResourceType, nested, nested_statements};
use super::{Lowering, Reached};
use crate::model::{Copy, Deployment, DeploymentSource, Over, Resource};
use crate::source::Span;
use crate::syntax::bicep::{self, Body, ExprId, ExprKind, Ident, Statement, StatementKind};
use crate::syntax::document::{Kind, Node, NodeId, Text};

/// The type of a module.
const DEPLOYMENT: &str = "Microsoft.Resources/deployments";

/// The parts of a body that both resources and modules have.
struct Parts {
    body: NodeId,
    condition: Option<NodeId>,
    copy: Option<Copy>,
}

impl<'t> Lowering<'t> {
    /// Adds a resource, then those nested in it: children that stand side by side with it, and know it as their parent.
    pub(super) fn resource(
        &mut self,
        statement: &Statement,
        resource: &bicep::Resource,
        outer: Option<&str>,
        resources: &mut Vec<Resource>,
    ) {
        let name = self.tree.text(resource.name);
        let symbol = outer.map_or_else(|| name.to_owned(), |outer| format!("{outer}::{name}"));
        let Some(of) = self.symbols.resource(&symbol).cloned() else { return };
        if !of.is_azure() {
            return;
        }
        self.see_nested(&symbol, resource.body);
        let before = self.locals.len();
        let parts = self.parts(resource.body);
        let lowered = self.made_resource(statement, resource, &symbol, &of, outer, parts);
        resources.push(lowered);
        for inner in nested_statements(self.tree, resource.body) {
            if let StatementKind::Resource(child) = inner.kind {
                self.resource(inner, &child, Some(&symbol), resources);
            }
        }
        self.locals.truncate(before);
        self.nested.pop();
    }

    /// Makes the resources nested in a body visible by their short names.
    fn see_nested(&mut self, symbol: &str, body: ExprId) {
        let tree = self.tree;
        let names = nested(tree, body).map(|(short, _)| (short, format!("{symbol}::{short}")));
        self.nested.push(names.collect());
    }

    fn made_resource(
        &mut self,
        statement: &Statement,
        resource: &bicep::Resource,
        symbol: &str,
        of: &ResourceType<'t>,
        outer: Option<&str>,
        parts: Parts,
    ) -> Resource {
        let (type_, api_version) = self.type_nodes(resource.ty, of);
        let symbol = self.symbol_text(resource.name, symbol);
        let type_span = self.span(resource.ty);
        let parent = match outer {
            Some(outer) => {
                let outer = self.document.add_text(outer);
                Some(self.document.add_node(type_span, Kind::Symbol(outer)))
            }
            None => self.member(parts.body, "parent"),
        };
        Resource {
            symbol: Some(symbol),
            type_,
            api_version,
            name: self.member(parts.body, "name"),
            body: parts.body,
            span: statement.span,
            condition: parts.condition,
            copy: parts.copy,
            scope: self.member(parts.body, "scope"),
            parent,
            depends_on: self.member(parts.body, "dependsOn"),
            existing: resource.existing.is_some(),
            inherits_condition: outer.is_some(),
            references: Vec::new(),
            children: Vec::new(),
            deployment: None,
        }
    }

    /// A module is a deployment.
    pub(super) fn module(
        &mut self,
        statement: &Statement,
        name: Ident,
        reference: ExprId,
        body: ExprId,
    ) -> Resource {
        let before = self.locals.len();
        let parts = self.parts(body);
        self.locals.truncate(before);
        let source =
            self.reference(reference).map_or(DeploymentSource::None, DeploymentSource::Module);
        let deployment_type = Kind::Text(self.made_text(DEPLOYMENT));
        Resource {
            symbol: Some(Text::in_source(name.span)),
            type_: self.document.add_node(self.tree.span(reference), deployment_type),
            api_version: None,
            name: self.member(parts.body, "name"),
            body: parts.body,
            span: statement.span,
            condition: parts.condition,
            copy: parts.copy,
            scope: self.member(parts.body, "scope"),
            parent: None,
            depends_on: self.member(parts.body, "dependsOn"),
            existing: false,
            inherits_condition: false,
            references: Vec::new(),
            children: Vec::new(),
            deployment: Some(Box::new(Deployment {
                source,
                parameters: self.member(parts.body, "params"),
                inner: true,
                subscription: None,
                resource_group: None,
                location: None,
            })),
        }
    }

    /// Loop, condition and object of a body. The variables of the loop stay visible. The condition of a loop's turn decides
    /// whether that turn's resource is there; it does not make the loop shorter.
    fn parts(&mut self, body: ExprId) -> Parts {
        let Body { looped, condition, object } = self.tree.body(body);
        let before = self.reached.len();
        let copy = looped.map(|looped| {
            let items = self.node(looped.iterable);
            self.enter(looped);
            let index = looped.index.map_or_else(Text::default, |name| Text::in_source(name.span));
            let item = Text::in_source(looped.item.span);
            Copy { name: None, over: Over::Items(items), item, index, filter: None }
        });
        let condition = condition.map(|condition| self.node(condition));
        let body = self.node(object);
        let reached: Vec<Reached<'t>> = self.reached.drain(before..).collect();
        self.bodies.push(reached);
        Parts { body, condition, copy }
    }

    fn member(&self, body: NodeId, name: &str) -> Option<NodeId> {
        self.document.at(body).get(name).map(|node| node.id)
    }

    fn symbol_text(&mut self, name: Ident, symbol: &str) -> Text {
        if self.tree.text(name) == symbol {
            return Text::in_source(name.span);
        }
        self.document.add_text(symbol)
    }

    /// Type and API version, both at the type string.
    fn type_nodes(&mut self, id: ExprId, of: &ResourceType<'t>) -> (NodeId, Option<NodeId>) {
        let span = self.span(id);
        let own = match *self.tree.kind(id) {
            ExprKind::String(string) => string.content,
            _ => Span::at(span.start),
        };
        let written = own.of(&self.document.source.text);
        // Mostly the one stands behind the other, and nothing has to be looked for.
        let is_whole = written.len() == of.name.len() + 1 + of.version.len()
            && written.starts_with(&of.name)
            && written.ends_with(of.version);
        let middle = own.start + of.name.len() as u32;
        let type_ = if is_whole {
            Text::in_source(Span::new(own.start, middle))
        } else {
            self.part_of(own, &of.name)
        };
        let type_ = self.add(Node { span, kind: Kind::Text(type_) });
        let version = (!of.version.is_empty()).then(|| {
            let text = if is_whole {
                Text::in_source(Span::new(middle + 1, own.end))
            } else {
                self.part_of(own, of.version)
            };
            self.add(Node { span, kind: Kind::Text(text) })
        });
        (type_, version)
    }

    /// A text that perhaps stands somewhere in a span.
    fn part_of(&mut self, span: Span, text: &str) -> Text {
        match span.of(&self.document.source.text).find(text) {
            Some(at) => {
                let start = span.start + at as u32;
                Text::in_source(Span::new(start, start + text.len() as u32))
            }
            None => self.document.add_text(text),
        }
    }
}
