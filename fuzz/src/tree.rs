//! Properties of Bicep's syntax trees.

use armlint::source::Span;
use armlint::syntax::bicep::{self, Dialect, ExprId, ExprKind, Node, Tree, TypeKind};
use std::fmt::Write as _;

/// Parts of a tree lie within what is around them, at the borders of characters, and so do comments and errors in the text.
pub fn assert_tree(tree: &Tree) {
    let text = tree.source();
    let inside = |span: Span| {
        assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?}");
    };
    tree.comments().iter().for_each(|comment| inside(comment.span));
    tree.pragmas().iter().for_each(|pragma| inside(pragma.span));
    tree.errors().iter().for_each(|error| inside(error.span));
    tree.walk(&mut |node| {
        let whole = span(tree, node);
        inside(whole);
        tree.children(node, &mut |child| {
            let part = span(tree, child);
            assert!(whole.contains(part), "{part:?} of {child:?} in {whole:?} of {node:?}");
        });
    });
}

fn span(tree: &Tree, node: Node) -> Span {
    match node {
        Node::Statement(id) => tree.statement(id).span,
        Node::Expr(id) => tree.span(id),
        Node::Type(id) => tree.ty(id).span,
    }
}

/// The text at the span of an expression is read as the same expression; the first of a file that can be read.
pub fn assert_rereads(tree: &Tree) {
    const MOST: usize = 48;
    if !tree.errors().is_empty() {
        return;
    }
    let mut expressions = Vec::new();
    tree.walk(&mut |node| {
        if let Node::Expr(id) = node
            && expressions.len() < MOST
            && stands_alone(tree, id)
        {
            expressions.push(id);
        }
    });
    for id in expressions {
        let written = tree.text(tree.span(id));
        let again = bicep::parse(&format!("var x = {written}\n"), Dialect::Template);
        assert!(again.errors().is_empty(), "{written}: {:?}", again.errors());
        let value = again.statements().next().and_then(|statement| match statement.kind {
            bicep::StatementKind::Variable { value, .. } => Some(value),
            _ => None,
        });
        let value = value.expect("a variable");
        assert_eq!(shape(tree, id.into()), shape(&again, value.into()), "{written}");
    }
}

/// Whether an expression may stand in any place. Conditions and nested resources need a resource around them, and where a line
/// ends depends on the brackets around.
fn stands_alone(tree: &Tree, id: ExprId) -> bool {
    let mut alone = !tree.text(tree.span(id)).contains(['\n', '\r']);
    tree.walk_from(Node::Expr(id), &mut |node| {
        let is_bound = match node {
            Node::Statement(_) => true,
            Node::Type(_) => false,
            Node::Expr(id) => matches!(
                tree.kind(id),
                ExprKind::If { .. } | ExprKind::Lambda { .. } | ExprKind::Missing
            ),
        };
        alone &= !is_bound;
    });
    alone
}

/// A tree in words, without places.
fn shape(tree: &Tree, node: Node) -> String {
    let mut shape = String::new();
    describe(tree, node, &mut shape);
    shape
}

fn describe(tree: &Tree, node: Node, out: &mut String) {
    let label = match node {
        Node::Statement(id) => format!("{:?}", tree.statement(id).kind),
        Node::Expr(id) => format!("{:?}", tree.kind(id)),
        Node::Type(id) => format!("{:?}", tree.ty(id).kind),
    };
    let end = label.find(|c: char| !c.is_alphanumeric()).unwrap_or(label.len());
    out.push_str(&label[..end]);
    match node {
        Node::Expr(id) => match *tree.kind(id) {
            ExprKind::String(string) => write!(out, " {:?}", tree.text(string.text)),
            ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Name => {
                write!(out, " {}", tree.text(tree.span(id)))
            }
            ExprKind::Unary { op, .. } => write!(out, " {op:?}"),
            ExprKind::Binary { op, .. } => write!(out, " {op:?}"),
            ExprKind::Call { name, .. }
            | ExprKind::MethodCall { name, .. }
            | ExprKind::Property { name, .. }
            | ExprKind::Nested { name, .. } => write!(out, " {}", tree.text(name)),
            _ => Ok(()),
        },
        Node::Type(id) if matches!(tree.ty(id).kind, TypeKind::Name) => {
            write!(out, " {}", tree.text(tree.ty(id).span))
        }
        _ => Ok(()),
    }
    .expect("a string takes all");
    out.push('(');
    tree.children(node, &mut |child| describe(tree, child, out));
    out.push(')');
}
