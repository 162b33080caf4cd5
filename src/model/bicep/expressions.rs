//! Expressions as nodes of the document.

use super::symbols::Symbol;
use super::{Lowering, Reached};
use crate::source::Span;
use crate::syntax::bicep::{
    BinaryOp, ExprId, ExprKind, For, Ident, Item, Key, List, LoopId, Member, MemberKind, Part,
    StrLit, UnaryOp,
};
use crate::syntax::document::{self, Bits, Kind, Loop, Node, NodeId, Text};
use crate::syntax::function::Function;

impl Lowering<'_> {
    /// Lowers an expression and adds it to the document.
    pub(super) fn node(&mut self, id: ExprId) -> NodeId {
        let node = self.expr(id);
        self.add(node)
    }

    /// Lowers an expression; its children are in the document already.
    pub(super) fn expr(&mut self, id: ExprId) -> Node {
        Node { span: self.tree.span(id), kind: self.kind(id) }
    }

    /// Lowers expressions and adds them side by side.
    pub(super) fn side_by_side(&mut self, ids: &[ExprId]) -> document::List {
        let since = self.waiting.len();
        for id in ids {
            let node = self.expr(*id);
            self.waiting.push(node);
        }
        self.settle(since)
    }

    fn kind(&mut self, id: ExprId) -> Kind {
        let span = self.tree.span(id);
        match *self.tree.kind(id) {
            ExprKind::Missing => Kind::Broken,
            ExprKind::Null => Kind::Null,
            ExprKind::Bool(value) => Kind::Bool(value),
            ExprKind::Int(value) => whole(i128::from(value)),
            ExprKind::String(string) => Kind::Text(self.string(string)),
            ExprKind::Interpolated(parts) => self.interpolation(parts),
            ExprKind::Object(members) => self.object(members),
            ExprKind::Array(items) => self.array(items),
            ExprKind::For(id) => self.for_each(id),
            // Outside of the body of a resource a condition has no meaning.
            ExprKind::If { body: inner, .. }
            | ExprKind::Paren(inner)
            | ExprKind::NonNull(inner) => self.kind(inner),
            ExprKind::Name => self.name(span),
            ExprKind::Call { name, args } => self.call(name, args),
            ExprKind::MethodCall { base, name, args } => self.method(base, name, args),
            ExprKind::Property { .. } | ExprKind::Index { .. } => self.access(id),
            ExprKind::Nested { .. } => self.nested_symbol(id),
            ExprKind::Unary { op, operand } => self.unary(op, operand),
            ExprKind::Binary { op, left, right } => self.binary(op, left, right),
            ExprKind::Ternary { condition, then, otherwise } => {
                let parts = [condition, then, otherwise].map(|part| self.expr(part));
                self.made_call(Function::If, &parts)
            }
            ExprKind::Lambda { params, body } => self.lambda(params, body),
        }
    }

    fn string(&mut self, string: StrLit) -> Text {
        self.text(string.text)
    }

    fn interpolation(&mut self, parts: List<Part>) -> Kind {
        let since = self.waiting.len();
        for part in self.tree.parts(parts) {
            let piece = match *part {
                Part::Text(text) => {
                    Node { span: text.content, kind: Kind::Text(self.string(text)) }
                }
                Part::Hole(value) => self.expr(value),
            };
            self.waiting.push(piece);
        }
        Kind::Interpolation(self.settle(since))
    }

    fn object(&mut self, members: List<Member>) -> Kind {
        let since = self.waiting.len();
        for member in self.tree.members(members) {
            let span = member.span;
            let (key, value) = match member.kind {
                MemberKind::Property { key, value } => (self.key(key), self.expr(value)),
                MemberKind::Spread(value) => {
                    let kind = Kind::Spread(self.node(value));
                    (Node { span, kind }, Node { span, kind: Kind::Null })
                }
                MemberKind::Resource(_) => continue,
            };
            self.waiting.extend_from_slice(&[key, value]);
        }
        Kind::Object(self.settle(since))
    }

    fn key(&mut self, key: Key) -> Node {
        match key {
            Key::Name(name) => text_node(name.span),
            Key::String { span, string } => Node { span, kind: Kind::Text(self.string(string)) },
            Key::Interpolated(expr) => self.expr(expr),
        }
    }

    fn array(&mut self, items: List<Item>) -> Kind {
        let since = self.waiting.len();
        for item in self.tree.items(items) {
            let node = if item.spread {
                Node { span: item.span, kind: Kind::Spread(self.node(item.value)) }
            } else {
                self.expr(item.value)
            };
            self.waiting.push(node);
        }
        Kind::Array(self.settle(since))
    }

    fn for_each(&mut self, id: LoopId) -> Kind {
        let looped = *self.tree.for_loop(id);
        let over = self.node(looped.iterable);
        let before = self.enter(&looped);
        let (filter, body) = match *self.tree.kind(looped.body) {
            ExprKind::If { condition, body } => (Some(self.node(condition)), body),
            _ => (None, looped.body),
        };
        let body = self.node(body);
        self.locals.truncate(before);
        let index = looped.index.map_or_else(Text::default, |name| Text::in_source(name.span));
        let item = Text::in_source(looped.item.span);
        self.document.loops.push(Loop { item, index, over, filter, body });
        Kind::For(self.document.loops.len() as u32 - 1)
    }

    /// Makes the variables of a loop visible; gives how many were visible before.
    pub(super) fn enter(&mut self, looped: &For) -> usize {
        let before = self.locals.len();
        let names = [Some(looped.item), looped.index];
        self.locals.extend(names.into_iter().flatten().map(|name| self.tree.text(name)));
        before
    }

    /// A name on its own: the innermost thing that is called so.
    fn name(&mut self, span: Span) -> Kind {
        let name = self.tree.text(span);
        if self.locals.contains(&name) {
            return self.made_call(Function::LambdaVariables, &[text_node(span)]);
        }
        if let Some(symbol) = self.nested.iter().rev().find_map(|names| names.get(name)) {
            let symbol = symbol.clone();
            let text = self.document.add_text(&symbol);
            self.reached.push(Reached::Resource(text));
            return Kind::Symbol(text);
        }
        match self.symbols.get(name) {
            Some(Symbol::Parameter) => self.made_call(Function::Parameters, &[text_node(span)]),
            Some(Symbol::Variable | Symbol::Imported) => {
                self.reached.push(Reached::Variable(name));
                self.made_call(Function::Variables, &[text_node(span)])
            }
            Some(Symbol::Resource | Symbol::Module) => {
                self.reached.push(Reached::Resource(Text::in_source(span)));
                Kind::Symbol(Text::in_source(span))
            }
            Some(Symbol::Foreign) => self.made_call(Function::Extensions, &[text_node(span)]),
            _ if name == "this" || name == "base" => self.elsewhere(span),
            _ => {
                if !name.is_empty() {
                    self.document.complain(span, format!("there is no '{name}'"));
                }
                Kind::Broken
            }
        }
    }

    /// A value that is not to be had from this file: what is deployed already, or the extended parameter file.
    fn elsewhere(&mut self, span: Span) -> Kind {
        self.made_call(Function::ExternalInput, &[text_node(span)])
    }

    fn call(&mut self, name: Ident, args: List<ExprId>) -> Kind {
        let text = self.tree.text(name);
        let is_own = matches!(
            self.symbols.get(text),
            Some(Symbol::Function | Symbol::Imported | Symbol::Space)
        );
        let function = if is_own { Function::Other } else { Function::by_name(text) };
        self.call_of(function, Text::in_source(name.span), args)
    }

    /// A call of a known function with the arguments as they stand.
    pub(super) fn call_of(&mut self, function: Function, name: Text, args: List<ExprId>) -> Kind {
        let args = self.tree.args(args);
        match (function, args) {
            (Function::Any, [inner]) => self.kind(*inner),
            (Function::Nameof, [of]) => self.name_of(*of),
            _ => {
                let arguments = self.side_by_side(args);
                Kind::Call { function, name, arguments }
            }
        }
    }

    /// `nameof(a.b)` is the text `b`.
    fn name_of(&mut self, of: ExprId) -> Kind {
        match *self.tree.kind(self.tree.bare(of)) {
            ExprKind::Name => Kind::Text(Text::in_source(self.tree.span(of))),
            ExprKind::Property { name, .. } | ExprKind::Nested { name, .. } => {
                Kind::Text(Text::in_source(name.span))
            }
            ExprKind::Index { index, .. } => self.kind(index),
            _ => Kind::Broken,
        }
    }

    fn unary(&mut self, op: UnaryOp, operand: ExprId) -> Kind {
        if let (UnaryOp::Minus, ExprKind::Int(value)) = (op, *self.tree.kind(operand)) {
            return whole(-i128::from(value));
        }
        let operand = self.expr(operand);
        match op {
            UnaryOp::Not => self.made_call(Function::Not, &[operand]),
            UnaryOp::Minus => {
                let zero = Node { span: operand.span, kind: whole(0) };
                self.made_call(Function::Sub, &[zero, operand])
            }
        }
    }

    fn binary(&mut self, op: BinaryOp, left: ExprId, right: ExprId) -> Kind {
        let both = [self.expr(left), self.expr(right)];
        match op {
            BinaryOp::NotEqual => self.negated(&both),
            BinaryOp::EqualIgnoreCase => {
                let both = both.map(|node| self.lower_case(node));
                self.made_call(Function::Equals, &both)
            }
            BinaryOp::NotEqualIgnoreCase => {
                let both = both.map(|node| self.lower_case(node));
                self.negated(&both)
            }
            _ => self.made_call(function_of(op), &both),
        }
    }

    fn negated(&mut self, both: &[Node; 2]) -> Kind {
        let kind = self.made_call(Function::Equals, both);
        self.made_call(Function::Not, &[Node { span: both[0].span.to(both[1].span), kind }])
    }

    fn lower_case(&mut self, node: Node) -> Node {
        Node { span: node.span, kind: self.made_call(Function::ToLower, &[node]) }
    }

    fn lambda(&mut self, params: List<Ident>, body: ExprId) -> Kind {
        let params = self.tree.names(params);
        let before = self.locals.len();
        self.locals.extend(params.iter().map(|name| self.tree.text(*name)));
        let since = self.waiting.len();
        self.waiting.extend(params.iter().map(|name| text_node(name.span)));
        let body = self.expr(body);
        self.waiting.push(body);
        self.locals.truncate(before);
        Kind::Lambda(self.settle(since))
    }
}

/// A name as literal text.
pub(super) fn text_node(span: Span) -> Node {
    Node { span, kind: Kind::Text(Text::in_source(span)) }
}

/// A whole number; beyond 64 bits it is a fraction's kind of number, as in JSON.
fn whole(value: i128) -> Kind {
    match i64::try_from(value) {
        Ok(value) => Kind::Int(Bits::pack(value as u64)),
        Err(_) => Kind::Float(Bits::pack((value as f64).to_bits())),
    }
}

/// The function that the compiler writes for an operator.
fn function_of(op: BinaryOp) -> Function {
    match op {
        BinaryOp::Coalesce => Function::Coalesce,
        BinaryOp::Or => Function::Or,
        BinaryOp::And => Function::And,
        BinaryOp::Less => Function::Less,
        BinaryOp::LessOrEqual => Function::LessOrEquals,
        BinaryOp::Greater => Function::Greater,
        BinaryOp::GreaterOrEqual => Function::GreaterOrEquals,
        BinaryOp::Add => Function::Add,
        BinaryOp::Subtract => Function::Sub,
        BinaryOp::Multiply => Function::Mul,
        BinaryOp::Divide => Function::Div,
        BinaryOp::Modulo => Function::Mod,
        BinaryOp::Equal
        | BinaryOp::NotEqual
        | BinaryOp::EqualIgnoreCase
        | BinaryOp::NotEqualIgnoreCase => Function::Equals,
    }
}
